"""Who answers for what on a case, over time; and the offer by which it changes hands."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from core import clock
from core.access import Access
from core.history import tracked
from core.models import together
from directory.models import Practitioner
from patients.models import CaseRecord
from teams.models.relation import Assignment, Relation, period


@tracked
class Responsibility(CaseRecord, Relation):
    """One person answers for one activity of a case (clinical.md 2.17, R-DUP-1); sharers stand beside, with a reason."""

    class Origin(models.TextChoices):
        RULE = "rule", _("By the rules, with the role")
        TAKEN = "taken", _("Taken")
        GIVEN = "given", _("Given by the lead or supervisor")
        TRANSFER = "transfer", _("Handed over")

    class Status(models.TextChoices):
        HELD = "held", _("Held")
        ENDED = "ended", _("Ended")

    # A code of the rules for activities in force (policy, kind "activities").
    activity = models.CharField(_("activity"), max_length=40)
    holder = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="responsibilities"
    )
    # Somebody who answers for it and never signs in: an attending physician, a therapist.
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, blank=True, related_name="+")
    shared = models.BooleanField(_("shared"), default=False)
    because = models.CharField(_("why it is shared"), max_length=240, blank=True)
    origin = models.CharField(max_length=10, choices=Origin)
    status = models.CharField(max_length=5, choices=Status, default=Status.HELD)
    why = models.CharField(_("reason"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("responsibility")
        constraints = [
            ExclusionConstraint(
                name="one_accountable",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("activity", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(shared=False, error_at__isnull=True),
                violation_error_message=_(
                    "Somebody answers for this already. Ask them to hand it over, or share it and say why."
                ),
            ),
            ExclusionConstraint(
                name="responsible_once",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("activity", RangeOperators.EQUAL),
                    ("holder", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(holder__isnull=False, error_at__isnull=True),
                violation_error_message=_("This person already has a part in this."),
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=False, practitioner=None)
                | Q(holder=None, practitioner__isnull=False),
                name="responsibility_has_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(shared=False) | ~Q(because=""),
                name="shared_says_why",
                violation_error_message=_("Say why two people share this."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="responsibility_period",
                violation_error_message=_("This ends before it starts. Check both dates."),
            ),
            models.CheckConstraint(
                condition=Q(status="held") | Q(status="ended", ends_at__isnull=False),
                name="responsibility_ended_has_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["case", "activity"], condition=Q(live=True), name="responsibility_live_case"
            ),
            models.Index(
                fields=["holder", "case"], condition=Q(live=True), name="responsibility_live_holder"
            ),
            models.Index(fields=["case", "activity", "-starts_at"], name="responsibility_of_case"),
        ]

    @property
    def who(self) -> str:
        """The holder as colleagues read each other."""
        return self.holder.short if self.holder else str(self.practitioner)


class Handshake(models.Model):
    """An offer from one person to another that is answered, taken back, or ends by the clock."""

    class Status(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        REVOKED = "revoked", _("Taken back")
        EXPIRED = "expired", _("Expired")

    from_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("from"))
    to_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("to"))
    # Who is to answer: the receiver of an offer, the holder of what somebody asks for.
    answer_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OFFERED)
    why = models.CharField(_("reason"), max_length=240)
    expires_at = models.DateTimeField(_("answer until"))
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=240, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def rules(cls, name: str) -> list[Any]:
        """The constraints every kind of offer has, under names of its own."""
        return [
            models.CheckConstraint(
                condition=~Q(from_user=F("to_user")),
                name=f"{name}_between_two",
                violation_error_message=_("Choose somebody else: this is theirs already."),
            ),
            together("answered_at", "answered_by", name=f"{name}_answered_pair"),
            models.CheckConstraint(
                condition=Q(status__in=["offered", "expired"], answered_at=None)
                | Q(status__in=["accepted", "rejected", "revoked"], answered_at__isnull=False),
                name=f"{name}_answered_when_settled",
            ),
        ]


@tracked
class Transfer(CaseRecord, Handshake):
    """A responsibility, or a whole part in a case, offered to a colleague: until the answer the giver keeps it."""

    access = Access("case", case="case", lock=("case",), own=("to_user", "from_user"), own_needs="view_case")

    responsibility = models.ForeignKey(
        Responsibility, models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    # The role in which the receiver works on the case; they read it in that role from the offer on.
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("hand-over of a responsibility")
        constraints = [
            *Handshake.rules("transfer"),
            models.CheckConstraint(
                condition=Q(responsibility__isnull=False, assignment=None)
                | Q(responsibility=None, assignment__isnull=False),
                name="transfer_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["responsibility", "assignment"],
                condition=Q(status="offered"),
                name="one_offer_at_a_time",
                nulls_distinct=False,
                violation_error_message=_("This is already offered to somebody. Take that offer back first."),
            ),
        ]
        indexes = [
            models.Index(fields=["to_user", "expires_at"], condition=Q(status="offered"), name="transfer_to"),
            models.Index(fields=["expires_at"], condition=Q(status="offered"), name="transfer_to_expire"),
        ]

    @property
    def is_over(self) -> bool:
        """Whether it can no longer be answered, swept or not."""
        return self.status != self.Status.OFFERED or self.expires_at <= clock.now()
