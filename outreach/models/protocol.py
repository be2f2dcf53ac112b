"""The unable-to-reach protocol: begun by the third failed attempt, ended by an answer or by a decision."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import together
from patients.models import CaseRecord, RelatedPerson
from policy.models import PackVersion
from worklist.models import Item

OPEN = ("running", "handed_up")


@tracked
class Outreach(CaseRecord):
    """One run of it for the patient or somebody near them; what is done next stands as a piece of work."""

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        HANDED_UP = "handed_up", _("With the supervisor")
        REACHED = "reached", _("Reached")
        GIVEN_UP = "given_up", _("Unable to reach")
        STOPPED = "stopped", _("Stopped")

    access = Access("work", case="case", lock=("case",))

    # Whom nobody reaches; empty for the patient.
    person = models.ForeignKey(RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    activity = models.CharField(_("purpose"), max_length=40)
    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    # The rules that governed when it began; none where the figures of the application did.
    rule = models.ForeignKey(PackVersion, models.PROTECT, null=True, blank=True, related_name="+")
    tier = models.CharField(_("tier"), max_length=20)
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("who does it")
    )
    step = models.CharField(max_length=10, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="outreaches")
    # The attempts that began it count with those that follow.
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(_("what came of it"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("unable-to-reach protocol")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(status__in=OPEN),
                name="one_outreach_each",
                nulls_distinct=False,
                violation_error_message=_("The protocol runs already for this person. Go on with that one."),
            ),
            together("ended_at", "ended_by", name="outreach_ended_pair"),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_at=None) | ~Q(status__in=OPEN) & Q(ended_at__isnull=False),
                name="outreach_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN) | ~Q(ended_because=""),
                name="outreach_ended_says_why",
                violation_error_message=_("Say what came of it."),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="outreach_of_case"),
            models.Index(fields=["created_at", "id"], condition=Q(status__in=OPEN), name="outreach_open"),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN
