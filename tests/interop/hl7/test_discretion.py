"""Nothing that may reach a log, an answer or an error repeats the patient's data; nothing but the library."""

import ast
import logging
import sys
from pathlib import Path

import pytest

import interop.hl7
from interop.hl7 import Answer, Hl7Error, acknowledge, outcome
from tests.interop.hl7.messages import RECEIVED, adt, message, msh

SECRET = "Xanthippe"
FOLDER = Path(interop.hl7.__file__).parent


def hostile(value: str) -> list[str]:
    """An ordinary message with the value, unreadable as anything but text, in every field."""
    return [
        f"{name}|" + "|".join([value] * 50)
        for name in ("EVN", "PID", "PV1", "PV2", "NK1", "IN1", "GT1", "MRG")
    ]


def test_findings_and_answers_never_repeat_a_value():
    read = adt("A03", *hostile(SECRET))
    raw = "\r".join([msh("A03"), *hostile(SECRET)]).encode()
    answer = Answer(code=outcome(read.problems), control_id="1", at=RECEIVED, problems=read.problems)

    assert len(read.problems) > 8
    assert SECRET not in "".join(map(str, read.problems))
    assert SECRET not in acknowledge(raw, answer).decode()


def test_no_object_shows_its_values():
    read = adt("A03", *hostile(SECRET))
    shown = [
        repr(read),
        repr(read.patient),
        repr(read.visit),
        repr(read.movement),
        repr(message(msh(), *hostile(SECRET))),
    ]
    shown += [repr(getattr(read.patient, name)) for name in read.patient.__slots__]
    shown += [repr(getattr(read.visit, name)) for name in read.visit.__slots__]
    shown += [repr(one) for fact in (read.contacts, read.coverages, read.guarantors) for one in fact.value]

    assert SECRET not in "".join(shown)
    assert "<Fact PID-5: value>" in shown


def test_an_exception_does_not_show_the_message():
    with pytest.raises(Hl7Error) as caught:
        message(msh(), f"PID|{SECRET}|" + SECRET * 9_000)

    assert SECRET not in f"{caught.value!r}{caught.value}"


def test_reading_logs_nothing(caplog):
    with caplog.at_level(logging.DEBUG):
        adt("A03", *hostile(SECRET))

    assert caplog.records == []


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: str(path.relative_to(FOLDER)))
def test_only_the_standard_library_is_imported(path):
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module if node.module.startswith("interop.hl7") else node.module.split(".")[0])

    assert not {name for name in found if not name.startswith("interop.hl7")} - sys.stdlib_module_names
