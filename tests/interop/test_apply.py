"""Each event of the feed does to the record what the same screen would do."""

import pytest

from encounters.models import Encounter
from facilities.models import Unit
from interop.models import Inbound
from patients.models import Identifier, Patient
from tests.interop.stories import message

pytestmark = pytest.mark.django_db
Status = Inbound.Status


def the_visit() -> Encounter:
    return Encounter.objects.get(visit_number="V1")


def test_an_admission_makes_patient_visit_and_request(bring, facility):
    done = bring("A01", phone="^PRN^PH^^1^602^5550134", address="1 Elm St^^Mesa^AZ^85201", language="es")

    assert (done.status, done.status_reason) == (Status.APPLIED, "")
    patient = Patient.objects.get()
    assert (patient.family, patient.given, patient.sex, patient.birth_date.isoformat()) == (
        "Roe",
        "Ana",
        "female",
        "1980-01-15",
    )
    assert Identifier.objects.get().value == "M1"
    visit = the_visit()
    assert (visit.status, visit.kind, visit.unit.code, visit.bed.code) == ("in_progress", "IMP", "4W", "12-B")
    assert not Unit.objects.get(code="4W").confirmed
    assert patient.communication.spoken == "es"
    assert sorted(patient.contactpoints.values_list("kind", "value")) == [
        ("address", "1 Elm St, Mesa, AZ 85201"),
        ("phone", "+1 602 5550134"),
    ]
    request = patient.intake_requests.get()
    assert (request.source, request.status, request.encounter) == ("feed", "received", visit)


def test_a_stay_from_door_to_door(bring):
    bring("A01", kind="E", place="ED^1")
    bring("A02", at=2, place="4W^12^B", prior="ED^1")
    bring("A08", at=3, name="Roe^Anna", place="9Z^1^A")
    bring("A03", at=30, name="Roe^Anna", place="4W^12^B", left=29.5, disposition="03")

    visit = the_visit()
    assert (visit.status, visit.disposition, visit.unit.code) == ("finished", "03", "4W")
    assert visit.ended_at.isoformat() == "2026-11-02T18:30:00+00:00"
    assert Patient.objects.get().given == "Anna"
    assert list(visit.movements.order_by("event_at").values_list("kind", flat=True)) == [
        "admit",
        "transfer",
        "leave",
    ]
    assert not visit.patient.intake_requests.exists()


def test_an_update_first_notes_the_visit_until_the_admission_comes(bring):
    bring("A08", at=2)
    assert (the_visit().from_update, the_visit().status) == (True, "planned")

    bring("A01", at=0)
    assert (the_visit().from_update, the_visit().status, the_visit().unit.code) == (
        False,
        "in_progress",
        "4W",
    )


@pytest.mark.parametrize("trigger", ["A03", "A11", "A12", "A13"])
def test_what_happened_to_an_unknown_visit_waits_for_it(bring, trigger):
    early = bring(trigger, at=5, left=5, disposition="01")
    assert early.status == Status.PARKED
    assert not Patient.objects.exists()
    assert not Encounter.objects.exists()
    assert early.issues.get(code="204").place == "PV1-19"

    bring("A01", at=0)
    early.refresh_from_db()
    assert early.status == Status.APPLIED
    assert not early.issues.filter(status="open", code="204").exists()
    assert the_visit().status == {"A03": "finished", "A11": "cancelled"}.get(trigger, "in_progress")


def test_a_departure_without_a_visit_number_waits_for_a_person(bring):
    early = bring("A03", at=5, visit="", admitted=None)

    assert early.status == Status.PARKED
    assert "Ask the sender" in early.status_reason


def test_a_departure_without_a_number_is_of_the_only_open_visit(bring):
    bring("A01")
    assert bring("A03", at=5, visit="", admitted=None, left=4).status == Status.APPLIED
    assert the_visit().status == "finished"


def test_other_events_and_types_are_ignored_by_name(bring):
    assert (bring("A05").status, bring("A40").status) == (Status.IGNORED, Status.IGNORED)
    done = bring(b"MSH|^~\\&|LAB|NGH|||20261101||ORU^R01|9|P|2.5\rPID|1||M1\r")

    assert (done.status, done.status_reason) == (Status.IGNORED, "Observation result")
    assert not Patient.objects.exists()


def test_the_field_that_stops_a_message_is_named(bring):
    no_number = bring("A01", number="")
    assert (no_number.status, no_number.issues.get(severity="error").place) == (Status.FAILED, "PID-3")
    no_place = bring("A02", place="")
    assert (no_place.status, no_place.issues.get(severity="error").place) == (Status.FAILED, "PV1-3")
    long_name = bring("A01", name="R" * 500 + "^Ana")
    assert (long_name.status, long_name.issues.get(severity="error").place) == (Status.FAILED, "PID-5")
    assert "RRR" not in long_name.status_reason
    assert not Patient.objects.exists()
    assert not Encounter.objects.exists()


def test_nothing_half_applied_when_the_last_step_fails(bring, facility):
    bring("A01", number="M7^^^NGH^MR", visit="V9")
    done = bring("A01", visit="V9", phone="602 555 0134")

    assert done.status == Status.FAILED
    assert "belongs to another patient" in done.status_reason
    assert Patient.objects.count() == 1
    assert not Identifier.objects.filter(value="M1").exists()


def test_a_number_of_another_facility_is_not_touched(bring, facility):
    from facilities.models import Facility

    far = Facility.objects.create(code="FAR", name="Far Hospital", zone="America/Phoenix")
    theirs = Patient.objects.create(facility=far, family="Old", given="Ada", search_name="old ada")
    Identifier.objects.create(patient=theirs, authority="NGH", value="M1")

    assert bring("A01").status == Status.FAILED
    theirs.refresh_from_db()
    assert theirs.family == "Old"


def test_a_patient_without_a_name_is_provisional_until_it_comes(bring):
    bring("A01", name="")
    patient = Patient.objects.get()
    assert patient.provisional
    bring("A08", at=1)
    patient.refresh_from_db()
    assert (patient.provisional, patient.family, patient.birth_date.isoformat()) == (
        False,
        "Roe",
        "1980-01-15",
    )


def test_a_sender_may_not_ask_for_case_management(bring):
    first = bring("A08", at=0, visit="V0")
    first.sender.opens_cases = False
    first.sender.save()
    bring("A01", at=1)

    assert not the_visit().patient.intake_requests.exists()


def test_an_open_case_takes_the_visit_instead_of_the_queue(bring, intake, team):
    from patients.actions import open_case

    bring("A04", kind="O", visit="V0")
    case = open_case(Patient.objects.get(), by=intake, team=team)
    bring("A01", at=1)

    case.refresh_from_db()
    assert (the_visit().case, case.unit.code) == (case, "4W")
    assert not case.patient.intake_requests.exists()


def test_an_admission_taken_back_leaves_the_queue(bring):
    bring("A01")
    bring("A11", at=2)

    assert the_visit().status == "cancelled"
    assert the_visit().patient.intake_requests.get().status == "declined"


def test_a_number_that_nobody_issued_is_the_fields_fault(bring):
    raw = message("A01", number="M1").replace(b"|REG|NGH|", b"|||")
    done = bring(raw)

    assert (done.status, done.issues.get(severity="error").place) == (Status.FAILED, "PID-3")
    assert not Patient.objects.exists()
