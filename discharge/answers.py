"""Answers that others owe us by a clock: the QIO's decision, Level II, the resident review. By when, and what ends the wait.

R-QIO-3 and 42 CFR 483.106, 483.112. From the rows alone; nothing is written here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.localtime import local_date
from discharge import notice_facts, stays
from discharge.departed import GOES_ON, STAYS
from discharge.models import DischargePlan, LeavingStep, Notice, Pasrr, QioReview
from discharge.review_times import asked_in_time
from encounters.dispositions import DIED
from encounters.models import Encounter
from facilities.queries import site_holidays
from patients.models import Case, Stage
from policy.notices import Notices

# Before the colon of what the work is about.
QIO, LEVEL_TWO, RESIDENT = "qio", "level-two", "resident-review"

DEAD = gettext_lazy("The patient has died.")
LEFT = gettext_lazy("The patient has left.")
HERE_AGAIN = gettext_lazy("The patient is in the house again.")
ELSEWHERE = gettext_lazy("The patient went to another place of care.")
NOT_EXEMPT = gettext_lazy("The patient did not leave on an exemption.")
# Ends of the resident review that are none any more when the fact that ended it is taken back.
UNDONE = (DEAD, HERE_AGAIN, ELSEWHERE, NOT_EXEMPT)


@dataclass(frozen=True)
class Awaited:
    """One answer: until when it is awaited, or why it is not any more; `came` says that it is on record."""

    kind: str
    row: Any
    rule: str
    what: str
    why: str
    if_waits: str
    due: datetime | None = None
    over: str = ""
    came: bool = False

    @property
    def about(self) -> str:
        return f"{self.kind}:{self.row.pk}"

    @property
    def column(self) -> str:
        """Under which name its moved deadlines are kept."""
        return f"{self.kind}_by".replace("-", "_")


def of_reviews(case: Case, visit: Encounter | None = None) -> Iterator[Awaited]:
    """The decisions of the reviews of a case, as the facts are now; `visit` is one in hand that is not saved yet."""
    for review in QioReview.objects.filter(case=case, error_at=None).select_related("encounter__facility"):
        if visit is not None and visit.pk == review.encounter_id:
            review.encounter = visit
        review.case = review.encounter.case = case
        yield _decision(review, visit)


def unanswered() -> Any:
    """The open cases on whose requests and screenings an answer may still come: few, and from small tables."""
    going_on = ~Q(case__stage=Stage.CLOSED) & Q(error_at=None)
    second = Q(referred_at__isnull=False, determination="")
    screened = Pasrr.objects.filter(going_on, second | Q(outcome=Pasrr.Outcome.EXEMPT))
    return QioReview.objects.filter(going_on, decided_at=None).values("case").union(screened.values("case"))


def of_screenings(case: Case, plan: DischargePlan, visit: Encounter | None = None) -> Iterator[Awaited]:
    """What is awaited of the screenings of a case: Level II before leaving, the resident review after it."""
    screenings = list(Pasrr.objects.filter(case=case, error_at=None).order_by("-screened_at", "-pk"))
    if not screenings:
        return
    left = list(LeavingStep.objects.filter(plan=plan, stage=LeavingStep.Stage.LEFT, error_at=None))
    yield from _determinations(case, plan, screenings, [step for step in left if step.reversed_at is None])
    yield from _resident_reviews(case, screenings, left, visit)


def _decision(review: QioReview, in_hand: Encounter | None) -> Awaited:
    """R-QIO-3: from when the organisation had everything, which is our detailed notice, or at the latest when it is due."""
    words: dict[str, Any] = {
        "rule": "R-QIO-3",
        "what": _("See to it that the QIO decides, and record the decision"),
        "why": _("The patient asked for a review of the discharge."),
        "if_waits": _("Nobody knows from when the patient owes for the stay."),
    }
    if review.decided_at is not None:
        outcome = str(review.get_outcome_display())
        return Awaited(QIO, review, **words, over=outcome, came=True)
    if over := _ended(review, in_hand):
        return Awaited(QIO, review, **words, over=over)
    rules, zone, left = (
        _rules(review.case, review.notified_at),
        review.case.facility.tz,
        _after_leaving(review),
    )
    if rules is None:
        return Awaited(QIO, review, **words, over=_("No rules of notices are in force."))
    due = rules.decision(_informed(review), zone, in_time=asked_in_time(review), left=left)
    return Awaited(QIO, review, **words, due=due)


def _ended(review: QioReview, in_hand: Encounter | None) -> str:
    """What ends the wait for a decision: who was asked for here and went, or died; asked after leaving, it goes on."""
    visit = review.encounter
    if visit.disposition in DIED or review.case.patient.deceased_at is not None:
        return str(DEAD)
    if visit.status == Encounter.Status.CANCELLED:
        return _("The visit was taken back.")
    gone = not _after_leaving(review) and _has_left(review.case, visit, in_hand)
    return str(LEFT) if gone else ""


def _has_left(case: Case, visit: Encounter, in_hand: Encounter | None) -> bool:
    """Whether a visit ended with a departure (discharge.departed): not while the stay goes on under another number."""
    if visit.ended_at is None:
        return False
    end, goes_on = visit.ended_at, visit.disposition in GOES_ON
    others = [row for row in _stays(case, in_hand) if row.pk != visit.pk]
    for other in sorted(others, key=lambda row: row.started_at or end):
        if not goes_on and other.started_at is not None and other.started_at > end:
            break
        if other.ended_at is None:
            return False
        if other.ended_at > end:
            end, goes_on = other.ended_at, other.disposition in GOES_ON
    return not goes_on


def _stays(case: Case, in_hand: Encounter | None) -> list[Encounter]:
    """The stays of a case that began, the one in hand as it is going to be."""
    if in_hand is None:
        return list(stays.stays_of(case))
    rows = list(stays.stays_of(case).exclude(pk=in_hand.pk))
    began = in_hand.kind in STAYS and in_hand.status in stays.BEGAN
    return [*rows, in_hand] if began else rows


def _after_leaving(review: QioReview) -> bool:
    left = review.encounter.ended_at
    return left is not None and (review.requested_at or review.notified_at) >= left


def _informed(review: QioReview) -> datetime:
    """When the organisation had all information, as far as it is on record."""
    given = Notice.objects.filter(
        encounter=review.encounter, kind=Notice.Kind.DND, error_at=None, delivered_at__gte=review.notified_at
    )
    last = given.order_by("-delivered_at").values_list("delivered_at", flat=True).first()
    return last or review.detailed_by


def _determinations(
    case: Case, plan: DischargePlan, screenings: list[Pasrr], gone: list[LeavingStep]
) -> Iterator[Awaited]:
    """Level II of each screening that was positive: of the newest it is awaited until it comes, or until the patient left."""
    for row in screenings:
        if row.referred_at is None:
            continue
        words: dict[str, Any] = {
            "rule": "42 CFR 483.112",
            "what": _("See to it that Level II is determined, and record it"),
            "why": _("Level I was positive, and Level II was asked for."),
            "if_waits": _("The patient cannot go to a nursing facility."),
        }
        if row.determination:
            yield Awaited(LEVEL_TWO, row, **words, over=str(row.get_determination_display()), came=True)
        elif over := _needless(case, plan, row, screenings, gone):
            yield Awaited(LEVEL_TWO, row, **words, over=over)
        elif (rules := _rules(case, row.referred_at)) is not None:
            due = rules.level_two(row.referred_at, case.facility.tz, site_holidays(case.facility))
            yield Awaited(LEVEL_TWO, row, **words, due=due)


def _needless(
    case: Case, plan: DischargePlan, row: Pasrr, screenings: list[Pasrr], gone: list[LeavingStep]
) -> str:
    if case.patient.deceased_at is not None:
        return str(DEAD)
    if any(step.leaving == plan.leaving or step.at >= row.screened_at for step in gone):
        return str(LEFT)
    return _("A newer screening is on record.") if row != screenings[0] else ""


def _resident_reviews(
    case: Case, screenings: list[Pasrr], left: list[LeavingStep], visit: Encounter | None
) -> Iterator[Awaited]:
    """Who went to a nursing facility on an exemption is reviewed there by the 40th day, where the stay outlasts 30."""
    for step in left:
        screened = next((row for row in screenings if row.screened_at <= step.at), None)
        rules, zone = _rules(case, step.at), case.facility.tz
        if rules is None:
            continue
        words: dict[str, Any] = {
            "rule": "42 CFR 483.106(b)(2)",
            "what": _("Ask the nursing facility about the resident review"),
            "why": _("The patient went there on an exemption: a longer stay is reviewed by day %(day)d.")
            % {"day": rules.resident_review_day},
            "if_waits": _("The patient stays there without the screening that the law asks for."),
        }
        later = next((row for row in screenings if row.screened_at > step.at), None)
        if screened is None or screened.outcome != Pasrr.Outcome.EXEMPT:
            yield Awaited(RESIDENT, step, **words, over=str(NOT_EXEMPT))
        elif step.reversed_at is None and later is not None:
            yield Awaited(RESIDENT, step, **words, over=str(later.get_outcome_display()), came=True)
        elif over := _not_there(case, step, rules, visit):
            yield Awaited(RESIDENT, step, **words, over=over)
        else:
            yield Awaited(RESIDENT, step, **words, due=rules.resident_review(local_date(step.at, zone), zone))


def _not_there(case: Case, step: LeavingStep, rules: Notices, visit: Encounter | None) -> str:
    """Why nobody stays in a nursing facility since a departure."""
    if case.patient.deceased_at is not None:
        return str(DEAD)
    if step.reversed_at is not None:
        return _("The departure was taken back.")
    # By the stays and not by the number of the plan: that stays when an admission is taken back, and grows by a reopening.
    if any(row.started_at is not None and row.started_at > step.at for row in _stays(case, visit)):
        return str(HERE_AGAIN)
    if visit is None or visit.ended_at != step.at:
        ended = case.encounters.filter(status=Encounter.Status.FINISHED, ended_at=step.at)
        visit = ended.order_by("-started_at").first()
    return "" if visit is not None and visit.disposition in rules.pasrr_for else str(ELSEWHERE)


def _rules(case: Case, at: datetime) -> Notices | None:
    """The figures in force at the trigger (E-10)."""
    version_at = notice_facts.versions_of(case.facility)
    return notice_facts.figures(version_at(at)) if version_at else None
