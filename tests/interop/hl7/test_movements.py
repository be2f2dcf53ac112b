"""What each event says about the patient's place, and when it happened."""

import pytest

from interop.hl7 import SenderRules, read_adt
from interop.hl7.datatypes import Place
from tests.interop.hl7.messages import PID, RECEIVED, adt, message, msh, segment

EVN = "EVN||20260301100000||||20260301093000"


def moved(trigger: str, evn: str = EVN, rules: SenderRules | None = None, **fields: str):
    fields = {"f2": "I", "f3": "4W^12^B", "f6": "ED^1", "f19": "V1"} | fields
    return adt(trigger, evn, PID, segment("PV1", **fields), rules=rules)


@pytest.mark.parametrize(
    ("trigger", "kind", "origin", "destination"),
    [
        ("A01", "admit", "ED", "4W"),
        ("A04", "admit", "ED", "4W"),
        ("A02", "transfer", "ED", "4W"),
        ("A03", "discharge", "4W", None),
        ("A11", "cancel_admit", "ED", "4W"),
        ("A12", "cancel_transfer", "ED", "4W"),
        ("A13", "cancel_discharge", "ED", "4W"),
    ],
)
def test_kinds_and_places(trigger, kind, origin, destination):
    read = moved(trigger)

    assert not read.errors
    assert read.trigger == trigger
    assert read.movement.kind == kind
    assert (read.movement.origin.unit, read.movement.destination and read.movement.destination.unit) == (
        origin,
        destination,
    )


def test_an_update_moves_nobody_unless_the_sender_says_so():
    assert moved("A08").movement is None
    assert moved("A08", rules=SenderRules(update_moves=True)).movement.kind == "transfer"


@pytest.mark.parametrize(
    ("trigger", "evn", "fields", "where"),
    [
        ("A01", EVN, {"f44": "202603010800"}, "PV1-44"),
        ("A01", EVN, {}, "EVN-6"),
        ("A01", "EVN||20260301100000", {}, "EVN-2"),
        ("A01", "EVN|A01", {}, "MSH-7"),
        ("A03", EVN, {"f45": "202603010800", "f44": "20260201"}, "PV1-45"),
        ("A03", EVN, {"f44": "20260201"}, "EVN-6"),
        ("A02", EVN, {"f44": "20260201"}, "EVN-6"),
        ("A02", "EVN||20260301100000", {}, "EVN-2"),
        ("A12", EVN, {"f45": "20260201"}, "EVN-6"),
        ("A01", "EVN||soon", {"f44": "000000"}, "MSH-7"),
    ],
)
def test_where_the_time_of_a_movement_comes_from(trigger, evn, fields, where):
    assert str(moved(trigger, evn, **fields).movement.at_where) == where


@pytest.mark.parametrize(
    ("trigger", "evn", "fields", "where"),
    [
        ("A01", EVN, {"f44": "20260201"}, "EVN-6"),
        ("A01", "EVN||20260301", {"f44": "20260201"}, "EVN-2"),
        ("A01", "EVN|A01", {"f44": "20260201"}, "PV1-44"),
        ("A03", "EVN|A03", {"f45": "20260201"}, "PV1-45"),
        ("A08", "EVN|A08", {"f44": "20260201", "f45": "20260202"}, "MSH-7"),
    ],
)
def test_when_the_event_occurred(trigger, evn, fields, where):
    assert str(moved(trigger, evn, **fields).occurred_where) == where


def test_without_any_time_the_receipt_counts():
    read = read_adt(message(msh(f7=""), PID, "PV1|1|I|4W"))

    assert read.movement.at.at == read.occurred.at == RECEIVED
    assert str(read.occurred_where) == ""


@pytest.mark.parametrize(("trigger", "field"), [("A01", "f44"), ("A03", "f45")])
def test_a_needed_time_that_cannot_be_read_stops_the_message(trigger, field):
    stopped = moved(trigger, "EVN|A01", **{field: "01/15/2026"})
    assert [(str(problem.where), problem.code) for problem in stopped.errors] == [(f"PV1-{field[1:]}", 102)]

    assert not moved(trigger, EVN, **{field: "01/15/2026"}).errors
    assert not moved(
        trigger, "EVN|A01", SenderRules(time_formats=("%m/%d/%Y",)), **{field: "01/15/2026"}
    ).errors


def test_a_transfer_needs_a_place():
    assert [str(problem.where) for problem in moved("A02", f3="").errors] == ["PV1-3"]
    assert [str(problem.where) for problem in moved("A02", f3='""').errors] == ["PV1-3"]
    assert not moved("A02", f3="4W").errors


def test_still_a_patient_is_no_discharge():
    read = moved("A03", f36="30")

    assert read.movement is None
    assert "PV1-36: Disposition 30 means still a patient: not a discharge." in map(str, read.problems)


def test_a_cancelled_transfer_repeats_it_or_names_the_restored_place():
    ed, ward = Place("ED", "1"), Place("4W", "12", "B")
    repeating = moved("A12").movement
    restoring = moved("A12", f3="ED^1", f6="4W^12^B").movement

    assert repeating.repeats(ed, ward)
    assert not restoring.repeats(ed, ward)
    assert not moved("A12", f6="").movement.repeats(ed, ward)
    assert moved("A12", f6="").movement.repeats(None, ward)
