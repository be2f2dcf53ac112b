"""Requests for an accounting of disclosures (45 CFR 164.528), answered in 60 days or, with a written reason, in 90."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import Record, together
from patients.merge_rules import MOVES
from patients.models import Patient


@tracked
class AccountingRequest(Record):
    """Somebody asked to whom a patient's information was given, for a period of at most six years."""

    class Asker(models.TextChoices):
        PATIENT = "patient", _("The patient")
        REPRESENTATIVE = "representative", _("A personal representative")

    class Status(models.TextChoices):
        OPEN = "open", _("To answer")
        ANSWERED = "answered", _("Answered")

    access = Access("oversight", facility="patient__facility", lock=("patient",))
    on_merge = {"patient": MOVES}

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="accountings")
    asked_by = models.CharField(_("who asks"), max_length=15, choices=Asker, default=Asker.PATIENT)
    received_on = models.DateField(_("received on"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until and including"))
    due_on = models.DateField(_("answer until and including"))
    # Once, by 30 days, and the patient is told why in writing.
    extended_because = models.CharField(_("why it takes longer"), max_length=240, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    # The first within twelve months costs nothing.
    is_free = models.BooleanField(_("free of charge"), default=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(_("how it was given"), max_length=160, blank=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("request for an accounting")
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on__lte=F("until_on"), until_on__lte=F("received_on")),
                name="accounting_period",
                violation_error_message=_(
                    "The period ends before it starts, or after the request. Check the dates."
                ),
            ),
            together("answered_at", "answered_by", name="accounting_answered_pair"),
            models.CheckConstraint(
                condition=Q(status="open", answered_at=None)
                | Q(status="answered", answered_at__isnull=False),
                name="accounting_answered_when_settled",
            ),
            models.CheckConstraint(
                condition=Q(extended_at=None, extended_because="")
                | Q(extended_at__isnull=False) & ~Q(extended_because=""),
                name="accounting_extension_says_why",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(status="open"), name="accounting_open")]


# How long a suspension on an oral statement lasts at most (45 CFR 164.528(a)(2)(ii)(C)).
ORAL_DAYS = 30


@tracked
class Suspension(Record):
    """What was given to one agency is kept out of accountings for a time, because the agency said that it must."""

    class Form(models.TextChoices):
        WRITTEN = "written", _("In writing")
        ORAL = "oral", _("Orally")

    access = Access("oversight", facility="patient__facility", lock=("patient",))
    on_merge = {"patient": MOVES}

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="suspensions")
    # As the disclosures name it: a law enforcement official or a health oversight agency.
    recipient = models.CharField(_("agency"), max_length=160)
    form = models.CharField(_("how they said it"), max_length=10, choices=Form)
    official = models.CharField(_("who said it, and their office"), max_length=160)
    statement = models.CharField(_("what they said"), max_length=500)
    stated_on = models.DateField(_("said on"))
    until_on = models.DateField(_("until and including"))
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("suspension of an accounting")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("stated_on")),
                name="suspension_period",
                violation_error_message=_("The suspension ends before it starts. Check the dates."),
            ),
            models.CheckConstraint(
                condition=Q(form="written") | Q(until_on__lte=F("stated_on") + timedelta(days=ORAL_DAYS)),
                name="suspension_oral_is_short",
                violation_error_message=_(
                    "On an oral statement it lasts 30 days at most. Ask the agency for a written one."
                ),
            ),
            together("ended_at", "ended_by", name="suspension_ended_pair"),
        ]
