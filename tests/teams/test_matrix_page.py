"""The matrix on the team tab and the pages of its verbs: few presses, few statements, nothing typed lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from discharge.queries.timeline import happened
from patients import stages
from patients.models import Stage
from policy.queries import activity_label
from teams import actions
from teams.models import Responsibility, TeamMember, Transfer
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


def url(name, row):
    return reverse(f"teams:{name}", args=[row.pk])


@pytest.fixture
def nurse(formed, on_team):
    return on_team(Role.NURSE)


@pytest.fixture
def other(colleague, team):
    user = colleague(Role.NURSE, "n.other")
    TeamMember.objects.create(team=team, user=user, starts_at=THEN.replace(year=2020))
    return user


def page_of(client, user, case):
    client.force_login(user)
    return client.get(url("case", case)).content.decode()


def test_holes_and_overlaps_are_marked(client, formed, lead, nurse, supervisor):
    for stage in (Stage.ASSESSING, Stage.PLANNING):
        stages.move(formed, stage, by=supervisor)
    actions.share(formed, by=nurse, activity="plan_edd_rounds", because="Wound plan")
    page = page_of(client, lead, formed)
    # Registration, benefits, and what a social worker answers for.
    assert "6 without anybody" in page
    assert "1 shared" in page
    assert "Wound plan" in page
    assert page.count('id="activity-') == 29


def test_twelve_statements_whatever_there_is(client, formed, lead, nurse, person, supervisor, held):
    def statements():
        client.get(url("case", formed))
        with CaptureQueriesContext(connection) as said:
            client.get(url("case", formed))
        return len(said)

    client.force_login(lead)
    few = statements()
    for n in range(6):
        user = person(f"n.{n}", Role.NURSE)
        actions.assign(formed, by=supervisor, user=user, role=Role.NURSE)
        actions.share(formed, by=user, activity="screen", because="Many hands")
    actions.offer(held("teaching"), by=nurse, to=lead)
    actions.offer(held("screen"), by=lead, to=nurse)
    assert (statements(), few <= 12) == (few, True)


def test_take_is_one_press(client, formed, nurse):
    assert "Take it" in page_of(client, nurse, formed)
    answer = client.post(url("take", formed), {"activity": "community"})
    assert (answer.status_code, answer.url) == (303, url("case", formed))
    assert Responsibility.objects.get(activity="community").holder == nurse


def test_a_held_one_is_409_beside_its_field(client, formed, lead, nurse):
    client.force_login(nurse)
    answer = client.post(url("take", formed), {"activity": "screen"})
    assert answer.status_code == 409
    assert "Ask them to hand it over, or share it and say why" in answer.content.decode()
    assert client.post(url("take", formed), {"activity": "dancing"}).status_code == 422


def test_an_area_is_handed_over_in_two_presses_and_accepted_in_one(client, formed, nurse, other, held):
    row = held("teaching")
    assert url("offer", row) in page_of(client, nurse, formed)  # 1: offer
    form = client.get(url("offer", row)).content.decode()
    assert f'name="to" value="{other.pk}"' in form
    assert (
        client.post(url("offer", row), {"to": other.pk}).status_code == 303
    )  # 2: the colleague is the button
    offered = Transfer.objects.get()
    assert "Waiting for an answer" in page_of(client, other, formed)
    assert client.post(url("accept", offered)).status_code == 303
    assert held("teaching").holder == other


def test_looking_first_saying_no_and_taking_back(client, formed, nurse, other, held):
    offered = actions.offer(held("teaching"), by=nurse, to=other)
    client.force_login(other)
    assert "Until there is an answer" in client.get(url("transfer", offered)).content.decode()
    assert client.post(url("reject", offered), {"answer": ""}).status_code == 422
    assert client.post(url("reject", offered), {"answer": "Full"}).status_code == 303
    assert client.get(url("transfer", offered)).status_code == 404
    client.force_login(nurse)
    assert "Full" in client.get(url("transfer", offered)).content.decode()
    again = actions.offer(held("teaching"), by=nurse, to=other)
    assert client.post(url("revoke", again)).status_code == 303
    assert client.post(url("accept", again)).status_code == 409
    again.refresh_from_db()
    assert again.status == "revoked"


def test_one_that_ran_out_says_so(client, at, formed, nurse, lead, held):
    offered = actions.offer(held("teaching"), by=nurse, to=lead)
    at(THEN + timedelta(hours=25))
    client.force_login(lead)
    answer = client.post(url("accept", offered))
    assert answer.status_code == 409
    assert "went back by itself" in answer.content.decode()
    assert held("teaching").holder == nurse


def test_giving_moving_sharing_releasing_naming(client, formed, lead, nurse, held):
    client.force_login(lead)
    assert client.post(url("give", formed), {"activity": "community", "to": nurse.pk}).status_code == 303
    assert client.post(url("move", held("teaching")), {"to": nurse.pk, "why": "x"}).status_code == 422
    assert client.post(url("release", held("teaching")), {"why": ""}).status_code == 422
    assert client.post(url("release", held("teaching")), {"why": "Not needed"}).status_code == 303
    shared = {"activity": "nursing_assessment", "because": "Two nights"}
    assert client.post(url("share", formed), shared).status_code == 303
    named = {"activity": "med_rec", "name": "Dr. Lund", "discipline": "Medicine"}
    assert client.post(url("name-practitioner", formed), named).status_code == 303
    page = page_of(client, lead, formed)
    assert "Dr. Lund" in page
    assert "Two nights" in page


def test_who_is_asked_reads_what_it_is_and_answers_from_the_team_tab(client, formed, nurse, other, held):
    offered = actions.offer(held("teaching"), by=nurse, to=other)
    page = page_of(client, nurse, formed)
    assert page.count("offered to N. Other") == 1
    assert url("accept", offered) not in page
    page = page_of(client, other, formed)
    row = page.partition(f'id="offer-{offered.pk}"')[2].partition("</article>")[0]
    assert "Teaching about illness and medicines" in row
    assert url("accept", offered) in row


def test_a_whole_part_is_offered(client, formed, lead, colleague, team):
    to = colleague(Role.CASE_MANAGER, "c.two")
    TeamMember.objects.create(team=team, user=to, starts_at=THEN.replace(year=2020))
    client.force_login(lead)
    part = lead.assignments.get()
    assert client.post(url("offer-part", part), {"to": to.pk}).status_code == 303
    client.force_login(to)
    client.post(url("accept", Transfer.objects.get()))
    formed.refresh_from_db()
    assert formed.lead == to


def test_complexity_and_a_missing_nurse(client, formed, lead, on_team):
    client.force_login(lead)
    said = {"complexity": "complex", "why": "Two wounds"}
    answer = client.post(url("complexity", formed), said)
    assert answer.status_code == 409
    assert "Add a nurse first" in answer.content.decode()
    on_team(Role.NURSE)
    assert client.post(url("complexity", formed), said).status_code == 303
    formed.refresh_from_db()
    assert formed.complexity == "complex"


def test_bad_input_has_its_status_and_changes_nothing(client, formed, lead, colleague, team, supervisor):
    other, leaver = colleague(Role.NURSE, "n.other"), colleague(Role.NURSE, "n.left")
    for user in (other, leaver):
        TeamMember.objects.create(team=team, user=user, starts_at=THEN.replace(year=2020))
    client.force_login(lead)
    reversed_ = {"user": other.pk, "role": Role.NURSE, "ends_at": "2026-11-01"}
    answer = client.post(url("add", formed), reversed_)
    assert answer.status_code == 422
    assert "ends before it starts" in answer.content.decode()
    leaver.is_active = False
    leaver.save()
    assert client.post(url("add", formed), {"user": leaver.pk, "role": Role.NURSE}).status_code == 422
    assert not other.assignments.exists()
    assert not Responsibility.objects.filter(activity="teaching").exists()
    # Two supervisors: the second has seen the case before the first moved its lead.
    seen = formed.version
    second = colleague(Role.CASE_MANAGER, "c.two")
    third = colleague(Role.CASE_MANAGER, "c.three")
    for user in (second, third):
        TeamMember.objects.create(team=team, user=user, starts_at=THEN.replace(year=2020))
    actions.change_lead(formed, by=supervisor, to=second, why="First")
    client.force_login(supervisor)
    late = client.post(url("lead", formed), {"to": third.pk, "why": "Second", "version": seen})
    assert late.status_code == 409
    assert "Somebody changed this" in late.content.decode()
    formed.refresh_from_db()
    assert formed.lead == second


def test_who_may_not(client, formed, nurse, outsider, held, colleague, person, facility):
    client.force_login(outsider)
    for name in ("take", "give", "share", "name-practitioner", "complexity"):
        assert client.get(url(name, formed)).status_code == 404
    for name in ("offer", "ask", "move", "release"):
        assert client.get(url(name, held("teaching"))).status_code == 404
    client.force_login(nurse)
    assert client.get(url("give", formed)).status_code == 403
    assert client.post(url("move", held("screen")), {"to": nurse.pk, "why": "x"}).status_code in (403, 422)


def test_my_day_shows_what_waits_for_my_answer(client, formed, nurse, lead, held):
    actions.offer(held("teaching"), by=nurse, to=lead, why="Holiday")
    client.force_login(lead)
    page = client.get(reverse("worklist:my_day")).content.decode()
    assert "Hand-overs waiting for your answer" in page
    assert activity_label(Transfer.objects.get().responsibility.activity) in page
    assert "Holiday" in page
    look = Event.objects.filter(actor=lead.username, verb="list").latest("at")
    assert formed.patient_id in look.patient_ids
    client.force_login(nurse)
    assert "Hand-overs waiting" not in client.get(reverse("worklist:my_day")).content.decode()


def test_the_timeline_tells_what_people_did_themselves(formed, lead, nurse, held):
    actions.take(formed, by=nurse, activity="community")
    actions.offer(held("teaching"), by=nurse, to=lead, why="Holiday")
    told = [entry.title for entry in happened(formed, {"view_case"}, kind="team").entries]
    assert any("answers for: Community resources" in title for title in told)
    assert any("Hand-over to" in title for title in told)
    assert not any("Screen for readmission" in title for title in told)


def test_whom_an_offer_does_not_ask_is_told_so_before_their_words_are_read(client, formed, nurse, lead, held):
    offered = actions.offer(held("teaching"), by=nurse, to=lead, why="Holiday")
    client.force_login(nurse)
    for words in ("", "Full"):
        answer = client.post(url("reject", offered), {"answer": words})
        assert answer.status_code == 409
        assert "can answer this" in answer.content.decode()
