"""Work and its promises: items, follow-ups, appointments, reminders, and the one way out of the house."""

from worklist.models.contact import Appointment, Availability, ContactAttempt
from worklist.models.item import FollowUp, Item, ItemLink
from worklist.models.promise import Notification, Outbox, Preference, Reminder
from worklist.models.together import CalendarFeed, DuplicateAnswer, ItemComment, ItemHelper, ItemTransfer

__all__ = [
    "Appointment",
    "Availability",
    "CalendarFeed",
    "ContactAttempt",
    "DuplicateAnswer",
    "FollowUp",
    "Item",
    "ItemComment",
    "ItemHelper",
    "ItemLink",
    "ItemTransfer",
    "Notification",
    "Outbox",
    "Preference",
    "Reminder",
]
