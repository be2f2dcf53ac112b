"""Sight given for a reason and a time: to a consultant, a guest, or by hand; and sight taken away."""

from django.contrib.auth.models import Permission
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from core.access import Access
from core.history import tracked
from core.models import Record
from patients.merge_rules import Change, Rule, Step
from patients.models import CaseRecord, Patient
from teams.models.relation import Relation, period


@tracked
class CaseGrant(CaseRecord, Relation):
    """Sight of one case for one person: some classes of a role, or one permission; afterwards a time to read on."""

    class Kind(models.TextChoices):
        CONSULT = "consult", _("Consult")
        CONFERENCE = "conference", _("Conference")
        MANUAL = "manual", _("Given by hand")

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="grants", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    classes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    permission = models.ForeignKey(Permission, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(_("reason"), max_length=240)
    read_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("grant")
        constraints = [
            models.CheckConstraint(
                condition=Q(permission=None) & ~Q(role="") | Q(permission__isnull=False, role="", classes=[]),
                name="grant_of_role_or_permission",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=False, ends_at__gte=F("starts_at")),
                name="grant_ends",
                violation_error_message=_("Say until when. A grant always ends."),
            ),
            models.CheckConstraint(condition=~Q(why=""), name="grant_says_why"),
            ExclusionConstraint(
                name="permission_granted_once",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("permission", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(permission__isnull=False, error_at__isnull=True),
                violation_error_message=_("This person already holds that in this period."),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "case"], condition=Q(live=True), name="grant_live_user"),
            models.Index(fields=["case", "user"], condition=Q(live=True), name="grant_live_case"),
        ]


def _keep_blocked(block: "AccessBlock", step: Step) -> Change:
    """Nobody may gain sight by a merge: what the kept record's block does not cover is carried on after its end."""
    there = AccessBlock.objects.filter(patient=step.survivor, user=block.user_id)
    there = there.exclude(ends_at__lte=block.starts_at)
    if block.ends_at:
        there = there.exclude(starts_at__gte=block.ends_at)
    last = there.order_by(F("ends_at").desc(nulls_first=True)).first()
    if last is None:
        return {"patient_id": step.survivor.pk}
    if last.ends_at is None or (block.ends_at and block.ends_at <= last.ends_at):
        return {}
    return {"patient_id": step.survivor.pk, "starts_at": last.ends_at}


BLOCKS_ON = Rule(
    "moves to the kept record; where the same person is blocked there already, it goes on after that block",
    _keep_blocked,
)


@tracked
class AccessBlock(Record, Relation):
    """A person who may not see a patient whatever their role: themselves, their family, or as the patient asked."""

    class Why(models.TextChoices):
        SELF = "self", _("It is their own record")
        FAMILY = "family", _("A member of their family")
        CONFLICT = "conflict", _("A conflict of interest")
        ASKED = "asked", _("The patient asked for it")

    access = Access("oversight", facility="patient__facility", lock=("patient",))
    on_merge = {"patient": BLOCKS_ON}

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="blocks")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="blocks", verbose_name=_("person"))
    why = models.CharField(_("reason"), max_length=10, choices=Why)
    note = models.CharField(_("what else should be known"), max_length=240, blank=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("block of access")
        constraints = [
            ExclusionConstraint(
                name="blocked_once",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person is blocked from this record in that period already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="block_period"
            ),
        ]
        indexes = [models.Index(fields=["user", "patient"], condition=Q(live=True), name="block_live_user")]
