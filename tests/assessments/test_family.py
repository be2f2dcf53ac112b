"""The family map (C16): who is there, who decides, what each can carry, and what a plan asks beyond it."""

import pytest
from django.urls import reverse

from assessments import family_map, loads
from assessments.actions import family as actions
from assessments.models import CaregiverCapacity
from assessments.queries import family as queries
from core.refusals import Denied, Refused
from patients.actions import add_related_person, end_related_person
from patients.models import RelatedPerson

pytestmark = pytest.mark.django_db


@pytest.fixture
def daughter(ward):
    return add_related_person(
        ward.case.patient,
        by=ward.worker,
        name="Ada Okafor",
        relation="daughter",
        household=True,
        authority="proxy",
    )


def test_capacity_in_their_own_judgement(daughter, ward):
    made = actions.record_capacity(
        ward.case,
        by=ward.worker,
        person=daughter,
        hours_per_week=8,
        tasks=["company"],
        unable=["lifting"],
        strain=7,
    )
    assert (made.hours_per_week, made.tasks, made.unable, made.strain) == (8, ["company"], ["lifting"], 7)
    again = actions.record_capacity(ward.case, by=ward.worker, person=daughter, hours_per_week=4)
    assert again.pk == made.pk
    assert again.tasks == []
    assert CaregiverCapacity.objects.count() == 1
    history = CaregiverCapacity.pgh_event_model if hasattr(CaregiverCapacity, "pgh_event_model") else None
    rows = history or CaregiverCapacity._meta.apps.get_model("assessments", "CaregiverCapacityEvent")
    assert rows.objects.filter(hours_per_week=8).exists(), "what was said before is kept"


def test_who_may_not(daughter, ward):
    for other in (ward.lead, ward.nurse, ward.coordinator):
        with pytest.raises(Denied):
            actions.record_capacity(ward.case, by=other, person=daughter)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"tasks": ["juggling"]}, "no task"),
        ({"tasks": ["lifting"], "unable": ["lifting"]}, "able and unable"),
        ({"hours_per_week": 169}, "hours|Hours|constraint"),
        ({"strain": 11}, "strain|constraint"),
    ],
)
def test_what_cannot_be(daughter, ward, wrong, words):
    with pytest.raises(Exception, match=words):
        actions.record_capacity(ward.case, by=ward.worker, person=daughter, **wrong)
    assert not CaregiverCapacity.objects.exists()


def test_somebody_elses_family(ward, facility):
    from patients.models import Patient

    other = Patient.objects.create(facility=facility, family="Else", given="Some", search_name="else some")
    stranger = RelatedPerson.objects.create(patient=other, name="X", relation="son")
    with pytest.raises(Refused, match="belongs to this patient"):
        actions.record_capacity(ward.case, by=ward.worker, person=stranger)


MEMBER = {
    "name": "Ada Okafor", "relation": "daughter", "household": "on", "authority": "proxy", "willing": "yes",
    "hours_per_week": "8", "tasks": ["company", "transport"], "unable": ["lifting"], "own_health_limits": "yes",
}  # fmt: skip


def test_a_member_with_authority_and_capacity_in_one_step(ward, client):
    client.force_login(ward.worker)
    url = reverse("assessments:add_member", args=[ward.case.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, MEMBER).status_code == 303
    person = RelatedPerson.objects.get()
    capacity = CaregiverCapacity.objects.get(person=person)
    assert (person.authority, person.household) == ("proxy", True)
    assert (capacity.hours_per_week, capacity.tasks, capacity.own_health_limits) == (
        8,
        ["company", "transport"],
        True,
    )


def test_both_or_neither(ward, client):
    client.force_login(ward.worker)
    url = reverse("assessments:add_member", args=[ward.case.pk])
    refused = client.post(url, MEMBER | {"unable": ["company"]})
    assert refused.status_code == 409
    assert "Ada Okafor" in refused.text
    assert not RelatedPerson.objects.exists()


def test_the_list_is_the_truth_and_the_drawing_beside_it(daughter, ward, client):
    add_related_person(ward.case.patient, by=ward.worker, name="Ben Cole", relation="neighbour")
    actions.record_capacity(ward.case, by=ward.worker, person=daughter, hours_per_week=8, unable=["lifting"])
    client.force_login(ward.worker)
    page = client.get(reverse("assessments:family", args=[ward.case.pk])).text
    for words in (
        "Ada Okafor",
        "Health care proxy",
        "8 hours a week",
        "Lifting and moving",
        "Not asked yet",
        "Ben Cole",
    ):
        assert words in page, words
    assert '<figure class="cm-card cm-chart" aria-hidden="true">' in page


def test_capacity_is_not_for_everybody(daughter, ward, client, advocate):
    actions.record_capacity(ward.case, by=ward.worker, person=daughter, hours_per_week=8)
    url = reverse("assessments:family", args=[ward.case.pk])
    for user, sees in (
        (ward.lead, True),
        (ward.nurse, False),
        (ward.coordinator, False),
        (advocate, False),
    ):
        client.force_login(user)
        page = client.get(url)
        assert page.status_code == 200
        assert "Ada Okafor" in page.text
        assert ("8 hours a week" in page.text) is sees, user


def test_who_is_gone_is_not_on_the_map(daughter, ward):
    from datetime import date

    end_related_person(daughter, by=ward.worker, until_on=date(2026, 11, 2))
    assert list(queries.people(ward.case)) == []


@pytest.fixture
def plan_gives(monkeypatch):
    """What an app above gives to people of the family."""
    given = []
    monkeypatch.setattr(loads, "LOADS", [lambda case: given])
    return given


def test_beyond_hours_and_tasks_in_words(daughter, ward, client, plan_gives):
    actions.record_capacity(ward.case, by=ward.worker, person=daughter, hours_per_week=8, unable=["lifting"])
    plan_gives += [
        loads.Load(daughter.pk, "Help out of bed", ("lifting",), 210),
        loads.Load(daughter.pk, "Be there", ("company",), 630),
    ]
    sentences = [each.sentence for each in loads.beyond(ward.case)]
    assert sentences == [
        "Ada Okafor: the plan asks 14 hours a week, 8 are stated.",
        "Ada Okafor cannot or will not do this: lifting and moving. The plan gives them: Help out of bed.",
    ]
    client.force_login(ward.worker)
    page = client.get(reverse("assessments:family", args=[ward.case.pk])).text
    assert "the plan asks 14 hours a week" in page


def test_within_capacity_or_never_asked_is_not_beyond(daughter, ward, plan_gives):
    plan_gives.append(loads.Load(daughter.pk, "Be there", ("company",), 480))
    assert loads.beyond(ward.case) == [], "nobody asked her"
    actions.record_capacity(ward.case, by=ward.worker, person=daughter, hours_per_week=8)
    assert loads.beyond(ward.case) == [], "exactly what she stated"
    plan_gives.append(loads.Load(daughter.pk, "Five minutes", (), 5))
    assert [each.sentence for each in loads.beyond(ward.case)] == [
        "Ada Okafor: the plan asks 8.1 hours a week, 8 are stated."
    ]


def test_asking_again_starts_from_what_was_said(daughter, ward, client):
    actions.record_capacity(
        ward.case, by=ward.worker, person=daughter, hours_per_week=8, own_health_limits=False
    )
    client.force_login(ward.worker)
    url = reverse("assessments:record_capacity", args=[ward.case.pk])
    form = client.get(url, {"person": str(daughter.pk)}).context["form"]
    assert (form.initial["hours_per_week"], form.initial["own_health_limits"]) == (8, "no")
    assert client.get(url, {"person": "nobody"}).status_code == 200
    answer = client.post(url, {"person": str(daughter.pk), "willing": "no", "hours_per_week": "200"})
    assert answer.status_code == 422


def test_the_api(daughter, ward, client):
    client.force_login(ward.worker)
    body = {"case": str(ward.case.pk), "person": str(daughter.pk), "hours_per_week": 6, "tasks": ["money"]}
    made = client.post("/api/v1/caregiver-capacities/", body, content_type="application/json")
    assert made.status_code == 201, made.text
    client.force_login(ward.nurse)
    assert client.get("/api/v1/caregiver-capacities/").json()["results"] == []


def test_everybody_has_a_place_of_their_own():
    people = [
        RelatedPerson(name=f"Person {n}", relation="friend", household=n < 3, authority="none")
        for n in range(9)
    ]
    drawn = family_map.drawing(people)
    places = {(place.x, place.y) for place in drawn.places}
    assert len(places) == 9
    assert all(0 < place.x < drawn.width and 0 < place.y < drawn.height for place in drawn.places)


def test_what_a_plan_gives_to_somebody_of_the_family(daughter, ward, client):
    """The app above fills the register: an intervention of the daughter's that is too much for her is said."""
    from careplans.models import CarePlan, Goal, Intervention

    actions.record_capacity(ward.case, by=ward.worker, person=daughter, hours_per_week=8, unable=["lifting"])
    plan = CarePlan.objects.create(case=ward.case, created_by=ward.lead)
    wish = {"is_wish": True, "words": "To sleep in my own bed"}
    goal = Goal.objects.create(case=ward.case, plan=plan, created_by=ward.lead, **wish)
    row = Intervention.objects.create(
        case=ward.case, plan=plan, goal=goal, words="Help out of bed", activity="teaching", caregiver=daughter,
        caregiver_task="lifting", hours_per_week="10.5", created_by=ward.lead,
    )  # fmt: skip
    assert len(loads.beyond(ward.case)) == 2
    client.force_login(ward.worker)
    page = client.get(reverse("assessments:family", args=[ward.case.pk])).text
    assert "the plan asks 10.5 hours a week, 8 are stated" in page
    Intervention.objects.filter(pk=row.pk).update(status="done")
    assert loads.beyond(ward.case) == []
