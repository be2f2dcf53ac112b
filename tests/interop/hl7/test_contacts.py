"""NK1 and GT1: contacts as a list that replaces the sender's earlier one."""

import pytest

from interop.hl7 import SenderRules
from tests.interop.hl7.messages import EVN, PID, PV1, adt, segment


def contacts(*rows: str, rules: SenderRules | None = None):
    return adt("A08", EVN, PID, PV1, *rows, rules=rules)


def test_a_contact():
    row = "NK1|1|Roe^Bo|SPO^Spouse|1 Elm^^Troy|555^PRN|556^WPN|N|20200101|20301231"
    read = contacts(row, segment("NK1", f2="Poe^Ed", f3="MTH", f40="557^PRS"))
    first, second = read.contacts.value

    assert (str(first.where), first.names[0].full, first.role) == ("NK1", "Bo Roe", "next_of_kin")
    assert (first.relationship.value, first.relationship.text) == ("SPO", "Spouse")
    assert [one.value for one in first.telecoms] == ["555", "556"]
    assert (first.addresses[0].city, first.starts.year, first.ends.year) == ("Troy", 2020, 2030)
    assert (str(second.where), second.relationship.value, second.role) == ("NK1(2)", "MTH", "contact")
    assert second.telecoms[0].use == "mobile"


@pytest.mark.parametrize(
    ("relationship", "role", "found"),
    [
        ("", "C", "emergency"), ("", "EP", "emergency"), ("", "N", "next_of_kin"), ("", "E", "employer"),
        ("GRD", "", "guardian"), ("EMC", "", "emergency"), ("CGV", "", "caregiver"), ("SPO", "N", "next_of_kin"),
        ("", "^Health care proxy", "proxy"), ("POA^Power of attorney", "", "proxy"), ("^Legal guardian", "", "guardian"),
        ("FND", "", "contact"), ("", "", "contact"),
    ],
)  # fmt: skip
def test_roles(relationship, role, found):
    assert contacts(segment("NK1", f2="Roe^Bo", f3=relationship, f7=role)).contacts.value[0].role == found


@pytest.mark.parametrize(
    ("sent", "value"),
    [("SPO", "SPO"), ("spouse", "SPO"), ("^Mother", "MTH"), ("Father", "FTH"), ("18", ""), ("T^Aunt", "")],
)
def test_relationships(sent, value):
    found = contacts(f"NK1|1|Roe^Bo|{sent}").contacts.value[0].relationship

    assert found.value == value
    assert found.text or found.code


def test_a_senders_own_relationship():
    rules = SenderRules(relationships={"T": "EXF"})

    assert contacts("NK1|1|Roe^Bo|T^Aunt", rules=rules).contacts.value[0].relationship.value == "EXF"


def test_absent_cleared_and_blank_lists():
    assert not contacts().contacts.stated
    assert contacts('NK1|1|""').contacts.cleared
    assert not contacts("NK1|1||SPO").contacts.stated
    assert len(contacts("NK1|1", "NK1|2|Roe^Bo").contacts.value) == 1


def test_an_employer_is_named_by_its_organization():
    found = contacts(segment("NK1", f7="E", f13="Acme Works")).contacts.value[0]

    assert (found.organization, found.role, found.names) == ("Acme Works", "employer", ())


def test_a_guarantor_is_a_contact():
    found = contacts("GT1|1|G7|Roe^Bo||1 Elm^^Troy|555|556|||P/F|BRO||20200101").guarantors.value[0]

    assert (found.role, found.number, found.names[0].full, found.relationship.value) == (
        "guarantor",
        "G7",
        "Bo Roe",
        "BRO",
    )
    assert ([one.value for one in found.telecoms], found.starts.year, found.ends) == (
        ["555", "556"],
        2020,
        None,
    )


def test_a_bad_period_is_named():
    read = contacts("NK1|1|Roe^Bo", segment("NK1", f2="Poe^Ed", f8="soon"))

    assert [str(problem.where) for problem in read.problems] == ["NK1(2)-8"]
