"""The patient's plan from the record to the PDF: what stands on it, in which language, who may print it, and the trail."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions
from core.figures import numbers
from patients.models import CommunicationProfile
from policy import actions as policy
from teams.models import EmergencyAccess
from tests.conftest import THEN
from worklist import actions as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def printer(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def whole(plan, goal, agreed, step, manager, facility):
    """A plan with a goal in plain words, a step, and a visit."""
    actions.change_goal(goal, by=manager, plain="Walk to church without a rest.", unit="m")
    actions.change_intervention(step, by=manager, plain="Weigh yourself. Write down 1 number.")
    starts = THEN + timedelta(days=2)
    work.book(
        plan.case, by=manager, user=manager, activity="teaching", mode="office", place="Room 417",
        starts_at=starts, ends_at=starts + timedelta(minutes=30), bring="Your scale",
        unoffered_because="The only time",
    )  # fmt: skip
    return plan


def printed(client, plan, **asked):
    answer = client.get(reverse("careplans:print", args=[plan.pk]), asked)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="care-plan.pdf"'
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def approved(facility, person, source, language, text):
    first, second = (
        person(name, Role.ADMINISTRATOR, facility) for name in (f"a.{len(source)}", f"b.{len(source)}")
    )
    made = policy.propose_translation(facility, by=first, source_text=source, language=language, text=text)
    return policy.approve_translation(made, by=second)


def test_the_plan_stands_on_the_paper(printer, whole, patient):
    reader, told = printed(printer, whole)
    for text in (
        "To dance at the wedding", "Home for the wedding", "Walk to church without a rest.", "In my own words",
        "Metres walked: 200 m", "20 Nov 2026", "Nurse", "Weigh yourself. Write down 1 number.", "Every day",
        "Room 417", "Your scale", "555-0100", "OKAFOR, Amara", "14 Mar 1958", "Page 1 /",
    ):  # fmt: skip
        assert text in told, text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "nterpreter" not in told
    assert "OKAFOR" not in reader.metadata.title


def test_a_plain_version_without_the_number_does_not_take_it_from_the_plan(printer, whole, goal, step):
    _reader, told = printed(printer, whole)
    for row in (goal, step):
        row.refresh_from_db()
        assert set(numbers(f"{row.plain} {getattr(row, 'target', '')}")) <= set(numbers(told))


def test_it_comes_in_the_patients_language_where_that_is_stored(printer, whole, patient, facility, person):
    CommunicationProfile.objects.create(patient=patient, spoken="es", read="es", interpreter="phone")
    approved(facility, person, "Weigh yourself.", "es", "Pésese.")
    reader, told = printed(printer, whole)
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert "Pésese. Write down 1 number. Interpreter needed" in told
    assert "20 Nov 2026" in told or "20 nov" in told.lower()
    assert "Ask us for an interpreter" in told
    english = printed(printer, whole, language="en")[1]
    assert "Pésese" not in english
    page = printer.get(reverse("careplans:paper", args=[whole.pk])).content.decode()
    assert '<option value="es" selected' in page


def test_a_language_that_no_typeface_can_draw_asks_for_an_interpreter(printer, whole, facility, person):
    approved(facility, person, "Weigh yourself.", "am", "ክብደትዎን ይለኩ።")
    reader, told = printed(printer, whole, language="am")
    assert "Weigh yourself. Write down 1 number. Interpreter needed" in told
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()


def test_what_the_patient_said_in_their_language_is_printed_as_said(printer, whole, goal, manager, patient):
    CommunicationProfile.objects.create(patient=patient, spoken="fr", read="en", interpreter="phone")
    actions.change_goal(goal, by=manager, spoken="Marcher sans pause")
    reader, told = printed(printer, whole)
    assert "In my own words: Marcher sans pause" in told
    assert b"/Lang(fr)" in reader.pages[0].get_contents().get_data()


def test_words_that_stay_are_explained(printer, whole, goal, manager):
    from policy.loading import load_glossary

    load_glossary()
    actions.change_goal(goal, by=manager, plain="Walk with less edema.")
    assert "edema: swelling" in printed(printer, whole)[1]


def test_large_print_is_longer_and_wrong_choices_are_named(printer, whole):
    few, many = (len(printed(printer, whole, size=size)[0].pages) for size in ("", "large"))
    assert many >= few
    wrong = printer.get(reverse("careplans:print", args=[whole.pk]), {"size": "huge"})
    assert wrong.status_code == 422
    assert "huge" in wrong.content.decode()


def test_printing_is_on_record_and_looking_at_the_choices_is_not_printing(printer, whole, manager):
    printer.get(reverse("careplans:paper", args=[whole.pk]))
    assert not Event.objects.filter(verb="print").exists()
    printed(printer, whole)
    event = Event.objects.get(verb="print")
    assert (event.actor_id, event.target_id, event.case_id) == (manager.pk, whole.pk, whole.case_id)


def test_others_may_not_print(client, whole, outsider):
    client.force_login(outsider)
    for name in ("paper", "print"):
        assert client.get(reverse(f"careplans:{name}", args=[whole.pk])).status_code == 404


def test_nothing_is_printed_in_an_emergency(client, whole, patient, person, facility):
    user = person("e.nurse", Role.NURSE, facility)
    EmergencyAccess.objects.create(
        patient=patient, user=user, role=Role.NURSE, reason="treatment", words="She is unconscious here",
        opened_at=THEN, expires_at=THEN.replace(hour=18), review_due_at=THEN.replace(day=5),
    )  # fmt: skip
    client.force_login(user)
    assert client.get(reverse("careplans:plan", args=[whole.case_id])).status_code == 200
    for name in ("paper", "print"):
        answer = client.get(reverse(f"careplans:{name}", args=[whole.pk]))
        assert answer.status_code == 403
        assert "Emergency access is for reading. It does not print or export." in answer.content.decode()
    assert not Event.objects.filter(verb="print", outcome="seen").exists()


def test_what_is_over_leaves_the_paper(printer, whole, goal, manager):
    actions.close_goal(goal, by=manager, outcome="Reached", closing="reached")
    _reader, told = printed(printer, whole)
    assert "church" not in told
    assert "Weigh yourself" not in told
    assert "No goals are written down yet." in told


def test_the_paper_takes_few_questions_however_long_the_plan(
    printer, whole, plan, problem, manager, django_assert_max_num_queries
):
    for n in range(20):
        goal = actions.propose_goal(plan, by=manager, words=f"Goal {n}", problem=problem)
        actions.agree_goal(goal, by=manager)
        actions.add_intervention(
            goal, by=manager, words=f"Step {n}", activity="teaching", owner_role=Role.NURSE
        )
    with django_assert_max_num_queries(19):
        printed(printer, whole)
