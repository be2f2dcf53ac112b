"""Assessments over the API: the same verbs, classes and sentences as the pages."""

import pytest

from accounts.permissions import Role
from assessments import reading
from assessments.models import Answer, Assessment, Section
from tests.assessments.conftest import instruments, joint, section, ward
from tests.conftest import THEN

__all__ = ["instruments", "joint", "ward"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def then(at):
    at(THEN)


@pytest.fixture
def nursing(joint):
    return section(joint, "nursing-section")


def test_begun_answered_and_signed(ward, calling):
    nurse = calling(ward.nurse)
    made = nurse.post("/api/v1/assessments/", {"case": ward.case.pk, "instrument": "pain"}, format="json")
    assert made.status_code == 201
    part = nurse.get("/api/v1/sections/", {"assessment": made.json()["id"]}).json()["results"][0]
    assert (part["discipline"], part["status"], part["clashes"]) == (Role.NURSE, "draft", [])
    path = f"/api/v1/sections/{part['id']}/"
    link = reading.of(Section.objects.get(pk=part["id"]).instrument).questions[0].link_id
    kept = nurse.post(path + "answer/", {"answers": {link: {"value": 3, "base": 0}}}, format="json")
    assert kept.status_code == 200
    row = nurse.get("/api/v1/answers/", {"section": part["id"]}).json()["results"][0]
    assert (row["link_id"], row["version"]) == (link, 1)
    assert nurse.post(path + "sign/", {}, format="json").json()["status"] == "signed"
    again = nurse.post(path + "answer/", {"answers": {link: {"value": 4, "base": 1}}}, format="json")
    assert (again.status_code, again.json()["detail"]) == (409, "This section is signed. Add an addendum.")
    added = nurse.post(path + "add-addendum/", {"text": "Less since noon"}, format="json")
    assert added.status_code == 200
    assert Assessment.objects.get().status == "complete"


def test_a_clash_comes_back_and_nothing_is_overwritten(ward, nursing, calling, person, supervisor):
    from teams.actions import assign

    second = person("n.two", Role.NURSE, name="Nadia Two")
    assign(ward.case, by=supervisor, user=second, role=Role.NURSE)
    path = f"/api/v1/sections/{nursing.pk}/answer/"
    calling(ward.nurse).post(
        path, {"answers": {"nursing-summary": {"value": "Hers", "base": 0}}}, format="json"
    )
    told = calling(second).post(
        path, {"answers": {"nursing-summary": {"value": "His", "base": 0}}}, format="json"
    ).json()  # fmt: skip
    assert told["clashes"] == [
        {
            "link_id": "nursing-summary",
            "value": "Hers",
            "declined": False,
            "version": 1,
            "answered_by": "t.nurse",
        }
    ]
    assert Answer.objects.get().value == "Hers"


@pytest.mark.parametrize(
    "answers", [{"nobody-asked": {"value": 1}}, {"lives": {"value": "moon"}}, {"lives": {"value": {"a": 1}}}]
)
def test_unknown_and_impossible_answers_are_422_by_name(ward, nursing, calling, answers):
    told = calling(ward.nurse).post(
        f"/api/v1/sections/{nursing.pk}/answer/", {"answers": answers}, format="json"
    )  # fmt: skip
    assert told.status_code == 422
    assert list(told.json()["fields"]) == list(answers)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "answers", [[], "x", {"lives": "alone"}, {"lives": {"value": "alone", "base": "x"}}, None]
)
def test_another_shape_is_refused(ward, nursing, calling, answers):
    told = calling(ward.nurse).post(
        f"/api/v1/sections/{nursing.pk}/answer/", {"answers": answers}, format="json"
    )  # fmt: skip
    assert told.status_code in (400, 422)
    assert not Answer.objects.exists()


def test_a_megabyte_is_too_much(ward, nursing, calling):
    told = calling(ward.nurse).post(
        f"/api/v1/sections/{nursing.pk}/answer/",
        {"answers": {"nursing-summary": {"value": "x" * 1_048_577}}},
        format="json",
    )
    assert told.status_code == 413


def test_a_class_one_may_not_read_is_not_there(ward, joint, nursing, calling):
    social = section(joint, "social-section")
    nurse = calling(ward.nurse)
    assert nurse.get(f"/api/v1/sections/{social.pk}/").status_code == 404
    listed = nurse.get("/api/v1/sections/", {"assessment": str(joint.pk)}).json()["results"]
    assert str(social.pk) not in {each["id"] for each in listed}
    assert (
        calling(ward.worker).post(f"/api/v1/sections/{nursing.pk}/sign/", {}, format="json").status_code
        == 403
    )
