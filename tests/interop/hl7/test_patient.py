"""PID and PD1: the patient's key, and the statements about the person."""

import pytest

from interop.hl7 import SenderRules, read_adt
from tests.interop.hl7.messages import EVN, PV1, adt, message, msh, segment


def patient(
    rules: SenderRules | None = None, trigger: str = "A01", extra: tuple[str, ...] = (), **fields: str
):
    fields = {"f3": "M1^^^HOSP^MR", "f5": "Roe^Ana"} | fields
    return adt(trigger, EVN, segment("PID", **fields), *extra, PV1, rules=rules)


@pytest.mark.parametrize(
    ("sent", "rules", "key"),
    [
        ("A^^^X^PI~B^^^Y^MR~C^^^Z^PT", {}, ("Y", "B")),
        ("A^^^X^PT~B^^^Y^PI", {}, ("Y", "B")),
        ("A^^^X^AN~B^^^Y^PT", {}, ("Y", "B")),
        ("A^^^X^AN~B^^^Y", {}, ("X", "A")),
        ("A^^^X^MRN~B^^^Y^PI", {}, ("X", "A")),
        ("A^^^X^MR~B^^^Y^AN", {"mrn_authority": "Y"}, ("Y", "B")),
        ("A^^^X^MR~B^^^&1.2.3&ISO^AN", {"mrn_authority": "1.2.3"}, ("1.2.3", "B")),
        ("A^^^X^MR", {"mrn_authority": "elsewhere"}, ("X", "A")),
        ("007", {}, ("HOSP", "007")),
        ("  007 ^^^^MR", {}, ("HOSP", "007")),
        ("S^^^SSA^SS~A^^^X^AN", {}, ("X", "A")),
    ],
)
def test_the_key_among_the_identifiers(sent, rules, key):
    read = patient(SenderRules(**rules), f3=sent).patient

    assert (read.key.authority, read.key.value) == key
    assert str(read.key.where) == "PID-3"


def test_older_fields_are_read_only_when_pid_3_says_nothing():
    older = patient(f3="", f2="E1^^^EXT", f4="A1").patient
    assert (older.key.authority, older.key.value, str(older.key.where)) == ("EXT", "E1", "PID-2")
    assert patient(f3="", f4="A1").patient.key.where.field == 4
    assert patient(f2="E1").patient.key.value == "M1"

    newer = read_adt(message(msh(f12="2.8"), EVN, "PID|1|E1|", PV1))
    assert newer.patient.key is None
    assert [str(problem.where) for problem in newer.errors] == ["PID-3"]


@pytest.mark.parametrize("sent", ["", '""', "^^^HOSP^MR", "S^^^SSA^SS"])
def test_no_usable_identifier_stops_the_message(sent):
    read = patient(f3=sent)

    assert [(str(problem.where), problem.code) for problem in read.errors] == [("PID-3", 101)]


def test_no_pid_stops_the_message():
    assert [str(problem) for problem in adt("A08", EVN, PV1).errors] == [
        "PID: The message has no PID segment."
    ]


def test_three_values_of_a_field():
    read = patient(f8='""', f5="Roe^Ana").patient

    assert read.names.present
    assert read.sex.cleared
    assert not read.birth.stated
    assert [str(fact.where) for fact in (read.names, read.sex, read.birth)] == ["PID-5", "PID-8", "PID-7"]


@pytest.mark.parametrize(
    ("trigger", "snapshot", "cleared"), [("A08", True, True), ("A08", False, False), ("A01", True, False)]
)
def test_empty_deletes_only_in_a_snapshot_senders_update(trigger, snapshot, cleared):
    read = patient(SenderRules(snapshot=snapshot), trigger, f11="").patient

    assert read.addresses.cleared is cleared
    assert read.key.value == "M1"
    assert not patient(SenderRules(snapshot=snapshot), trigger, f3="", f2="E1").patient.identifiers.stated


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ("M", "male"),
        ("f", "female"),
        ("O", "other"),
        ("A", "other"),
        ("N", "other"),
        ("U", "unknown"),
        ("Female", "female"),
    ],
)
def test_sex(sent, value):
    assert patient(f8=sent).patient.sex.value.value == value


def test_an_unknown_code_keeps_its_text_and_is_noted():
    read = patient(f8="2^Weiblich")

    assert (read.patient.sex.value.value, read.patient.sex.value.text) == ("", "Weiblich")
    assert [(str(problem.where), problem.code, problem.is_error) for problem in read.problems] == [
        ("PID-8", 103, False)
    ]
    assert patient(SenderRules(sexes={"2": "female"}), f8="2").patient.sex.value.value == "female"
    assert (
        patient(SenderRules(sexes={"weiblich": "female"}), f8="2^Weiblich").patient.sex.value.value
        == "female"
    )


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ("en", "en"), ("ENG", "en"), ("English", "en"), ("en-US", "en"), ("es_MX^Spanish (Mexico)", "es"),
        ("spa", "es"), ("fre", "fr"), ("^Haitian Creole", "ht"), ("ASL", "ase"), ("Klingon", ""),
    ],
)  # fmt: skip
def test_language(sent, value):
    read = patient(f15=sent)

    assert read.patient.language.value.value == value
    assert [str(problem.where) for problem in read.problems] == (["PID-15"] if not value else [])


def test_a_senders_own_language_code():
    assert patient(SenderRules(languages={"99": "so"}), f15="99").patient.language.value.value == "so"


@pytest.mark.parametrize(
    ("f29", "f30", "dead", "warned"),
    [
        ("20260228", "", True, False),
        ("20260228", "Y", True, False),
        ("", "Y", True, False),
        ("", "N", None, False),
        ('""', "N", False, False),
        ('""', "", None, False),
        ("20260228", "N", None, True),
        ("", "", None, False),
    ],
)
def test_death(f29, f30, dead, warned):
    read = patient(f29=f29, f30=f30)

    assert read.patient.dead.value is dead
    assert bool(read.problems) is warned


def test_an_impossible_birth_date_is_dropped_with_a_warning():
    read = patient(f7="20261231")

    assert not read.patient.birth.stated
    assert [(str(problem.where), problem.code) for problem in read.problems] == [("PID-7", 102)]
    assert not read.errors


def test_reaching_the_patient():
    read = patient(f13="555^PRN~ana@example.org", f14="556", f40="557^PRS").patient

    assert [(one.value, one.use) for one in read.telecoms] == [
        ("555", "home"),
        ("ana@example.org", "home"),
        ("556", "work"),
        ("557", "mobile"),
    ]


def test_the_rest_of_the_person():
    extra = ("PD1|||Clinic One|9^Poe^Ed",)
    read = patient(
        extra=extra, f6="Lee^^^^^^M", f9="Nan", f10="2106-3^White^CDCREC~2028-9", f11="1 Elm^^Troy", f12="RE",
        f16="E", f17="CAT^Catholic", f18="ACC1^^^HOSP", f22="H", f24="Y", f25="2",
    ).patient  # fmt: skip

    assert read.name.full == "Ana Roe"
    assert (read.mothers_maiden_name.value.family, read.aliases.value[0].family) == ("Lee", "Nan")
    assert [race.code for race in read.races.value] == ["2106-3", "2028-9"]
    assert (read.addresses.value[0].city, read.county.value, read.marital.value.value) == ("Troy", "RE", "L")
    assert (read.account.value.value, read.ethnic_groups.value[0].code, read.religion.value.text) == (
        "ACC1",
        "H",
        "Catholic",
    )
    assert (read.multiple_birth.value, read.birth_order.value) == (True, 2)
    assert (read.primary_facility.value, read.primary_provider.value.name.family) == ("Clinic One", "Poe")


def test_a_national_number_is_read_only_where_it_may_be_kept():
    sent = {"f3": "M1^^^HOSP^MR~123456789^^^SSA^SS", "f19": "123-45-6789"}

    without, kept = patient(**sent).patient, patient(SenderRules(keep_national_id=True), **sent).patient

    assert not without.national_id.stated
    assert [one.type for one in without.identifiers.value] == ["MR"]
    assert kept.national_id.value == "123-45-6789"
    assert [one.type for one in kept.identifiers.value] == ["MR", "SS"]


def test_an_interpreter_is_needed_only_if_said():
    rules = SenderRules(interpreter_field="ZPD-2")

    assert patient(rules, extra=("ZPD|1|Y",)).patient.interpreter.value is True
    assert patient(rules, extra=("ZPD|1|N",)).patient.interpreter.value is False
    assert not patient(rules, extra=("ZPD|1|maybe",)).patient.interpreter.stated
    assert not patient(extra=("ZPD|1|Y",)).patient.interpreter.stated
    with pytest.raises(ValueError, match="ZPD-2"):
        SenderRules(interpreter_field="ZPD.2")


def test_only_the_first_pid_counts():
    read = adt("A01", EVN, "PID|1||M1", "PID|2||M2", PV1)

    assert read.patient.key.value == "M1"
