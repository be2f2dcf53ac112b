"""IN1 and IN2: coverage as a list that replaces the sender's earlier one."""

import pytest

from interop.hl7 import SenderRules
from tests.interop.hl7.messages import EVN, PID, PV1, adt, segment


def read(*rows: str, rules: SenderRules | None = None):
    return adt("A08", EVN, PID, PV1, *rows, rules=rules)


FULL = segment(
    "IN1", f1="1", f2="HMO1^Blue HMO", f3="BC^^^NAIC", f4="Blue Cross", f5="PO 1^^Troy", f7="555", f8="G1", f9="Acme",
    f12="20260101", f13="20261231", f14="AUTH1", f15="HMO", f16="Roe^Bo", f17="SPO", f36="P1", f49="ID1",
)  # fmt: skip


def test_a_coverage():
    found = read(FULL, segment("IN2", f6="MCR1", f8="MCD1")).coverages.value[0]

    assert found.key == ("BC", "P1", "HMO1")
    assert (str(found.where), str(found.where.at(36)), found.rank) == ("IN1", "IN1-36", 1)
    assert (found.company, found.company_addresses[0].city, found.company_telecoms[0].value) == (
        "Blue Cross",
        "Troy",
        "555",
    )
    assert (found.group_number, found.group_name, found.authorization) == ("G1", "Acme", "AUTH1")
    assert (found.starts.full.isoformat(), found.ends.full.isoformat()) == ("2026-01-01", "2026-12-31")
    assert (found.payer_kind.value, found.relationship.value, found.insured_names[0].full) == (
        "commercial",
        "SPO",
        "Bo Roe",
    )
    assert (found.insured_id, found.medicare_number, found.medicaid_number) == ("ID1", "MCR1", "MCD1")


def test_ranks_and_in2_follow_their_in1():
    rows = [
        "IN1|2|A||Aetna",
        "IN2" + "|" * 6 + "M2",
        "IN1||B||Blue",
        "IN1|900|C||Cigna",
        "IN2" + "|" * 6 + "M3",
    ]
    found = read(*rows).coverages.value

    assert [(one.rank, one.company, one.medicare_number) for one in found] == [
        (2, "Aetna", "M2"),
        (2, "Blue", ""),
        (3, "Cigna", "M3"),
    ]


def test_absent_cleared_and_blank_lists():
    assert not read().coverages.stated
    assert read('IN1|1|""').coverages.cleared
    assert not read("IN1|1").coverages.stated


@pytest.mark.parametrize(
    ("ends", "kept"), [("20251231", None), ("20260101", "2026-01-01"), ("99991231", None), ("2026", "2026")]
)
def test_an_end_before_the_beginning_is_left_out(ends, kept):
    found = read(segment("IN1", f2="A", f12="20260101", f13=ends))
    end = found.coverages.value[0].ends

    assert (end and (end.full.isoformat() if end.full else str(end.year))) == kept
    assert [str(problem.where) for problem in found.problems] == (["IN1-13"] if ends == "20251231" else [])


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("MCR", "medicare"),
        ("Medicaid", "medicaid"),
        ("PPO", "commercial"),
        ("self pay", "self_pay"),
        ("VA", "military"),
        ("Q", ""),
    ],
)
def test_payer_kinds(sent, kind):
    found = read(segment("IN1", f2="A", f15=sent))

    assert found.coverages.value[0].payer_kind.value == kind
    assert [str(problem.where) for problem in found.problems] == (["IN1-15"] if not kind else [])
    rules = SenderRules(plan_types={"q": "auto"})
    assert read(segment("IN1", f2="A", f15="Q"), rules=rules).coverages.value[0].payer_kind.value == "auto"
