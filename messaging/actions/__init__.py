"""Every way in which changes of condition, relays and conversations change."""

from messaging.actions.changes import acknowledge, ask_newcomers, broadcast, excuse, recall
from messaging.actions.relays import (
    answer_relay,
    close_relay,
    confirm_understood,
    deliver,
    raise_relay,
    withdraw_relay,
)
from messaging.actions.threads import (
    mark_unread,
    open_thread,
    pin_decision,
    read_thread,
    reopen_thread,
    say,
    settle_thread,
)

__all__ = [
    "acknowledge",
    "answer_relay",
    "ask_newcomers",
    "broadcast",
    "close_relay",
    "confirm_understood",
    "deliver",
    "excuse",
    "mark_unread",
    "open_thread",
    "pin_decision",
    "raise_relay",
    "read_thread",
    "recall",
    "reopen_thread",
    "say",
    "settle_thread",
    "withdraw_relay",
]
