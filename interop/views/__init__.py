"""The door for other systems, and the fix list for people."""
