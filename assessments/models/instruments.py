"""What can be asked: instruments as data, each version kept as it was when a patient was asked by it."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.sorts import Sort
from core.access import Access
from core.history import tracked
from core.models import Record
from facilities.models import Facility


@tracked
class Instrument(Record):
    """A questionnaire or checklist under its lasting code (FHIR Questionnaire.url)."""

    access = Access("identity", facility="facility")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    # Empty: comes with the application or a pack for all facilities.
    facility = models.ForeignKey(
        Facility,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instruments",
        verbose_name=_("facility"),
    )

    class Meta:
        verbose_name = _("instrument")


@tracked
class InstrumentVersion(Record):
    """One wording and scoring of an instrument; its body never changes, so that an answer is always read as it was asked."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Not in use yet")
        IN_USE = "in_use", _("In use")
        RETIRED = "retired", _("No longer asked")

    class Licence(models.TextChoices):
        A = "A", _("Free to show in full")
        B = "B", _("Free with conditions, brought by the site")
        OWN = "own", _("Written for this project or by the site")

    access = Access("identity", facility="instrument__facility", lock=("instrument",))

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    number = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=160)
    sort = models.CharField(_("class of information"), max_length=15, choices=Sort)
    discipline = models.CharField(_("discipline that asks"), max_length=20, blank=True)
    activity = models.CharField(_("purpose"), max_length=40)
    subject = models.CharField(max_length=60, blank=True)
    licence = models.CharField(_("licence"), max_length=3, choices=Licence)
    body: Any = models.JSONField(_("questionnaire"))
    digest = models.CharField(max_length=64, editable=False)
    status = models.CharField(max_length=7, choices=Status, default=Status.DRAFT)
    in_use_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of an instrument")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="instrument_version_once"),
            models.UniqueConstraint(
                fields=["instrument"],
                condition=Q(status="in_use"),
                name="one_instrument_version_in_use",
                violation_error_message=_("Another version of this instrument is in use. Retire it first."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="instrument_body_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.digest <> '' AND (OLD.instrument_id, OLD.number, OLD.body, OLD.digest, OLD.sort)"
                    " IS DISTINCT FROM (NEW.instrument_id, NEW.number, NEW.body, NEW.digest, NEW.sort)"
                ),
            ),
            pgtrigger.Protect(name="instrument_version_never_deleted", operation=pgtrigger.Delete),
        ]
