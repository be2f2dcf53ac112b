"""Carries a reassignment out and takes it back; called by those two verbs, inside their transaction.

Order of the locks: the team and the reassignment (the kernel's), then every case by key. Carrying out writes seven
statements whatever the number of cases: parts ended, parts begun, cases, responsibilities ended, responsibilities
begun, work with its reminders and promises, notices.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from core import clock
from core.models import new_key
from core.refusals import Refused
from policy.queries import teamwork
from supervision import moving, proposing, telling
from supervision.moving import Held, Part, Step
from supervision.standing_in import away_now
from teams.models import (
    AccessBlock,
    Assignment,
    FacilityRole,
    Reassignment,
    ReassignmentLine,
    Responsibility,
    UnitCover,
)
from worklist.models import Notification


def locked(reassignment: Reassignment) -> list[Any]:
    """The lines with their cases locked, always in the order of the keys."""
    rows = reassignment.lines.select_related("case__facility", "assignment").select_for_update(of=("case",))
    rows = rows.annotate(
        on_offer=Exists(proposing.offered(OuterRef("case"), OuterRef("from_user"))),
        kept_from=Exists(_blocks(user=OuterRef("to_user"), patient=OuterRef("case__patient"))),
    )
    return list(rows.order_by("case_id", "pk"))


def _blocks(**between: Any) -> Any:
    """The blocks that stand now between a person and a patient."""
    now = clock.now()
    return AccessBlock.objects.filter(live=True, starts_at__lte=now, **between).exclude(ends_at__lte=now)


def carry_out(reassignment: Reassignment, lines: Sequence[Any], *, by: Any) -> dict[str, Any]:
    """Move every line; what was moved, by kind and key."""
    _must_be_as_seen(lines)
    people = _able_to_take(reassignment, lines)
    at, why = clock.now(), reassignment.why
    steps = steps_of(lines)
    read_until = teamwork(lines[0].case.facility, at).ends("read", at)
    begun = pass_parts(lines, steps, people, by=by, why=why, read_until=read_until)
    _all(lines, moving.set_leads(steps), "case_id")
    ended = moving.end_held(steps, at=at, why=why)
    held = _begin_held(ended, by, why)
    until = {str(each.key): each.until.isoformat() for each in ended if each.until}
    work = moving.give_work(steps)
    _tell(reassignment, people)
    _record("supervision.apply_reassignment", lines, by, why)
    parts = [[str(line.assignment_id), str(part.key)] for line, part in zip(lines, begun, strict=True)]
    return {"parts": parts, "held": held, "until": until, **work}


def pass_parts(
    lines: Sequence[Any],
    steps: Sequence[Step],
    people: Mapping[Any, User],
    *,
    by: Any,
    why: str,
    read_until: datetime,
) -> list[Part]:
    """End the givers' parts and begin the takers': every right on the cases goes with them. Two statements."""
    at = clock.now()
    _all(lines, moving.end_parts(steps, at=at, read_until=read_until, why=why), "assignment_id")
    begun = [
        Part(new_key(), old.pk, line.to_user_id, people[line.to_user_id].discipline, old.ends_at)
        for line in lines
        for old in (line.assignment,)
    ]
    moving.begin_parts(begun, at=at, by=by, why=why)
    return begun


def take_back(reassignment: Reassignment, lines: Sequence[Any], *, by: Any) -> None:
    """Move every line back: the same parts, leads, responsibilities, work and promises, or nothing."""
    at, why, moved = clock.now(), _("Taken back"), reassignment.moved
    now_at = dict(moved["parts"])
    begun = Assignment.objects.in_bulk(list(now_at.values()), field_name="pk")
    new_of = {line.pk: begun[_uuid(now_at[str(line.assignment_id)])] for line in lines}
    back = [_step_back(line, new_of[line.pk]) for line in lines]
    gone = moving.end_parts(back, at=at, read_until=at, why=why, live=False)
    _all(lines, {line.assignment_id for line in lines if new_of[line.pk].pk in gone}, "assignment_id")
    # What the giver could read on goes over into the part that begins again.
    old = [line.assignment_id for line in lines]
    Assignment.objects.filter(pk__in=old).update(read_until=at, live=False, version=F("version") + 1)
    again = [
        Part(new_key(), old.pk, line.from_user_id, old.discipline, new_of[line.pk].ends_at)
        for line in lines
        for old in (line.assignment,)
    ]
    moving.begin_parts(again, at=at, by=by, why=why)
    _all(lines, moving.set_leads(back), "case_id")
    _hold_again(moved["held"], moved.get("until", {}), at=at, by=by, why=why)
    _work_again(back, moved)
    _record("supervision.undo_reassignment", lines, by, why)


def steps_of(lines: Sequence[Any]) -> list[Step]:
    """The lines as what the statements take."""
    return [
        Step(
            line.case_id,
            line.assignment_id,
            line.from_user_id,
            line.to_user_id,
            is_lead=line.assignment.is_lead,
            case_version=line.case_version,
        )
        for line in lines
    ]


def _step_back(line: Any, part: Assignment) -> Step:
    """The way back of a line: the case has been counted up once, by the reassignment itself."""
    facts = (line.case_id, part.pk, line.to_user_id, line.from_user_id)
    return Step(*facts, is_lead=part.is_lead, case_version=line.case_version + 1)


def _must_be_as_seen(lines: Sequence[Any]) -> None:
    for line in lines:
        if line.case.version != line.case_version or not line.case.is_open:
            raise _changed(line)
        if line.on_offer:
            raise Refused(
                _(
                    "Case %(case)s: something is offered to a colleague. Take that offer back, or leave this line out."
                )
                % {"case": line.case.reference}
            )
        if line.kept_from:
            raise Refused(
                _("Case %(case)s: %(name)s cannot work with this patient. Choose somebody else.")
                % {"case": line.case.reference, "name": line.to_user.short}
            )


def _able_to_take(reassignment: Reassignment, lines: Sequence[Any]) -> dict[Any, User]:
    """The takers; refused when one has left, is away, or does not hold the role any more. One statement."""
    now, facility = clock.now(), reassignment.team.facility_id
    wanted = {(line.to_user_id, line.role) for line in lines}
    rows = User.objects.filter(pk__in={user for user, _role in wanted}).annotate(
        away=Exists(away_now().filter(user=OuterRef("pk"))),
        **{f"as_{role}": _holds(role, facility, now) for _user, role in wanted},
    )
    people: dict[Any, Any] = {user.pk: user for user in rows}
    for key, role in sorted(wanted, key=str):
        user = people[key]
        if not user.is_active or user.is_service:
            raise Refused(_("%(name)s cannot sign in any more. Choose somebody else.") % {"name": user.short})
        if user.away:
            raise Refused(_("%(name)s is away now. Choose somebody else.") % {"name": user.short})
        if role != user.default_role and not getattr(user, f"as_{role}"):
            raise Refused(_("%(name)s does not hold that role here. Choose another.") % {"name": user.short})
    return people


def _holds(role: str, facility: Any, now: Any) -> Any:
    """Whether a person of the query holds a role at the facility, or on a unit of it."""
    facts = {"user": OuterRef("pk"), "role": role, "live": True, "starts_at__lte": now}
    given = FacilityRole.objects.filter(facility=facility, **facts).exclude(ends_at__lte=now)
    covered = UnitCover.objects.filter(unit__facility=facility, **facts).exclude(ends_at__lte=now)
    return Exists(given) | Exists(covered)


def _begin_held(ended: Sequence[Held], by: Any, why: str) -> list[Any]:
    """What was ended begins with the taker, each activity of a case once: shared only where both only shared it."""
    groups: dict[Any, list[Held]] = {}
    for each in ended:
        groups.setdefault((each.case, each.activity), []).append(each)
    rows = [(_held(each, by, why), each) for each in groups.values()]
    Responsibility.objects.bulk_create([row for row, _each in rows])
    return [[str(row.pk), [str(one.key) for one in each]] for row, each in rows]


def _held(former: list[Held], by: Any, why: str) -> Responsibility:
    shared = all(one.shared for one in former)
    ends = [one.until for one in former]
    return Responsibility(
        case_id=former[0].case,
        activity=former[0].activity,
        holder_id=former[0].taker,
        shared=shared,
        because=former[0].because if shared else "",
        origin=Responsibility.Origin.GIVEN,
        starts_at=clock.now(),
        ends_at=None if None in ends else max(filter(None, ends)),
        why=why,
        created_by=by,
    )


def _hold_again(held: Sequence[Any], until: Mapping[str, str], *, at: datetime, by: Any, why: str) -> None:
    """What the takers held by the reassignment ends; what was ended for it is held again, until it was to end by itself."""
    if len(moving.take_back_held([new for new, _old in held], at=at, why=why)) != len(held):
        raise _went_on()
    former = Responsibility.objects.filter(pk__in=[key for _new, old in held for key in old])
    kept = ("case_id", "activity", "holder_id", "shared", "because", "origin")
    rows = [Responsibility(**{name: getattr(row, name) for name in kept}) for row in former]
    for row, old in zip(rows, former, strict=True):
        row.starts_at, row.why, row.created_by = at, why, by
        row.ends_at = datetime.fromisoformat(until[str(old.pk)]) if str(old.pk) in until else None
    Responsibility.objects.bulk_create(rows)


def _work_again(back: Sequence[Step], moved: dict[str, Any]) -> None:
    found = moving.give_work(back, only=[key for kind in moving.WORK for key in moved.get(kind, [])])
    if any(set(found[kind]) != set(moved.get(kind, [])) for kind in found):
        raise _went_on()


def _tell(reassignment: Reassignment, people: dict[Any, User]) -> None:
    """One notice for each taker, however many cases."""
    rows = [telling.notice(user, "reassignment", reassignment) for user in people.values()]
    Notification.objects.bulk_create(rows)


def _record(verb: str, lines: Sequence[Any], by: Any, why: str) -> None:
    """One event for each case: whoever asks what was done to a case finds this as well."""
    cases = {line.case_id: line.case for line in lines}
    record.did_many(verb, cases.values(), by=by, at=clock.now(), fields=["lead"], reason=why)


def _all(lines: Sequence[ReassignmentLine], done: set[Any], key: str) -> None:
    """Refused with the first line that was not as the preview says."""
    missed = next((line for line in lines if getattr(line, key) not in done), None)
    if missed is not None:
        raise _changed(missed)


def _changed(line: Any) -> Refused:
    return Refused(
        _("Case %(case)s has changed since the list was made. Nothing was moved; make the list again.")
        % {"case": line.case.reference}
    )


def _went_on() -> Refused:
    return Refused(
        _("Work that was moved has gone on since. Nothing was taken back; move single cases instead.")
    )


def _uuid(text: str) -> Any:
    return Assignment._meta.pk.to_python(text)
