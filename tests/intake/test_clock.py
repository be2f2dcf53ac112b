"""The first-contact clock: where it starts, what moves it (E-9), whose rules govern it (E-10)."""

from copy import deepcopy
from datetime import timedelta

import pytest

from accounts.permissions import Role
from core.refusals import Refused
from intake import actions
from policy import actions as rules
from policy.queries import in_force
from tests.conftest import THEN
from tests.intake.conftest import CALM

pytestmark = pytest.mark.django_db


def test_until_it_is_screened_it_counts_as_urgent(request_):
    assert (request_.tier, request_.tier_reasons) == ("urgent", ["Not fully asked yet"])
    assert request_.first_contact_due == THEN + timedelta(hours=5)  # the day shift ends at 15:00


@pytest.mark.parametrize(
    ("change", "tier", "hours"),
    [({}, "routine", 24), ({"danger": "yes"}, "emergent", 2), ({"leaves": "tomorrow"}, "urgent", 5)],
)
def test_the_answers_set_tier_and_clock(request_, intake, change, tier, hours):
    found = actions.screen(request_, by=intake, triage=CALM | change)
    assert (found.tier, found.first_contact_due) == (tier, THEN + timedelta(hours=hours))


class TestChangedFacts:
    """E-9: changed facts recompute and log old and new; a met deadline stays met."""

    def test_the_clock_is_counted_anew_from_the_same_start(self, at, request_, intake):
        actions.screen(request_, by=intake, triage=CALM)
        at(THEN + timedelta(hours=3))
        found = actions.screen(request_, by=intake, triage={"danger": "yes"})
        assert found.first_contact_due == THEN + timedelta(hours=2)
        assert found.triage == CALM | {"danger": "yes"}

    def test_old_and_new_are_logged_with_who_and_when(self, at, request_, intake):
        actions.screen(request_, by=intake, triage=CALM)
        at(THEN + timedelta(hours=1))
        found = actions.screen(request_, by=intake, triage={"leaves": "today"})
        last = found.clock_log[-1]
        assert (last["before"]["tier"], last["after"]["tier"]) == ("routine", "urgent")
        assert last["before"]["due"] == (THEN + timedelta(hours=24)).isoformat()
        assert last["after"]["due"] == (THEN + timedelta(hours=5)).isoformat()
        assert (last["at"], last["by"]) == ((THEN + timedelta(hours=1)).isoformat(), intake.short)

    def test_the_same_facts_log_nothing(self, request_, intake):
        actions.screen(request_, by=intake, triage=CALM)
        found = actions.screen(request_, by=intake, triage={"danger": "no"})
        assert len(found.clock_log) == 1

    def test_a_met_deadline_stays_met(self, accepted, intake, lead):
        assigned = actions.assign(accepted, by=intake, user=lead, waiver="Sees the patient at once")
        made = actions.contact(assigned, by=lead, mode="in_person", outcome="reached")
        with pytest.raises(Refused, match="This is first contact made"):
            actions.screen(made, by=intake, triage={"danger": "yes"})
        made.refresh_from_db()
        assert made.contacted_at <= made.first_contact_due


class TestRulesInForce:
    """E-10: the version in force at the trigger, the arrival of the request, governs."""

    @pytest.fixture
    def slower(self, facility, person):
        """Put rules in force at this moment under which routine has 48 hours."""

        def put() -> None:
            admin = person("a.root", Role.ADMINISTRATOR, facility)
            body = deepcopy(in_force("tiers", facility, THEN).body)
            body["tiers"][2]["clock"]["amount"] = 48
            body["examples"] = [
                {"zone": "America/New_York", "received": "2026-11-03T10:00", "answers": CALM,
                 "tier": "routine", "due": "2026-11-05T10:00"}
            ]  # fmt: skip
            pack = rules.open_pack(facility, by=admin, kind="tiers")
            rules.put_in_force(rules.draft_pack(pack, by=admin, body=body, source="Site"), by=admin)

        return put

    def test_what_came_before_the_change_keeps_the_old_rules(self, at, request_, intake, slower):
        at(THEN + timedelta(minutes=30))
        slower()
        found = actions.screen(request_, by=intake, triage=CALM)
        assert found.first_contact_due == THEN + timedelta(hours=24)
        assert found.tier_pack.pack.facility is None

    def test_what_comes_after_it_has_the_new_ones(self, at, packs, patient, intake, slower):
        at(THEN)
        slower()
        made = actions.receive(patient, by=intake, source="desk")
        found = actions.screen(made, by=intake, triage=CALM)
        assert found.first_contact_due == THEN + timedelta(hours=48)
        assert found.tier_pack.source == "Site"


def test_the_desk_may_not_log_the_first_contact_at_the_page_nor_by_the_api(client, accepted, intake, lead):
    assigned = actions.assign(accepted, by=intake, user=lead, waiver="Sees the patient at once")
    said = {"mode": "in_person", "outcome": "no such outcome"}
    client.force_login(intake)
    assert client.post(f"/intake/{assigned.pk}/contact/", said).status_code == 403
    api = f"/api/v1/intake-requests/{assigned.pk}/contact/"
    assert client.post(api, said, content_type="application/json").status_code == 403
