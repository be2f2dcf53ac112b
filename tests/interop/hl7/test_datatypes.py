"""Values of fields: names, identifiers, people, addresses, telephone numbers, places, codes."""

import pytest

from interop.hl7.datatypes import (
    address,
    coded,
    display_name,
    identifier,
    person_name,
    place,
    providers,
    telecom,
)
from tests.interop.hl7.messages import message, msh


def values(field: str):
    return message(msh(), f"ZZZ|{field}").first("ZZZ").repetitions(1)


def value(field: str):
    return values(field)[0]


@pytest.mark.parametrize(
    ("sent", "full", "use"),
    [
        ("Roe^Ana^Q^Jr^Dr^MD^L", "Dr Ana Q Roe Jr", "official"),
        ("Roe^Ana", "Ana Roe", "official"),
        ("van Roe&van&Roe^Ana^^^^^D", "Ana van Roe", "usual"),
        ("&van&Roe^Ana", "Ana van& Roe", "official"),
        ("Roe^^^^^^M", "Roe", "maiden"),
        ("Roe^A^^^^^N", "A Roe", "nickname"),
        ("Roe^A^^^^^CURRENT", "A Roe", "official"),
        ("Roe^A^^^^^PREVIOUS", "A Roe", "old"),
        ("Roe^A^^^^^?", "A Roe", "other"),
        ("山田^太郎^^^^^L^I", "太郎 山田", "official"),
    ],
)
def test_names(sent, full, use):
    name = person_name(value(sent))

    assert name.full.replace("&", "& ").replace("  ", " ") == full if "&" in full else name.full == full
    assert name.use == use


@pytest.mark.parametrize("sent", ["", "^^", '""', '""^""', "^^^^^^L"])
def test_no_name(sent):
    assert person_name(value(sent)) is None


def test_the_name_shown_is_the_first_official_one():
    names = [person_name(one) for one in values("Old^A^^^^^M~Roe^Ana^^^^^L~Roe^Anna^^^^^L~R^Annie^^^^^N")]

    assert display_name(names).full == "Ana Roe"
    assert display_name(names[:1]).full == "A Old"
    assert display_name([]) is None
    assert person_name(value("山田^太郎^^^^^L^I")).representation == "I"


def test_identifiers():
    found = identifier(value("007^4^M11^HOSP&1.2.3&ISO^mr^SITE&9&ISO^20200101^20301231"))

    assert (found.value, found.check_digit, found.check_scheme, found.type) == ("007", "4", "M11", "MR")
    assert (found.authority.key, found.authority.universal_id) == ("HOSP", "1.2.3")
    assert (found.facility.name, found.valid_from.year, found.valid_until.year) == ("SITE", 2020, 2030)
    assert identifier(value("7^^^&1.2.3&ISO")).authority.key == "1.2.3"
    assert identifier(value("7^^^^^^rubbish^99991231")).valid_until is None
    assert identifier(value("^^^HOSP^MR")) is None


def test_one_person_in_several_identifier_systems_is_one_person():
    people = providers(values("1^Roe^Ana^^^^^^NPI^^^^NPI~D9^ROE^ana^^^Dr^^^HOSP~2^Poe^Ed~3~~4"))

    assert [[one.value for one in person.identifiers] for person in people] == [
        ["1", "D9"],
        ["2"],
        ["3"],
        ["4"],
    ]
    assert people[0].name.given == "Ana"
    assert people[0].identifiers[0].type == "NPI"
    assert people[0].identifiers[1].authority.key == "HOSP"


@pytest.mark.parametrize(
    ("sent", "street", "use"),
    [
        ("1 Elm St^Apt 2^Troy^NY^12180^USA^H^^Rensselaer", "1 Elm St", "home"),
        ("1 Elm St&Elm St&1^^Troy^^^^B", "1 Elm St", "work"),
        ("&Elm St&1^^Troy^^^^C", "1 Elm St", "temporary"),
        ("2222&HOME&STREET^^Troy^^^^BA", "2222 HOME STREET", "old"),
        ("^^Troy^^^^M", "", "mailing"),
        ("^^Troy^^^^P", "", "permanent"),
        ("^^Troy^^^^ZZ", "", "other"),
        ("^^Troy", "", "home"),
    ],
)
def test_addresses(sent, street, use):
    found = address(value(sent))

    assert (found.street, found.city, found.use) == (street, "Troy", use)


@pytest.mark.parametrize("sent", ["", "^^^^^^H", "^^Troy^^^^BDL", "^^Troy^^^^N"])
def test_a_place_of_birth_and_a_blank_are_no_address(sent):
    assert address(value(sent)) is None


@pytest.mark.parametrize(
    ("sent", "number", "kind", "use"),
    [
        ("(555)123-4567^PRN^PH", "(555)123-4567", "phone", "home"),
        ("^WPN^PH^^^555^1234567^89", "555 1234567", "phone", "work"),
        ("^PRN^PH^^1^555^1234567", "+1 555 1234567", "phone", "home"),
        ("^PRN^CP^^^555^1234567^^^^^555-123-4567", "555-123-4567", "phone", "mobile"),
        ("555^PRS^PH", "555", "phone", "mobile"),
        ("^NET^Internet^ana@example.org", "ana@example.org", "email", "other"),
        ("ana@example.org", "ana@example.org", "email", "other"),
        ("555^EMR^FX", "555", "fax", "emergency"),
        ("555^BPN", "555", "pager", "other"),
        ("555^^BP", "555", "pager", "other"),
        ("6082517777^^Internet^8484", "6082517777", "phone", "other"),
        ("call the shop^ORN^TDD", "call the shop", "other", "other"),
    ],
)
def test_telecoms(sent, number, kind, use):
    found = telecom(value(sent))

    assert (found.value, found.kind, found.use) == (number, kind, use)


def test_an_extension_is_kept_and_a_blank_is_nothing():
    assert telecom(value("^WPN^PH^^^555^1234567^89")).extension == "89"
    assert telecom(value("^PRN^PH^^^555")) is None
    assert telecom(value("")) is None


def test_places():
    found = place(value("4W&x^12^B^HOSP&1.2&ISO^O^N^East^2^by the door"))

    assert found.key == ("HOSP", "4W", "12", "B")
    assert (found.status, found.kind, found.building, found.floor, found.description) == (
        "O",
        "N",
        "East",
        "2",
        "by the door",
    )
    assert place(value("4W")).key == ("", "4W", "", "")
    assert place(value("^^^^^N")) is None
    assert place(value('""')) is None


def test_codes_keep_their_text():
    found = coded(value("2106-3^White^CDCREC^W^Caucasian^L"))

    assert (found.code, found.text, found.system, found.alternate_code) == ("2106-3", "White", "CDCREC", "W")
    assert coded(value("^free text")).said == "free text"
    assert coded(value("X")).said == "X"
    assert coded(value("X^^^^^^^^as written")).text == "as written"
    assert coded(value("^")) is None
