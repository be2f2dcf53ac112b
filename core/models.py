"""What every table shares: a time-ordered key, a version for stale saves, the moment of entry."""

import uuid

import uuid_utils
from django.db import models
from django.db.models import Q

from core.clock import CoreNow


def new_key() -> uuid.UUID:
    """A UUIDv7: unique without asking the database, and in order of creation."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


def together(*names: str, name: str) -> models.CheckConstraint:
    """All of these columns are set, or none is: an instant never stands without its person."""
    empty = Q(**{f"{field}__isnull": True for field in names})
    full = Q(**{f"{field}__isnull": False for field in names})
    return models.CheckConstraint(condition=empty | full, name=name)


class Record(models.Model):
    """A row that a verb may change; `version` grows by one with every change."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(db_default=CoreNow(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        # Names and numbers of patients must not reach a log through a careless format string.
        return f"{self._meta.verbose_name} {str(self.pk)[-6:]}"


class Entry(models.Model):
    """An insert-only row: it is its own history, and a trigger refuses any change."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    created_at = models.DateTimeField(db_default=CoreNow(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {str(self.pk)[-6:]}"
