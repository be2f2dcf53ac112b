"""The pages of papers: exactly what would go, in few statements, the PDF and the FHIR document, and who may take them."""

import io
import json
from datetime import timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle

from accounts.permissions import Role
from assessments.actions import medicines as meds
from audit.models import Event
from discharge.actions import visits
from patients import actions as patients
from referrals.actions import packets, results
from referrals.models import Packet
from teams.models import EmergencyAccess
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def built(few_packs, case, patient, visit, goal, manager, on_team):
    nurse = on_team(Role.NURSE)
    patients.add_contact_point(patient, by=manager, kind="phone", value="555-0123", leave_message=False)
    patients.add_contact_point(patient, by=manager, kind="phone", value="555-0999", safe_to_call=False)
    found = meds.open_medication_list(case, by=nurse, moment="leaving")
    one = meds.add_medicine(found, by=nurse, name="Metformin <b>", source="patient", dose="500 mg")
    meds.decide_medicine(one, by=nurse, action="change", changed_to="1000 mg")
    meds.reconcile(found, by=nurse)
    meds.record_allergy(case, by=nurse, substance="Penicillin", reaction="Rash")
    visits.book_visit_after(
        case, by=manager, kind="primary", with_whom="Dr Elm", at=THEN + timedelta(days=6), bring="Your scale"
    )
    return packets.build_packet(case, by=manager, purpose="transition", receiver="Elm Family Practice")


def page(client, name, pk):
    return client.get(reverse(f"packets:{name}", args=[pk]))


def test_the_preview_is_what_would_go_with_what_is_missing(reader, built):
    shown = page(reader, "packet", built.pk).content.decode()
    assert "Change: Metformin &lt;b&gt;" in shown
    assert "1000 mg" in shown
    assert "Missing: What was taught, and what came back." in shown
    assert "555-0123" in shown
    assert "555-0999" not in shown
    assert Event.objects.filter(verb="view", target="referrals.packet").exists()


def test_a_part_of_a_class_one_may_not_read_is_not_shown(client, built, supervisor):
    client.force_login(supervisor)
    shown = page(client, "packet", built.pk).content.decode()
    assert "Metformin" not in shown
    assert "You may not read it" in shown
    assert page(client, "paper", built.pk).status_code == 403
    assert page(client, "document", built.pk).status_code == 403


def test_a_stranger_finds_nothing(client, built, case, outsider):
    client.force_login(outsider)
    for name, pk in (("packet", built.pk), ("paper", built.pk), ("document", built.pk), ("case", case.pk)):
        assert page(client, name, pk).status_code == 404


def test_the_paper_holds_the_same_and_is_tagged(reader, built):
    answer = page(reader, "paper", built.pk)
    assert answer["Content-Disposition"] == 'attachment; filename="papers.pdf"'
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join(" ".join(one.extract_text() for one in read.pages).split())
    for words in ("Change: Metformin <b>", "Penicillin", "Draft: not sent", "Dr Elm", "Okafor", "555-0100"):
        assert words in text, words
    assert "/StructTreeRoot" in read.trailer["/Root"]
    assert Event.objects.filter(verb="print", target="referrals.packet").count() == 1


def test_the_document_is_fhir_and_its_composition_comes_first(reader, built):
    answer = page(reader, "document", built.pk)
    assert answer["Content-Type"] == "application/fhir+json"
    made = json.loads(answer.content)
    Bundle.model_validate(made)
    kinds = [each["resource"]["resourceType"] for each in made["entry"]]
    assert kinds[:2] == ["Composition", "Patient"]
    assert {"Encounter", "MedicationStatement", "AllergyIntolerance", "Appointment"} <= set(kinds)
    first = made["entry"][0]["resource"]
    assert first["status"] == "preliminary"
    assert first["section"][0]["title"] == "Who the patient is"
    known = {each["fullUrl"] for each in made["entry"]}
    asked = {one["reference"] for section in first["section"] for one in section.get("entry", ())}
    assert asked
    assert asked <= known
    medicine = next(
        each["resource"]
        for each in made["entry"]
        if each["resource"]["resourceType"] == "MedicationStatement"
    )
    assert (medicine["status"], medicine["dosage"]) == ("active", [{"text": "1000 mg"}])
    assert Event.objects.filter(verb="export", target="referrals.packet").count() == 1


def test_an_open_emergency_reads_and_takes_nothing_along(client, built, case, patient, facility, person):
    doctor = person("e.doc", Role.CONSULTANT, facility)
    EmergencyAccess.objects.create(
        user=doctor, patient=patient, reason="treatment", words="Unconscious, needs medicines", role=Role.CONSULTANT,
        opened_at=THEN, expires_at=THEN + timedelta(hours=4), review_due_at=THEN + timedelta(days=2),
    )  # fmt: skip
    client.force_login(doctor)
    assert page(client, "packet", built.pk).status_code == 200
    assert page(client, "paper", built.pk).status_code == 403
    assert page(client, "document", built.pk).status_code == 403


def test_the_page_asks_the_same_however_much_there_is(
    reader, built, case, manager, django_assert_max_num_queries
):
    page(reader, "case", case.pk)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert page(reader, "case", case.pk).status_code == 200
    for n in range(10):
        visits.book_visit_after(
            case, by=manager, kind="test", with_whom=f"Lab {n}", at=THEN + timedelta(days=n + 1)
        )
        results.add_pending(case, by=manager, what=f"Culture {n}", clinician="Dr Lee")
        packets.build_packet(case, by=manager, purpose="transition", receiver=f"Practice {n}")
    with CaptureQueriesContext(connection) as many:
        assert page(reader, "case", case.pk).status_code == 200
    assert len(many) == len(few) <= 12
    with django_assert_max_num_queries(12):
        page(reader, "packet", built.pk)


def test_wrong_input_is_said_beside_its_field_and_nothing_typed_is_lost(reader, built, case):
    send = reverse("packets:send", args=[built.pk])
    answer = reader.post(send, {"how": "fax", "without_consent_because": "Treatment by the practice"})
    assert answer.status_code == 409
    assert "Treatment by the practice" in answer.content.decode()
    assert reader.post(send, {"how": ""}).status_code == 422
    book = reverse("packets:book", args=[case.pk])
    answer = reader.post(
        book, {"kind": "primary", "with_whom": "Dr Oak", "at_0": "2026-11-01", "at_1": "09:00"}
    )
    assert answer.status_code == 409
    assert "Dr Oak" in answer.content.decode()


def test_the_way_from_nothing_to_received_without_script(reader, few_packs, case, visit, manager):
    answer = reader.post(reverse("packets:build", args=[case.pk]), {"purpose": "referral", "receiver": "Oak"})
    assert answer.status_code == 303
    packet = Packet.objects.get()
    sent = {"how": "fax", "incomplete_because": "First look", "without_consent_because": "Treatment"}
    assert reader.post(reverse("packets:send", args=[packet.pk]), sent).status_code == 303
    got = {"received_by_name": "R. Oak", "received_at_0": "2026-11-03", "received_at_1": "10:00"}
    assert reader.post(reverse("packets:received", args=[packet.pk]), got).status_code == 303
    packet.refresh_from_db()
    assert (packet.status, packet.received_by_name) == ("received", "R. Oak")


@pytest.mark.parametrize("name", ["build", "book", "add-result", "tell"])
def test_who_may_not_is_refused_before_the_form(client, case, supervisor, name, visit):
    client.force_login(supervisor)
    assert page(client, name, case.pk).status_code == 403


def test_visits_after_leaving_stand_on_the_patients_own_paper(reader, case, goal, visit, manager):
    for days, who in ((9, "Dr Later"), (6, "Dr Elm")):
        visits.book_visit_after(
            case,
            by=manager,
            kind="primary",
            with_whom=who,
            at=THEN + timedelta(days=days),
            bring="Your scale",
        )
    plan = goal.plan
    answer = reader.get(reverse("careplans:print", args=[plan.pk]), {"language": "en", "size": ""})
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join(" ".join(one.extract_text() for one in read.pages).split())
    assert "Primary care, Dr Elm" in text
    assert "Your scale" in text
    assert text.index("Dr Elm") < text.index("Dr Later")
    visits.cancel_visit_after(case.followupvisits.get(with_whom="Dr Elm"), by=manager, why="Moved")
    again = reader.get(reverse("careplans:print", args=[plan.pk]), {"language": "en", "size": ""})
    assert "Dr Elm" not in pypdf.PdfReader(io.BytesIO(again.content)).pages[0].extract_text()
