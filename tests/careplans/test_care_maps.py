"""Care maps: each milestone on its day, what varied with its cause, and what is late found by itself."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from audit.models import Event
from careplans import sweeps
from careplans.actions.care_maps import do_step, explain_late, find_late, skip_step, start_care_map
from careplans.models import PathwayStep
from careplans.queries import care_maps
from core.access import visible_to
from core.refusals import Denied, Refused
from patients.models import Case
from tests.conftest import THEN
from worklist.models import Item

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = date(2026, 11, 3)


@pytest.fixture
def begun(case, manager, packs, unit):
    Case.objects.filter(pk=case.pk).update(unit=unit)
    start_care_map(case, by=manager, pathway="hip_fracture", start_on=START)
    return case


def step(code="chosen"):
    return PathwayStep.objects.get(code=code)


def test_each_milestone_gets_its_day(begun, manager):
    [shown] = care_maps.of_case(begun)
    rows = [each["row"] for each in shown["steps"]]
    assert (shown["label"], rows[0].code, [row.position for row in rows]) == (
        "Hip fracture",
        "screen",
        [*range(1, len(rows) + 1)],
    )
    assert (step().expected_on, step().tolerance_days, step().rules.number) == (START + 3 * DAY, 1, 1)
    assert Event.objects.filter(verb="careplans.start_care_map", actor=manager.username).exists()


def test_one_begins_once(begun, manager):
    with pytest.raises(Refused, match="has begun already"):
        start_care_map(begun, by=manager, pathway="hip_fracture", start_on=START)
    with pytest.raises(Refused, match="no such care map"):
        start_care_map(begun, by=manager, pathway="gout", start_on=START)


def test_done_in_time_needs_no_cause(begun, manager, at, unit):
    at(THEN + 4 * DAY)
    row = do_step(step(), by=manager)
    assert (row.status, row.variance, row.cause, row.done_on) == ("done", "", "", START + 4 * DAY)
    assert (row.recorded_by, row.unit) == (manager, unit)


@pytest.mark.parametrize(("day", "variance"), [(1, "early"), (5, "late")])
def test_early_and_late_name_their_cause(begun, manager, at, day, variance):
    at(THEN + 6 * DAY)
    on = START + day * DAY
    with pytest.raises(Refused, match=f"This is {variance}. Choose what caused it") as refusal:
        do_step(step(), by=manager, done_on=on)
    assert refusal.value.field == "reason"
    row = do_step(step(), by=manager, done_on=on, reason="E01")
    assert (row.variance, row.reason, row.cause) == (variance, "E01", "patient")


def test_left_out_names_its_cause_and_is_final(begun, manager):
    with pytest.raises(Refused, match="Choose what caused it"):
        skip_step(step(), by=manager)
    row = skip_step(step(), by=manager, reason="G99", note="Already lives in a home with therapy")
    assert (row.status, row.variance, row.cause) == ("skipped", "skipped", "other")
    with pytest.raises(Refused, match="only when it is expected"):
        do_step(row, by=manager)


def test_another_cause_needs_a_word(begun, manager):
    with pytest.raises(Refused, match="Say in a few words"):
        skip_step(step(), by=manager, reason="G99")


def test_a_day_to_come_is_refused(begun, manager):
    with pytest.raises(Refused, match="still to come"):
        do_step(step(), by=manager, done_on=START + DAY)


def test_the_database_holds_that_a_variance_has_a_cause(begun):
    row = step()
    row.status, row.variance = "skipped", "skipped"
    with pytest.raises(ValidationError, match="Say what caused it"):
        row.validate_constraints()


class TestFoundLate:
    def test_the_day_after_the_tolerance_and_not_before(self, begun, manager, at):
        at(THEN + 4 * DAY)
        sweeps.find_late_steps()
        assert step().variance == ""
        at(THEN + 5 * DAY)
        sweeps.find_late_steps()
        assert (step().variance, step().status) == ("late", "expected")

    def test_it_asks_its_role_once(self, begun, manager, at):
        at(THEN + 5 * DAY)
        found = sweeps.find_late_steps()
        items = Item.objects.filter(what__startswith="Late on the care map")
        assert items.count() == found == PathwayStep.objects.filter(variance="late").count()
        assert sweeps.find_late_steps() == 0
        item = Item.objects.get(source_key=f"step:{step().pk}")
        assert (item.owner, item.activity, item.why) == (manager, "choice_pac", "It was expected by 06 Nov")

    def test_its_cause_can_be_said_before_it_is_done(self, begun, manager, at):
        at(THEN + 5 * DAY)
        sweeps.find_late_steps()
        row = explain_late(step(), by=manager, reason="D01")
        assert (row.cause, row.status) == ("community", "expected")
        at(THEN + 7 * DAY)
        row = do_step(row, by=manager)
        assert (row.variance, row.reason) == ("late", "D01")

    def test_doing_it_ends_the_work(self, begun, manager, at):
        at(THEN + 5 * DAY)
        sweeps.find_late_steps()
        do_step(step(), by=manager, reason="C01")
        assert Item.objects.get(source_key=f"step:{step().pk}").status == "done"

    def test_what_is_not_late_is_not_explained(self, begun, manager):
        with pytest.raises(Refused, match="not late"):
            explain_late(step(), by=manager, reason="C01")
        with pytest.raises(Refused, match="not late"):
            find_late(step(), by=manager)

    def test_nothing_is_asked_of_who_died(self, begun, at):
        at(THEN + 9 * DAY)
        begun.patient.deceased_at = THEN
        begun.patient.save()
        assert sweeps.find_late_steps() == 0


def test_variance_by_cause_and_unit(begun, manager, supervisor, at):
    at(THEN + 9 * DAY)
    do_step(step(), by=manager, done_on=START + 8 * DAY, reason="E01")
    do_step(step("payer"), by=manager, done_on=START + 6 * DAY, reason="C01")
    do_step(step("up"), by=manager, done_on=START + 2 * DAY)
    seen = visible_to(PathwayStep, supervisor)
    rows = care_maps.variance_by_cause_and_unit(seen, START, START + 30 * DAY)
    assert {
        (row["unit__name"], row["cause"], row["reason"], row["variance"], row["days"]) for row in rows
    } == {
        ("4B Medicine", "patient", "E01", "late", 5.0),
        ("4B Medicine", "payer", "C01", "late", 4.0),
    }
    assert care_maps.variance_by_cause_and_unit(seen, START + 4 * DAY, START + 30 * DAY) == []


def test_who_may_not(begun, on_team, supervisor, outsider):
    for who in (on_team(Role.NURSE), supervisor, outsider):
        with pytest.raises(Denied):
            start_care_map(begun, by=who, pathway="sepsis", start_on=START)
        with pytest.raises(Denied):
            do_step(step(), by=who)
        with pytest.raises(Denied):
            skip_step(step(), by=who, reason="C01")


def test_statements_do_not_grow_with_the_steps(begun, manager, django_assert_max_num_queries):
    with django_assert_max_num_queries(3) as few:
        assert len(care_maps.of_case(begun)) == 1
    start_care_map(begun, by=manager, pathway="sepsis", start_on=START)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(care_maps.of_case(begun)) == 2
