"""The programme after one departure: begun by it, moved with it, ended by events. Used inside verbs only.

A departure is the end of an inpatient or observation stay after which nobody of the case is in the house (CPT 99495). The
clocks are those of the pack in force at leaving (E-10); the series of follow-ups begin by its rules, at once.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from core.actions import change, keep
from core.localtime import local_date
from core.refusals import Refused
from discharge import after_ends, deadlines
from discharge.models import AfterDischarge, FollowUpVisit
from encounters.dispositions import AGAINST_ADVICE, COMMUNITY
from encounters.models import Encounter
from facilities.queries import site_holidays
from outreach import people
from patients.models import Case, Stage
from policy import queries as policy_queries
from policy import ready
from policy import series as series_rules
from policy.afterwards import CLOCKS, Afterwards
from policy.models import RulePack
from worklist import rulebook, series
from worklist.dues import keep_next_due
from worklist.models import ContactAttempt, FollowUp

Status = AfterDischarge.Status
STAYS = (Encounter.Kind.INPATIENT, Encounter.Kind.OBSERVATION)
HOSPICE = "50"
# Which measure counts it (KPI-11): hospice at home has a team of its own, and what nobody coded is called all the same.
COMMUNITY_GROUP, AGAINST_GROUP, NEITHER = "community", "ama", "neither"
# Two-way, with the patient or who cares for them; a letter is none, and a message is an attempt (R-TCM-1, R-TCM-2).
SPOKEN = (
    ContactAttempt.Mode.PHONE,
    ContactAttempt.Mode.VIDEO,
    ContactAttempt.Mode.IN_PERSON,
    ContactAttempt.Mode.HOME,
)
# A visit at which a clinician sees the patient.
FACE_TO_FACE = (FollowUpVisit.Kind.PRIMARY, FollowUpVisit.Kind.SPECIALIST)


def group_of(disposition: str) -> str:
    """Which measure counts a departure so coded; empty where nobody is called: another place of care, or a death."""
    if disposition in AGAINST_ADVICE:
        return AGAINST_GROUP
    if disposition in COMMUNITY:
        return NEITHER if disposition == HOSPICE else COMMUNITY_GROUP
    return "" if disposition else NEITHER


def heard_visit(encounter: Encounter, by: Any) -> None:
    """A visit began, ended, or changed (encounters.statuses): whatever follows a departure follows it."""
    if encounter.kind not in STAYS:
        return
    if encounter.case_id is not None:
        settle(encounter, by=by)
    if encounter.status == Encounter.Status.IN_PROGRESS:
        for row in after_ends.others_of(encounter):
            stop(row, after_ends.BACK, by=by)
    elif encounter.status == Encounter.Status.CANCELLED:
        for row in after_ends.stopped_by(encounter):
            settle(row.encounter, by=by, but=encounter)


def settle(encounter: Encounter, *, by: Any, but: Encounter | None = None) -> AfterDischarge | None:
    """Bring the programme of a departure in line with its visit: begun, moved, ended, or begun again.

    `but` is a stay that is being taken back and counts no more, whatever the table still says of it.
    """
    row = AfterDischarge.objects.filter(encounter=encounter, error_at=None).select_related("rules").first()
    key: Any = encounter.case_id
    case = Case.objects.select_related("facility", "patient", "lead").get(pk=key)
    group, left_at = group_of(encounter.disposition), encounter.ended_at
    if encounter.status != Encounter.Status.FINISHED or not group or left_at is None:
        if row is not None and row.status == Status.RUNNING:
            stop(row, after_ends.of_visit(encounter), by=by)
        return row
    if row is None:
        return begin(case, encounter, left_at, group, by=by)
    _follow(row, case, left_at, group, by, but)
    return row


def begin(
    case: Case, encounter: Encounter, left_at: datetime, group: str, *, by: Any
) -> AfterDischarge | None:
    """Begin the programme of a departure with its series; nothing without rules, after its time, or for an older one."""
    version, rules = ready.after_leaving(case.facility, left_at)
    if (
        version is None
        or rules is None
        or case.stage == Stage.CLOSED
        or _still_here(case, encounter, left_at)
    ):
        return None
    tier = rulebook.tier_of(case)
    clocks = rules.clocks(tier, left_at, case.facility.tz, site_holidays(case.facility))
    if clocks["ends_at"] <= clock.now() or case.patient.deceased_at is not None:
        return None
    for old in AfterDischarge.objects.filter(case=case, status=Status.RUNNING, error_at=None):
        stop(old, after_ends.AGAIN, by=by)
    made = AfterDischarge(
        case=case, encounter=encounter, rules=version, tier=tier, left_at=left_at, group=group
    )
    made.created_by = by
    for name, at in clocks.items():
        setattr(made, name, at)
    reckon(made)
    keep(made)
    _begin_series(made, rules, by)
    return made


def _still_here(case: Case, encounter: Encounter, left_at: datetime, but: Encounter | None = None) -> bool:
    """Another stay goes on, or one ended later: then this was no departure, or not the last."""
    known = [row.pk for row in (encounter, but) if row is not None]
    others = after_ends.stays_of(case.patient_id, case.pk).exclude(pk__in=known)
    going_on = Q(status=Encounter.Status.IN_PROGRESS)
    return others.filter(going_on | Q(status=Encounter.Status.FINISHED, ended_at__gt=left_at)).exists()


def _follow(
    row: AfterDischarge, case: Case, left_at: datetime, group: str, by: Any, but: Encounter | None
) -> None:
    """The visit of a programme is over as before: at another time perhaps, or over again after all."""
    moved = row.left_at != left_at
    again = row.status == Status.STOPPED and row.stopped_because in after_ends.undone()
    if again and not _still_here(case, row.encounter, left_at, but):
        change(row, status=Status.RUNNING, stopped_at=None, stopped_because="")
    if moved:
        _move(row, case, left_at, by)
    if row.group != group:
        change(row, group=group)
    if (again or moved) and row.status == Status.RUNNING:
        _begin_series(row, ready.after_leaving_by(row.rules), by)


def _move(row: AfterDischarge, case: Case, left_at: datetime, by: Any) -> None:
    """The departure was at another time: every clock is reckoned anew and the old one kept (E-9)."""
    rules, zone = ready.after_leaving_by(row.rules), case.facility.tz
    new = rules.clocks(row.tier, left_at, zone, site_holidays(case.facility))
    because = _("The time of leaving changed.")
    for name in CLOCKS:
        deadlines.moved(row, name, rule=name, old=getattr(row, name), new=new[name], because=because)
    stop_series(row, because, by)
    row.left_at = left_at
    reckon(row)
    facts = {"attempts": row.attempts, "contacted_at": row.contacted_at, "visited_at": row.visited_at}
    change(row, left_at=left_at, **new, **facts)


def reckon(row: AfterDischarge) -> AfterDischarge:
    """Count the attempts since leaving, and the first time somebody was spoken with and was seen; nothing is saved."""
    since = ContactAttempt.objects.filter(case=row.case, at__gte=row.left_at, mode__in=SPOKEN)
    tried = list(since.order_by("at").values_list("at", "outcome"))
    row.attempts = len(tried)
    row.contacted_at = next((at for at, came in tried if came == ContactAttempt.Outcome.REACHED), None)
    seen = FollowUpVisit.objects.filter(
        case=row.case, error_at=None, kind__in=FACE_TO_FACE, at__gte=row.left_at
    )
    row.visited_at = (
        seen.filter(status=FollowUpVisit.Status.KEPT).order_by("at").values_list("at", flat=True).first()
    )
    return row


def look_again(case: Case, *, by: Any) -> None:
    """Take over what was logged on a case: contacts made, visits kept."""
    for row in AfterDischarge.objects.filter(case=case, status=Status.RUNNING, error_at=None):
        names = ("attempts", "contacted_at", "visited_at")
        before = [getattr(row, name) for name in names]
        reckon(row)
        if before != (now := [getattr(row, name) for name in names]):
            change(row, **dict(zip(names, now, strict=True)))


def heard_visit_kept(visit: FollowUpVisit, *, by: Any) -> None:
    """A visit that was booked took place, or is said to have."""
    look_again(visit.case, by=by)


def heard_contact(contact: ContactAttempt, by: Any) -> bool:
    """A contact was logged (worklist.contacted): it counts as an attempt, and the first one that reached somebody as made."""
    look_again(contact.case, by=by)
    return False


def stop(row: AfterDischarge, why: Any, *, by: Any) -> None:
    """End a programme with its series, because of an event."""
    change(row, status=Status.STOPPED, stopped_at=clock.now(), stopped_because=str(why))
    stop_series(row, str(why), by)


def promised(row: AfterDischarge) -> Any:
    """The follow-ups that run by the rules of this programme."""
    codes = ready.after_leaving_by(row.rules).series[row.tier]
    rows = FollowUp.objects.filter(case=row.case_id, rule_code__in=codes, created_at__gte=row.created_at)
    return rows.filter(error_at=None)


def stop_series(row: AfterDischarge, why: str, by: Any) -> None:
    """End the follow-ups of a programme, for its reason."""
    for promise in promised(row).filter(status=FollowUp.Status.RUNNING):
        series.stop(promise, why, by=by)
        change(promise, status=FollowUp.Status.STOPPED, stop_reason=why, stopped_at=promise.stopped_at)
    keep_next_due(row.case_id)


def _begin_series(row: AfterDischarge, rules: Afterwards, by: Any) -> None:
    """Promise what the rules promise in this tier, each once; a rule without a date to come is passed over."""
    case = row.case
    owner = people.calls(case) or people.supervises(case)
    if owner is None:
        return
    kept = set(promised(row).exclude(status=FollowUp.Status.STOPPED).values_list("rule_code", flat=True))
    taken: set[date] = set()
    for code in _known(case, rules.series[row.tier], row.tier):
        if (
            code in kept
            or FollowUp.objects.filter(case=case, rule_code=code, status=FollowUp.Status.RUNNING).exists()
        ):
            continue
        try:
            promise = rulebook.promise(case, code, row.tier, since=row.left_at, taken=taken)
        except Refused:
            continue  # every date of it has passed
        series.begin(case, by=by, owner=owner, **promise)
        taken.add(local_date(promise["due_at"], case.facility.tz))
    keep_next_due(case.pk)


def _known(case: Case, codes: Iterable[str], tier: str) -> list[str]:
    """Of the rules named, those that the pack of series has for a tier."""
    version = policy_queries.governing(RulePack.Kind.SERIES, case.facility, clock.now())
    if version is None:
        return []
    rules = ready.once(version, series_rules.read)
    found = ((code, rules.get(code)) for code in codes)
    return [code for code, rule in found if rule is not None and tier in rule.paces]
