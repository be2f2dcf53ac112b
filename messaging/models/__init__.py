"""What people tell one another about a case, and whether it arrived: changes, relays, conversations."""

from messaging.models.change import Acknowledgement, ConditionChange
from messaging.models.relay import Relay
from messaging.models.thread import Mention, Message, Thread, ThreadSeen

__all__ = ["Acknowledgement", "ConditionChange", "Mention", "Message", "Relay", "Thread", "ThreadSeen"]
