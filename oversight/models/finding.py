"""The daily look at the trail (45 CFR 164.308(a)(1)(ii)(D)): that it was done, by which rules, and what it found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import Record, together
from facilities.models import Facility
from patients.merge_rules import MOVES
from patients.models import Patient
from policy.models import PackVersion


@tracked
class DayReview(Record):
    """One day of a facility's trail was looked through, by one version of the rules."""

    access = Access("oversight", facility="facility", lock=("facility",))

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    rules = models.ForeignKey(PackVersion, models.PROTECT, null=True, blank=True, related_name="+")
    found = models.PositiveIntegerField(_("found"), default=0)

    class Meta:
        verbose_name = _("daily look at the access log")
        constraints = [models.UniqueConstraint(fields=["facility", "on"], name="day_review_once")]


@tracked
class Finding(Record):
    """A person's looks of one day that a rule asks about, until a privacy officer says what they were."""

    class Rule(models.TextChoices):
        OWN = "own", _("Own record")
        SURNAME = "surname", _("Same family name")
        ADDRESS = "address", _("Same address")
        WATCHED = "watched", _("Colleague or person known to the public, without a relation")
        UNRELATED = "unrelated", _("No relation in the time before")
        AFTER = "after", _("After the relation had ended")
        MANY = "many", _("Many more records than usual")
        NIGHT = "night", _("At night, unlike other days")
        SEQUENCE = "sequence", _("Record numbers one after the other")
        SEARCHES = "searches", _("Searches without opening a record")
        EXPORT = "export", _("Export shortly before leaving")
        EMERGENCIES = "emergencies", _("Emergency access again and again")

    class Status(models.TextChoices):
        OPEN = "open", _("To judge")
        JUSTIFIED = "justified", _("Justified")
        UNJUSTIFIED = "unjustified", _("Not justified")

    access = Access("oversight", facility="facility", lock=("facility",))
    on_merge = {"patient": MOVES}

    review = models.ForeignKey(DayReview, models.PROTECT, related_name="findings")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    # Empty where it is about a day, not about one record.
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.CharField(_("rule"), max_length=12, choices=Rule)
    on = models.DateField(_("day"))
    number = models.PositiveIntegerField(_("how many"), default=1)
    first_at = models.DateTimeField(_("first"))
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    note = models.CharField(_("what you found"), max_length=500, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("finding in the access log")
        constraints = [
            together("judged_at", "judged_by", name="finding_judged_pair"),
            models.CheckConstraint(
                condition=Q(status="open", judged_at=None)
                | ~Q(status="open") & Q(judged_at__isnull=False) & ~Q(note=""),
                name="finding_judged_says_what",
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "on"], condition=Q(status="open"), name="finding_open"),
            models.Index(fields=["user", "rule", "patient"], name="finding_of_person"),
        ]
