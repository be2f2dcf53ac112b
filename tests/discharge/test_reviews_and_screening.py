"""Reviews by the QIO and the screening before a nursing facility: their clocks on real rows, their gates, what is refused."""

from datetime import date, timedelta

import pytest

from accounts.permissions import Role
from core.refusals import Denied, Refused
from discharge import actions as leaving
from discharge.actions import reviews, screening
from discharge.gate_facts_of_notices import notices as notices_gate
from discharge.gates import Departure, answered
from discharge.models import Notice
from tests.conftest import THEN
from tests.tables_of_time import shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notice_packs")]


@pytest.fixture
def leaves_today(case, manager, medicare, visit):
    leaving.set_expected_date(
        leaving.start_plan(case, by=manager), by=manager, expected_on=date(2026, 11, 3), why="Ready"
    )
    return visit


def test_a_request_makes_the_detailed_notice_due_at_noon_of_the_next_day(case, manager, leaves_today):
    review = reviews.request_qio_review(leaves_today, by=manager, notified_at=THEN)
    detailed = Notice.objects.get(case=case, kind="dnd")
    assert shown(review.detailed_by) == shown(detailed.due_by) == "Wed 2026-11-04 12:00"
    assert detailed.item.due_at == review.detailed_by


def test_one_review_at_a_time(manager, leaves_today):
    reviews.request_qio_review(leaves_today, by=manager, notified_at=THEN)
    with pytest.raises(Exception, match="under way already"):
        reviews.request_qio_review(leaves_today, by=manager, notified_at=THEN)


def test_who_asked_in_time_owes_nothing_before_noon_of_the_day_after_the_decision(manager, leaves_today, at):
    review = reviews.request_qio_review(leaves_today, by=manager, notified_at=THEN, requested_at=THEN)
    at(THEN + timedelta(days=1))
    decided = reviews.record_qio_decision(
        review, by=manager, decided_at=THEN + timedelta(days=1), outcome="agrees"
    )
    assert shown(decided.liable_from) == "Thu 2026-11-05 12:00"


def test_who_asked_after_midnight_has_no_such_noon(manager, leaves_today, at):
    at(THEN + timedelta(days=1))
    late = THEN + timedelta(hours=14)
    review = reviews.request_qio_review(leaves_today, by=manager, notified_at=late, requested_at=late)
    decided = reviews.record_qio_decision(review, by=manager, decided_at=late, outcome="agrees")
    assert decided.liable_from is None


def test_a_decision_ends_the_need_of_a_detailed_notice_only_when_it_was_given_or_is_asked_anew(
    case, manager, leaves_today, give
):
    review = reviews.request_qio_review(leaves_today, by=manager, notified_at=THEN)
    give(Notice.objects.get(case=case, kind="dnd"))
    reviews.record_qio_decision(review, by=manager, decided_at=THEN, outcome="disagrees")
    assert Notice.objects.get(case=case, kind="dnd").status == Notice.Status.DELIVERED


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"notified_at": THEN + timedelta(hours=1)}, "notified_at"),
        ({"notified_at": THEN - timedelta(hours=1), "requested_at": THEN}, "requested_at"),
    ],
)
def test_times_that_cannot_be(manager, leaves_today, said, field):
    with pytest.raises(Refused) as refused:
        reviews.request_qio_review(leaves_today, by=manager, **said)
    assert refused.value.field == field


def test_a_decision_comes_after_the_request_and_once(manager, leaves_today):
    review = reviews.request_qio_review(leaves_today, by=manager, notified_at=THEN)
    with pytest.raises(Refused, match="before the hospital was told"):
        reviews.record_qio_decision(
            review, by=manager, decided_at=THEN - timedelta(hours=1), outcome="agrees"
        )
    reviews.record_qio_decision(review, by=manager, decided_at=THEN, outcome="withdrawn")
    with pytest.raises(Refused, match="on record already"):
        reviews.record_qio_decision(review, by=manager, decided_at=THEN, outcome="agrees")


def test_the_desk_records_no_reviews(leaves_today, intake):
    with pytest.raises(Denied):
        reviews.request_qio_review(leaves_today, by=intake, notified_at=THEN)


def screened(case, by, outcome, **more):
    return screening.record_pasrr(case, by=by, screened_at=THEN, outcome=outcome, **more)


# --- Screening ---------------------------------------------------------------------------------------------------


def gate(case, plan):
    plan.refresh_from_db()
    return answered([Departure(case, plan, plan.disposition)], {case.pk: ["pasrr"]})[case.pk]["pasrr"]


@pytest.fixture
def to_nursing(case, manager):
    plan = leaving.start_plan(case, by=manager)
    leaving.choose_destination(plan, by=manager, disposition="03")
    return plan


@pytest.mark.parametrize(
    ("disposition", "asks"), [("03", True), ("64", True), ("61", True), ("01", False), ("62", False)]
)
def test_only_nursing_facilities_ask_for_a_screening(case, to_nursing, disposition, asks):
    type(to_nursing).objects.filter(pk=to_nursing.pk).update(disposition=disposition)
    assert gate(case, to_nursing).met is not asks


def test_a_negative_screening_opens_the_gate(case, manager, to_nursing):
    screened(case, manager, "negative")
    assert gate(case, to_nursing).met


def test_a_positive_one_waits_for_level_two(case, manager, to_nursing):
    row = screened(case, manager, "positive")
    assert gate(case, to_nursing).words == "Level I was positive. Ask for Level II."
    screening.refer_level_two(row, by=manager, referred_at=THEN)
    assert gate(case, to_nursing).words == "Level II is not determined yet."
    screening.record_determination(row, by=manager, determination="approved", determined_at=THEN)
    assert gate(case, to_nursing).met


def test_a_denial_keeps_it_shut(case, manager, to_nursing):
    row = screened(case, manager, "positive")
    screening.refer_level_two(row, by=manager, referred_at=THEN)
    screening.record_determination(row, by=manager, determination="denied", determined_at=THEN)
    assert not gate(case, to_nursing).met


def test_an_exemption_names_the_physician(case, manager, to_nursing):
    with pytest.raises(Refused, match="physician") as refused:
        screened(case, manager, "exempt")
    assert refused.value.field == "certified_by"
    screened(case, manager, "exempt", certified_by="Dr. Lindqvist")
    assert gate(case, to_nursing).met


@pytest.mark.parametrize("outcome", ["negative", "exempt"])
def test_level_two_is_for_positive_screenings(case, manager, outcome):
    row = screened(case, manager, outcome, certified_by="Dr. Lindqvist")
    with pytest.raises(Refused, match="Level I was positive"):
        screening.refer_level_two(row, by=manager, referred_at=THEN)


def test_steps_of_a_screening_come_in_order(case, manager):
    row = screened(case, manager, "positive")
    with pytest.raises(Refused, match="not asked for yet"):
        screening.record_determination(row, by=manager, determination="approved", determined_at=THEN)
    with pytest.raises(Refused, match="step that came first"):
        screening.refer_level_two(row, by=manager, referred_at=THEN - timedelta(days=1))
    screening.refer_level_two(row, by=manager, referred_at=THEN)
    with pytest.raises(Refused, match="asked for already"):
        screening.refer_level_two(row, by=manager, referred_at=THEN)


def test_an_advocate_records_no_screening(case, on_team):
    with pytest.raises(Denied):
        screened(case, on_team(Role.CONSULTANT), "negative")


def test_the_gate_of_notices_names_what_is_missing(case, manager):
    seen = {"kind": "moon", "since": (THEN - timedelta(hours=25)).isoformat(), "over": 24}
    answer = notices_gate(case, None, [seen, seen, seen | {"kind": "im_follow_up"}])
    assert not answer.met
    assert answer.words.count("Medicare Outpatient Observation Notice") == 1
    assert notices_gate(case, None, []).met
