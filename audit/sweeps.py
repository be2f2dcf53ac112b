"""What the clock does for the trail."""

from audit import partitions


def keep_partitions() -> int:
    """Make the coming months' partitions ahead of time; safe to repeat."""
    return partitions.keep_ahead()
