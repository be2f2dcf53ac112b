"""Tells people in the application of what concerns them here: a cover asked for or answered, a sheet, cases given."""

from typing import Any

from django.db import models

from core import clock
from core.actions import keep
from worklist.models import Notification


def tell(user: Any, about: str, row: models.Model, *, n: int = 0) -> None:
    """Put one notice into somebody's list; inside a verb. `n` tells several notices about one row apart."""
    keep(notice(user, about, row, n=n))


def notice(user: Any, about: str, row: models.Model, *, n: int = 0) -> Notification:
    """The notice, not saved; `about` names the kind of page it leads to."""
    kind = Notification.Kind.ASSIGNED if about == "reassignment" else Notification.Kind.REVIEW
    return Notification(recipient=user, source=f"{about}:{row.pk}", n=n, kind=kind, told_at=clock.now())
