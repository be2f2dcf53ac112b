"""Every way in which a request for case management moves."""

from intake.actions.queue import accept, decline, receive, redirect, screen
from intake.actions.routing import assign, contact, note_contact

__all__ = ["accept", "assign", "contact", "decline", "note_contact", "receive", "redirect", "screen"]
