"""From the door to the queue in one step, or not at all; and the page it is done on."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actions import keep_draft
from accounts.models import Draft
from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied
from coverage.models import Coverage, Plan
from directory.models import Organisation
from facilities.models import Facility, Unit
from intake.models import IntakeRequest
from intake.registration import arrive, arrive_provisional, identify
from patients import actions as patients
from patients.models import (
    CommunicationProfile,
    Consent,
    ContactPoint,
    DuplicateCandidate,
    Patient,
    Registration,
    RelatedPerson,
)
from teams.actions import assign
from teams.models import FacilityRole
from tests.conftest import THEN
from worklist.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]
WHO = {"family": "Silva", "given": "Joao", "birth_date": date(1952, 1, 12), "sex": "male"}


@pytest.fixture
def plan(db):
    payer = Organisation.objects.create(name="Northern Mutual", kinds=["payer"])
    return Plan.objects.create(payer=payer, name="Gold")


@pytest.fixture
def desk(client, intake, at):
    at(THEN)
    client.force_login(intake)
    return client


def everything(plan):
    return {
        "who": WHO,
        "profile": {"spoken": "pt", "interpreter": "phone"},
        "contacts": [{"kind": "phone", "value": "602 555 0134"}],
        "policy": {"plan": plan, "member_id": "M1", "from_on": date(2026, 1, 1)},
        "person": {"name": "Ana", "relation": "daughter", "emergency": True},
        "consent": {"purpose": "family", "classes": ["identity"], "method": "signed"},
        "request": {"source": "desk", "arrival": "ambulance"},
    }


def test_an_arrival_is_a_record_with_all_that_was_asked_and_a_request(facility, intake, plan, at):
    at(THEN)
    request = arrive(facility, by=intake, **everything(plan))
    patient = request.patient
    assert (request.status, request.arrival, patient.family) == ("received", "ambulance", "Silva")
    assert CommunicationProfile.objects.get(patient=patient).spoken == "pt"
    assert Coverage.objects.get(patient=patient).member_id == "M1"
    assert Consent.objects.get(patient=patient).to_person == RelatedPerson.objects.get(patient=patient)
    noted = Registration.objects.get(patient=patient)
    assert (noted.clerk, noted.who, noted.reach, noted.pays, noted.know) == (intake, 80, 75, 100, 100)
    assert Event.objects.filter(verb="patients.register", actor=intake.username).count() == 1


def test_when_one_part_is_wrong_nothing_of_the_arrival_stays(facility, intake, plan):
    wrong = everything(plan)
    wrong["policy"]["rank"] = 0
    with pytest.raises(ValidationError):
        arrive(facility, by=intake, **wrong)
    assert not Patient.objects.exists()
    assert not Event.objects.filter(verb="patients.register").exists()


def test_others_do_not_let_anybody_in(facility, supervisor):
    with pytest.raises(Denied):
        arrive(facility, by=supervisor, who=WHO, request={"source": "desk"})


def test_somebody_unknown_gets_an_alias_a_day_and_a_place_in_the_queue(facility, intake, at):
    at(THEN)
    request = arrive_provisional(facility, by=intake, sex="female", estimated_age=70, arrival="police")
    item = Item.objects.get(kind="identity")
    assert (request.patient.alias, request.arrival) == ("Heron", "police")
    assert (item.patient, item.due_at) == (request.patient, THEN + timedelta(hours=24))


def test_resolving_ends_the_work_and_suspects_a_record_like_it(facility, intake, at):
    at(THEN)
    earlier = arrive(facility, by=intake, who=WHO, request={"source": "desk"}).patient
    heron = arrive_provisional(facility, by=intake, sex="male").patient
    identify(heron, by=intake, family="Silva", given="Joao", birth_date=date(1952, 1, 12))
    assert Item.objects.get(kind="identity").status == "done"
    pair = DuplicateCandidate.objects.get()
    assert {pair.one_id, pair.other_id} == {earlier.pk, heron.pk}
    assert pair.reasons[:2] == ["name", "birth"]


def test_the_care_team_may_resolve_an_identity_though_the_desk_s_work_is_not_theirs(
    facility, intake, supervisor, team, person, at
):
    at(THEN)
    heron = arrive_provisional(facility, by=intake, sex="male").patient
    coordinator = person("c.one", Role.COORDINATOR)
    case = patients.open_case(heron, by=intake, team=team)
    assign(case, by=supervisor, user=coordinator, role=Role.COORDINATOR)
    identify(heron, by=coordinator, family="Silva", given="Joao", birth_date=date(1952, 1, 12))
    item = Item.objects.get(kind="identity")
    assert (item.status, item.done_by, item.done_at) == ("done", coordinator, THEN)
    assert (item.patient.family, item.patient.provisional) == ("Silva", False)


# The page.


def typed(**more):
    born = {"birth_date_0": "12", "birth_date_1": "1", "birth_date_2": "1952"}
    return {"family": "Silva", "given": "Joao", "sex": "male", **born, "register": "1", **more}


def test_the_page_registers_and_goes_on_to_the_request(desk, plan):
    answer = desk.post(reverse("registration:register"), typed(
        phone="602 555 0134", safe_to_call="no", spoken="pt", interpreter="phone", plan=str(plan.pk), member_id="M1",
        person_name="Ana", person_relation="daughter", may_be_told=["identity"], method="signed", arrival="ambulance",
        number="204310",
    ))  # fmt: skip
    patient = Patient.objects.get()
    asked = IntakeRequest.objects.get(patient=patient)
    assert (answer.status_code, answer.url) == (303, reverse("intake:request", args=[asked.pk]))
    assert asked.arrival == "ambulance"
    assert Coverage.objects.get().from_on == date(2026, 11, 3)
    assert not ContactPoint.objects.get(person=None).safe_to_call


def test_the_empty_page_asks_four_blocks(desk):
    page = desk.get(reverse("registration:register")).content.decode()
    for title in ("How to reach and speak with them", "Who pays", "Who may know", "Check for matches"):
        assert title in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"birth_date_2": "2031"}, "Birth date is in the future. Check the year."),
        ({"birth_date_0": "31", "birth_date_1": "2"}, "Enter the date as day"),
        ({"birth_date_2": "1066"}, "Check the year of birth."),
        ({"family": "x" * 121}, "at most 120 characters"),
        ({"phone": "12"}, "Enter the whole number"),
        ({"member_id": "M1"}, "Choose the plan of this member number."),
        ({"family": "", "given": ""}, "Enter a family name or a given name"),
    ],
)
def test_wrong_input_stands_beside_its_field_with_nothing_lost(desk, wrong, sentence):
    answer = desk.post(reverse("registration:register"), typed(question="Where to live?") | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Where to live?"' in page
    assert not Patient.objects.exists()


def test_a_ten_megabyte_name_is_turned_away_before_it_is_read(desk):
    answer = desk.post(reverse("registration:register"), typed(family="x" * 10_000_000))
    assert answer.status_code == 413
    assert not Patient.objects.exists()


def test_look_alikes_appear_with_reasons_and_need_an_answer(desk, facility, intake):
    earlier = patients.register(facility, by=intake, **(WHO | {"family": "Sylva", "given": "Joao"}))
    answer = desk.post(reverse("registration:register"), typed(question="Where to live?"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why none of these records is the patient" in page
    assert "same birth date" in page
    assert f'value="{earlier.pk}"' in page
    assert 'value="Where to live?"' in page
    assert Patient.objects.count() == 1

    desk.post(reverse("registration:register"), typed(none_fits="kin"))
    pair = DuplicateCandidate.objects.get()
    assert (pair.status, pair.reason) == ("dismissed", "Twin or relative")
    assert Registration.objects.get().none_fits == "Twin or relative"


def test_the_record_that_is_there_is_used_and_waits_once(desk, facility, intake):
    earlier = patients.register(facility, by=intake, **WHO)
    first, again = (desk.post(reverse("registration:register"), typed(use=str(earlier.pk))) for _ in "12")
    asked = IntakeRequest.objects.get(patient=earlier)
    assert first.url == reverse("intake:request", args=[asked.pk])
    assert again.url == reverse("patients:patient", args=[earlier.pk])


def test_a_record_that_takes_no_request_says_why_and_nothing_typed_is_lost(desk, facility, intake):
    kept, stub = (patients.register(facility, by=intake, **WHO) for _ in "12")
    Patient.objects.filter(pk=stub.pk).update(merged_into=kept)
    keep_draft(intake, by=intake, form="register", body={"family": "Silva"})
    answer = desk.post(reverse("registration:register"), typed(use=str(stub.pk), question="Where to live?"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Make the request on that one." in page
    assert 'value="Where to live?"' in page
    assert Draft.objects.filter(user=intake, form="register").exists()
    assert not IntakeRequest.objects.exists()


@pytest.mark.parametrize("key", ["nonsense", "0192f0c0-0000-7000-8000-000000000000"])
def test_a_record_that_is_not_there_cannot_be_used(desk, key):
    assert desk.post(reverse("registration:register"), typed(use=key)).status_code == 404


def test_typing_asks_for_the_part_only(desk, facility, intake):
    patients.register(facility, by=intake, **WHO)
    answer = desk.post(
        reverse("registration:register"),
        {"family": "silv", "check": "1", "part": "look-alikes"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.lstrip().startswith('<div id="look-alikes"')
    assert "<html" not in page
    assert "Silva" in page
    [seen] = Event.objects.filter(verb="look_alikes")
    assert seen.patient_ids == [Patient.objects.get().pk]


def test_without_script_a_button_checks_and_keeps_what_was_typed(desk, facility, intake):
    patients.register(facility, by=intake, **WHO)
    page = desk.post(
        reverse("registration:register"), {"family": "Silva", "question": "Home?", "check": "1"}
    ).content.decode()
    assert "Use this record" in page
    assert 'value="Home?"' in page
    assert IntakeRequest.objects.count() == 0


def test_how_complete_it_is_follows_what_is_typed(desk):
    answer = desk.post(
        reverse("registration:register"),
        typed(check="1", part="progress", spoken="pt"),
        headers={"HX-Request": "true"},
    )
    assert '<b class="cm-number">80 %</b>' in answer.content.decode()


def test_an_unknown_person_is_in_the_queue_with_three_choices(desk):
    answer = desk.post(
        reverse("registration:provisional"), {"arrival": "police", "sex": "female", "estimated_age": "70"}
    )
    patient = Patient.objects.get()
    assert answer.url == reverse("intake:request", args=[IntakeRequest.objects.get().pk])
    assert (patient.provisional, patient.estimated_age) == (True, 70)
    page = desk.get(reverse("patients:patient", args=[patient.pk])).content.decode()
    assert "Unknown Heron" in page
    assert "about 70 y (estimated)" in page


def test_an_impossible_age_stands_beside_its_field(desk):
    answer = desk.post(
        reverse("registration:provisional"), {"arrival": "police", "sex": "female", "estimated_age": "200"}
    )
    assert answer.status_code == 422
    assert "less than or equal to 125" in answer.content.decode()


def test_the_identity_is_resolved_on_its_page(desk, facility, intake):
    heron = arrive_provisional(facility, by=intake, sex="male").patient
    url = reverse("registration:resolve-identity", args=[heron.pk])
    assert "Resolve identity" in desk.get(url).content.decode()
    details = {"family": "Silva", "sex": "male", "verification": "document"}
    assert desk.post(url, details).status_code == 303
    assert desk.post(url, details).status_code == 409


@pytest.mark.parametrize("name", ["register", "provisional"])
def test_the_door_is_the_desk_s(client, person, facility, name):
    client.force_login(person("s.berg", Role.SUPERVISOR, facility))
    assert client.get(reverse(f"registration:{name}")).status_code == 404


def test_a_record_out_of_sight_gives_nothing_away(desk, facility, intake, outsider, person):
    from facilities.models import Facility

    far = Facility.objects.get(code="FAR")
    clerk = person("i.far", Role.INTAKE, far)
    hidden = patients.register(far, by=clerk, family="Silva", given="Joao", birth_date=date(1952, 1, 12))
    patients.add_contact_point(hidden, by=clerk, kind="phone", value="602 555 0134")
    page = desk.post(
        reverse("registration:register"), typed(phone="602 555 0134", check="1")
    ).content.decode()
    assert "There is a possible match that is not yours to see." in page
    assert str(hidden.pk) not in page
    assert desk.post(reverse("registration:register"), typed(use=str(hidden.pk))).status_code == 404


@pytest.fixture
def two_desks(desk, intake):
    """The clerk works at a second hospital too, first by name, with a unit of its own."""
    other = Facility.objects.create(code="ABB", name="Abbey Hospital", zone="America/New_York")
    FacilityRole.objects.create(
        user=intake, facility=other, role=Role.INTAKE, starts_at=THEN.replace(year=2020)
    )
    Unit.objects.create(facility=other, code="A1", name="A1 Surgery")
    return other


def checked(page):
    """The desk that is chosen on the page."""
    inputs = re.findall(r'<input type="radio" name="desk"[^>]*>', page.content.decode())
    return [re.search(r'value="([^"]+)"', each)[1] for each in inputs if " checked" in each]


def test_a_clerk_with_one_desk_is_asked_nothing(desk):
    for name in ("register", "provisional"):
        page = desk.get(reverse(f"registration:{name}")).content.decode()
        assert 'name="desk"' not in page
        assert "Northgate Hospital" in page


def test_the_desk_of_the_last_registration_is_chosen_beforehand(desk, two_desks, facility, intake):
    url = reverse("registration:register")
    assert checked(desk.get(url)) == [str(two_desks.pk)]
    desk.post(url, typed(desk=str(facility.pk)))
    assert Patient.objects.get().facility == facility
    assert checked(desk.get(url)) == [str(facility.pk)]
    assert checked(desk.get(reverse("registration:provisional"))) == [str(facility.pk)]


def test_another_desk_brings_its_units(desk, two_desks, facility, unit):
    url, asked = reverse("registration:register"), {"check": "1", "part": "unit"}
    part = desk.post(url, typed(desk=str(two_desks.pk), **asked), HTTP_HX_REQUEST="true").content.decode()
    assert "A1 Surgery" in part
    assert unit.name not in part
    page = desk.post(url, typed(desk=str(facility.pk), check="1"))
    assert checked(page) == [str(facility.pk)]
    assert unit.name in page.content.decode()


@pytest.mark.parametrize("name", ["register", "provisional"])
def test_a_desk_that_is_not_theirs_is_not_there(desk, two_desks, outsider, name):
    far = outsider.facility_roles.get().facility
    for key in (str(far.pk), "nonsense"):
        answer = desk.post(reverse(f"registration:{name}"), typed(desk=key, arrival="police", sex="male"))
        assert answer.status_code == 404
    assert not Patient.objects.exists()


def test_somebody_unknown_is_registered_at_the_desk_chosen(desk, two_desks, facility):
    said = {"arrival": "police", "sex": "male", "desk": str(facility.pk)}
    assert desk.post(reverse("registration:provisional"), said).status_code == 303
    assert Patient.objects.get().facility == facility
