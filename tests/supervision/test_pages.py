"""The pages of standing in, handing over, the team and its balance, pressed as a person presses them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import Event
from careplans.models import CarePlan, PlanVersion
from intake.actions import receive
from intake.models import IntakeRequest
from patients.models import Case
from supervision import actions, board
from teams.models import Absence, Handover, Reassignment, Transfer
from tests.conftest import THEN
from worklist.actions import open_item
from worklist.models import Item, ItemTransfer, Notification

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Presses:
    """A person at the pages; counts what they press: each link followed and each form sent."""

    def __init__(self, client, user):
        client.force_login(user)
        self.client, self.count = client, 0

    def opens(self, url):
        self.count += 1
        answer = self.client.get(url)
        assert answer.status_code == 200, answer.status_code
        return answer

    def sends(self, url, **facts):
        self.count += 1
        answer = self.client.post(url, facts)
        assert answer.status_code == 303, answer.content.decode()
        return answer


def moments(starts, ends):
    """The four boxes of two instants, as typed in New York in November."""
    at = {"starts_at": THEN + starts, "ends_at": THEN + ends}
    walls = {name: moment - timedelta(hours=5) for name, moment in at.items()}
    return {
        key: value
        for name, wall in walls.items()
        for key, value in ((f"{name}_0", f"{wall:%Y-%m-%d}"), (f"{name}_1", f"{wall:%H:%M}"))
    }


def test_cover_in_four_presses_from_asking_to_taking_over(client, led, lead, deputy, facility):
    [case] = led(lead)
    first = Presses(client, lead)
    first.opens(reverse("supervision:plan-absence"))
    facts = {"facility": facility.pk, "deputy": deputy.pk, **moments(timedelta(0), DAY)}
    first.sends(reverse("supervision:plan-absence"), **facts)
    absence = Absence.objects.get()
    second = Presses(client, deputy)
    second.sends(reverse("supervision:accept-cover", args=[absence.pk]))
    sheet = Handover.objects.get()
    page = client.get(reverse("supervision:handover", args=[sheet.pk])).content.decode()
    assert case.patient.family.upper() in page or case.patient.family in page
    second.sends(reverse("supervision:accept-handover", args=[sheet.pk]))
    assert first.count + second.count <= 4
    assert Handover.objects.get().accepted_by == deputy


def test_balance_in_four_presses_with_its_undo(client, led, lead, deputy, supervisor):
    cases = led(lead, 3)
    head = Presses(client, supervisor)
    head.opens(reverse("supervision:balance"))
    head.sends(reverse("supervision:balance"), givers=[lead.pk], why="Ill")
    made = Reassignment.objects.get()
    page = client.get(reverse("supervision:preview", args=[made.pk])).content.decode()
    assert page.count("<select") == 3
    head.sends(reverse("supervision:apply", args=[made.pk]))
    assert Case.objects.filter(lead=deputy).count() == len(cases)
    head.sends(reverse("supervision:undo", args=[made.pk]))
    assert head.count <= 4
    assert Case.objects.filter(lead=lead).count() == len(cases)


def test_a_choice_on_the_page_goes_with_apply(client, led, lead, deputy, supervisor):
    led(lead, 2)
    client.force_login(supervisor)
    client.post(reverse("supervision:balance"), {"givers": [lead.pk], "why": "Ill"})
    made = Reassignment.objects.get()
    line = made.lines.first()
    assert client.post(reverse("supervision:apply", args=[made.pk]), {str(line.pk): ""}).status_code == 303
    assert Case.objects.get(pk=line.case_id).lead == lead
    assert Case.objects.filter(lead=deputy).count() == 1


def test_a_stale_preview_is_409_with_its_sentence(client, led, lead, deputy, supervisor):
    [case] = led(lead)
    client.force_login(supervisor)
    client.post(reverse("supervision:balance"), {"givers": [lead.pk], "why": "Ill"})
    Case.objects.filter(pk=case.pk).update(version=case.version + 7)
    answer = client.post(reverse("supervision:apply", args=[Reassignment.objects.get().pk]))
    assert answer.status_code == 409
    assert f"Case {case.reference} has changed since" in answer.content.decode()


def test_nothing_chosen_is_422_beside_its_field(client, led, lead, supervisor):
    led(lead)
    client.force_login(supervisor)
    answer = client.post(reverse("supervision:balance"), {"why": "Ill", "givers": ["nobody"]})
    assert answer.status_code == 422
    assert "Ill" in answer.content.decode()


@pytest.mark.parametrize("name", ["home", "balance"])
def test_nobody_but_a_supervisor_balances(client, lead, led, name):
    led(lead)
    client.force_login(lead)
    answer = client.get(reverse(f"supervision:{name}"))
    assert answer.status_code == {"home": 200, "balance": 404}[name]
    assert "Weighted load" not in answer.content.decode()


def test_a_sheet_is_read_only_for_the_cases_one_may_see_at_that_moment(
    client, led, lead, deputy, away, at, outsider
):
    [case] = led(lead, purpose="Home with her daughter")
    open_item(case, by=lead, activity="call", what="Call the pharmacy", why="asked", owner=lead)
    actions.accept_cover(away(), by=deputy)
    sheet = Handover.objects.get()
    url = reverse("supervision:handover", args=[sheet.pk])
    client.force_login(deputy)
    page = client.get(url).content.decode()
    assert "Call the pharmacy" in page
    assert "Home with her daughter" in page
    actions.accept_handover(sheet, by=deputy)
    at(THEN + 2 * DAY)
    client.logout()
    client.force_login(deputy)
    page = client.get(url).content.decode()
    assert "Call the pharmacy" not in page
    assert case.patient.given not in page.partition("<main")[2]
    assert "1 case is not yours to read now" in page
    client.force_login(outsider)
    assert client.get(url).status_code == 404


def offered_and_waiting(case, lead, deputy, supervisor, patient, intake):
    """One row behind each number that nothing else fills."""
    facts = {"from_user": lead, "to_user": deputy, "answer_by": deputy, "why": "x", "expires_at": THEN + DAY}
    part = case.assignments.get(user=lead)
    Transfer.objects.create(case=case, assignment=part, role="case_manager", created_by=lead, **facts)
    item = Item.objects.filter(case=case).first()
    ItemTransfer.objects.create(item=item, created_by=lead, **facts)
    plan = CarePlan.objects.create(case=case, created_by=lead)
    handed_in = {"status": "submitted", "submitted_at": THEN, "submitted_by": lead}
    PlanVersion.objects.create(case=case, plan=plan, number=1, created_by=lead, **handed_in)
    asked = receive(patient, by=intake, source="desk")
    IntakeRequest.objects.filter(pk=asked.pk).update(first_contact_due=THEN - DAY)


def test_every_number_is_the_length_of_its_list(
    client, led, lead, deputy, supervisor, away, case, patient, intake, packs
):
    cases = led(lead, 4)
    for case in cases[:3]:
        open_item(case, by=lead, activity="call", what="Call", why="x", owner=lead, due_at=THEN - DAY)
    facts = {"activity": "plan", "what": "Plan", "why": "x", "created_by": supervisor, "role": "supervisor"}
    Item.objects.create(case=cases[0], kind=Item.Kind.HOLE, subject="hole", **facts)
    away()
    offered_and_waiting(cases[1], lead, deputy, supervisor, patient, intake)
    client.force_login(supervisor)
    numbers = board.numbers(supervisor)
    one_each = dict.fromkeys(board.NUMBERS, 1)
    assert numbers == one_each | {"overdue": 3}
    for name, number in numbers.items():
        answer = client.get(reverse("supervision:list", args=[name]))
        assert (answer.status_code, len(answer.context["rows"])) == (200, number)
    [each] = [row for row in board.carrying(supervisor, board.teams(supervisor)) if row.user == lead]
    rows = client.get(reverse("supervision:load", args=[lead.pk])).context["rows"]
    assert (each.load, each.parts) == (sum(row.weight for row in rows), len(rows)) == (4, 4)


def test_the_team_page_costs_the_same_for_two_cases_and_thirty(
    client, led, lead, member, supervisor, django_assert_max_num_queries
):
    client.force_login(supervisor)
    found = []
    for more in (2, 28):
        led(lead, more)
        member(f"x.more{more}")
        client.get(reverse("supervision:home"))  # keys of permissions are read once a process
        with django_assert_max_num_queries(12) as seen:
            assert client.get(reverse("supervision:home")).status_code == 200
        found.append(len(seen))
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["absences", "handover", "preview"])
def test_the_other_pages_cost_the_same_for_two_rows_and_thirty(
    client, led, lead, deputy, away, supervisor, team, name
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = []
    for more in (2, 28):
        led(lead, more)
        Absence.objects.update(status="ended", live=False)
        actions.accept_cover(away(), by=deputy)
        Absence.objects.update(status="ended", live=False)
        made = actions.preview_reassignment(team, by=supervisor, givers=[str(lead.pk)], why="x")
        actions.accept_cover(away(), by=deputy)
        sheet = Handover.objects.filter(status="made").order_by("-pk").first()
        pk = {"absences": [], "handover": [sheet.pk], "preview": [made.pk]}[name]
        client.force_login(supervisor if name == "preview" else deputy)
        client.get(reverse(f"supervision:{name}", args=pk))  # keys of permissions are read once a process
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(f"supervision:{name}", args=pk)).status_code == 200
        found.append(len(seen))
    assert found[0] == found[1] <= 12


def test_a_reassignment_and_its_cases_are_on_record_as_one_look(client, led, lead, deputy, supervisor, team):
    cases = led(lead, 2)
    made = actions.preview_reassignment(team, by=supervisor, givers=[str(lead.pk)], why="x")
    client.force_login(supervisor)
    client.get(reverse("supervision:preview", args=[made.pk]))
    look = Event.objects.get(outcome="seen", actor_id=supervisor.pk)
    assert (look.verb, look.target_id) == ("view", made.pk)
    assert set(look.patient_ids) == {case.patient_id for case in cases}


def test_a_notice_leads_to_the_sheet(client, led, lead, deputy, away):
    led(lead)
    actions.accept_cover(away(), by=deputy)
    client.force_login(deputy)
    page = client.get("/notices/").content.decode()
    assert Notification.objects.filter(recipient=deputy, source__startswith="handover:").exists()
    assert reverse("supervision:handover", args=[Handover.objects.get().pk]) in page
