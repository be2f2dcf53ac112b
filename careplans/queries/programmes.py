"""Programmes of a case: in which it is, how it stands towards the others, and how often it is looked at anew."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from assessments.models import InstrumentVersion
from careplans import programme_facts
from careplans.models import Enrolment
from core import clock
from patients.models import Case
from policy import ready
from policy.programmes import MET, Programme, standing


def page(case: Case, *, judged: bool = True) -> dict[str, Any]:
    """The programmes a case is or was in, and those it could enter with each rule met, not met or not known.

    How rules stand tells of needs and scores: `judged` is for those who decide on a programme, others see where the case is.
    """
    rows = list(
        Enrolment.objects.filter(case=case, error_at=None)
        .select_related("rules", "created_by", "left_by")
        .order_by("until_on", "-from_on", "-pk")
    )
    inside = [row for row in rows if row.until_on is None]
    _version, known = ready.programmes_of(case.facility, clock.now())
    facts = programme_facts.of(case) if judged else None
    codes = {row.programme for row in inside}
    words = _words(case)
    return {
        "inside": [_inside(row, facts, case) | words(programme_of(row)) for row in inside],
        "past": [{"row": row, "label": _label(row)} for row in rows if row.until_on is not None],
        "open": [
            _offer(each, facts) | words(each)
            for each in known
            if facts is not None and each.code not in codes
        ],
    }


def programme_of(row: Enrolment) -> Programme | None:
    """The programme as it was when the patient entered."""
    return ready.programmes_by(row.rules).get(row.programme)


def cadences(cases: Iterable[Case]) -> Mapping[UUID, int]:
    """Every how many days a case in a programme is assessed anew: the shortest of its programmes. One statement."""
    keys = [case.pk for case in cases]
    rows = Enrolment.objects.filter(case__in=keys, until_on=None, error_at=None).select_related("rules")
    found: dict[UUID, int] = {}
    for row in rows:
        programme = programme_of(row)
        if programme is not None:
            found[row.case_id] = min(found.get(row.case_id, programme.every_days), programme.every_days)
    return found


def _words(case: Case) -> Callable[[Programme | None], dict[str, str]]:
    """What a programme asks and helps with, in the titles of its instruments and templates."""
    asked = InstrumentVersion.objects.filter(status=InstrumentVersion.Status.IN_USE)
    titles = dict(asked.values_list("instrument__code", "title"))
    _version, known = ready.plan_templates(case.facility, clock.now())
    labels = {each.code: each.label for each in known}

    def said(programme: Programme | None) -> dict[str, str]:
        if programme is None:
            return {"asks": "", "helps": ""}
        asks = ", ".join(titles.get(code, code) for code in programme.instruments)
        return {"asks": asks, "helps": ", ".join(labels.get(code, code) for code in programme.templates)}

    return said


def _inside(row: Enrolment, facts: Mapping[str, Any] | None, case: Case) -> dict[str, Any]:
    programme = programme_of(row)
    days = (clock.today(case.facility.tz) - row.from_on).days
    rules = programme.leaving if programme is not None and facts is not None else ()
    leaving = standing(rules, {**(facts or {}), "days_enrolled": days}, {}).rules
    due = [rule for rule in leaving if rule.state == MET]
    return {
        "row": row,
        "programme": programme,
        "label": _label(row),
        "leaving": leaving,
        "due": due,
        "days": days,
    }


def _offer(programme: Programme, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"programme": programme, "standing": standing(programme.entry, facts, {})}


def _label(row: Enrolment) -> str:
    programme = programme_of(row)
    return programme.label if programme is not None else row.programme
