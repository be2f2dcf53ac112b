"""Two records of one patient: the suspicion, the merge with its before-image, and every row that moved."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record, together
from patients.merge_rules import STAYS, Change, Rule, Step
from patients.models.patient import Patient


def _suspect_the_kept_record_instead(pair: "DuplicateCandidate", step: Step) -> Change:
    """The pair itself is settled; a suspicion about a third record now concerns the kept one, unless it is known."""
    third = pair.other_id if pair.one_id == step.retired.pk else pair.one_id
    if third == step.survivor.pk:
        return {"status": DuplicateCandidate.Status.MERGED}
    one, other = sorted((third, step.survivor.pk))
    known = DuplicateCandidate.objects.filter(one=one, other=other).exists()
    return {} if known else {"one_id": one, "other_id": other}


SUSPECT_KEPT = Rule(
    "now concerns the kept record, unless that is suspected already", _suspect_the_kept_record_instead
)


@tracked
class DuplicateCandidate(Record):
    """A pair of records that may be one patient, with the reasons; only a person decides."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        DISMISSED = "dismissed", _("Not the same")
        MERGED = "merged", _("Merged")

    access = Access("identity", facility="one__facility", lock=("one",))
    on_merge = {"one": SUSPECT_KEPT, "other": SUSPECT_KEPT}

    one = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    other = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons: Any = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    reason = models.CharField(_("why not the same"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("possible duplicate")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="duplicate_pair_once"),
            # One order for a pair, so that it cannot be suspected twice.
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="duplicate_pair_in_order"),
        ]

    @property
    def subject_patient_id(self) -> Any:
        return self.one_id


@tracked
class Merge(Record):
    """One joining of two records: everything needed to part them again exactly."""

    class Status(models.TextChoices):
        DONE = "done", _("Done")
        UNDONE = "undone", _("Undone")

    access = Access("identity", facility="survivor__facility", lock=("survivor", "retired"))
    on_merge = {"survivor": STAYS, "retired": STAYS}

    survivor = models.ForeignKey(Patient, models.PROTECT, related_name="merges_kept")
    retired = models.ForeignKey(Patient, models.PROTECT, related_name="merges_retired")
    reason = models.CharField(_("reason"), max_length=500)
    status = models.CharField(max_length=10, choices=Status, default=Status.DONE)
    before: Any = models.JSONField(_("both records before"))
    done_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("merge")
        constraints = [
            models.CheckConstraint(
                condition=~Q(survivor=F("retired")),
                name="merge_two_records",
                violation_error_message=_("Choose two different records."),
            ),
            models.UniqueConstraint(fields=["retired"], condition=Q(status="done"), name="retired_once"),
            together("undone_at", "undone_by", name="merge_undone_pair"),
        ]

    @property
    def subject_patient_id(self) -> Any:
        return self.survivor_id


class MergeMove(Entry):
    """One row that a merge moved, or set aside because the survivor already had its like."""

    access = Access("identity", facility="merge__survivor__facility", lock=("merge",))

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="moves")
    table = models.CharField(max_length=80)
    row = models.UUIDField()
    # Column to [value before, value since]; parting gives back what still has the value since.
    changes: Any = models.JSONField(_("what changed"))

    class Meta:
        verbose_name = _("moved row")
        triggers = [insert_only("merge_move")]
        indexes = [models.Index(fields=["merge"], name="merge_move_of")]
