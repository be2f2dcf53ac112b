"""The tab Assess: what is due, in progress and signed, each part only to who may read its class; the joint view."""

import pytest
from django.test import Client

from accounts.permissions import Role
from assessments.actions.answering import answer
from assessments.actions.completing import complete_assessment, sum_up
from assessments.actions.signing import sign_section
from assessments.actions.starting import start
from assessments.models import Assessment, Contradiction, Instrument, Reassessment
from core import clock
from facilities.models import Facility
from tests.assessments.conftest import fill, given, section
from worklist.models import Item

pytestmark = pytest.mark.django_db


def at_desk(user):
    client = Client()
    client.force_login(user)
    return client


def seen(user, path, status=200):
    found = at_desk(user).get(path)
    assert found.status_code == status
    return found.content.decode()


def test_each_role_sees_the_parts_of_its_classes_and_no_trace_of_others(ward, joint, supervisor):
    path = f"/cases/{ward.case.pk}/assess/"
    titles = {each.instrument.instrument.code: each.instrument.title for each in joint.sections.all()}
    nursing, social, mood = (titles[code] for code in ("nursing-section", "social-section", "phq-2"))
    for user, there, hidden in (
        (ward.nurse, {nursing, mood}, {social}),
        (ward.worker, {nursing, social, mood}, set()),
        (ward.lead, {nursing, social, mood}, set()),
        (ward.coordinator, {nursing}, {social, mood}),
        (supervisor, set(), {nursing, social, mood}),
    ):
        html = seen(user, path)
        assert [title for title in there if f">{title}</a>" not in html] == []
        assert [title for title in hidden if title in html] == []


def test_of_mood_asked_alone_nobody_else_learns_what_is_asked(ward):
    made = start(ward.case, by=ward.worker, instrument="asq")
    title = made.sections.get().instrument.title
    assert (made.title, "asq" in made.form) == ("Questionnaire", False)
    tab, timeline = f"/cases/{ward.case.pk}/assess/", f"/cases/{ward.case.pk}/timeline/?kind=plan"
    assert title in seen(ward.worker, tab)
    for path in (tab, timeline, f"/assessments/{made.pk}/"):
        assert title not in seen(ward.coordinator, path)
    for item in Item.objects.filter(case=ward.case):
        assert title not in item.what
        assert "asq" not in item.subject


def test_another_facilitys_own_questionnaire_is_not_offered(ward):
    other = Facility.objects.create(code="ELM", name="Elm", zone="America/New_York")
    path = f"/cases/{ward.case.pk}/assess/start/"
    assert 'value="pain"' in seen(ward.nurse, path)
    Instrument.objects.filter(code="pain").update(facility=other)
    assert 'value="pain"' not in seen(ward.nurse, path)
    assert at_desk(ward.nurse).post(path, {"instrument": "pain"}).status_code == 409


def test_who_may_see_no_class_of_it_has_no_tab(ward, joint, intake, outsider):
    path = f"/cases/{ward.case.pk}/assess/"
    assert f'href="{path}"' in seen(ward.nurse, f"/cases/{ward.case.pk}/")
    for stranger in (intake, outsider):
        assert at_desk(stranger).get(path).status_code in (403, 404)
        assert at_desk(stranger).get(f"/assessments/{joint.pk}/").status_code == 404


def test_what_is_due_is_begun_from_the_tab(ward):
    facts = {"trigger": "fall", "because": "Fell in the night", "source_key": "f:1", "created_by": ward.lead}
    due = Reassessment.objects.create(case=ward.case, happened_at=clock.now(), due_at=clock.now(), **facts)
    path = f"/cases/{ward.case.pk}/assess/"
    assert "Fell in the night" in seen(ward.nurse, path)
    begun = at_desk(ward.nurse).post(path + "start/", {"form": "reassessment", "reassessment": str(due.pk)})
    assert begun.status_code == 303
    due.refresh_from_db()
    assert due.status == "started"
    mine = due.assessment.sections.get(discipline=Role.NURSE)
    assert begun["Location"] == f"/sections/{mine.pk}/"


def test_begun_by_choice_of_a_form_or_one_questionnaire(ward):
    path = f"/cases/{ward.case.pk}/assess/start/"
    html = seen(ward.nurse, path)
    assert 'value="joint"' in html
    assert 'value="phq-9"' in html
    assert 'value="social-section"' not in html
    client = at_desk(ward.nurse)
    assert client.post(path, {"instrument": "phq-9"}).status_code == 303
    assert client.post(path, {"form": "nothing-like-it"}).status_code == 409
    assert client.post(path, {"instrument": "phq-9"}).status_code == 422
    assert client.post(path, {"form": "reassessment", "reassessment": "nonsense"}).status_code == 422
    assert Assessment.objects.count() == 1


def test_who_may_not_begin_is_told_so(ward, supervisor):
    path = f"/cases/{ward.case.pk}/assess/start/"
    assert at_desk(supervisor).get(path).status_code == 403
    assert at_desk(supervisor).post(path, {"form": "joint"}).status_code == 403


@pytest.fixture
def apart(ward, joint):
    answer(section(joint, "nursing-section"), by=ward.nurse, answers=given(lives="alone"))
    answer(section(joint, "social-section"), by=ward.worker, answers=given(household="family"))
    return Contradiction.objects.get()


def test_contradictions_stand_first_with_both_sides_for_both(ward, joint, apart):
    for user in (ward.nurse, ward.worker):
        html = seen(user, f"/assessments/{joint.pk}/")
        assert apart.sentence in html
        assert html.index(apart.sentence) < html.index("Parts</h2>")
        assert html.count(f"/contradictions/{apart.pk}/settle/") == 1
    for user in (ward.lead, ward.coordinator):
        assert f"/contradictions/{apart.pk}/settle/" not in seen(user, f"/assessments/{joint.pk}/")


def test_a_contradiction_shows_answers_and_is_not_there_for_who_only_knows_of_them(ward, joint, apart):
    # The coordinator knows of psychosocial and clinical answers in summary, and answers neither.
    assert apart.sentence not in seen(ward.coordinator, f"/assessments/{joint.pk}/")
    mood = section(joint, "phq-2")
    other = answer(mood, by=ward.worker, answers={first_link(mood): {"declined": True}}).answers.get()
    Contradiction.objects.filter(pk=apart.pk).update(right=other)
    assert apart.sentence not in seen(ward.coordinator, f"/assessments/{joint.pk}/")
    assert apart.sentence in seen(ward.nurse, f"/assessments/{joint.pk}/")


def first_link(part):
    from assessments import reading

    return reading.of(part.instrument).questions[0].link_id


def test_settled_by_one_press_and_refused_without_a_reason(ward, joint, apart):
    client, path = at_desk(ward.nurse), f"/contradictions/{apart.pk}/settle/"
    refused = client.post(path, {"decision": "both"})
    assert refused.status_code == 409
    assert "Say why both" in refused.content.decode()
    assert client.post(path, {"decision": "neither"}).status_code == 422
    assert client.post(path, {"decision": "right"}).status_code == 303
    apart.refresh_from_db()
    assert (apart.decision, apart.settled_by) == ("right", ward.nurse)
    assert "The second holds" in seen(ward.worker, f"/assessments/{joint.pk}/")


@pytest.fixture
def signed(ward, joint):
    for part in joint.sections.all():
        by = ward.nurse if part.discipline == Role.NURSE else ward.worker
        fill(part, by)
        sign_section(part, by=by)
    Contradiction.objects.filter(assessment=joint).update(gone_at=clock.now())
    return joint


def test_the_lead_sums_up_and_the_second_signer_agrees(ward, signed):
    path = f"/assessments/{signed.pk}/"
    html = seen(ward.nurse, path)
    assert "sum-up" not in html
    assert at_desk(ward.nurse).post(path + "complete/").status_code == 409
    assert at_desk(ward.lead).post(path + "sum-up/", {"synthesis": "Goes home"}).status_code == 303
    assert "Agree and complete" in seen(ward.nurse, path)
    assert at_desk(ward.nurse).post(path + "complete/").status_code == 303
    signed.refresh_from_db()
    assert (signed.status, signed.synthesis) == ("complete", "Goes home")


def test_the_lead_completes_with_what_stands_in_the_box(ward, signed):
    done = at_desk(ward.lead).post(f"/assessments/{signed.pk}/complete/", {"synthesis": "All in all"})
    assert done.status_code == 303
    signed.refresh_from_db()
    assert signed.synthesis == "All in all"
    again = at_desk(ward.lead).post(f"/assessments/{signed.pk}/complete/", {"synthesis": "Again"})
    assert again.status_code == 409


def test_given_up_on_its_page(ward, joint):
    path = f"/assessments/{joint.pk}/abandon/"
    client = at_desk(ward.nurse)
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": " "}).status_code == 422
    assert client.post(path, {"reason": "Left against advice"}).status_code == 303
    assert "Left against advice" in seen(ward.nurse, f"/cases/{ward.case.pk}/assess/")


def test_my_day_leads_to_ones_part_in_one_press(ward, joint):
    html = seen(ward.worker, "/my-day/")
    item = Item.objects.get(source_key=f"assessment:{joint.pk}:{Role.SOCIAL_WORKER}")
    first = joint.sections.filter(discipline=Role.SOCIAL_WORKER).order_by("position").first()
    assert f'id="item-{item.pk}"' in html
    assert f'href="/sections/{first.pk}/"' in html


def test_the_timeline_tells_what_happened_only_to_who_may_read_the_part(ward, signed):
    sum_up(signed, by=ward.lead, synthesis="Goes home")
    complete_assessment(signed, by=ward.nurse)
    social = section(signed, "social-section").instrument.title
    path = f"/cases/{ward.case.pk}/timeline/?kind=plan"
    assert f"Signed: {social}" in seen(ward.worker, path)
    html = seen(ward.coordinator, path)
    assert f"Signed: {social}" not in html
    assert "Assessment complete" in html


@pytest.mark.parametrize("many", [1, 6])
def test_the_tab_asks_the_same_however_many_assessments(ward, many, django_assert_max_num_queries):
    for code in ("phq-2", "phq-9", "pain", "bims", "steadi", "basic-adl")[:many]:
        start(ward.case, by=ward.nurse, instrument=code)
    client, path = at_desk(ward.nurse), f"/cases/{ward.case.pk}/assess/"
    client.get(path)
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


def test_the_joint_view_asks_no_more_than_twelve(ward, joint, apart, django_assert_max_num_queries):
    client = at_desk(ward.worker)
    client.get(f"/assessments/{joint.pk}/")
    with django_assert_max_num_queries(12):
        assert client.get(f"/assessments/{joint.pk}/").status_code == 200
