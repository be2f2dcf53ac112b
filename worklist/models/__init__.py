"""Work and its promises: items, follow-ups, appointments, reminders, and the one way out of the house."""

from worklist.models.contact import Appointment, Availability, ContactAttempt
from worklist.models.item import FollowUp, Item, ItemLink
from worklist.models.promise import Notification, Outbox, Preference, Reminder

__all__ = [
    "Appointment",
    "Availability",
    "ContactAttempt",
    "FollowUp",
    "Item",
    "ItemLink",
    "Notification",
    "Outbox",
    "Preference",
    "Reminder",
]
