"""Moving many cases at once: what is proposed, what was done, and enough to take it back."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record, together
from facilities.models import Team
from patients.models import Case
from teams.models.relation import Assignment


@tracked
class Reassignment(Record):
    """A supervisor's redistribution of cases: looked at first, carried out whole or not at all, undone whole."""

    class Status(models.TextChoices):
        PREVIEW = "preview", _("To be looked at")
        APPLIED = "applied", _("Carried out")
        UNDONE = "undone", _("Taken back")

    access = Access("quality", facility="team__facility", lock=("team",), own="created_by")

    team = models.ForeignKey(Team, models.PROTECT, related_name="reassignments")
    status = models.CharField(max_length=10, choices=Status, default=Status.PREVIEW)
    why = models.CharField(_("reason"), max_length=240)
    # The keys of what was moved, by kind: exactly this is taken back.
    moved: Any = models.JSONField(default=dict, editable=False)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("reassignment")
        constraints = [
            together("applied_at", "applied_by", name="reassignment_applied_pair"),
            together("undone_at", "undone_by", name="reassignment_undone_pair"),
        ]


class ReassignmentLine(Entry):
    """One case of a reassignment: who gives, who takes, in which role, and why it is them."""

    access = Access("quality", facility="reassignment__team__facility", lock=("reassignment",))

    reassignment = models.ForeignKey(Reassignment, models.PROTECT, related_name="lines")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    # The case's version at the preview: if it changed since, the whole reassignment is looked at again.
    case_version = models.PositiveIntegerField()
    from_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    to_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    reasons = ArrayField(models.CharField(max_length=120), default=list)

    class Meta:
        verbose_name = _("line of a reassignment")
        triggers = [insert_only("reassignment_line")]
        constraints = [
            models.CheckConstraint(condition=~Q(from_user=F("to_user")), name="reassigned_to_somebody_else"),
            models.UniqueConstraint(fields=["reassignment", "assignment"], name="reassigned_once"),
        ]
