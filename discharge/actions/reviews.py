"""The patient asks the quality improvement organisation to review the discharge; what it decides, and what that moves."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from discharge import answer_work, notice_facts, notice_keeping
from discharge.models import QioReview
from discharge.notice_parts import must_do_all
from discharge.review_times import asked_in_time
from encounters.models import Encounter
from patients.models import Case

Outcome = QioReview.Outcome


@action("edit_notice")
def request_qio_review(
    encounter: Encounter, *, by: Any, notified_at: datetime, requested_at: datetime | None = None
) -> QioReview:
    """The organisation told the hospital that the patient asked; the detailed notice and the records are due by noon."""
    must_do_all(by, encounter)
    _must_have_happened(notified_at, "notified_at")
    if requested_at is not None and requested_at > notified_at:
        raise Refused(
            _("The patient asked before the hospital was told. Look at both times."), field="requested_at"
        )
    version_at = notice_facts.versions_of(encounter.facility)
    if version_at is None or encounter.case is None:
        raise Refused(_("No rules of notices are in force, or the visit belongs to no case."))
    figures = notice_facts.figures(version_at(notified_at))
    review = QioReview(case=encounter.case, encounter=encounter, created_by=by, notified_at=notified_at)
    review.requested_at, review.detailed_by = (
        requested_at,
        figures.detailed(notified_at, encounter.facility.tz),
    )
    kept: QioReview = keep(review)
    notice_keeping.settle(encounter, by=by)
    return kept


def _follow(review: Any, *, by: Any) -> None:
    answer_work.of_visit(review.encounter, by=by)


@action("edit_notice", after=_follow)
def record_qio_decision(review: QioReview, *, by: Any, decided_at: datetime, outcome: str) -> QioReview:
    """What was decided and when the patient was told: who asked in time owes nothing before noon of the day after."""
    must_do_all(by, review)
    if review.decided_at is not None:
        raise Refused(_("The decision is on record already."))
    _must_have_happened(decided_at, "decided_at")
    if decided_at < review.notified_at:
        raise Refused(_("This is before the hospital was told of the request."), field="decided_at")
    review.decided_at, review.outcome = decided_at, outcome
    if outcome == Outcome.AGREES and asked_in_time(review):
        version_at = notice_facts.versions_of(review.encounter.facility)
        if version_at is not None:
            figures = notice_facts.figures(version_at(review.notified_at))
            review.liable_from = figures.liable(decided_at, review.encounter.facility.tz)
    return review


@action("edit_notice")
def settle_answers(case: Case, *, by: Any) -> Case:
    """Bring the work of answers that others owe us in line with the facts of a case (the keeper's verb)."""
    answer_work.of_case(case, by=by)
    return case


def _must_have_happened(at: datetime, name: str) -> None:
    if at > clock.now():
        raise Refused(_("This is still to come. Enter when it happened."), field=name)
