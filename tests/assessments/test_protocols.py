"""High-risk protocols (C20): raised with their clocks, done step by step, cleared only by a second qualified person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.permissions import Role
from assessments import raising
from assessments.actions import protocols as actions
from assessments.models import Protocol, ProtocolPerson
from assessments.queries import protocols as queries
from audit.models import Event
from core.refusals import Denied, Refused
from policy.protocols import problems
from policy.queries import in_force
from tests.assessments.conftest import section as part
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Item, Notification, Reminder

pytestmark = pytest.mark.django_db

SAID = "Said that nothing is worth it any more"


def raised(ward, kind="self_harm", **more):
    return actions.raise_protocol(ward.case, by=ward.worker, kind=kind, because=SAID, **more)


def all_done(protocol, by):
    for step in protocol.steps.all():
        actions.do_step(step, by=by)
    protocol.refresh_from_db()
    return protocol


@pytest.fixture
def second(case, person, supervisor):
    """Another social worker on the case."""
    from teams.actions import assign

    user = person("s.second", Role.SOCIAL_WORKER)
    assign(case, by=supervisor, user=user, role=Role.SOCIAL_WORKER)
    return user


def test_raised_with_its_steps_clocks_owner_flag(ward):
    protocol = raised(ward)
    ward.case.refresh_from_db()
    assert ward.case.high_risk
    assert (protocol.owner, protocol.status, protocol.acute) == (ward.worker, "raised", False)
    steps = {step.code: step for step in protocol.steps.all()}
    assert set(steps) == {"brief_assessment", "physician", "safety_plan"}
    assert steps["brief_assessment"].due_at == THEN + timedelta(hours=8)
    assert steps["brief_assessment"].item.owner == ward.worker
    assert steps["physician"].item.owner == ward.nurse, "her role does it, and she may read it"
    assert {each.user for each in protocol.people.all()} == {ward.worker, ward.lead}
    assert Event.objects.get(verb="assessments.raise_protocol").case_id == ward.case.pk


def test_acute_brings_what_cannot_wait(ward):
    protocol = raised(ward, acute=True)
    steps = {step.code: step for step in protocol.steps.all()}
    assert steps["one_to_one"].due_at == THEN + timedelta(minutes=5)
    assert steps["evaluation"].due_at == THEN + timedelta(hours=1)
    assert "brief_assessment" not in steps


def test_its_work_climbs_the_usual_ladder(ward):
    raised(ward, acute=True)
    items = Item.objects.filter(kind=Item.Kind.PROTOCOL)
    assert set(items.values_list("priority", flat=True)) == {Item.Priority.HARM}
    for item in items:
        assert set(Reminder.objects.filter(item=item).values_list("to", flat=True)) == {
            "person", "deputy", "supervisor",
        }  # fmt: skip


def test_the_supervisor_is_told_that_there_is_one(ward, supervisor, client):
    raised(ward)
    notice = Notification.objects.get(recipient=supervisor)
    assert (notice.source, notice.safety) == (f"safety-plan:{ward.case.pk}", True)
    client.force_login(supervisor)
    page = client.get(reverse("worklist:notices"))
    assert "A safety plan was opened. Ask the lead." in page.text
    assert SAID not in page.text


def test_who_raises_which(ward):
    for other in (ward.lead, ward.coordinator):
        with pytest.raises(Denied):
            actions.raise_protocol(ward.case, by=other, kind="self_harm", because=SAID)
    actions.raise_protocol(ward.case, by=ward.nurse, kind="violence", because=SAID)
    with pytest.raises(Refused, match="does not raise"):
        actions.raise_protocol(ward.case, by=ward.nurse, kind="abuse", because=SAID)
    assert list(Protocol.objects.values_list("kind", flat=True)) == ["violence"]


@pytest.mark.parametrize(
    ("more", "words"),
    [({"because": "  "}, "Say what"), ({"kind": "boredom"}, "choice|cannot")],
)
def test_what_cannot_be_raised(ward, more, words):
    with pytest.raises(Exception, match=words):
        actions.raise_protocol(ward.case, by=ward.worker, **({"kind": "self_harm", "because": SAID} | more))
    assert not Protocol.objects.exists()
    assert not Item.objects.filter(kind="protocol").exists()


def test_an_owner_can_work_on_it_and_a_named_person_may_know(ward, supervisor, advocate):
    with pytest.raises(Refused, match="cannot work on this"):
        raised(ward, owner=ward.lead)
    with pytest.raises(Refused, match="may not know"):
        raised(ward, kind="abuse", people=[ward.coordinator])
    for nobody in (supervisor, advocate):
        with pytest.raises(Refused, match="may not know"):
            raised(ward, people=[nobody])
    protocol = raised(ward, kind="abuse", people=[ward.nurse])
    assert {each.user for each in protocol.people.all()} == {ward.worker, ward.nurse}


def test_raised_again_it_is_the_same_one_and_what_is_new_stands_on_it(ward):
    first = raised(ward)
    again = actions.raise_protocol(
        ward.case, by=ward.nurse, kind="self_harm", because="Has a plan", acute=True
    )
    assert again.pk == first.pk
    again.refresh_from_db()
    assert again.acute
    assert "Has a plan" in again.because
    assert SAID in again.because
    assert {"one_to_one", "evaluation", "brief_assessment"} <= set(again.steps.values_list("code", flat=True))
    assert again.steps.filter(code="physician").count() == 1


def test_a_step_done_ends_its_work(ward):
    step = raised(ward).steps.get(code="brief_assessment")
    actions.do_step(step, by=ward.worker, note="Spoke for an hour")
    step.refresh_from_db()
    assert (step.done_by, step.done_at, step.note) == (ward.worker, THEN, "Spoke for an hour")
    assert (step.item.status, step.item.done_note) == ("done", "")
    with pytest.raises(Refused, match="already"):
        actions.do_step(step, by=ward.worker)
    with pytest.raises(Denied):
        actions.do_step(raised(ward).steps.get(code="physician"), by=ward.lead)


def test_its_work_cannot_be_dismissed(ward):
    item = raised(ward, acute=True).steps.get(code="one_to_one").item
    for act in (
        lambda: work.complete(item, by=item.owner),
        lambda: work.cancel(item, by=ward.lead, reason="Not needed"),
    ):
        with pytest.raises(Refused, match="safety plan"):
            act()
    item.refresh_from_db()
    assert item.status == "open"


def test_cleared_by_a_second_person_when_all_is_done(ward, second):
    protocol = raised(ward)
    with pytest.raises(Refused, match="3 steps are not done"):
        actions.ask_clear(protocol, by=ward.worker, because="Feels safe")
    all_done(protocol, ward.worker)
    with pytest.raises(Refused, match="only when"):
        actions.clear(protocol, by=second)
    actions.ask_clear(protocol, by=ward.worker, because="Feels safe")
    assert Notification.objects.filter(recipient=second, source=f"safety-clear:{ward.case.pk}").exists()
    with pytest.raises(Refused, match="second qualified person"):
        actions.clear(protocol, by=ward.worker)
    for unqualified in (ward.lead, ward.coordinator):
        with pytest.raises(Denied):
            actions.clear(protocol, by=unqualified)
    actions.clear(protocol, by=second, note="Agreed")
    protocol.refresh_from_db()
    ward.case.refresh_from_db()
    assert (protocol.status, protocol.cleared_by, ward.case.high_risk) == ("cleared", second, False)


def test_the_database_holds_it_too(ward):
    protocol = raised(ward)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update assessments_protocol set status = 'cleared', asked_by_id = %(by)s, asked_at = now(),"
            " cleared_by_id = %(by)s, cleared_at = now() where id = %(pk)s",
            {"by": ward.worker.pk, "pk": protocol.pk},
        )


def test_the_second_person_may_keep_it_open(ward, second):
    protocol = all_done(raised(ward), ward.worker)
    actions.ask_clear(protocol, by=ward.worker, because="Feels safe")
    with pytest.raises(Refused):
        actions.keep_protocol(protocol, by=ward.worker, note="Mine")
    actions.keep_protocol(protocol, by=second, note="Not yet")
    protocol.refresh_from_db()
    assert (protocol.status, protocol.asked_by, protocol.cleared_note) == ("raised", None, "Not yet")


def test_new_danger_stops_clearing(ward, second):
    protocol = all_done(raised(ward), ward.worker)
    actions.ask_clear(protocol, by=ward.worker, because="Feels safe")
    actions.raise_protocol(ward.case, by=ward.nurse, kind="self_harm", because="Said it again")
    protocol.refresh_from_db()
    assert (protocol.status, protocol.asked_by) == ("raised", None)


def test_the_flag_stands_while_another_is_open(ward, second):
    other = raised(ward, kind="wandering")
    protocol = all_done(raised(ward), ward.worker)
    actions.ask_clear(protocol, by=ward.worker, because="Safe")
    actions.clear(protocol, by=second)
    ward.case.refresh_from_db()
    assert ward.case.high_risk
    all_done(other, ward.worker)
    actions.ask_clear(other, by=ward.worker, because="Safe")
    actions.clear(other, by=second)
    ward.case.refresh_from_db()
    assert not ward.case.high_risk
    assert raised(ward).pk != protocol.pk


def test_named_later_and_given_away(ward, second):
    protocol = raised(ward)
    with pytest.raises(Refused, match="cannot work"):
        actions.give_protocol(protocol, by=ward.worker, to=ward.lead)
    actions.give_protocol(protocol, by=ward.worker, to=second)
    protocol.refresh_from_db()
    assert protocol.owner == second
    assert protocol.people.filter(user=second).exists()
    actions.name_on_protocol(protocol, by=second, person=ward.nurse)
    again = actions.name_on_protocol(protocol, by=second, person=ward.nurse)
    assert ProtocolPerson.objects.filter(user=ward.nurse).get() == again


def test_an_answer_raises_it_at_once(joint, ward):
    asked = part(joint, "social-section")
    protocol = raising.raise_from(asked, kind="self_harm", because="Question 9", acute=True, by=ward.worker)
    assert (protocol.section, protocol.owner, protocol.acute) == (asked, ward.worker, True)
    again = raising.raise_from(asked, kind="self_harm", because="Question 9", acute=True, by=ward.worker)
    assert again.pk == protocol.pk
    assert Event.objects.filter(verb="assessments.raise_protocol").count() == 1
    ward.case.refresh_from_db()
    assert ward.case.high_risk


def test_whoever_answers_its_owner_is_qualified(joint, ward):
    asked = part(joint, "nursing-section")
    protocol = raising.raise_from(asked, kind="abuse", because="Bruises", by=ward.nurse)
    assert protocol.owner == ward.worker, "a nurse may not read it"
    assert ward.nurse not in {each.user for each in protocol.people.all()}


def before_leaving(ward):
    return queries.before_leaving(queries.open_steps(ward.case).values_list("row", flat=True))


def test_what_must_be_done_before_leaving(ward):
    assert before_leaving(ward) == 0
    protocol = raised(ward)
    assert before_leaving(ward) == 2
    actions.do_step(protocol.steps.get(code="brief_assessment"), by=ward.worker)
    assert before_leaving(ward) == 1


def test_the_rules_are_read_once_however_many_steps(ward, django_assert_max_num_queries):
    for kind in ("self_harm", "violence", "abuse"):
        raised(ward, kind=kind)
    with django_assert_max_num_queries(2):
        assert before_leaving(ward) > 2


def test_work_of_violence_at_home_ends_with_its_step_alone(ward, client):
    step = raised(ward, kind="abuse").steps.first()
    item = step.item
    assert item.kind == Item.Kind.TASK
    with pytest.raises(Refused, match="where it was asked for"):
        work.complete(item, by=item.owner)
    client.force_login(ward.worker)
    page = client.get(reverse("worklist:item", args=[item.pk])).text
    assert reverse("assessments:case", args=[ward.case.pk]) in page
    actions.do_step(step, by=ward.worker)
    item.refresh_from_db()
    assert item.status == Item.Status.DONE


def test_the_page_and_its_presses(ward, client, second):
    client.force_login(ward.worker)
    page_url = reverse("assessments:protocols", args=[ward.case.pk])
    raise_url = reverse("assessments:raise_protocol", args=[ward.case.pk])
    assert raise_url in client.get(page_url).text
    # Open, kind, save: three presses beside the words.
    assert client.get(raise_url).status_code == 200
    missing = client.post(raise_url, {"kind": "wandering"})
    assert missing.status_code == 422
    assert client.post(raise_url, {"kind": "wandering", "because": SAID}).status_code == 303
    protocol = Protocol.objects.get()
    page = client.get(page_url).text
    assert SAID in page
    assert "Say who watches" in page
    for step in protocol.steps.all():
        assert client.get(reverse("assessments:do_step", args=[step.pk])).status_code == 200
        assert client.post(reverse("assessments:do_step", args=[step.pk])).status_code == 303
    for name in ("name_on_protocol", "give_protocol", "ask_clear"):
        assert client.get(reverse(f"assessments:{name}", args=[protocol.pk])).status_code == 200, name
    asked = client.post(reverse("assessments:ask_clear", args=[protocol.pk]), {"because": "Safe"})
    assert asked.status_code == 303
    own = client.post(reverse("assessments:clear_protocol", args=[protocol.pk]), {})
    assert own.status_code == 409
    assert "second qualified person" in own.text
    client.force_login(second)
    for name in ("clear_protocol", "keep_protocol"):
        assert client.get(reverse(f"assessments:{name}", args=[protocol.pk])).status_code == 200, name
    assert (
        client.post(reverse("assessments:clear_protocol", args=[protocol.pk]), {"note": "Yes"}).status_code
        == 303
    )


def test_the_work_leads_to_the_step(ward, client):
    item = raised(ward).steps.get(code="physician").item
    client.force_login(ward.nurse)
    page = client.get(reverse("worklist:item", args=[item.pk])).text
    url = reverse("assessments:do_step", args=[item.about.partition(":")[2]])
    assert url in page
    assert "Tell the treating physician" in client.get(url).text


@pytest.mark.parametrize("number", [1, 5])
def test_as_many_statements_for_many(ward, client, number, django_assert_max_num_queries):
    for kind in Protocol.Kind.values[:number]:
        raised(ward, kind=kind)
    client.force_login(ward.worker)
    url = reverse("assessments:protocols", args=[ward.case.pk])
    client.get(url)
    with django_assert_max_num_queries(12):
        page = client.get(url).text
    assert page.count('id="protocol-title') == number


def test_the_api(ward, client):
    client.force_login(ward.worker)
    said = {"case": str(ward.case.pk), "kind": "abuse", "because": SAID, "people": [str(ward.nurse.pk)]}
    made = client.post("/api/v1/protocols/", said, content_type="application/json")
    assert made.status_code in (201, 422), made.text
    client.force_login(ward.nurse)
    assert client.get("/api/v1/protocols/").json()["results"] == []


def test_rules_that_do_not_hold_are_named(packs, facility):
    body = in_force("protocols", facility, THEN).body
    assert problems(body) == []
    first, *rest = body["checklists"]
    step = first["steps"][0]
    broken = {
        "There is no danger": {**body, "checklists": [first | {"kind": "boredom"}, *rest]},
        "no checklist for": {**body, "checklists": rest},
        "Two checklists": {**body, "checklists": [first, first, *rest]},
        "two steps": {**body, "checklists": [first | {"steps": [step, step, *first["steps"]]}, *rest]},
        "minutes are": {**body, "checklists": [first | {"steps": [step | {"minutes": 0}, *first["steps"][1:]]}, *rest]},
        "no role": {**body, "checklists": [first | {"told": ["wizard"]}, *rest]},
        "is none of": {**body, "checklists": [first | {"steps": [step | {"when": "later"}, *first["steps"][1:]]}, *rest]},
        "not acute": {**body, "checklists": [first | {"steps": [step]}, *rest]},
        "comes out as": {
            **body, "checklists": [first | {"steps": [step | {"minutes": 6}, *first["steps"][1:]]}, *rest],
        },
        "worked example": {**body, "examples": []},
        "cannot be read": {"checklists": [{}]},
    }  # fmt: skip
    for words, wrong in broken.items():
        assert any(words in said for said in problems(wrong)), (words, problems(wrong))
