"""What the apps below give to the papers for the next place, each group of parts in a module of its own."""

from referrals.packet_parts import around, health, labelled, leaving, person, plan

__all__ = ["around", "health", "labelled", "leaving", "person", "plan"]
