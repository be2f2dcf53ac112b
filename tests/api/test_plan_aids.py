"""Templates, teaching, readings, decisions, care maps and programmes by the API: the same verbs, the same refusals."""

import pytest

from accounts.permissions import Role
from careplans.actions.plans import draft_plan
from careplans.models import DecisionRecord, EducationSession, Enrolment, PathwayStep, Reading, TemplateUse

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(on_team, packs):
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def api(lead, calling):
    return calling(lead)


def post(api, address, **said):
    return api.post(f"/api/v1/{address}/", said, format="json")


def test_a_reading_outside_its_limits(api, case):
    said = {"case": str(case.pk), "kind": "weight", "high": "72.5", "role": "nurse", "set_by_whom": "Dr Rao"}
    assert post(api, "reading-limits", **said).status_code == 201
    answer = post(
        api, "readings", case=str(case.pk), kind="weight", value="75", source="device", source_key="scale:1"
    )
    assert (answer.status_code, answer.json()["out_of_range"]) == (201, True)
    again = post(
        api, "readings", case=str(case.pk), kind="weight", value="75", source="device", source_key="scale:1"
    )
    assert again.json()["id"] == answer.json()["id"]
    assert api.get("/api/v1/readings/", {"case": str(case.pk)}).json()["results"][0]["value"] == "75.00"


@pytest.mark.parametrize(
    ("said", "field"),
    [({"value": "9999"}, "value"), ({"value": "x"}, "value"), ({"kind": "mood"}, "kind"), ({"source": "dream"}, "source"),
     ({"taken_at": "2026-11-03T10:00:00"}, "taken_at")],
)  # fmt: skip
def test_an_impossible_reading_is_said_by_its_field(api, case, said, field):
    answer = post(api, "readings", **({"case": str(case.pk), "kind": "weight", "value": "70"} | said))
    assert answer.status_code == 422
    assert field in str(answer.json())
    assert not Reading.objects.exists()


def test_teaching_that_was_not_understood(api, case):
    answer = post(
        api,
        "education-sessions",
        case=str(case.pk),
        topic="medicines",
        result="not_yet",
        material_grade="5.5",
    )
    assert (answer.status_code, bool(answer.json()["repeat"])) == (201, True)
    assert (
        post(api, "education-sessions", case=str(case.pk), topic="juggling", result="not_yet").status_code
        == 409
    )
    assert EducationSession.objects.count() == 1


def test_a_decision_names_what_costs_less(api, case):
    options = [{"words": "Home"}, {"words": "Wait", "does_less": True}]
    said = {"case": str(case.pk), "question": "Where to go", "options": options}
    assert post(api, "decisions", **said).status_code == 409
    made = post(api, "decisions", **said, no_cheaper_because="Both are paid")
    assert made.status_code == 201
    decided = post(api, f"decisions/{made.json()['id']}/decide", preference="Home", chosen=1)
    assert (decided.status_code, DecisionRecord.objects.get().preference) == (200, "Home")


def test_a_care_map(api, case):
    made = post(api, "care-map-steps", case=str(case.pk), pathway="sepsis", start_on="2026-11-03")
    assert made.status_code == 201
    answer = post(api, f"care-map-steps/{made.json()['id']}/skip")
    assert answer.status_code == 409
    answer = post(api, f"care-map-steps/{made.json()['id']}/skip", reason="B03")
    assert (answer.status_code, answer.json()["cause"]) == (200, "clinician")
    assert PathwayStep.objects.filter(status="expected").exists()


def test_a_programme(api, case):
    said = {"case": str(case.pk), "programme": "end_of_life"}
    assert post(api, "enrolments", **said, answers={"short_life": True, "wants": None}).status_code == 409
    made = post(api, "enrolments", **said, answers={"short_life": True, "wants": True})
    assert (made.status_code, made.json()["standing"][0]["state"]) == (201, "met")
    assert post(api, f"enrolments/{made.json()['id']}/leave", exit="hospice").status_code == 200
    assert Enrolment.objects.get().exit == "hospice"


def test_a_template_is_approved_by_the_administrator_and_then_used(
    api, case, lead, person, facility, calling
):
    plan = draft_plan(case, by=lead, what_matters="Home")
    use = {"template": "heart_failure", "keys": ["fluid/weight/scale"], "why": "Second stay"}
    assert post(api, f"care-plans/{plan.pk}/apply-template", **use).status_code == 409
    said = {"template": "heart_failure", "answers_for_it": "Dr A. Rao, cardiology"}
    assert post(api, f"facilities/{facility.pk}/approve-template", **said).status_code in (403, 404)
    admin = calling(person("a.root", Role.ADMINISTRATOR, facility))
    assert post(admin, f"facilities/{facility.pk}/approve-template", **said).status_code in (200, 201)
    answer = post(api, f"care-plans/{plan.pk}/apply-template", **use)
    assert (answer.status_code, TemplateUse.objects.get().why) == (200, "Second stay")
    assert {each["kind"] for each in answer.json()["brought"]} == {"problem", "goal", "intervention"}


def test_nobody_else(case, outsider, calling, packs):
    api = calling(outsider)
    for noun, said in {
        "readings": {"kind": "weight", "value": "70"},
        "education-sessions": {"topic": "medicines", "result": "understood"},
        "enrolments": {"programme": "trauma"},
    }.items():
        assert post(api, noun, case=str(case.pk), **said).status_code in (403, 404, 422), noun
        assert api.get(f"/api/v1/{noun}/").json()["results"] == []
    assert not Reading.objects.exists()
    assert not EducationSession.objects.exists()
    assert not Enrolment.objects.exists()
