"""Standing relations: roles in a house, membership of a team, cover of a unit, a part in a case."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from core.access import Access
from core.history import tracked
from core.models import Record
from facilities.models import Facility, Team, Unit
from patients.models import CaseRecord


class Period(Func):
    """`tstzrange(starts_at, ends_at)`, half-open, an open end is for ever."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


def period() -> Period:
    """The stretch in which a relation holds, for constraints that no two may overlap."""
    return Period("starts_at", "ends_at", RangeBoundary())


class Relation(models.Model):
    """A stretch of time in which somebody stands in a role."""

    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    # True until a verb or sweep ends it: partial indexes use it, the views compare the period as well.
    live = models.BooleanField(default=True, editable=False)

    class Meta:
        abstract = True


@tracked
class FacilityRole(Record, Relation):
    """A person's role in a whole facility."""

    access = Access("quality", facility="facility")

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="facility_roles")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("facility role")
        constraints = [
            ExclusionConstraint(
                name="facility_role_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("facility", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already has that role here in that period."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "role", "facility"], condition=Q(live=True), name="facility_role_live"
            )
        ]


@tracked
class TeamMember(Record, Relation):
    """Membership of a team; a supervisor sees the team's cases."""

    access = Access("quality", facility="team__facility")

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="memberships")
    supervises = models.BooleanField(_("supervisor"), default=False)

    class Meta:
        verbose_name = _("team member")
        constraints = [
            ExclusionConstraint(
                name="team_member_once",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [models.Index(fields=["user", "team"], condition=Q(live=True), name="team_member_live")]


@tracked
class UnitCover(Record, Relation):
    """Who picks up the patients of a unit in a role; gives sight of the unit's open cases in that role."""

    access = Access("quality", facility="unit__facility")

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="unit_covers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="covers")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("unit cover")
        constraints = [
            ExclusionConstraint(
                name="unit_cover_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [
            models.Index(fields=["user", "role", "unit"], condition=Q(live=True), name="unit_cover_live")
        ]


@tracked
class Assignment(CaseRecord, Relation):
    """A person in a role on a case (FHIR CareTeam.participant); at most one lead at any instant."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        ENDED = "ended", _("Ended")

    user = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="assignments", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    discipline = models.CharField(_("discipline"), max_length=60, blank=True)
    # What this person does on the case, where the role alone does not say it.
    scope = models.CharField(_("part of the work"), max_length=160, blank=True)
    is_lead = models.BooleanField(_("lead"), default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    why = models.CharField(_("reason"), max_length=240, blank=True)
    # After the end: reading only, until this instant.
    read_until = models.DateTimeField(null=True, blank=True)
    # Parts are handed over by the hundred; nobody looks for them by who wrote them down.
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", editable=False, db_index=False
    )
    error_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,
    )

    class Meta:
        verbose_name = _("assignment")
        constraints = [
            ExclusionConstraint(
                name="one_lead_per_case",
                expressions=[("case", RangeOperators.EQUAL), (period(), RangeOperators.OVERLAPS)],
                condition=Q(is_lead=True, error_at__isnull=True),
                violation_error_message=_(
                    "This case already has a lead in that period. Hand the lead over instead."
                ),
            ),
            ExclusionConstraint(
                name="assignment_once",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(error_at__isnull=True),
                violation_error_message=_("This person already has that role on the case."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="assignment_period",
                violation_error_message=_("The assignment ends before it starts. Check both dates."),
            ),
            models.CheckConstraint(
                condition=Q(status="active", read_until=None) | Q(status="ended", ends_at__isnull=False),
                name="assignment_ended_has_end",
            ),
            models.CheckConstraint(condition=~Q(role="advocate"), name="advocates_come_by_consent"),
        ]
        indexes = [
            models.Index(
                fields=["user", "role", "case"], condition=Q(live=True), name="assignment_live_user"
            ),
            models.Index(
                fields=["case", "user", "role"], condition=Q(live=True), name="assignment_live_case"
            ),
        ]
