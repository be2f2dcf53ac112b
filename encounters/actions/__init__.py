"""Every change to a visit: it arrives, moves, leaves, and each of these can be taken back."""

from encounters.actions.arriving import admit, note_visit
from encounters.actions.moving import cancel, leave, link_to_case, transfer

__all__ = ["admit", "cancel", "leave", "link_to_case", "note_visit", "transfer"]
