"""A supervisor's day: load, holes, breaches, and moving many cases at once."""
