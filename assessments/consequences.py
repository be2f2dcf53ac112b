"""What answers set going: protocols at once, on an unfinished form too; tasks, needs and scores at the signature.

Used inside verbs only; each step may be repeated and happens once.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments import asked_of, found, raising, scoring, task_templates, worsened
from assessments.models import Score, Section
from assessments.questionnaire import Flag
from assessments.scoring import Outcome, Result, Status
from assessments.taking import Taken
from core import access, clock
from core.actions import keep
from teams import ledger
from worklist import actions as work
from worklist.duplicates import Doubled
from worklist.models import Item


def at_once(section: Section, taken: Taken, *, by: Any) -> None:
    """A safety answer opens its protocol and its task the moment it is given (PHQ-9 question 9, ASQ)."""
    questionnaire = asked_of.questionnaire(section)
    if not taken.written or not any(flag.protocol for flag in questionnaire.flags):
        return
    age = asked_of.age(section, questionnaire)
    before = {flag.code for flag in scoring.score(questionnaire, taken.before, age).safety}
    for flag in scoring.score(questionnaire, taken.values, age).safety:
        if flag.code not in before:
            _raise(section, flag, by)


def at_signature(section: Section, taken: Taken, outcome: Outcome, *, by: Any) -> None:
    """Scores with their arithmetic, needs that were found, and each task that the bands and flags ask for.

    A protocol is opened by what is newly answered only: one that was cleared since stays cleared.
    """
    at_once(section, taken, by=by)
    for result in outcome.results:
        if result.status is not Status.NOT_APPLICABLE:
            worsened.by_score(keep(_score(section, result, taken.values, by)), by=by)
    found.needs(section, outcome, by=by)
    open_tasks(section, outcome.actions, by=by)


def open_tasks(section: Section, codes: Collection[str], *, by: Any) -> None:
    """One task for each code, with one owner; what this section has opened before, or somebody has in hand, is not doubled."""
    keys = {code: f"section:{section.pk}:{code}" for code in codes}
    known = set(Item.objects.filter(source_key__in=keys.values()).values_list("source_key", flat=True))
    holders = _holders(section, codes) if set(keys.values()) - known else {}
    for code, key in keys.items():
        if key not in known:
            _open(section, task_templates.get(code), key, holders, by)


def _raise(section: Section, flag: Flag, by: Any) -> None:
    raising.raise_from(section, kind=flag.protocol, because=flag.label, acute=flag.acute, by=by)
    open_tasks(section, flag.actions, by=by)


def _open(section: Section, task: Any, key: str, holders: dict[str, Any], by: Any) -> None:
    facts: dict[str, Any] = {"activity": task.activity, "what": task.what, "why": task.why}
    facts["subject"] = task.subject_of(section.instrument.instrument_id)
    due = clock.now() + timedelta(minutes=task.minutes)
    # What harms when late is theirs who heard it; they are there.
    owner = by if task.priority == Item.Priority.HARM else holders.get(task.activity, by)
    facts |= {"owner": owner, "due_at": due, "priority": task.priority, "source_key": key}
    facts["about"] = f"assessments.Section:{section.pk}"
    try:
        work.open_item(section.case, by=by, **facts)
    except Doubled as same:
        # What somebody has in hand is the one task; what was done lately answered an earlier result.
        if not same.row.is_live:
            work.open_item(section.case, by=by, distinct_because=_("A new result asks for it again"), **facts)


def _holders(section: Section, codes: Iterable[str]) -> dict[str, Any]:
    """Who answers for the activities of some tasks on this case, and may work there."""
    activities = {task_templates.get(code).activity for code in codes}
    rows = ledger.live(section.case, clock.now()).filter(
        activity__in=activities, shared=False, holder__isnull=False
    )
    held = {row.activity: row.holder for row in rows.select_related("holder")}
    return {name: who for name, who in held.items() if access.can(who, "edit_work", section.case)}


def _score(section: Section, result: Result, values: dict[str, Any], by: Any) -> Score:
    """One result as it is kept: inputs, points of each component, what was missing, total or range, band."""
    version = section.instrument
    facts: dict[str, Any] = {
        "code": result.code,
        "label": result.label,
        "rules": f"{version.instrument.code} {version.number}",
    }
    facts["inputs"] = {link_id: values.get(link_id) for link_id in (*result.points, *result.missing)}
    facts["points"] = {link_id: _number(points) for link_id, points in result.points.items()}
    facts["missing"] = [*result.missing, *result.declined]
    facts |= {"total": result.total, "low": result.low, "high": result.high}
    if result.band:
        facts |= {"band": result.band.code, "band_label": result.band.label}
    elif result.note:
        facts["band_label"] = result.note
    made = Score(case=section.case, section=section, sort=section.sort, kind=Score.Kind.INSTRUMENT, **facts)
    made.at, made.created_by = clock.now(), by
    return made


def _number(points: Decimal | None) -> float | int | None:
    if points is None:
        return None
    return int(points) if points == points.to_integral_value() else float(points)
