"""Programmes: in by rules that are met, or with the reason; out with a reason of the programme; looked at as often as it says."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from assessments.models import Need, Score
from audit.models import Event
from careplans import programme_facts
from careplans.actions.programmes import enrol, leave_programme
from careplans.models import Enrolment
from careplans.queries import programmes
from core.refusals import Denied, Refused
from encounters.models import Encounter
from policy.programmes import FACTS
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def visits(case, facility):
    def came(kind, *days_ago, stayed=1):
        for days in days_ago:
            started = THEN - days * DAY
            facts = {"patient": case.patient, "facility": facility, "status": "finished"}
            Encounter.objects.create(**facts, kind=kind, started_at=started, ended_at=started + stayed * DAY)

    return came


@pytest.fixture
def often(visits):
    visits("EMER", 10, 40, 70, 100)


def entered(case, by, **more):
    return enrol(case, by=by, programme="frequent_users", **more)


def test_met_rules_let_in_and_stay_as_they_stood(case, manager, packs, often):
    row = entered(case, manager, answers={"wants": True})
    assert (row.entered_because, row.from_on) == ("All rules of entry are met", date(2026, 11, 3))
    assert {each["code"]: each["state"] for each in row.standing} == {
        "adult": "met",
        "often": "met",
        "wants": "met",
    }
    assert Event.objects.filter(verb="careplans.enrol", actor=manager.username).exists()


def test_not_known_is_not_met_nor_unmet(case, manager, packs, often):
    with pytest.raises(Refused, match="Not known yet: The patient wants to take part") as refusal:
        entered(case, manager)
    assert refusal.value.field == "because"


def test_not_met_names_the_rule(case, manager, packs):
    with pytest.raises(Refused, match="Not met: Four emergency visits"):
        entered(case, manager, answers={"wants": True})
    assert not Enrolment.objects.exists()


def test_all_the_same_with_the_reason(case, manager, packs):
    row = entered(case, manager, because="Five visits at the hospital in Springfield")
    assert row.entered_because.startswith("Five visits")
    assert {each["state"] for each in row.standing} == {"met", "not_met", "not_known"}


def test_one_at_a_time(case, manager, packs, often):
    entered(case, manager, answers={"wants": True})
    with pytest.raises(ValidationError, match="in this programme already"):
        entered(case, manager, answers={"wants": True})


def test_out_with_a_reason_of_the_programme(case, manager, packs, often, at):
    row = entered(case, manager, answers={"wants": True})
    at(THEN + 10 * DAY)
    with pytest.raises(Refused, match="Choose one of the reasons"):
        leave_programme(row, by=manager, exit="bored")
    with pytest.raises(Refused, match="since the patient entered"):
        leave_programme(row, by=manager, exit="moved", until_on=date(2026, 11, 2))
    out = leave_programme(row, by=manager, exit="moved", note="To her sister")
    assert (out.left_because, out.exit, out.left_by) == (
        "Cared for elsewhere: To her sister",
        "moved",
        manager,
    )
    with pytest.raises(Refused, match="has left this programme"):
        leave_programme(out, by=manager, exit="moved")


def test_who_may_not(case, manager, on_team, supervisor, outsider, packs, often):
    row = entered(case, manager, answers={"wants": True})
    for who in (on_team(Role.NURSE), supervisor, outsider):
        with pytest.raises(Denied):
            entered(case, who)
        with pytest.raises(Denied):
            leave_programme(row, by=who, exit="moved")


class TestFacts:
    def test_every_fact_that_a_rule_may_name_is_known_of_a_case(self, case):
        assert set(programme_facts.of(case)) == set(FACTS)

    def test_windows_reach_to_the_same_day_of_the_month(self, case, visits):
        visits("EMER", 183, 185)  # 4 May and 2 May 2026
        visits("IMP", 364, 366)
        found = programme_facts.of(case)
        assert (found["emergency_visits_6m"], found["admissions_12m"]) == (1, 1)

    @pytest.mark.parametrize(("days", "back"), [(31, True), (32, False)])
    def test_back_within_thirty_days_of_leaving(self, case, visits, days, back):
        case.admitted_at = THEN
        visits("IMP", days)  # left a day after it came
        assert programme_facts.of(case)["readmitted_30d"] is back

    def test_what_nobody_looked_at_is_not_known(self, case, manager):
        found = programme_facts.of(case)
        assert (found["needs"], found["risk"], found["readmitted_30d"]) == (None, None, None)
        facts = {"answered_at": THEN, "answered_by": manager, "created_by": manager}
        Need.objects.create(case=case, domain="food", words="Food", status="accepted", **facts)
        Need.objects.create(case=case, domain="housing", words="House", status="declined", **facts)
        assert programme_facts.of(case)["needs"] == ["food"]

    def test_the_tier_is_that_which_counts_everywhere(self, case, manager):
        facts = {"sort": "risk", "code": "lace", "label": "LACE", "rules": "2010", "created_by": manager}
        Score.objects.create(case=case, kind="lace", band="high", total=12, low=12, high=12, at=THEN, **facts)
        assert programme_facts.of(case)["risk"] == "high"


def test_leaving_is_due_when_its_rule_is_met(case, manager, packs, often, at):
    entered(case, manager, answers={"wants": True})
    at(THEN + 119 * DAY)
    [inside] = programmes.page(case)["inside"]
    assert inside["due"] == []
    at(THEN + 180 * DAY)
    [inside] = programmes.page(case)["inside"]
    assert [rule.code for rule in inside["due"]] == ["goals_met"]


def test_the_page_shows_every_rule_of_what_could_be_entered(case, packs):
    page = programmes.page(case)
    assert len(page["open"]) == 5
    states = {rule.state for each in page["open"] for rule in each["standing"].rules}
    assert states == {"met", "not_met", "not_known"}


def test_the_shortest_cadence_counts(case, manager, packs, often, django_assert_num_queries):
    entered(case, manager, answers={"wants": True})
    enrol(case, by=manager, programme="end_of_life", because="Asks for comfort")
    with django_assert_num_queries(1):
        assert programmes.cadences([case]) == {case.pk: 7}
    row = Enrolment.objects.get(programme="end_of_life")
    leave_programme(row, by=manager, exit="hospice")
