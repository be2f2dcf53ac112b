"""Being away: who stands in, for what, and what they were told."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from core.access import Access
from core.history import tracked
from core.models import Record, together
from facilities.models import Facility
from teams.models.relation import Relation, period


@tracked
class Absence(Record, Relation):
    """A stretch in which somebody is away and a deputy stands in on their cases, in the roles the deputy may hold."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        COVERED = "covered", _("Covered")
        DECLINED = "declined", _("Declined by the deputy")
        ENDED = "ended", _("Ended")

    access = Access("quality", facility="facility", own=("user", "deputy"))

    user = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="absences", verbose_name=_("who is away")
    )
    deputy = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="covers", verbose_name=_("deputy")
    )
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="absences")
    # Whose work: all cases of the person here, or only those they lead.
    only_led = models.BooleanField(_("only the cases they lead"), default=False)
    # The roles in which the deputy may stand in; set when they accept, from the roles they hold themselves.
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    note = models.CharField(_("what the deputy should know"), max_length=500, blank=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("absence")
        constraints = [
            models.CheckConstraint(
                condition=~Q(user=F("deputy")),
                name="nobody_covers_themselves",
                violation_error_message=_("Choose a colleague as deputy."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=False, ends_at__gt=F("starts_at")) | Q(status="ended"),
                name="absence_period",
                violation_error_message=_("The absence ends before it starts. Check both dates."),
            ),
            ExclusionConstraint(
                name="away_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("facility", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=["planned", "covered"]),
                violation_error_message=_(
                    "There is an absence in that period already. Change or end that one."
                ),
            ),
            models.CheckConstraint(condition=~Q(status="covered", roles=[]), name="cover_names_roles"),
        ]
        indexes = [
            models.Index(
                fields=["deputy", "starts_at"],
                condition=Q(live=True, status="covered"),
                name="absence_covered",
            ),
            models.Index(fields=["user", "starts_at"], condition=Q(live=True), name="absence_of_user"),
        ]


@tracked
class Handover(Record):
    """The sheet that one person hands another: facts of each case as they stood, accepted by name."""

    class Status(models.TextChoices):
        MADE = "made", _("Waiting to be read")
        ACCEPTED = "accepted", _("Accepted")

    access = Access("quality", facility="facility", own=("from_user", "to_user"))

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    from_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    to_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="handovers")
    absence = models.ForeignKey(Absence, models.PROTECT, null=True, blank=True, related_name="handovers")
    # {"cases": [{"case": key, ...facts}]}; each entry is read by somebody only while they may see its case.
    sheet: Any = models.JSONField()
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status, default=Status.MADE)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("hand-over sheet")
        constraints = [
            together("accepted_at", "accepted_by", name="handover_accepted_pair"),
            models.CheckConstraint(condition=~Q(from_user=F("to_user")), name="handover_between_two"),
        ]
        indexes = [models.Index(fields=["to_user"], condition=Q(status="made"), name="handover_to_read")]
