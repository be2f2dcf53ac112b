"""PV1 and PV2: the visit's key, class, places, people, times and end."""

import pytest

from interop.hl7 import SenderRules
from tests.interop.hl7.messages import EVN, adt, segment

PID = "PID|1||M1^^^HOSP^MR|||||||||||||||ACC1^^^HOSP"


def visit(rules: SenderRules | None = None, trigger: str = "A01", extra: tuple[str, ...] = (), **fields: str):
    return adt(
        trigger, EVN, PID, segment("PV1", **({"f2": "I", "f3": "4W^12^B"} | fields)), *extra, rules=rules
    )


@pytest.mark.parametrize(
    ("fields", "rules", "key"),
    [
        ({"f19": "V1^^^VIS", "f50": "V2"}, {}, ("VIS", "V1", "PV1-19", False)),
        ({"f19": "V1"}, {}, ("HOSP", "V1", "PV1-19", False)),
        ({"f50": "V2^^^ALT"}, {"account_is_visit": True}, ("HOSP", "ACC1", "PID-18", False)),
        ({"f50": "V2^^^ALT"}, {}, ("ALT", "V2", "PV1-50", False)),
        ({"f44": "202603011015"}, {}, ("HOSP", "M1@202603011015Z", "PV1-44", True)),
        (
            {"f44": "20260301101559"},
            {"zone": "America/New_York"},
            ("HOSP", "M1@202603011515Z", "PV1-44", True),
        ),
        ({"f44": "20260301"}, {}, None),
        ({}, {}, None),
    ],
)
def test_the_key_of_the_visit(fields, rules, key):
    found = visit(SenderRules(**rules), **fields).visit.key

    assert (found and (found.authority, found.value, str(found.where), found.derived)) == key


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ("I", "inpatient"), ("B", "inpatient"), ("O", "outpatient"), ("E", "emergency"), ("P", "preadmit"),
        ("R", "recurring"), ("C", "commercial"), ("N", "not_applicable"), ("U", "unknown"),
        ("INPATIENT", "inpatient"), ("observation", "observation"), ("Location", ""),
    ],
)  # fmt: skip
def test_classes(sent, value):
    read = visit(f2=sent)

    assert read.visit.patient_class.value.value == value
    assert [str(problem.where) for problem in read.problems] == (["PV1-2"] if not value else [])


def test_a_senders_own_class():
    assert (
        visit(SenderRules(classes={"obs": "observation"}), f2="OBS").visit.patient_class.value.value
        == "observation"
    )


@pytest.mark.parametrize(
    ("sent", "ub04", "kind", "planned"),
    [
        ("01", "01", "home", False), ("1", "01", "home", False), ("06", "06", "home with home health", False),
        ("07", "07", "left against advice", False), ("20", "20", "died", False), ("62", "62", "rehabilitation facility", False),
        ("69", "69", "designated disaster alternative care site", False), ("70", "70", "other institution", False),
        ("81", "01", "home", True), ("87", "21", "court or law enforcement", True), ("95", "70", "other institution", True),
        ("HOM^Home", "", "Home", False), ("XYZ", "", "XYZ", False), ("96", "", "96", False),
    ],
)  # fmt: skip
def test_dispositions(sent, ub04, kind, planned):
    read = visit(trigger="A03", f36=sent, f45="20260301")
    found = read.visit.disposition.value

    assert (found.ub04, found.kind, found.planned_readmission) == (ub04, kind, planned)
    assert [str(problem.where) for problem in read.problems] == (["PV1-36"] if not ub04 else [])


def test_what_a_disposition_implies():
    found = {
        code: visit(trigger="A03", f36=code).visit.disposition.value
        for code in ("07", "20", "41", "30", "01")
    }

    assert [code for code, one in found.items() if one.died] == ["20", "41"]
    assert [code for code, one in found.items() if one.against_advice] == ["07"]
    assert [code for code, one in found.items() if one.still_a_patient] == ["30"]
    rules = SenderRules(dispositions={"Home": "01"})
    assert visit(rules, "A03", f36="HOM^home").visit.disposition.value.ub04 == "01"


def test_places_people_and_expected_times():
    read = visit(
        extra=("PV2|||^Hip pain|||||20260302|20260310|||Fall at home",), f4="E", f6="ED", f7="1^Poe^Ed~9^Poe^Ed",
        f9="2^Lee^Bo~3^Kay^Di", f10="MED", f11="XR", f14="7", f16="VIP", f17='""', f18="OBS", f37="SNF^One", f42="5E^1",
    ).visit  # fmt: skip

    assert [fact.value.unit for fact in (read.location, read.prior_location, read.temporary_location, read.pending_location)] == [
        "4W", "ED", "XR", "5E",
    ]  # fmt: skip
    assert len(read.attending.value) == 1
    assert [person.name.family for person in read.consulting.value] == ["Lee", "Kay"]
    assert read.admitting.cleared
    assert not read.referring.stated
    assert (read.admission_type.value.code, read.admit_source.value.code, read.service.value.code) == (
        "E",
        "7",
        "MED",
    )
    assert (read.vip.value.code, read.patient_type.value.code, read.discharged_to.value.said) == (
        "VIP",
        "OBS",
        "One",
    )
    assert (read.expected_admission.value.at.day, read.expected_discharge.value.at.day) == (2, 10)
    assert (read.admit_reason.value.said, read.description.value) == ("Hip pain", "Fall at home")


def test_an_unreadable_time_is_dropped_where_the_event_does_not_need_it():
    read = visit(trigger="A08", f44="yesterday")

    assert not read.visit.admitted.stated
    assert [(str(problem.where), problem.is_error) for problem in read.problems] == [("PV1-44", False)]


def test_a_discharge_before_the_admission_is_noted():
    assert [
        str(problem.where) for problem in visit(trigger="A03", f44="20260301", f45="20260228").problems
    ] == ["PV1-45"]
    assert not visit(trigger="A03", f36="01", f44="202603011400", f45="20260301").problems


@pytest.mark.parametrize("trigger", ["A01", "A02", "A03", "A04", "A11", "A12", "A13"])
def test_events_that_need_a_visit(trigger):
    assert [str(problem.where) for problem in adt(trigger, EVN, PID).errors] == ["PV1"]
    assert not adt("A08", EVN, PID).errors


def test_cancelling_a_discharge_clears_its_facts_even_if_still_filled():
    read = visit(trigger="A13", f36="01", f37="SNF", f45="20260301").visit

    assert read.discharged.cleared
    assert read.disposition.cleared
    assert read.discharged_to.cleared
