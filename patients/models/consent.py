"""What the patient agreed to share, with whom, for what, until when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import together
from directory.models import Organisation
from patients.models.communication import RelatedPerson
from patients.models.patient import PatientRecord


@tracked
class Consent(PatientRecord):
    """A consent by purpose and party; a share needs a live one that names its classes of information."""

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
        indexes = [models.Index(fields=["to_user", "patient"], condition=Q(live=True), name="consent_live_user")]
