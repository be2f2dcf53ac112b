"""The time after leaving in the demonstration: visits kept or missed, whether services began, medicines, a red answer, a return."""

from datetime import timedelta
from typing import Any

from core import clock
from demo import words_of_leaving
from demo.diary import Story
from demo.stay import Stay
from demo.way import Way, as_far_as_it_goes
from discharge.actions import afterwards, returns, visits
from discharge.models import AfterDischarge, FollowUpVisit, ReadmissionReview
from encounters.dispositions import ACUTE_TRANSFER, DIED
from encounters.models import Encounter
from outreach import actions as outreach
from patients.models import CaseClosing
from policy import ready
from referrals.actions import booking, starting
from referrals.models import Referral

HOUR = timedelta(hours=1)
RED = (("since", "mixed"), ("breath", "no"), ("medicines", "missing"))
KEPT, BEGAN = 0.8, 0.88


def over(way: Way) -> str:
    """How a case ends at once: its patient has died, or another hospital has taken over; empty where it goes on."""
    if died(way.stay):
        return str(CaseClosing.DIED)
    return str(CaseClosing.TRANSFERRED) if _disposition(way.stay) in ACUTE_TRANSFER else ""


def died(stay: Stay) -> bool:
    """Whether this stay ended with a death: nobody comes back from it."""
    return _disposition(stay) in DIED


def _disposition(stay: Stay) -> str:
    assert stay.visit is not None  # noqa: S101  (arrived before)
    return str(Encounter.objects.values_list("disposition", flat=True).get(pk=stay.visit.pk))


def begin(way: Way) -> None:
    """Everything that is looked after once somebody has left, each in its own time."""
    rows = FollowUpVisit.objects.filter(case=way.case, status="booked", error_at=None).order_by(
        "at", "with_whom"
    )
    for visit in rows:
        way.beside(kept(way, visit))
    booked = Referral.objects.filter(case=way.case, leaving=way.plan.leaving, status="booked", error_at=None)
    for referral in booked.select_related("service").order_by("kind", "service__name"):
        way.beside(began(way, referral))
    for story in (medicines(way), red_answer(way)):
        way.beside(story)


def kept(way: Way, visit: FollowUpVisit) -> Story:
    """The day after, somebody knows whether the patient was there."""
    yield max(visit.at, clock.now()) + 20 * HOUR
    if way.chance(KEPT):
        visits.keep_visit_after(visit, by=way.helper)
    else:
        visits.miss_visit_after(visit, by=way.helper, why=way.stay.rng.choice(words_of_leaving.MISSED))


def began(way: Way, referral: Referral) -> Story:
    """After the promised time the patient is asked; a service that never came is asked about no more."""
    rng = way.stay.rng
    assert referral.promised_at is not None  # noqa: S101  (booked)
    yield max(referral.promised_at, clock.now()) + rng.uniform(2, 30) * HOUR
    came = rng.random() < BEGAN
    late = came and rng.random() < 0.15
    marks: dict[str, Any] = (
        {name: rng.choice([3, 4, 4, 5, 5]) for name in ("punctual", "informed", "respectful")} if came else {}
    )
    facts: dict[str, Any] = {"started_on_time": not late, "as_ordered": rng.random() < 0.93} if came else {}
    starting.record_start_check(
        referral, by=way.helper, started=came, asked="The patient",
        words="" if came and not late else words_of_leaving.LATE[0 if came else 1], **facts, **marks,
    )  # fmt: skip
    yield way.stay.hours(24 * 4, 24 * 12)
    booking.close_loop(
        referral, by=way.helper, outcome=rng.choice(["met", "met", "partly"]) if came else "not_met"
    )


def medicines(way: Way) -> Story:
    """Whether they have what is on the list; what is missing is the nurse's at once."""
    yield way.stay.hours(26, 80)
    row = AfterDischarge.objects.filter(case=way.case, status="running", error_at=None).first()
    if row is not None and way.chance(0.85):
        missing = way.chance(0.08)
        words = words_of_leaving.MEDICINES_GONE if missing else ""
        afterwards.check_medicines(row, by=way.helper, in_hand=not missing, words=words)


def red_answer(way: Way) -> Story:
    """One call in twelve by the script hears something that cannot wait."""
    if not way.chance(0.08):
        return
    yield way.stay.hours(44, 52)
    begun = outreach.start_call(way.case, by=way.helper)
    run = outreach.verify(begun, by=way.helper, identifiers=["name", "birth"])
    for question, answer in RED:
        outreach.answer(run, by=way.helper, question=question, answer=answer)


def came_back(stay: Stay) -> None:
    """Somebody is here again: the review of the return is done some days later."""
    stay.beside(as_far_as_it_goes(_reviewed(stay)))


def _reviewed(stay: Stay) -> Story:
    yield stay.hours(40, 110)
    for review in ReadmissionReview.objects.filter(back=stay.visit, status="due", error_at=None):
        lead = review.case.lead
        _version, rules = ready.after_leaving(review.case.facility, review.created_at)
        if lead is None or rules is None or stay.rng.random() < 0.2:
            continue
        causes = stay.rng.sample(sorted(rules.labels()), stay.rng.choice([1, 1, 2]))
        returns.review_readmission(
            review, by=lead, related=stay.rng.choice(["yes", "yes", "no", "unclear"]), causes=causes,
            learned=stay.rng.choice(words_of_leaving.LEARNED), preventable=stay.rng.random() < 0.4, **words_of_leaving.BACK,
        )  # fmt: skip
