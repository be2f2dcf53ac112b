"""The pages of risk, trends and reassessments: what stands there, who sees it, and what a wrong form says."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.permissions import Role
from assessments.actions.reassessments import ask_reassessment
from assessments.actions.results import record_external
from assessments.actions.risk import assess_risk, override_score
from assessments.models import Reassessment, Score, ScoreOverride
from audit.models import Event
from tests.assessments.test_reassess import stage
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def page(client):
    def go(user, name, row, data=None, **more):
        client.force_login(user)
        to = reverse(f"assessments:{name}", args=[row.pk])
        return client.post(to, data, **more) if data is not None else client.get(to, **more)

    return go


@pytest.fixture
def scored(ward):
    return assess_risk(ward.case, by=ward.lead, acute=True, conditions=["heart_failure"], ed_visits=2)


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_arithmetic_is_on_the_page(ward, scored, page):
    said = text(page(ward.nurse, "risk", ward.case))
    assert "LACE index 7-17 / 19" in said
    assert "moderate, high" in said
    assert "L: length of stay" in said
    assert "could add up to 7" in said
    assert "Heart failure; the others are not known" in said
    assert "about 7.3 to 34.6 %" in said
    assert "not known yet: the complexity of the case" in said
    assert "assess/" not in said.split("<main")[1].split("What counts now")[0]  # the nurse reads only


def test_the_look_is_on_record(ward, scored, page):
    page(ward.nurse, "risk", ward.case)
    assert Event.objects.filter(
        actor_id=ward.nurse.pk, case_id=ward.case.pk, verb="list", outcome="seen"
    ).exists()


def test_an_advocate_and_a_stranger_see_no_risk(ward, scored, page, outsider, person, facility):
    from patients.models import Consent

    advocate = person("a.vocate", Role.ADVOCATE, facility)
    Consent.objects.create(
        patient=ward.case.patient, purpose="advocacy", to_user=advocate, classes=["case", "plan", "identity"],
        starts_at=THEN - DAY, live=True,
    )  # fmt: skip
    assert page(advocate, "trends", ward.case).status_code == 200
    assert "LACE" not in text(page(advocate, "trends", ward.case))
    assert page(advocate, "risk", ward.case).status_code == 403
    assert page(outsider, "risk", ward.case).status_code == 404


def test_reckoning_by_the_form(ward, page):
    form = text(page(ward.lead, "assess_risk", ward.case))
    assert "I have looked through the whole list" in form
    said = {
        "conditions": ["dementia"],
        "reviewed": "on",
        "acute": "no",
        "ed_visits": "1",
        "haemoglobin": "11.4",
    }
    assert page(ward.lead, "assess_risk", ward.case, said).status_code == 303
    score = Score.objects.get(kind="lace")
    assert (score.low, score.high, score.inputs["acute"]) == (4, 11, {"value": False, "source": "typed"})
    again = page(ward.lead, "assess_risk", ward.case).content.decode()
    assert 'value="11.4"' in again
    assert 'value="dementia" class="' in again or "checked" in again


def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(ward, page):
    answer = page(ward.lead, "assess_risk", ward.case, {"sodium": "13", "ed_visits": "2"})
    assert answer.status_code == 422
    assert 'value="13"' in answer.content.decode()
    assert page(ward.nurse, "assess_risk", ward.case).status_code == 403


def test_an_override_by_the_form_and_its_end(ward, scored, page):
    said = {"band": "high", "reason": "Lives alone on the third floor", "until": "2026-11-20"}
    assert page(ward.lead, "override_score", scored, said | {"until": "2027-11-20"}).status_code == 409
    assert page(ward.lead, "override_score", scored, said).status_code == 303
    made = ScoreOverride.objects.get()
    assert f"{made.until:%Y-%m-%dT%H:%M}" == "2026-11-21T04:59"
    shown = text(page(ward.nurse, "risk", ward.case))
    assert "Lives alone on the third floor" in shown
    assert "Set by a person." in shown
    assert page(ward.lead, "end_override", made, {}).status_code == 303
    assert "What counted before" in text(page(ward.nurse, "risk", ward.case))
    assert Event.objects.filter(verb="assessments.override_score", outcome="done").count() == 1


def test_a_part_for_htmx(ward, page):
    answer = page(ward.lead, "assess_risk", ward.case, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()


def test_trends_show_a_drawing_and_its_table(ward, page):
    for hours, total in ((50, 30), (3, 60)):
        at = THEN - timedelta(hours=hours)
        record_external(
            ward.case, by=ward.nurse, instrument="morse", total=Decimal(total), at=at, scored_by="Ward"
        )
    said = text(page(ward.nurse, "trends", ward.case))
    assert "<svg" in said
    assert "style=" not in said.split("<main")[1]
    assert "2 results over time, the first 30, the latest 60" in said
    assert said.count("scored elsewhere</span>") == 2


def test_a_result_scored_elsewhere_by_the_form(ward, page):
    said = {"instrument": "barthel", "total": "65", "at": "2026-11-03T09:00", "scored_by": "Ward 4B"}
    assert page(ward.nurse, "record_external", ward.case, said | {"total": "101"}).status_code == 409
    assert page(ward.nurse, "record_external", ward.case, said).status_code == 303
    assert Score.objects.get().label == "Barthel index"
    assert page(ward.lead, "record_external", ward.case, said).status_code == 403


def test_asking_for_a_reassessment_and_letting_it_be(ward, page):
    stage(ward.case, "active")
    said = {"trigger": "denial", "because": "The payer said no"}
    assert (
        page(ward.nurse, "ask_reassessment", ward.case, {"trigger": "cadence", "because": "x"}).status_code
        == 422
    )
    assert page(ward.nurse, "ask_reassessment", ward.case, said).status_code == 303
    row = Reassessment.objects.get()
    assert page(ward.nurse, "end_reassessment", row, {"because": "They took it back"}).status_code == 303
    row.refresh_from_db()
    assert row.status == "ended"


def test_pages_ask_the_database_no_more_for_more(ward, scored, page, client, django_assert_max_num_queries):
    stage(ward.case, "active")
    for n in range(12):
        at = THEN - timedelta(hours=n)
        record_external(
            ward.case, by=ward.nurse, instrument="morse", total=Decimal(n), at=at, scored_by="Ward"
        )
    override_score(scored, by=ward.lead, band="low", reason="Seen daily", until=THEN + DAY)
    ask_reassessment(ward.case, by=ward.lead, trigger="change", because="More pain")
    for name in ("risk", "trends"):
        page(ward.nurse, name, ward.case)
        with django_assert_max_num_queries(12):
            assert client.get(reverse(f"assessments:{name}", args=[ward.case.pk])).status_code == 200


def test_the_timeline_tells_of_it_to_who_may_read(ward, scored, client):
    stage(ward.case, "active")
    override_score(scored, by=ward.lead, band="high", reason="Lives alone", until=THEN + DAY)
    ask_reassessment(ward.case, by=ward.lead, trigger="change", because="More pain")
    client.force_login(ward.nurse)
    said = text(client.get(reverse("cases:timeline", args=[ward.case.pk])))
    assert "LACE index: 7-17 points" in said
    assert "Another band counts: high" in said
    assert "Reassessment due" in said


def test_the_summary_says_it_in_one_line(ward, client):
    def said(user):
        client.force_login(user)
        return text(client.get(reverse("cases:summary", args=[ward.case.pk])))

    assert "Not reckoned yet." in said(ward.nurse)
    score = assess_risk(ward.case, by=ward.lead, acute=True, conditions=["heart_failure"], ed_visits=2)
    assert "LACE 7-17 of 19" in said(ward.nurse)
    assert "the tier is not known yet" in said(ward.nurse)
    override_score(score, by=ward.lead, band="high", reason="Lives alone", until=THEN + DAY)
    assert "Set by a person for a time." in said(ward.nurse)
