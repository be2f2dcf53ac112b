"""The client's binder: what they told their advocate, sealed so that the database alone cannot say it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked, tracked_without
from core.models import Record, together
from notes.models import CaseNote
from patients.merge_rules import Change, Rule, Step
from patients.models import Consent, Patient


def _unless_there(binder: "Binder", step: Step) -> Change:
    there = Binder.objects.filter(patient=step.survivor, advocate=binder.advocate_id).exists()
    return {} if there else {"patient_id": step.survivor.pk}


MOVES_UNLESS_THERE = Rule(
    "moves to the kept record, unless the same advocate has a binder there; then both stay open",
    _unless_there,
)


@tracked
class Binder(Record):
    """What one client told one advocate; nobody but that advocate ever holds a right on it."""

    access = Access("own", own="advocate", lock=("patient",))
    on_merge = {"patient": MOVES_UNLESS_THERE}

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="binders")
    advocate = models.ForeignKey("accounts.User", models.PROTECT, related_name="binders")
    # The consent it was opened on; whether it is open now, every live one says (see advocacy.standing).
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("binder")
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "advocate"],
                name="one_binder_per_advocate",
                violation_error_message=_("You keep a binder of this client already. Open it."),
            )
        ]


@tracked_without("wrapped")
class BinderKey(Record):
    """The data key of one binder, itself sealed with a key of the key file; never kept in the open, nor in history."""

    access = Access("own", own="binder__advocate", lock=("binder",))

    binder = models.OneToOneField(Binder, models.PROTECT, related_name="key")
    key_id = models.CharField(max_length=40)
    wrapped = models.BinaryField(max_length=128)

    class Meta:
        verbose_name = _("key of a binder")
        triggers = [pgtrigger.Protect(name="binder_key_never_deleted", operation=pgtrigger.Delete)]


@tracked
class BinderEntry(Record):
    """One thing put in the binder; of its words the database holds the sealed form alone."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        QUESTION = "question", _("Question")
        VISIT = "visit", _("Visit")
        OPTION = "option", _("Option talked through")
        RIGHT = "right", _("Right explained")

    access = Access("own", own="binder__advocate", lock=("binder",))

    binder = models.ForeignKey(Binder, models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    sealed = models.BinaryField(max_length=100_000)
    written_at = models.DateTimeField()
    # For a question: when it was answered.
    answered_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_as = models.OneToOneField(
        CaseNote, models.PROTECT, null=True, blank=True, related_name="released_from"
    )

    class Meta:
        verbose_name = _("entry of a binder")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(kind="question"), name="only_questions_are_answered"
            ),
            together("released_at", "released_as", name="entry_released_pair"),
        ]
        indexes = [models.Index(fields=["binder", "-id"], name="entries_of_binder")]
        triggers = [
            pgtrigger.Protect(
                name="binder_entry_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("binder", "kind", "sealed", "written_at"),
            ),
            pgtrigger.Protect(name="binder_entry_never_deleted", operation=pgtrigger.Delete),
        ]
