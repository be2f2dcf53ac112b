"""start_series: a promise begun by a rule keeps its version, its dates, its end; what nobody met is missed."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.refusals import Denied, Refused
from encounters.models import Encounter
from policy import actions as policy
from policy import queries as rules
from policy.models import RulePack
from tests.conftest import THEN
from worklist import actions, planner, rulebook, sweeps
from worklist.models import FollowUp, Item, Reminder

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def begin(case, lead, packs):
    def make(rule="outreach", **facts):
        return actions.start_series(case, by=lead, rule=rule, **facts)

    return make


def occurrence(series, n):
    return Item.objects.get(series=series, n=n)


def test_a_rule_makes_the_promise_and_is_kept_with_its_version(begin, lead, facility):
    series = begin(tier="high")
    version = rules.in_force(RulePack.Kind.SERIES, facility, THEN)
    assert (series.rule, series.rule_code, series.tier, series.owner) == (version, "outreach", "high", lead)
    assert (series.clock, series.every_days, series.grace_hours) == ("calendar", 7, 72)
    assert series.stops_on == ["death", "transfer", "closing", "consent"]
    # Tuesday 3 November 10:00 and 7 days at 10:00 on the wall; 30 days reach 3 December.
    assert occurrence(series, 1).due_at == THEN + WEEK
    assert str(series.until_on) == "2026-12-03"


def test_it_comes_as_often_as_the_tier_says_and_then_ends(begin, lead):
    series = begin(tier="high")
    for n in (1, 2, 3, 4):
        assert occurrence(series, n).due_at == THEN + n * WEEK
        actions.complete(occurrence(series, n), by=lead)
    series.refresh_from_db()
    assert series.status == FollowUp.Status.ENDED


def test_the_tier_of_the_case_is_the_default(begin, case):
    case.complexity = "complex"
    case.save(update_fields=["complexity"])
    assert begin().tier == "high"


def test_monthly_for_the_low_tier(begin, lead, at):
    series = begin(tier="low")
    actions.complete(occurrence(series, 1), by=lead)
    assert occurrence(series, 2).due_at == datetime(2026, 12, 10, 15, tzinfo=UTC)


def test_a_later_version_changes_nothing_that_runs(begin, supervisor, facility, person, lead):
    series = begin(tier="high")
    admin = person("a.min", "administrator", facility)
    body = deepcopy(rules.in_force(RulePack.Kind.SERIES, facility, THEN).body)
    outreach = next(rule for rule in body["rules"] if rule["code"] == "outreach")
    outreach["tiers"]["high"]["every_days"] = 14
    body["examples"] = [example for example in body["examples"] if example["rule"] != "outreach"]
    pack = policy.open_pack(facility, by=admin, kind=RulePack.Kind.SERIES)
    policy.put_in_force(policy.draft_pack(pack, by=admin, body=body, source="Board"), by=admin)
    actions.complete(occurrence(series, 1), by=lead)
    assert occurrence(series, 2).due_at == THEN + 2 * WEEK
    assert (
        actions.start_series(
            series.case, by=lead, rule="outreach", tier="high", distinct_because="new"
        ).every_days
        == 14
    )


@pytest.fixture
def paced(begin, case, facility, person):
    """A rule of one's own after leaving, due first on the day itself at 10:00, is in force; the patient left then."""

    def make(left, **pace):
        body = deepcopy(rules.in_force(RulePack.Kind.SERIES, facility, THEN).body)
        outreach = next(rule for rule in body["rules"] if rule["code"] == "outreach")
        outreach |= {"trigger": "leaving", "first": {"kind": "days", "amount": 0}, "tiers": {"low": pace}}
        body["rules"] = [outreach]
        body["examples"] = [
            {"rule": "outreach", "tier": "low", "zone": "UTC", "since": "2026-01-01T08:00", "due": ["2026-01-01T10:00"]}
        ]  # fmt: skip
        admin = person("p.aced", "administrator", facility)
        pack = policy.open_pack(facility, by=admin, kind=RulePack.Kind.SERIES)
        policy.put_in_force(policy.draft_pack(pack, by=admin, body=body, source="Board"), by=admin)
        stay = {"patient": case.patient, "facility": facility, "started_at": left - DAY, "ended_at": left}
        Encounter.objects.create(case=case, status=Encounter.Status.FINISHED, **stay)

    return make


def test_begun_late_its_dates_count_from_the_rules_own_first(paced, begin, lead, at):
    at(datetime(2027, 2, 5, 15, tzinfo=UTC))
    paced(datetime(2027, 1, 31, 12, tzinfo=UTC), every_months=1, at_most=4)
    series = begin()
    assert series.first_due_at == datetime(2027, 1, 31, 15, tzinfo=UTC)
    # The wall shows 10:00 after the clocks went forward, too: 14:00 in UTC.
    for n, month, day, hour in ((2, 2, 28, 15), (3, 3, 31, 14), (4, 4, 30, 14)):
        item = occurrence(series, n)
        assert item.due_at == datetime(2027, month, day, hour, tzinfo=UTC)
        assert f"number {n}" in item.why
        at(item.due_at - HOUR)
        actions.complete(item, by=lead)
    series.refresh_from_db()
    assert (series.status, series.at_most) == (FollowUp.Status.ENDED, 4), (
        "the first, which passed, counts as one"
    )


def test_begun_late_the_same_work_is_looked_for_at_its_next_date(paced, begin, promise, at):
    at(datetime(2027, 2, 5, 15, tzinfo=UTC))
    promise(first_due_at=datetime(2027, 2, 28, 15, tzinfo=UTC))
    paced(datetime(2027, 1, 31, 12, tzinfo=UTC), every_months=1)
    with pytest.raises(Refused, match="same work open"):
        begin()


def test_where_every_date_has_passed_the_last_one_is_said(paced, begin, at):
    at(datetime(2027, 2, 5, 15, tzinfo=UTC))
    paced(datetime(2027, 1, 30, 12, tzinfo=UTC), every_days=1, at_most=3)
    with pytest.raises(Refused, match=r"This was due .*1 Feb.*by hand"):
        begin()
    assert not FollowUp.objects.exists()


def test_the_page_shows_the_next_dates_however_long_ago_the_patient_left(paced, case, at, begin):
    now = THEN + 41 * DAY
    at(now)
    paced(THEN - HOUR, every_days=1)
    [shown] = rulebook.said(case)
    assert shown["dates"] == [now + DAY, now + 2 * DAY, now + 3 * DAY]
    assert Item.objects.get(series=begin()).due_at == now + DAY


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"rule": "no_such"}, "No rule of this name"),
        ({"rule": "day_7", "tier": "low"}, "no pace for that tier"),
        ({"rule": "first_call", "tier": "low"}, "has not left yet"),
    ],
)
def test_a_rule_that_cannot_begin_is_refused(begin, facts, said):
    with pytest.raises(Refused, match=said):
        begin(**facts)
    assert not FollowUp.objects.exists()


def test_without_rules_in_force_it_is_refused_with_what_to_do(case, lead):
    with pytest.raises(Refused, match="Ask the administrator"):
        actions.start_series(case, by=lead, rule="outreach")


def test_the_same_rule_twice_is_stopped(begin):
    begin(tier="high")
    with pytest.raises(Refused, match="same work open"):
        begin(tier="high")
    assert FollowUp.objects.count() == 1


def test_an_outsider_may_not_begin_one(case, packs, outsider, lead):
    with pytest.raises(Denied):
        actions.start_series(case, by=outsider, rule="outreach")


@pytest.mark.parametrize(
    "facts",
    [
        {"every_days": 0},
        {"every_months": 0},
        {"every_days": 7, "every_months": 1},
        {"every_months": 1, "clock_kind": "business"},
        {"every_days": 1, "clock_kind": "lunar"},
        {"every_days": 1, "at_most": 0},
    ],
)
def test_an_impossible_cadence_by_hand_is_wrong_input_and_nothing_is_kept(promise, facts):
    with pytest.raises(ValidationError):
        promise(**facts)
    assert not FollowUp.objects.exists()
    assert not Item.objects.filter(kind="follow_up").exists()


def test_working_days_by_hand_skip_the_weekend(promise, lead):
    series = promise(first_due_at=THEN + 3 * DAY, every_days=1, clock_kind="business")  # Friday
    actions.complete(occurrence(series, 1), by=lead)
    assert occurrence(series, 2).due_at == THEN + 6 * DAY


def test_elapsed_days_move_on_the_wall(promise, lead):
    series = promise(first_due_at=datetime(2027, 3, 13, 14, tzinfo=UTC), every_days=1, clock_kind="elapsed")
    actions.complete(occurrence(series, 1), by=lead)
    assert occurrence(series, 2).due_at == datetime(2027, 3, 14, 14, tzinfo=UTC)


def test_at_most_ends_it(promise, lead):
    series = promise(every_days=1, at_most=2)
    for n in (1, 2):
        actions.complete(occurrence(series, n), by=lead)
    series.refresh_from_db()
    assert (series.status, series.occurrences.count()) == ("ended", 2)


def test_what_nobody_took_up_is_missed_after_its_grace_and_the_next_one_comes(begin, case, lead, nurse, at):
    series = begin(tier="high", owner=nurse)
    first = occurrence(series, 1)
    at(first.due_at + timedelta(hours=71))
    assert sweeps.mark_missed() == 0
    at(first.due_at + timedelta(hours=73))
    planner.plan_all()
    assert sweeps.mark_missed() == 1
    first.refresh_from_db()
    assert (first.status, first.missed_at) == ("missed", first.due_at + timedelta(hours=73))
    assert not Reminder.objects.filter(item=first, status="waiting").exists()
    assert occurrence(series, 2).due_at == THEN + 2 * WEEK
    look = Item.objects.get(kind="plan")
    assert (look.owner, look.why, look.case) == (lead, first.what, case)
    assert sweeps.mark_missed() == 0


def test_what_somebody_has_taken_up_is_not_missed(begin, lead, at):
    series = begin(tier="high")
    actions.start(occurrence(series, 1), by=lead)
    at(THEN + WEEK + timedelta(hours=100))
    assert sweeps.mark_missed() == 0
    with pytest.raises(Refused, match="only when it is"):
        actions.miss(occurrence(series, 1), by=lead)


def test_a_promise_by_hand_is_never_missed(promise, at):
    promise(every_days=1)
    at(THEN + 30 * DAY)
    assert sweeps.mark_missed() == 0


def test_missing_is_refused_before_its_time(begin, lead):
    with pytest.raises(Refused, match="not missed yet"):
        actions.miss(occurrence(begin(tier="high"), 1), by=lead)


def test_over_a_leap_day_and_a_holiday_observed_the_year_before(promise, lead, at):
    at(datetime(2027, 12, 29, 15, tzinfo=UTC))
    # 1 January 2028 is a Saturday: Friday 31 December 2027 is closed.
    daily = promise(first_due_at=datetime(2027, 12, 30, 15, tzinfo=UTC), every_days=1, clock_kind="business")
    monthly = promise(what="Review", first_due_at=datetime(2028, 1, 31, 15, tzinfo=UTC), every_months=1)
    for series, following in ((daily, datetime(2028, 1, 3, 15)), (monthly, datetime(2028, 2, 29, 15))):
        actions.complete(occurrence(series, 1), by=lead)
        assert occurrence(series, 2).due_at == following.replace(tzinfo=UTC)
        assert Reminder.objects.filter(item=occurrence(series, 2), to="person", rung=0).exists()
