"""Notes on a case: written as a draft, signed once, and from then on only added to."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, together
from core.sorts import Sorts
from patients.models import Case, CaseRecord

LONGEST = 20_000


class Kind(models.TextChoices):
    """What a note is in law: the last two are separate from the record and their author's alone.

    45 CFR 164.501 and 164.508(a)(2) for psychotherapy notes, 42 CFR 2.11 and 2.31(b) for counselling notes.
    """

    GENERAL = "general", _("General")
    PSYCHOSOCIAL = "psychosocial", _("Psychosocial")
    PSYCHOTHERAPY = "psychotherapy", _("Psychotherapy")
    SUD_COUNSELLING = "sud_counselling", _("Substance use counselling")


class Label(models.TextChoices):
    """Protection beside the class: read only while a consent of the patient names it."""

    PART2 = "42cfr2", _("Substance use programme (42 CFR Part 2)")
    SENSITIVE = "sens", _("Protected by state law")


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")


def note_access(note: str = "") -> Access:
    """The rights of a note, or of what hangs on one by the path `note`."""
    path = f"{note}__" if note else ""
    sorts = Sorts(
        column=f"{path}kind",
        classes={
            Kind.GENERAL: "notes",
            Kind.PSYCHOSOCIAL: "psychosocial",
            Kind.PSYCHOTHERAPY: "notes",
            Kind.SUD_COUNSELLING: "notes",
        },
        # What is not signed, or is therapy, is its author's alone: no supervisor, emergency or privacy officer.
        shared={f"{path}kind": (Kind.GENERAL, Kind.PSYCHOSOCIAL), f"{path}status": (Status.SIGNED,)},
        author=f"{path}created_by",
        label=f"{path}label",
        labels=tuple(Label.values),
    )
    return Access("notes", case="case", lock=("case",), sorts=sorts)


@tracked
class CaseNote(CaseRecord):
    """A note of one person on one case; signed, its words and its class never change."""

    Kind, Label, Status = Kind, Label, Status

    access = note_access()

    kind = models.CharField(_("kind of note"), max_length=15, choices=Kind, default=Kind.GENERAL)
    label = models.CharField(_("protection"), max_length=6, choices=Label, blank=True)
    text = models.TextField(_("note"), max_length=LONGEST)
    # Words that somebody outside the team chose to give it: a patient advocate, from the client's binder.
    from_advocate = models.BooleanField(default=False, editable=False)
    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("note")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", signed_at=None) | Q(status="signed", signed_at__isnull=False),
                name="note_signed_at",
            ),
            together("signed_at", "signed_by", name="note_signed_pair"),
            models.CheckConstraint(
                condition=Q(signed_by=None) | Q(signed_by=F("created_by")),
                name="note_signed_by_its_author",
                violation_error_message=_("Only who wrote a note signs it."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="note_says_something",
                violation_error_message=_("Write the note before saving it."),
            ),
            together("error_at", "error_by", name="note_error_pair"),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="note_of_case"),
            models.Index(fields=["created_by", "case"], condition=Q(status="draft"), name="note_drafts"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="note_signed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status = 'signed' AND (OLD.case_id, OLD.created_by_id, OLD.kind, OLD.label, OLD.text,"
                    " OLD.from_advocate, OLD.status, OLD.signed_at, OLD.signed_by_id) IS DISTINCT FROM"
                    " (NEW.case_id, NEW.created_by_id, NEW.kind, NEW.label, NEW.text,"
                    " NEW.from_advocate, NEW.status, NEW.signed_at, NEW.signed_by_id)"
                ),
            ),
            pgtrigger.Protect(
                name="note_error_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.error_at IS NOT NULL AND (OLD.error_at, OLD.error_by_id, OLD.error_reason)"
                    " IS DISTINCT FROM (NEW.error_at, NEW.error_by_id, NEW.error_reason)"
                ),
            ),
            pgtrigger.Protect(name="note_never_deleted", operation=pgtrigger.Delete),
        ]

    @property
    def is_private(self) -> bool:
        """Whether nobody but its author ever sees it."""
        return self.kind in (Kind.PSYCHOTHERAPY, Kind.SUD_COUNSELLING)

    @property
    def wrong(self) -> bool:
        """Whether its author took it back."""
        return self.error_at is not None


class NoteAddendum(Entry):
    """Words added to a signed note, with their own author and time; never changed."""

    access = note_access("note")

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    note = models.ForeignKey(CaseNote, models.PROTECT, related_name="addenda")
    text = models.TextField(_("addendum"), max_length=LONGEST)
    at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("addendum")
        triggers = [insert_only("note_addendum")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="addendum_says_something"),
        ]
