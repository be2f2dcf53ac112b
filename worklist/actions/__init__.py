"""Every way in which work, follow-ups, contacts, appointments and notices change."""

from worklist.actions.appointments import (
    book,
    cancel_appointment,
    keep_appointment,
    miss_appointment,
    move_appointment,
    offer_own_time,
    offer_practitioner_time,
    offer_time,
    take_back_reminders,
)
from worklist.actions.consults import (
    answer_consult,
    apply_consult,
    ask_consult,
    decline_consult,
    expire_consult,
    withdraw_consult,
)
from worklist.actions.contacts import add_to_contact, log_contact
from worklist.actions.feeds import create_feed, revoke_feed
from worklist.actions.follow_ups import start_follow_up, start_series, stop_follow_up
from worklist.actions.items import cancel, complete, open_due, reassign, snooze, start, wait
from worklist.actions.leaving import hand_on, hand_on_follow_up, hand_on_reminders
from worklist.actions.notices import (
    change_preference,
    mark_all_read,
    mark_read,
    send_again,
    set_preference,
)
from worklist.actions.offers import tell_of_transfer
from worklist.actions.opening import open_desk_item, open_item
from worklist.actions.outcomes import amend_outcome, record_outcome
from worklist.actions.stopping import call_off, miss, stop_by_event
from worklist.actions.together import comment, join, leave
from worklist.actions.transfers import (
    accept_item,
    ask_for_item,
    expire_item,
    offer_item,
    reject_item,
    revoke_item,
)

__all__ = [
    "accept_item",
    "add_to_contact",
    "amend_outcome",
    "answer_consult",
    "apply_consult",
    "ask_consult",
    "ask_for_item",
    "book",
    "call_off",
    "cancel",
    "cancel_appointment",
    "change_preference",
    "comment",
    "complete",
    "create_feed",
    "decline_consult",
    "expire_consult",
    "expire_item",
    "hand_on",
    "hand_on_follow_up",
    "hand_on_reminders",
    "join",
    "keep_appointment",
    "leave",
    "log_contact",
    "mark_all_read",
    "mark_read",
    "miss",
    "miss_appointment",
    "move_appointment",
    "offer_item",
    "offer_own_time",
    "offer_practitioner_time",
    "offer_time",
    "open_desk_item",
    "open_due",
    "open_item",
    "reassign",
    "record_outcome",
    "reject_item",
    "revoke_feed",
    "revoke_item",
    "send_again",
    "set_preference",
    "snooze",
    "start",
    "start_follow_up",
    "start_series",
    "stop_by_event",
    "stop_follow_up",
    "take_back_reminders",
    "tell_of_transfer",
    "wait",
    "withdraw_consult",
]
