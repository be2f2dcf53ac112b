"""Keeps what is wrong with a message: one row a finding, open until it no longer holds or a person settled it."""

from collections.abc import Iterable

from core.actions import change, keep
from interop.hl7 import Problem
from interop.models import Inbound, Issue

LIMIT = 50


def note(message: Inbound, problems: Iterable[Problem], *, look: Iterable[Problem] = ()) -> None:
    """Make these findings the open ones of a message, inside a verb on it.

    A finding that no longer holds is fixed; one that a person set aside stays so. `look` are findings of a message
    that was applied all the same, on which a person must decide.
    """
    decide = list(dict.fromkeys(look))
    found = {_key(one): (one, _severity(one, decide)) for one in [*decide, *problems]}
    kept = {_key_of(row): row for row in message.issues.all()}
    for key, row in kept.items():
        if key not in found and row.status == Issue.Status.OPEN:
            change(row, status=Issue.Status.FIXED)
        elif key in found and row.status == Issue.Status.FIXED:
            change(row, status=Issue.Status.OPEN)
    for key, (problem, severity) in list(found.items())[:LIMIT]:
        if key not in kept:
            keep(_row(message, problem, severity))


def first_of(problems: Iterable[Problem]) -> str:
    """The first finding that stops the message in one line, else the first; for the list."""
    known = list(problems)
    return str(next((one for one in known if one.is_error), known[0] if known else ""))[:240]


def _severity(problem: Problem, decide: list[Problem]) -> str:
    if problem in decide:
        return Issue.Severity.LOOK
    return Issue.Severity.ERROR if problem.is_error else Issue.Severity.WARNING


def _row(message: Inbound, problem: Problem, severity: str) -> Issue:
    segment, field, code, text = _key(problem)
    return Issue(message=message, severity=severity, segment=segment, field=field, code=code, text=text)


def _key(problem: Problem) -> tuple[str, str, str, str]:
    """Segment, field, code and words as they are stored: NK1(2), 5, 102."""
    place = str(problem.where)
    segment, _dash, field = place.partition("-")
    return segment[:10], field[:20], str(problem.code.value), problem.text[:240]


def _key_of(row: Issue) -> tuple[str, str, str, str]:
    return row.segment, row.field, row.code, row.text
