"""Who did and who saw what: append-only, partitioned by month, pointing at nothing so that it outlives everything."""

import uuid

import uuid_utils
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_key() -> uuid.UUID:
    """A UUIDv7, in order of creation."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


class Event(models.Model):
    """One thing somebody did, saw, or was refused; holds names of fields and moved states, never values."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        SEEN = "seen", _("Seen")
        DENIED = "denied", _("Denied")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    # The present of the application's clock; tests and the simulator may move it.
    at = models.DateTimeField()
    # The real time of writing, which nothing moves.
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    actor_id = models.UUIDField(null=True)
    actor = models.CharField(max_length=150)
    role = models.CharField(max_length=30, blank=True)
    verb = models.CharField(max_length=80)
    outcome = models.CharField(max_length=10, choices=Outcome)
    target = models.CharField(max_length=60, blank=True)
    target_id = models.UUIDField(null=True)
    objects_seen = ArrayField(models.UUIDField(), default=list)
    patient_ids = ArrayField(models.UUIDField(), default=list)
    case_id = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    moved = models.CharField(max_length=80, blank=True)
    permission = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    route = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=45, blank=True)
    session = models.CharField(max_length=16, blank=True)

    class Meta:
        managed = False
        db_table = "audit_event"
        indexes = [
            GinIndex(fields=["patient_ids"], name="audit_patients"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.outcome}"


class Disclosure(models.Model):
    """Information about a patient that left the house: to whom, what, for what purpose, under which consent."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    at = models.DateTimeField()
    patient_id = models.UUIDField()
    consent_id = models.UUIDField(null=True)
    recipient = models.CharField(max_length=160)
    address = models.CharField(max_length=240, blank=True)
    what = models.CharField(max_length=240)
    purpose = models.CharField(max_length=60)
    by_id = models.UUIDField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["patient_id", "at"], name="audit_disclosed")]

    def __str__(self) -> str:
        return f"disclosure {str(self.pk)[-6:]}"


class Seal(models.Model):
    """A seal over a stretch of the trail: the hashes of its rows, their root, and a code over both and the seal before."""

    n = models.BigIntegerField(primary_key=True)
    # The real time; nothing moves it.
    at = models.DateTimeField()
    first_xact = models.BigIntegerField()
    past_xact = models.BigIntegerField()
    era_at = models.DateTimeField()
    ids = ArrayField(models.UUIDField())
    leaves = models.BinaryField()
    root = models.BinaryField()
    previous = models.BinaryField()
    key_id = models.CharField(max_length=20)
    mac = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(past_xact__gt=models.F("first_xact")), name="seal_moves_on"
            )
        ]

    def __str__(self) -> str:
        return f"seal {self.n}"
