"""Scoring over the API: nothing is kept, every wrong answer is named, drafts are for who looks after them."""

import pytest

from accounts.permissions import Role
from assessments.actions.instruments import load_version, open_instrument
from assessments.models import Answer, Assessment, Score
from tests.assessments.conftest import load
from tests.assessments.instruments import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(calling, person, facility):
    return calling(person("n.nurse", Role.NURSE, facility))


@pytest.fixture
def phq9(db):
    return load("phq-9")


def score(client, name, answers, **more):
    return client.post(f"/api/v1/instruments/{name}/score/", {"answers": answers, **more}, format="json")


def test_answers_are_scored_and_nothing_is_kept(nurse, phq9):
    given = {f"q{number}": 1 for number in range(1, 10)}
    for name in (phq9.pk, "phq-9"):
        answer = score(nurse, name, given)
        assert answer.status_code == 200
        said = answer.json()
        [result] = said["results"]
        assert (said["instrument"], said["version"], said["unanswered"]) == ("phq-9", "1.0.0", [])
        assert (result["total"], result["band"]["code"], result["status"]) == (9, "mild", "complete")
        assert result["points"] == dict.fromkeys(given, 1)
        assert [flag["protocol"] for flag in said["flags"]] == ["self_harm"]
        assert said["actions"] == ["T-SUICIDE-SAFETY", "T-PHQ9-AGAIN"]
    assert not any(model.objects.exists() for model in (Answer, Assessment, Score))


def test_the_address_works_without_its_last_stroke(nurse, phq9):
    answer = nurse.post("/api/v1/instruments/phq-9/score", {"answers": {"q1": 0}}, format="json")
    assert answer.json()["results"][0]["high"] == 24


def test_what_is_missing_is_a_range_and_declined_is_said(nurse, phq9):
    [result] = score(nurse, "phq-9", {"q1": 3, "q2": "asked-declined"}).json()["results"]
    assert (result["total"], result["low"], result["high"], result["band"]) == (None, 3, 27, None)
    assert (result["declined"], len(result["missing"])) == (["q2"], 7)


def test_decimals_and_ages(nurse):
    load("peg")
    load("ahc-supplemental")
    assert score(nurse, "peg", {"q1": 5, "q2": 5, "q3": 6}).json()["results"][0]["total"] == 5.3
    said = score(nurse, "ahc-supplemental", {"q17": 7, "q18": "minutes-60"}, age=10).json()["results"]
    child = next(each for each in said if each["code"] == "ahc-activity-child")
    assert (child["total"], child["band"]["code"]) == (420, "enough")


def test_unknown_and_impossible_answers_are_each_named(nurse, phq9):
    answer = score(nurse, "phq-9", {"q1": 1, "q9": 7, "q77": 1})
    assert answer.status_code == 422
    assert answer.json() == {
        "detail": "Some of this cannot be right.",
        "fields": {
            "q9": ["Question 9: choose 0 to 3 or Declined."],
            "q77": ["PHQ-9: mood has no question q77."],
        },
    }


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "answers"),
        ({"answers": 7}, "answers"),
        ({"answers": []}, "answers"),
        ({"answers": {}, "age": -1}, "age"),
        ({"answers": {}, "age": 121}, "age"),
        ({"answers": {}, "age": "old"}, "age"),
    ],
)
def test_a_body_of_another_shape_is_422_by_its_field(nurse, phq9, sent, field):
    answer = nurse.post("/api/v1/instruments/phq-9/score/", sent, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_an_answer_of_a_megabyte_is_refused(nurse, phq9):
    load("rulers")
    said = nurse.generic("POST", "/api/v1/instruments/rulers/score/", b'{"answers": {"raise": "%s"}}' % (b"x" * 1_048_576), content_type="application/json")  # fmt: skip
    assert said.status_code in (400, 413)
    assert len(said.content) < 300
    near = score(nurse, "rulers", {"raise": "x" * 99_000})
    assert near.status_code == 422
    assert near.json()["fields"]["raise"] == [
        "What would make the number one higher?: shorten this to 1,000 signs."
    ]
    assert len(near.content) < 300


@pytest.mark.parametrize(
    "text", ["{", "[" * 50, '{"answers": {"q1": NaN}}', '{"answers": {"q1": 1e999}}', "\x00"]
)
def test_what_is_no_json_of_ours_is_400_or_422(nurse, phq9, text):
    answer = nurse.generic("POST", "/api/v1/instruments/phq-9/score/", text, content_type="application/json")
    assert answer.status_code in (400, 422)


def test_what_is_asked_is_listed_and_read(nurse, phq9):
    listed = nurse.get("/api/v1/instruments/").json()["results"]
    assert [each["code"] for each in listed] == ["phq-9"]
    assert nurse.get("/api/v1/instruments/phq-9/").json()["resourceType"] == "Questionnaire"


def test_drafts_are_for_who_looks_after_them(nurse, calling, person, facility):
    admin = person("a.admin", Role.ADMINISTRATOR, facility)
    mine = open_instrument(facility, by=admin, code="ward-check")
    draft = load_version(mine, by=admin, body=body("pain") | {"id": "ward-check"})
    assert score(nurse, draft.pk, {"pain": 4}).status_code == 404
    assert score(nurse, "ward-check", {"pain": 4}).status_code == 404
    assert score(calling(admin), draft.pk, {"pain": 4}).json()["results"][0]["band"]["code"] == "moderate"


def test_another_hospital_s_own_is_not_there(calling, person, facility, outsider):
    admin = person("a.admin", Role.ADMINISTRATOR, facility)
    mine = open_instrument(facility, by=admin, code="ward-check")
    version = load_version(mine, by=admin, body=body("pain") | {"id": "ward-check"})
    type(version).objects.filter(pk=version.pk).update(status="in_use")
    assert score(calling(outsider), version.pk, {}).status_code == 404
    assert calling(outsider).get("/api/v1/instruments/ward-check/").status_code == 404


def test_nobody_signed_in_is_401(client, phq9):
    assert (
        client.post("/api/v1/instruments/phq-9/score/", "{}", content_type="application/json").status_code
        == 401
    )


@pytest.mark.parametrize("name", ["phq-10", "01a203e6-1103-7381-bac5-8024df4f2d9f"])
def test_what_is_not_there_is_404(nurse, phq9, name):
    assert score(nurse, name, {}).status_code == 404
