"""The kept notices of a visit follow its facts: owed anew, moved, or owed no more; what was given stays given (E-9).

Called inside whichever verb changed a fact: the visit, an order of status, a policy, the expected date, a delivery.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actions import change, keep
from core.localtime import local_date
from discharge import answer_work, deadlines, notice_facts, notice_rules, notice_work
from discharge.models import Notice
from discharge.notice_rules import Owed, Stay
from encounters.models import Encounter
from patients.models import Case, Patient, Stage
from policy.notices import Notices

Status = Notice.Status
OPEN = (Status.DUE, Status.MISSED, Status.NOT_REQUIRED)
# By which rule a notice is counted back from leaving.
RULES = {notice_rules.IM_FOLLOW_UP: "R-IM-2", notice_rules.MCSN: "R-MCSN-1"}
Kind = Encounter.Kind
STAYS = (Kind.INPATIENT, Kind.OBSERVATION, Kind.EMERGENCY, Kind.PREADMISSION)


def heard(encounter: Encounter, by: Any) -> None:
    """A fact of a visit changed (encounters.statuses)."""
    if encounter.case_id is not None and encounter.kind in STAYS:
        settle(encounter, by=by)


def of_patient(patient: Patient, by: Any) -> None:
    """Who pays for a patient changed: their visits that are not over."""
    settle_open(Encounter.objects.filter(patient=patient), by=by)


def of_case(case: Case, by: Any) -> None:
    """The expected date of a case changed."""
    settle_open(case.encounters.all(), by=by)


def settle_open(rows: Any, *, by: Any) -> None:
    """Settle those of some visits whose patient is here, or to come."""
    here = rows.filter(status__in=("planned", "in_progress"), case__isnull=False, kind__in=STAYS)
    for encounter in here.exclude(case__stage=Stage.CLOSED).select_related("case__facility", "facility"):
        settle(encounter, by=by)


def settle(
    encounter: Encounter, *, by: Any, leaves_at: datetime | None = None, disposition: str = ""
) -> list[Notice]:
    """Bring the notices of a visit in line with its facts; those that were opened, moved or taken back.

    `leaves_at` and `disposition` are of a departure that is about to be recorded: what it owes is asked before it.
    """
    found = differences(encounter, leaves_at=leaves_at, disposition=disposition)
    written = [_write(encounter, each, by) for each in found]
    answer_work.of_visit(encounter, by=by)
    return written


@dataclass(frozen=True)
class Difference:
    """What a notice is to be: the kept row if there is one, its state and window, and the rule and version that say so."""

    row: Notice | None
    kind: str
    number: int
    status: str
    due_from: datetime | None
    due_by: datetime | None
    because: str
    rule: str
    version: Any
    # None where nothing is said of it.
    late: bool | None = None


def differences(
    encounter: Encounter, *, leaves_at: datetime | None = None, disposition: str = ""
) -> list[Difference]:
    """Where the kept notices of a visit are not what its facts say; nothing is written."""
    version_at = notice_facts.versions_of(encounter.facility)
    if version_at is None:
        return []
    rows = list(
        Notice.objects.filter(encounter=encounter, error_at=None).select_related("item", "case", "rules")
    )
    kept = {(row.kind, row.number): row for row in rows}
    stay = notice_facts.stay_of(encounter, rows)
    if leaves_at is not None:
        on = local_date(leaves_at, stay.zone)
        stay = replace(stay, left=leaves_at, leaves_on=on, undated=False, disposition=disposition)
    found = notice_rules.owed(stay, lambda at: notice_facts.figures(version_at(at)))
    said = [_as_owed(kept.get((owed.kind, owed.number)), owed, version_at(owed.trigger)) for owed in found]
    named = {(owed.kind, owed.number): owed.required for owed in found}
    gone = [
        _gone(row)
        for key, row in kept.items()
        if key not in named and row.status == Status.DUE and (stay.cancelled or not row.picked)
    ]
    picked = [row for key, row in kept.items() if row.picked and not stay.cancelled and not named.get(key)]
    return [*filter(None, said), *gone, *_picked(picked, stay), *_judged(rows, stay)]


def _as_owed(row: Notice | None, owed: Owed, version: Any) -> Difference | None:
    """What a notice of the rules is to be; None where it is that already, was given, or a person picked it."""
    window, status = owed.window, Status.DUE if owed.required else Status.NOT_REQUIRED
    if row is not None:
        if row.status not in OPEN or (row.picked and not owed.required):
            return None
        if row.status == Status.MISSED and owed.required and window.due_by == row.due_by:
            status = Status.MISSED
        same = (status, window.due_from, window.due_by, owed.because)
        if same == (row.status, row.due_from, row.due_by, row.because):
            return None
    facts = (status, window.due_from, window.due_by, owed.because, owed.rule, version)
    return Difference(row, owed.kind, owed.number, *facts)


def _gone(row: Notice) -> Difference:
    """What the facts do not even mention any more is not owed."""
    because = _("The facts that asked for it changed")
    return Difference(row, row.kind, row.number, Status.NOT_REQUIRED, None, None, because, "E-9", row.rules)


def _picked(rows: Iterable[Notice], stay: Stay) -> Iterable[Difference]:
    """What a person picked follows the day of leaving; nothing takes it back."""
    for row in rows:
        if row.status not in OPEN or row.due_from is None:
            continue
        by = notice_rules.picked_by(row.kind, row.due_from, stay, notice_facts.figures(row.rules))
        if by != row.due_by:
            now = (Status.DUE, row.due_from, by, row.because)
            yield Difference(row, row.kind, row.number, *now, RULES.get(row.kind, "R-HINN"), row.rules)


def _judged(rows: Iterable[Notice], stay: Stay) -> Iterable[Difference]:
    """Whether what is counted back from leaving was given in time is known once the patient has left (R-IM-2, R-MCSN-1)."""
    for row in rows:
        given = row.delivered_at if row.kind in notice_rules.BY_RELEASE else None
        if given is None:
            continue
        figures = notice_facts.figures(row.rules)
        late = notice_rules.hurried(row.kind, given, row.due_from, stay, figures) and not row.goes_sooner
        by = row.due_by or _ended(row, stay, figures)
        if (late, by) != (row.late, row.due_by):
            now = (row.status, row.due_from, by, row.because, RULES[row.kind], row.rules)
            yield Difference(row, row.kind, row.number, *now, late=late)


def _ended(row: Notice, stay: Stay, figures: Notices) -> datetime | None:
    """The end of the window of what was given before anybody had said when the release is; None until they have left."""
    if stay.left is None or stay.leaves_on is None:
        return None
    since = row.due_from or stay.left
    if row.kind == notice_rules.MCSN:
        return notice_rules.picked_by(row.kind, since, stay, figures)
    by = figures.follow_up_copy(stay.leaves_on, stay.zone, stay.left).due_by
    return max(since, by) if by is not None else None


def _write(encounter: Encounter, now: Difference, by: Any) -> Notice:
    facts = {"status": now.status, "due_from": now.due_from, "due_by": now.due_by, "because": now.because}
    row = now.row
    if row is None:
        new = {"case": encounter.case, "encounter": encounter, "kind": now.kind, "number": now.number}
        row = keep(Notice(**new, **facts, rules=now.version, created_by=by))
    else:
        if row.due_by is not None:
            deadlines.moved(row, "due_by", rule=now.rule, old=row.due_by, new=now.due_by, because=now.because)
        change(row, **facts, rules=now.version, late=row.late if now.late is None else now.late)
    return worked(row, by)


def worked(row: Notice, by: Any) -> Notice:
    """Its work in the list of whoever answers for notices, as its window is now."""
    had = row.item_id
    notice_work.follow(row, by=by, figures=notice_facts.figures(row.rules))
    if row.item_id != had:
        change(row, item=row.item)
    return row
