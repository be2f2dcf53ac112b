"""The call list and its panel, the page of a case, a call by the script: order, statements, wrong input, refusals."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from outreach import actions
from outreach.models import Outreach, ScriptRun
from patients.actions import open_case
from patients.models import CommunicationProfile, ContactPoint, Patient, RelatedPerson
from teams.actions import assign
from tests.conftest import THEN
from worklist.actions import open_item
from worklist.models import ContactAttempt, FollowUp

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def page(caller):
    return signed_in(caller)


@pytest.fixture
def owed(facility, team, intake, supervisor, caller):
    """Another patient whom the coordinator owes a call: name, when it is due, best hours, complexity."""

    def make(family, due_at, hours="", complexity="standard"):
        other = Patient.objects.create(
            facility=facility, family=family, given="X", search_name=f"{family} x".lower()
        )
        case = open_case(other, by=intake, team=team)
        case.complexity = complexity
        case.save(update_fields=["complexity"])
        assign(case, by=supervisor, user=caller, role=Role.COORDINATOR)
        ContactPoint.objects.create(patient=other, kind="phone", value="555-0199", hours=hours)
        facts = {"activity": "follow_up", "what": "Call", "why": "Promised", "owner": caller}
        return open_item(case, by=caller, due_at=due_at, **facts)

    return make


def test_the_coordinators_day_begins_with_the_call_list(page):
    assert page.get("/")["Location"] == "/calls/"


def test_breach_then_time_of_day_then_tier(page, owed):
    owed("Later", THEN + 5 * HOUR)
    owed("Evening", THEN + 4 * HOUR, "evening")
    owed("Morning", THEN + 6 * HOUR, "mornings only")
    owed("Complex", THEN + 7 * HOUR, "", "complex")
    owed("Yesterday", THEN - DAY)
    owed("Tomorrow", THEN + DAY)
    text = page.get("/calls/").content.decode()
    order = sorted(
        ("Yesterday", "Morning", "Complex", "Later", "Evening"), key=lambda name: text.index(f">{name}<")
    )
    assert order == ["Yesterday", "Morning", "Complex", "Later", "Evening"]
    assert ">Tomorrow<" not in text


def test_a_row_says_what_a_caller_needs_and_no_unsafe_number(page, to_call, tries, patient):
    to_call()
    CommunicationProfile.objects.create(patient=patient, spoken="ig", interpreter="phone")
    ContactPoint.objects.create(patient=patient, kind="phone", value="555-0666", safe_to_call=False)
    RelatedPerson.objects.create(
        patient=patient, name="Ngozi Okafor", relation="daughter", may_be_told=["plan"]
    )
    tries(0, outcome="no_answer")
    text = page.get("/calls/").content.decode()
    for said in ("555-0142", "interpreter by phone", "No answer", "Ngozi Okafor (daughter)", "Best:"):
        assert said in text
    assert "555-0666" not in text


def test_the_statements_do_not_grow_with_the_rows(page, owed, django_assert_max_num_queries):
    owed("One", THEN + HOUR)
    page.get("/calls/")
    with django_assert_max_num_queries(12):
        page.get("/calls/")
    for n in range(30):
        owed(f"Other{n}", THEN + HOUR)
    with django_assert_max_num_queries(12):
        answer = page.get("/calls/")
    assert answer.content.decode().count("data-row") == 25
    last = answer.context["page"].after
    rest = page.get("/calls/", {"after": last})
    assert rest.content.decode().count("data-row") == 6
    assert page.get("/calls/", {"after": "nonsense"}).status_code == 400


def test_the_next_attempt_schedules_itself(page, to_call):
    item = to_call()
    answer = page.post(
        reverse("outreach:log", args=[item.pk]), {"outcome": "no_answer", "mode": "phone", "again": "rules"}
    )
    assert (answer.status_code, answer["Location"]) == (303, "/calls/")
    made = FollowUp.objects.get()
    # 44 hours after a first attempt in the lowest tier, at a part of the day not tried yet.
    assert made.first_due_at == THEN + 2 * DAY + 4 * HOUR
    item.refresh_from_db()
    assert item.status == "done"


def test_reached_plans_nothing(page, to_call):
    page.post(
        reverse("outreach:log", args=[to_call().pk]),
        {"outcome": "reached", "mode": "phone", "again": "rules"},
    )
    assert not FollowUp.objects.exists()


def test_the_third_failure_says_that_the_protocol_runs(page, to_call, tries, at):
    tries(0), tries(4)
    at(THEN + 28 * HOUR)
    answer = page.post(
        reverse("outreach:log", args=[to_call().pk]),
        {"outcome": "no_answer", "mode": "phone", "again": "rules"},
        follow=True,
    )
    assert "the unable-to-reach protocol runs" in answer.content.decode()
    assert Outreach.objects.count() == 1


WRONG = [
    ({"outcome": ""}, 422),
    ({"outcome": "shouted"}, 422),
    ({"at_0": "2026-11-04", "at_1": "10:00"}, 409),
    ({"at_0": "2026-03-08", "at_1": "02:30"}, 422),
    ({"next_at_0": "2026-11-01", "next_at_1": "10:00"}, 409),
]


@pytest.mark.parametrize(("more", "status"), WRONG)
def test_wrong_input_keeps_what_was_typed_and_nothing_else(page, to_call, more, status):
    sent = {"outcome": "no_answer", "mode": "phone", "again": "rules", "note": "Rang for long"} | more
    answer = page.post(reverse("outreach:log", args=[to_call().pk]), sent)
    assert answer.status_code == status
    assert "Rang for long" in answer.content.decode()
    assert not ContactAttempt.objects.exists()
    assert not FollowUp.objects.exists()


def test_the_page_of_the_case(page, case, visit, tries, django_assert_max_num_queries):
    tries(0), tries(4), tries(28)
    from outreach import sweeps

    sweeps.keep_index()
    address = reverse("outreach:case", args=[case.pk])
    page.get(address)
    with django_assert_max_num_queries(12):
        answer = page.get(address)
    text = answer.content.decode()
    for said in (
        "Write a letter or portal message",
        "A big dog, tied up",
        "Attempts that reached the patient",
        "another way",
    ):
        assert said in text


def test_a_visit_by_the_pages(page, case, caller, at):
    sent = {
        "place": "12 Elm Street", "safety_note": "nothing known", "starts_at_0": "2026-11-03", "starts_at_1": "11:00",
        "out_by_0": "2026-11-03", "out_by_1": "10:30", "visitor": str(page.session["_auth_user_id"]),
    }  # fmt: skip
    address = reverse("outreach:plan_visit", args=[case.pk])
    refused = page.post(address, sent)
    assert refused.status_code == 409
    assert "ends before it starts" in refused.content.decode()
    assert page.post(address, sent | {"out_by_1": "12:00"}).status_code == 303
    visit = case.homevisits.get()
    assert page.post(reverse("outreach:check_in", args=[visit.pk])).status_code == 303
    at(THEN + 90 * timedelta(minutes=1))
    page = signed_in(caller)
    assert (
        page.post(reverse("outreach:check_out", args=[visit.pk]), {"outcome": "reached"}).status_code == 303
    )
    visit.refresh_from_db()
    assert visit.status == "done"


def test_a_call_by_the_pages(page, case, nurse, to_call):
    item = to_call()
    begun = page.post(reverse("outreach:start_call", args=[case.pk]), {"item": str(item.pk)})
    run = ScriptRun.objects.get()
    assert (begun.status_code, run.item) == (303, item)
    page.post(reverse("outreach:verify", args=[run.pk]), {"identifiers": ["name", "birth"]})
    red = page.post(
        reverse("outreach:answer", args=[run.pk]), {"question": "medicines", "answer": "missing"}, follow=True
    )
    assert f"Told now: <bdi>{nurse.short}</bdi>" in red.content.decode()
    refused = page.post(reverse("outreach:end_call", args=[run.pk]), {"outcome": "no_issue"})
    assert refused.status_code == 409
    assert page.post(reverse("outreach:end_call", args=[run.pk]), {"outcome": "rn_now"}).status_code == 303
    late = page.post(reverse("outreach:answer", args=[run.pk]), {"question": "since", "answer": "well"})
    assert late.status_code == 409
    assert "This is ended" in late.content.decode()


def test_the_page_names_who_has_the_next_step(case, supervisor, caller, tries):
    tries(0), tries(4), tries(28)
    page = signed_in(caller)
    [section] = protocol_of(page, case)
    assert caller.short in section
    actions.hand_up(Outreach.objects.get(), by=caller)
    [section] = protocol_of(page, case)
    assert (supervisor.short in section, caller.short in section) == (True, False)


def protocol_of(page, case):
    text = page.get(reverse("outreach:case", args=[case.pk])).content.decode()
    return re.findall(r'<section[^>]*id="protocol".*?</section>', text, re.DOTALL)


def test_a_supervisor_sees_the_protocol_but_no_answers(case, supervisor, caller, tries):
    tries(0), tries(4), tries(28)
    run = actions.start_call(case, by=caller)
    above = signed_in(supervisor)
    assert above.get(reverse("outreach:case", args=[case.pk])).status_code == 200
    assert above.get(reverse("outreach:run", args=[run.pk])).status_code in (403, 404)


def test_a_stranger_sees_nothing(case, caller, outsider, to_call):
    stranger = signed_in(outsider)
    assert stranger.get(reverse("outreach:case", args=[case.pk])).status_code == 404
    assert stranger.get(reverse("outreach:log", args=[to_call().pk])).status_code == 404
