"""Limits are met before parsing; just below them everything is read."""

import pytest

from interop.hl7 import OverLimit, Where, limits, parse, read_adt
from tests.interop.hl7.messages import PV1, RECEIVED, message, msh

BELOW_FIELD = "x" * limits.FIELD_CHARACTERS


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        (["PID|1||" + "x" * 1_000_000], ""),
        (["NTE|1"] * 2_000, ""),
        (["PID|1||M1", "PID|" + BELOW_FIELD + "x"], "PID(2)-1"),
        (["PID|1||M1|" + "^" * 1_998], "PID"),
        (["PID|1||M1|" + "~" * 1_998], "PID"),
        (["PID|1||M1|" + "&" * 1_998], "PID"),
        (["PID" + "|" * 2_001], "PID"),
        (["PID|1||" + "\\E\\" * 2_001], "PID-3"),
        (["NTE|1||" + "\\" * 60_000], "NTE-3"),
        (["PID|1||M1||" + "a^" * 25_000], "PID"),
    ],
    ids=[
        "bytes",
        "segments",
        "field",
        "components",
        "repetitions",
        "subcomponents",
        "fields",
        "escapes",
        "marks",
        "50 kB",
    ],
)
def test_above_a_limit_is_refused_and_named(rows, where):
    with pytest.raises(OverLimit) as caught:
        message(msh(), *rows)

    assert str(caught.value.problem.where) == where
    assert caught.value.problem.is_error


def test_a_header_field_is_counted_as_people_count_it():
    with pytest.raises(OverLimit) as caught:
        message(msh(f10=BELOW_FIELD + "x"))

    assert caught.value.problem.where == Where("MSH", 10)


@pytest.mark.parametrize(
    "rows",
    [
        ["NTE|1"] * 1_997,
        ["NTE|" + BELOW_FIELD],
        ["NTE|1|" + "^" * 1_998],
        ["NTE|1|" + "\\E\\" * 2_000],
        ["NTE|1|" + "\\E\\" * 1_500 + "|" + "\\E\\" * 1_500],
    ],
    ids=["segments", "field", "components", "escapes", "escapes of two fields"],
)
def test_at_a_limit_is_read(rows):
    assert message(msh(), "PID|1||M1", PV1, *rows).first("NTE")


def test_refusing_looks_at_no_leaf(monkeypatch):
    """A message of 1 MB in one field is refused without splitting it into components."""
    monkeypatch.setattr(
        "interop.hl7.lexer.Repetition.__init__", lambda *args: pytest.fail("a leaf was built")
    )

    with pytest.raises(OverLimit):
        message("MSH|^~\\&|" + "a^b~" * 200_000)


def test_a_large_patient_segment_costs_a_bounded_number_of_leaves(monkeypatch):
    """50 kB in a name: the work is counted in decoded leaves, since time is not repeatable."""
    counted = []
    monkeypatch.setattr("interop.hl7.lexer.decode", lambda text, encoding: counted.append(len(text)) or text)
    names = "~".join(["Roe" * 30 + "^Ana"] * 500)

    read = read_adt(message(msh(), f"PID|1||M1||{names}", PV1))

    assert len(read.patient.names.value) == 500
    assert len(counted) < 500 * 12
    assert sum(counted) < 4 * len(names)


def test_composing_hostile_marks_is_bounded(monkeypatch):
    """Runs of combining marks are composed only up to a length at which quadratic time is nothing."""
    seen = []
    monkeypatch.setattr(
        "interop.hl7.lexer.unicodedata.normalize", lambda form, text: seen.append(len(text)) or text
    )

    raw = "\r".join([msh(), "PID|1||M1||" + "\u0316\u0301" * 15_000 + "~" + "Zoe\u0308"]).encode()
    read_adt(parse(raw, received=RECEIVED))

    assert seen
    assert max(seen) <= 250
