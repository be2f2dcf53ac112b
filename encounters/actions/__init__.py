"""Every change to a visit: it arrives, moves, leaves, each of these can be taken back, and its status is ordered."""

from encounters.actions.arriving import admit, note_visit
from encounters.actions.coding import code_stay
from encounters.actions.moving import cancel, leave, link_to_case, transfer
from encounters.actions.status import order_status

__all__ = ["admit", "cancel", "code_stay", "leave", "link_to_case", "note_visit", "order_status", "transfer"]
