"""Asking outside the team: the person asked sees the question and what was shared, for the time of the question."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actors import system
from accounts.permissions import Role
from core.access import held, visible_to
from core.refusals import Denied, Refused
from patients.models import Case
from teams.models import CaseGrant, Consult
from tests.conftest import THEN
from worklist import actions, sweeps
from worklist.models import Item, Notification

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CANARY = "Zyxquav"


@pytest.fixture
def lead(at, case, on_team):
    at(THEN)
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def expert(person, facility):
    """A psychiatrist of the house who has nothing to do with the case."""
    return person("e.expert", Role.CONSULTANT, facility, name="Edda Expert")


@pytest.fixture
def ask(case, lead, expert):
    def make(by=None, **change):
        facts = {
            "to_user": expert,
            "question": "Can she decide for herself?",
            "summary": "68 years, wants to go home",
            "urgency": "urgent",
            "classes": ["plan"],
            **change,
        }
        return actions.ask_consult(case, by=by or lead, **facts)

    return make


def told(user, kind):
    return Notification.objects.filter(recipient=user, source__startswith=f"{kind}:").count()


def test_asking_opens_the_shared_classes_until_due_and_a_week_to_read(at, case, ask, expert):
    consult = ask()
    assert consult.due_at == THEN + 4 * HOUR
    names = held(expert, case)
    assert {"view_case", "view_identity", "view_plan", "summary_consult"} <= names
    assert not {"view_clinical", "view_work", "view_discharge", "view_notes", "view_consult"} & names
    assert not {name for name in names if name.startswith(("edit_", "sign_"))}
    at(THEN + 4 * HOUR + 7 * DAY - HOUR)
    assert "view_plan" in held(expert, case)
    at(THEN + 4 * HOUR + 7 * DAY)
    assert held(expert, case) == frozenset()
    assert not visible_to(Consult, expert).exists()


@pytest.mark.parametrize(("urgency", "hours"), [("routine", 24), ("urgent", 4), ("emergent", 1)])
def test_the_clock_follows_the_urgency(ask, urgency, hours):
    assert ask(urgency=urgency).due_at == THEN + hours * HOUR


def test_the_person_asked_is_told_and_finds_it_by_due_time(client, ask, expert):
    later, sooner = ask(urgency="routine"), ask(urgency="emergent", question="Is she safe tonight?")
    assert told(expert, "consult") == 2
    client.force_login(expert)
    page = client.get(reverse("worklist:consults")).content.decode()
    assert page.index(str(sooner.pk)) < page.index(str(later.pk))
    assert client.get("/")["Location"] == reverse("worklist:consults")


def test_a_nurse_who_is_asked_sees_it_in_the_role_she_acts_in(client, case, ask, person, facility):
    nurse = person("n.other", Role.NURSE, facility)
    consult = ask(to_user=nurse)
    client.force_login(nurse)
    assert client.get(reverse("worklist:consult", args=[consult.pk])).status_code == 200
    assert client.get(reverse("careplans:plan", args=[case.pk])).status_code == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"classes": ["safeguarding"]}, "only what you may see"),
        ({"classes": ["notes"]}, "only what you may see"),
        ({"urgency": "soon"}, "how urgent"),
        ({"to_user": "lead"}, "somebody else"),
        ({"to_user": "outsider"}, "works here"),
        ({"to_user": "gone"}, "works here"),
        ({"to_user": "nurse", "classes": ["plan"]}, "already"),
    ],
)
def test_what_asking_refuses(ask, case, lead, outsider, person, facility, on_team, change, sentence):
    gone = person("g.gone", Role.CONSULTANT, facility, is_active=False)
    people = {"lead": lead, "outsider": outsider, "gone": gone}
    if change.get("to_user") == "nurse":
        people["nurse"] = on_team(Role.NURSE)
    change = change | ({"to_user": people[change["to_user"]]} if "to_user" in change else {})
    with pytest.raises(Refused, match=sentence):
        ask(**change)
    assert not CaseGrant.objects.exists()


def test_only_the_care_team_asks(ask, supervisor, outsider):
    for user in (supervisor, outsider):
        with pytest.raises(Denied):
            ask(by=user)


def test_an_answer_in_time_tells_who_asked_and_ends_the_asking(at, case, ask, lead, expert):
    consult = ask()
    at(THEN + HOUR)
    with pytest.raises(Refused, match="what you found"):
        actions.answer_consult(consult, by=expert, watch_for="Falls")
    done = actions.answer_consult(consult, by=expert, advice="Ask her again tomorrow morning")
    assert (done.status, done.answered_by, told(lead, "consult-answer")) == ("answered", expert, 1)
    grant = CaseGrant.objects.get()
    assert (grant.ends_at, grant.read_until) == (THEN + HOUR, THEN + HOUR + 7 * DAY)
    with pytest.raises(Refused):
        actions.answer_consult(consult, by=expert, advice="Again")


def test_nobody_else_answers(ask, lead, supervisor):
    consult = ask()
    for user in (lead, supervisor):
        with pytest.raises(Denied):
            actions.answer_consult(consult, by=user, advice="I know")


def test_declining_ends_sight_on_the_next_request(client, case, ask, lead, expert):
    consult = ask()
    client.force_login(expert)
    chart = reverse("cases:summary", args=[case.pk])
    assert client.get(chart).status_code == 200
    url = reverse("worklist:decline_consult", args=[consult.pk])
    assert client.post(url, {"decline_reason": ""}).status_code == 422
    assert client.post(url, {"decline_reason": "Not my field"}).status_code == 303
    assert client.get(chart).status_code == 404
    assert told(lead, "consult-none") == 1


def test_taking_the_question_back_ends_sight_on_the_next_request(client, case, ask, lead, expert):
    consult = ask()
    client.force_login(expert)
    assert client.get(reverse("careplans:plan", args=[case.pk])).status_code == 200
    actions.withdraw_consult(consult, by=lead)
    assert client.get(reverse("careplans:plan", args=[case.pk])).status_code == 404
    assert held(expert, case) == frozenset()
    assert "taken back" in client.get(reverse("worklist:notices")).content.decode()


def test_a_question_nobody_answers_ends_by_the_clock(at, case, ask, lead, expert):
    consult = ask()
    assert sweeps.expire_consults() == 0
    with pytest.raises(Refused, match="still time"):
        actions.expire_consult(consult, by=system("keeper"))
    at(THEN + 4 * HOUR)
    assert sweeps.expire_consults() == 1
    assert sweeps.expire_consults() == 0
    assert told(lead, "consult-none") == 1
    consult.refresh_from_db()
    assert consult.status == "expired"
    at(THEN + 5 * HOUR)
    late = actions.answer_consult(consult, by=expert, finding="She can")
    assert late.answered_at > late.due_at


def test_the_offer_to_ask_somebody_else(client, at, case, ask, lead):
    consult = ask()
    at(THEN + 4 * HOUR)
    sweeps.expire_consults()
    client.force_login(lead)
    page = client.get(reverse("worklist:consult", args=[consult.pk])).content.decode()
    assert "Ask somebody else" in page


def test_the_plan_changed_because_of_this(client, case, ask, lead, expert):
    consult = actions.answer_consult(ask(), by=expert, finding="She can decide")
    client.force_login(lead)
    url = reverse("worklist:apply_consult", args=[consult.pk])
    assert client.post(url, {"plan_changed": "yes"}).status_code == 409
    assert client.post(url, {"plan_changed": "yes", "change_note": "She goes home"}).status_code == 303
    consult.refresh_from_db()
    assert (consult.status, consult.plan_changed, consult.applied_by) == ("applied", True, lead)
    page = client.get(reverse("cases:timeline", args=[case.pk])).content.decode()
    assert "The plan changed because of an answer" in page


def test_whoever_answered_does_not_say_what_the_team_made_of_it(ask, expert):
    consult = actions.answer_consult(ask(), by=expert, finding="She can decide")
    with pytest.raises(Denied):
        actions.apply_consult(consult, by=expert, plan_changed=False)


def test_asking_takes_three_presses(client, case, lead, expert):
    """The tab, the person, the urgency: the page of the tab holds the form and each urgency is a button of it."""
    client.force_login(lead)
    url = reverse("worklist:case_consults", args=[case.pk])
    assert url in client.get(reverse("cases:summary", args=[case.pk])).content.decode()
    page = client.get(url).content.decode()
    for urgency in ("routine", "urgent", "emergent"):
        assert f'name="urgency" value="{urgency}"' in page
    answer = client.post(
        url,
        {"to_user": expert.pk, "question": "May she drive?", "summary": "Had a stroke", "urgency": "urgent"},
    )
    assert answer.status_code == 303
    assert Consult.objects.get().urgency == "urgent"


def test_a_refused_question_keeps_what_was_typed(client, case, lead, on_team):
    nurse = on_team(Role.NURSE)
    from teams.models import TeamMember

    TeamMember.objects.create(team=case.team, user=nurse, starts_at=THEN)
    client.force_login(lead)
    sent = {
        "to_user": nurse.pk,
        "question": "May she drive?",
        "summary": "Had a stroke",
        "urgency": "routine",
    }
    answer = client.post(reverse("worklist:case_consults", args=[case.pk]), sent)
    assert answer.status_code == 409
    assert "May she drive?" in answer.content.decode()


def test_pages_and_interface_hold_nothing_that_was_not_shared(client, at, case, patient, ask, lead, expert):
    """A canary in every class that was not shared; none of it may reach the person asked."""
    Item.objects.create(
        case=case, activity="call", what=CANARY, why=CANARY, created_by=lead, owner=lead, status="open"
    )
    actions.log_contact(case, by=lead, activity="call", mode="phone", outcome="reached", note=CANARY)
    Case.objects.filter(pk=case.pk).update(purpose=CANARY)
    other = ask(classes=[])
    client.force_login(expert)
    for url in (
        reverse("cases:summary", args=[case.pk]),
        reverse("cases:timeline", args=[case.pk]),
        reverse("teams:case", args=[case.pk]),
        reverse("worklist:consults"),
        reverse("worklist:consult", args=[other.pk]),
        reverse("patients:patient", args=[patient.pk]),
    ):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert CANARY not in answer.content.decode(), url
    for name in ("careplans:plan", "worklist:case_work", "worklist:case_consults"):
        answer = client.get(reverse(name, args=[case.pk]))
        assert answer.status_code in (403, 404), name
        assert CANARY not in answer.content.decode(), name
    for noun in ("cases", "items", "contacts", "follow-ups", "appointments", "consults", "patients"):
        answer = client.get(f"/api/v1/{noun}/")
        assert answer.status_code == 200, noun
        assert CANARY not in answer.content.decode(), noun


@pytest.mark.parametrize("number", [2, 30])
def test_the_list_costs_the_same_whatever_is_asked(
    client, ask, expert, django_assert_max_num_queries, number
):
    for n in range(number):
        ask(question=f"Question {n}")
    client.force_login(expert)
    client.get(reverse("worklist:consults"))
    with django_assert_max_num_queries(12):
        client.get(reverse("worklist:consults"))


def test_whoever_is_asked_learns_that_there_is_a_consent_and_nothing_of_labelled_records(
    client, ask, expert, lead, patient
):
    from patients.models import Consent, Disclosure

    consent = Consent.objects.create(
        patient=patient, purpose="treatment", classes=["clinical", "42cfr2"], method="signed", starts_at=THEN,
        to_class="Treating providers",
    )  # fmt: skip
    Disclosure.objects.create(
        consent=consent,
        classes=["42cfr2"],
        what="Programme summary",
        how="fax",
        recipient="Dr. Lind",
        at=THEN,
        given_by=lead,
    )
    ask()
    page = reverse("patients:patient", args=[patient.pk])
    client.force_login(expert)
    said = client.get(page).content.decode()
    assert "Treatment by others" in said
    assert "substance use" not in said
    assert "Programme summary" not in said
    assert (
        "Consent given: Treatment by others"
        in client.get(reverse("cases:timeline", args=[consent.patient.cases.get().pk])).content.decode()
    )
    client.force_login(lead)
    assert "substance use" in client.get(page).content.decode()
