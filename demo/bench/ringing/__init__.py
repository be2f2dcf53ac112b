"""What the reminder engine is measured with: rungs that fall due, the processes that tell them, and two other ways to."""
