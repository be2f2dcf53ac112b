""" "Why can I see this?": a true sentence for every source of access, on the chart and on the rows of the caseload."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.urls import reverse

from accounts.explain import SENTENCES
from accounts.permissions import Role
from core import access
from teams import actions
from tests.conftest import THEN
from worklist.actions import ask_consult

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_every_source_of_the_view_has_its_sentence():
    view = import_module("teams.migrations.0002_access_views")
    named = set(re.findall(r"select '(\w+)'(?: as source)?,", view.CASE_ACCESS))
    named |= set(re.findall(r"'(\w+)' as source", view.FACILITY_ACCESS))
    # Those that the view takes from a column or a constant further back in the line.
    named |= {"consult", "conference", "manual", "emergency"}
    assert len(named) > 10
    assert named <= set(SENTENCES)


def test_each_relation_says_what_it_is(
    client, at, case, patient, on_team, person, facility, supervisor, opened, doctor
):
    lead = on_team(Role.CASE_MANAGER, is_lead=True)
    guest, expert = person("g.guest", Role.NURSE, facility), person("e.expert", Role.CONSULTANT, facility)
    actions.grant(case, by=lead, user=guest, permission="view_case", why="Rounds", until=THEN + DAY)
    ask_consult(case, by=lead, to_user=expert, question="May she?", summary="68 years")
    for user, words in (
        (lead, "You are case manager on this case since today"),
        (supervisor, "You supervise the team of this case"),
        (guest, "A colleague of the care team let you see this on today, until tomorrow"),
        (expert, "You were asked a question about this case on today"),
        (doctor, "You opened this record in an emergency on today. It closes by itself today at 14:00."),
    ):
        client.force_login(user)
        assert words in client.get(reverse("cases:summary", args=[case.pk])).content.decode(), words


def test_every_row_of_the_caseload_says_why(client, at, case, on_team):
    at(THEN)
    client.force_login(on_team(Role.CASE_MANAGER, is_lead=True))
    page = client.get(reverse("cases:list")).content.decode()
    assert "You are case manager on this case since today" in page
    assert "cm-why" in page


@pytest.mark.parametrize("number", [2, 30])
def test_the_caseload_costs_the_same_whatever_the_rows(
    client, at, case, patient, team, intake, on_team, supervisor, django_assert_max_num_queries, number
):
    from patients.actions import open_case
    from patients.models import Patient

    at(THEN)
    lead = on_team(Role.CASE_MANAGER)
    for n in range(number - 1):
        other = Patient.objects.create(
            facility=patient.facility, family=f"F{n}", given="G", search_name=f"f{n} g"
        )
        made = open_case(other, by=intake, team=team)
        actions.assign(made, by=supervisor, user=lead, role=Role.CASE_MANAGER)
    client.force_login(lead)
    client.get(reverse("cases:list"))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("cases:list")).content.decode()
    assert page.count("You are case manager on this case") == number


def test_nobody_is_told_why_of_what_they_do_not_see(case, outsider):
    assert access.why(outsider, case) == []
