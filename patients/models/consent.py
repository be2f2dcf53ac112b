"""What the patient agreed to share, with whom, for what, until when."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, together
from directory.models import Organisation
from patients.merge_rules import MOVES
from patients.models.communication import RelatedPerson
from patients.models.patient import PatientRecord


class Shared(models.TextChoices):
    """The kinds of information a patient can agree to share, by the name of their data class."""

    IDENTITY = "identity", _("Name and contact details")
    COVERAGE = "coverage", _("Insurance")
    ENCOUNTER = "encounter", _("Dates of the stay")
    CLINICAL = "clinical", _("Health information")
    BEHAVIOURAL = "behavioural", _("Mental health")
    PSYCHOSOCIAL = "psychosocial", _("Life at home")
    PLAN = "plan", _("Care plan")
    DISCHARGE = "discharge", _("Plans for leaving")
    PAYER = "payer", _("Decisions of payers")
    PART2 = "42cfr2", _("Records of a substance use programme (42 CFR Part 2)")
    SENSITIVE = "sens", _("What state law protects more strictly")


class Says(models.TextChoices):
    """What a reminder to the patient may say, where the consent names it; nothing else ever stands in one."""

    DATE = "date", _("The date")
    TIME = "time", _("The time")
    PLACE = "place", _("The place")
    NUMBER = "number", _("The number to call back")
    BRING = "bring", _("What to bring")
    WAY = "way", _("How to get there")


class By(models.TextChoices):
    """The ways in which a patient may be reminded."""

    MAIL = "mail", _("E-mail")
    TEXT = "text", _("Text message")


def says_by_default() -> list[str]:
    """Date, time, place and call-back number (design: what a reminder carries unless the consent says otherwise)."""
    return [Says.DATE, Says.TIME, Says.PLACE, Says.NUMBER]


@tracked
class Consent(PatientRecord):
    """A consent by purpose and party; a share needs a live one that names its classes of information."""

    on_merge = {"patient": MOVES}

    class Purpose(models.TextChoices):
        TREATMENT = "treatment", _("Treatment by others")
        TRANSITION = "transition", _("Arranging the next place of care")
        PAYMENT = "payment", _("Payment")
        FAMILY = "family", _("Talking with family")
        ADVOCACY = "advocacy", _("A patient advocate")
        REMINDERS = "reminders", _("Reminders to the patient")

    class Method(models.TextChoices):
        SIGNED = "signed", _("Signed form")
        VERBAL = "verbal", _("Said, with a witness")
        ELECTRONIC = "electronic", _("Electronic signature")

    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    to_user = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    to_person = models.ForeignKey(RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    to_class = models.CharField(_("any of a kind"), max_length=60, blank=True)
    classes = ArrayField(models.CharField(max_length=20), verbose_name=_("kinds of information"))
    # For reminders to the patient: by which ways, and what they may say.
    by_ways = ArrayField(
        models.CharField(max_length=6, choices=By), default=list, blank=True, verbose_name=_("how to remind")
    )
    says = ArrayField(
        models.CharField(max_length=8, choices=Says),
        default=says_by_default,
        blank=True,
        verbose_name=_("what a reminder may say"),
    )
    method = models.CharField(_("how it was given"), max_length=12, choices=Method)
    witness = models.CharField(_("witness"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    # True until a verb or sweep ends it, for the partial index; the access view compares the period as well.
    live = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("consent")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(to_user__isnull=False, to_organisation=None, to_person=None, to_class="")
                    | Q(to_user=None, to_organisation__isnull=False, to_person=None, to_class="")
                    | Q(to_user=None, to_organisation=None, to_person__isnull=False, to_class="")
                    | (Q(to_user=None, to_organisation=None, to_person=None) & ~Q(to_class=""))
                ),
                name="consent_has_one_party",
                violation_error_message=_("Choose exactly one person or organisation that may be told."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="consent_period",
                violation_error_message=_("The consent ends before it starts. Check both dates."),
            ),
            models.CheckConstraint(condition=~Q(classes=[]), name="consent_names_classes"),
            together("revoked_at", "revoked_by", name="consent_revoked_pair"),
        ]
        indexes = [
            models.Index(fields=["to_user", "patient"], condition=Q(live=True), name="consent_live_user")
        ]

    @property
    def party(self) -> str:
        """Who may be told, in words."""
        return str(self.to_user or self.to_organisation or self.to_person or self.to_class)

    @property
    def class_names(self) -> list[str]:
        """The kinds of information in words."""
        return [str(dict(Shared.choices).get(name, name)) for name in self.classes]

    @property
    def way_names(self) -> list[str]:
        """How the patient is reminded, in words."""
        return [str(dict(By.choices).get(way, way)) for way in self.by_ways]

    @property
    def said_names(self) -> list[str]:
        """What a reminder may say, in words."""
        return [str(dict(Says.choices).get(name, name)) for name in self.says]

    def covers(self, classes: Any, at: Any) -> bool:
        """Whether it is in force at an instant and names all of these kinds of information."""
        begun = self.starts_at <= at and (self.ends_at is None or at < self.ends_at)
        return begun and self.revoked_at is None and set(classes) <= set(self.classes)


class Disclosure(Entry):
    """One share of information with a party a consent names: what, how, by whom; never changed."""

    class How(models.TextChoices):
        SPOKEN = "spoken", _("Spoken")
        PAPER = "paper", _("On paper")
        FAX = "fax", _("Fax")
        ELECTRONIC = "electronic", _("Electronically")

    access = Access(
        "identity", case="consent__patient__cases", facility="consent__patient__facility", lock=("consent",)
    )

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="disclosures")
    classes = ArrayField(models.CharField(max_length=20), verbose_name=_("kinds of information"))
    what = models.CharField(_("what was given"), max_length=240)
    how = models.CharField(_("how"), max_length=12, choices=How)
    # Name and address of whoever received it, as an accounting of disclosures must list it (45 CFR 164.528).
    recipient = models.CharField(_("who received it"), max_length=240)
    at = models.DateTimeField()
    given_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("share")
        triggers = [insert_only("disclosure")]
        constraints = [
            models.CheckConstraint(condition=~Q(classes=[]), name="disclosure_names_classes"),
            models.CheckConstraint(condition=~Q(what=""), name="disclosure_says_what"),
        ]

    @property
    def patient_id(self) -> Any:
        return self.consent.patient_id
