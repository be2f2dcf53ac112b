"""Work and its promises: items, follow-ups, appointments, reminders, and the one way out of the house."""

from worklist.models.contact import Appointment, Availability, ContactAttempt
from worklist.models.delivery import Channel, ChannelState, Outbox, Preference, Receipt, Tick
from worklist.models.follow_up import ClockKind, FollowUp, StopsOn
from worklist.models.item import Item, ItemLink
from worklist.models.outcome import FollowUpOutcome
from worklist.models.promise import Notification, Reminder
from worklist.models.together import CalendarFeed, DuplicateAnswer, ItemComment, ItemHelper, ItemTransfer

__all__ = [
    "Appointment",
    "Availability",
    "CalendarFeed",
    "Channel",
    "ChannelState",
    "ClockKind",
    "ContactAttempt",
    "DuplicateAnswer",
    "FollowUp",
    "FollowUpOutcome",
    "Item",
    "ItemComment",
    "ItemHelper",
    "ItemLink",
    "ItemTransfer",
    "Notification",
    "Outbox",
    "Preference",
    "Receipt",
    "Reminder",
    "StopsOn",
    "Tick",
]
