"""One occasion of asking: an assessment of sections, each answered and signed by one discipline."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from assessments.models.instruments import InstrumentVersion
from assessments.models.sorts import Sort, sorted_access
from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record, together
from patients.models import Case, CaseRecord
from policy.models import PackVersion
from worklist.models import Item


@tracked
class Assessment(CaseRecord):
    """An occasion on which a patient was assessed, by a form in force then (FHIR Composition of QuestionnaireResponses)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("In progress")
        COMPLETE = "complete", _("Complete")
        ABANDONED = "abandoned", _("Given up")

    # What it comes to is case management; the sections have classes of their own.
    access = Access("plan", case="case", lock=("case",))

    form = models.CharField(_("form"), max_length=40)
    title = models.CharField(_("title"), max_length=160)
    # The rules that said what the form consists of; empty for a single instrument.
    rules = models.ForeignKey(PackVersion, models.PROTECT, null=True, blank=True, related_name="+")
    trigger = models.CharField(_("why it was due"), max_length=40, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="assessments")
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    # Both nurse and social worker sign, and the lead sums up (C15).
    joint = models.BooleanField(_("joint assessment"), default=False)
    synthesis = models.TextField(_("what it comes to"), max_length=4000, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(_("why it was given up"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("assessment")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "form"],
                condition=Q(status="draft", error_at=None),
                name="one_open_assessment_per_form",
                violation_error_message=_("This assessment is already open. Go on with it."),
            ),
            together("completed_at", "completed_by", name="assessment_completed_pair"),
            models.CheckConstraint(
                condition=Q(status="complete", completed_at__isnull=False)
                | ~Q(status="complete") & Q(completed_at=None),
                name="assessment_complete_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(status="abandoned") | ~Q(ended_because=""),
                name="abandoned_assessment_says_why",
                violation_error_message=_("Say why this assessment is given up."),
            ),
        ]
        indexes = [models.Index(fields=["case", "-id"], name="assessment_of_case")]
        triggers = [
            pgtrigger.Protect(
                name="complete_assessment_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'draft' AND (OLD.case_id, OLD.form, OLD.status, OLD.synthesis, OLD.completed_at)"
                    " IS DISTINCT FROM (NEW.case_id, NEW.form, NEW.status, NEW.synthesis, NEW.completed_at)"
                ),
            ),
            pgtrigger.Protect(name="assessment_never_deleted", operation=pgtrigger.Delete),
        ]


@tracked
class Section(CaseRecord):
    """One instrument asked on one occasion (FHIR QuestionnaireResponse); signed, it never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("In progress")
        SIGNED = "signed", _("Signed")
        DROPPED = "dropped", _("Not asked")

    access = sorted_access()

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="sections")
    instrument = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="sections")
    sort = models.CharField(max_length=15, choices=Sort, editable=False)
    discipline = models.CharField(_("discipline"), max_length=20, choices=Role)
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=7, choices=Status, default=Status.DRAFT)
    # Where the last person left off, so that the form opens there on another machine.
    left_at_link = models.CharField(max_length=80, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    dropped_because = models.CharField(_("why it was not asked"), max_length=240, blank=True)
    # An earlier result of the same instrument that was confirmed instead of asked again (R-DUP-3).
    verifies = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="verified_by")

    class Meta:
        verbose_name = _("section of an assessment")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "instrument"], name="instrument_once_per_assessment"
            ),
            together("signed_at", "signed_by", name="section_signed_pair"),
            models.CheckConstraint(
                condition=Q(status="signed", signed_at__isnull=False)
                | ~Q(status="signed") & Q(signed_at=None),
                name="section_signed_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(dropped_because=""),
                name="dropped_section_says_why",
                violation_error_message=_("Say why this part was not asked."),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "instrument", "-signed_at"], name="section_freshness"),
            models.Index(fields=["assessment", "position"], name="section_order"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_section_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'draft' AND (OLD.assessment_id, OLD.instrument_id, OLD.sort, OLD.status,"
                    " OLD.signed_at, OLD.signed_by_id, OLD.verifies_id) IS DISTINCT FROM (NEW.assessment_id,"
                    " NEW.instrument_id, NEW.sort, NEW.status, NEW.signed_at, NEW.signed_by_id, NEW.verifies_id)"
                ),
            ),
            pgtrigger.Protect(name="section_never_deleted", operation=pgtrigger.Delete),
        ]

    # What came of the save that a verb has just done (assessments.taking.Taken); never stored.
    taken: Any = None

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def clashes(self) -> list[dict[str, Any]]:
        """What the last save left as it was, for somebody else had changed it: the answer and the version that stand."""
        found = self.taken.clashes if self.taken else ()
        return [
            {"link_id": each.link_id, "value": each.stands.value, "declined": each.stands.declined}
            | {"version": each.stands.version, "answered_by": each.stands.answered_by.username}
            for each in found
        ]


@tracked
class Answer(Record):
    """What was answered to one question; `version` counts the changes, so that two people never overwrite each other.

    `value` is what FHIR's item.answer holds: a code, a number, a text, a list of codes; None with `declined`, or while
    an answer was taken back.
    """

    access = sorted_access("section", case="section__case")

    section = models.ForeignKey(Section, models.PROTECT, related_name="answers")
    link_id = models.CharField(max_length=80)
    value: Any = models.JSONField(null=True, blank=True)
    declined = models.BooleanField(_("declined to answer"), default=False)
    # Taken over from an earlier answer within its window, and confirmed with the patient.
    verifies = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer")
        constraints = [
            models.UniqueConstraint(fields=["section", "link_id"], name="one_answer_per_question"),
            models.CheckConstraint(condition=Q(declined=False) | Q(value=None), name="declined_has_no_value"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answers_of_signed_section_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF (SELECT status FROM assessments_section WHERE id = NEW.section_id) <> 'draft' THEN"
                    " RAISE EXCEPTION 'answers of a signed section stay as they are'; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Protect(name="answer_never_deleted", operation=pgtrigger.Delete),
        ]


class Addendum(Entry):
    """Words added to a signed section, with their own author and time; never changed."""

    access = sorted_access("section")

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, related_name="addenda")
    link_id = models.CharField(_("question it is about"), max_length=80, blank=True)
    text = models.TextField(_("addendum"), max_length=4000)
    at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("addendum to an assessment")
        triggers = [insert_only("assessment_addendum")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="assessment_addendum_says_something")
        ]


@tracked
class Contradiction(CaseRecord):
    """Two answers of one assessment that cannot both be so, shown to both who asked until it is settled (C15)."""

    class Decision(models.TextChoices):
        LEFT = "left", _("The first holds")
        RIGHT = "right", _("The second holds")
        BOTH = "both", _("Both hold, because")

    access = Access("plan", case="case", lock=("case",))

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="contradictions")
    rule = models.CharField(max_length=60)
    sentence = models.CharField(max_length=240)
    left = models.ForeignKey(Answer, models.PROTECT, related_name="+")
    right = models.ForeignKey(Answer, models.PROTECT, related_name="+")
    # Empty while it is open; "gone" when an answer changed so that it no longer contradicts.
    decision = models.CharField(_("decision"), max_length=5, choices=Decision, blank=True)
    because = models.CharField(_("because"), max_length=240, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("contradiction")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "rule"], condition=Q(gone_at=None), name="one_contradiction_per_rule"
            ),
            together("settled_at", "settled_by", name="contradiction_settled_pair"),
            models.CheckConstraint(
                condition=Q(settled_at=None, decision="") | Q(settled_at__isnull=False) & ~Q(decision=""),
                name="settled_contradiction_has_decision",
            ),
            models.CheckConstraint(
                condition=~Q(decision="both") | ~Q(because=""),
                name="both_hold_says_why",
                violation_error_message=_("Say why both can be true."),
            ),
            models.CheckConstraint(condition=~Q(left=F("right")), name="contradiction_of_two_answers"),
        ]
