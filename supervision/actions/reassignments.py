"""Moving many cases at once: proposed, looked at line by line, carried out whole or not at all, taken back whole."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Denied, Refused
from facilities.models import Team
from patients.models import Case
from supervision import carrying_out, proposing
from supervision.loads import rules_of, supervised
from supervision.proposing import Scope
from teams.models import Reassignment, ReassignmentLine

Status = Reassignment.Status
SAME = {Status.PREVIEW: Status.PREVIEW}


@action("manage_team")
def preview_reassignment(
    team: Team,
    *,
    by: Any,
    givers: Sequence[str],
    why: str,
    unit: str = "",
    language: str = "",
    stage: str = "",
    cases: Sequence[str] = (),
    most: int | None = None,
) -> Reassignment:
    """Propose who takes what of these people's cases, each line with its reasons; nothing is moved yet."""
    _must_supervise(by, team)
    if not givers:
        raise Refused(_("Choose whom to relieve."), field="givers")
    _must_all_be_theirs(by, team, cases)
    scope = Scope(givers, unit, language, stage, cases, most)
    lines = [proposing.drawn(choice, part) for part, choice in proposing.propose(team, by, scope)]
    if not lines:
        raise Refused(
            _("Nothing can be moved: nobody else on the team who is there holds the role."), field="givers"
        )
    return _draw(team, by, why, lines)


@action("manage_team", moves=SAME)
def revise_reassignment(reassignment: Reassignment, *, by: Any, choices: dict[str, str]) -> Reassignment:
    """Draw the same reassignment anew with other takers: line to person, or to nobody to leave it where it is."""
    team = reassignment.team
    _must_supervise(by, team)
    able = {str(who.key): who for who in proposing.takers_of(team, rules_of(team.facility))}
    lines = [
        line
        for old in reassignment.lines.select_related("case", "assignment", "from_user").order_by("pk")
        if (line := _revised(old, choices.get(str(old.pk), str(old.to_user_id)), able))
    ]
    if not lines:
        raise Refused(_("Every line stays where it is. There is nothing to move."))
    return _draw(team, by, reassignment.why, lines)


@action("manage_team", moves={Status.PREVIEW: Status.APPLIED})
def apply_reassignment(reassignment: Reassignment, *, by: Any) -> Reassignment:
    """Carry a reassignment out as it was looked at, all or nothing; refused when a case changed since."""
    _must_supervise(by, reassignment.team)
    lines = carrying_out.locked(reassignment)
    _must_all_be_theirs(by, reassignment.team, {line.case_id for line in lines})
    reassignment.moved = carrying_out.carry_out(reassignment, lines, by=by)
    reassignment.applied_at, reassignment.applied_by = clock.now(), by
    return reassignment


@action("manage_team", moves={Status.APPLIED: Status.UNDONE})
def undo_reassignment(reassignment: Reassignment, *, by: Any) -> Reassignment:
    """Take a reassignment back exactly, while nothing of it has moved on; else refused with which case has."""
    _must_supervise(by, reassignment.team)
    lines = carrying_out.locked(reassignment)
    _must_all_be_theirs(by, reassignment.team, {line.case_id for line in lines})
    carrying_out.take_back(reassignment, lines, by=by)
    reassignment.undone_at, reassignment.undone_by = clock.now(), by
    return reassignment


def _draw(team: Team, by: Any, why: str, lines: Iterable[ReassignmentLine]) -> Reassignment:
    if not why.strip():
        raise Refused(_("Say why the cases are moved."), field="why")
    made: Reassignment = keep(Reassignment(team=team, why=why.strip(), created_by=by))
    for line in (drawn := list(lines)):
        line.reassignment = made
    ReassignmentLine.objects.bulk_create(drawn)
    return made


def _revised(old: ReassignmentLine, to: str, able: dict[str, Any]) -> ReassignmentLine | None:
    """A line as chosen; None where it stays with the giver."""
    if not to or to == str(old.from_user_id):
        return None
    if to == str(old.to_user_id):
        reasons = old.reasons
    elif to in able and old.role in able[to].roles:
        reasons = [_("chosen by hand")]
    else:
        raise Refused(
            _("Case %(case)s: choose somebody of the team who is there and holds the role.")
            % {"case": old.case.reference}
        )
    facts = {"case": old.case, "assignment": old.assignment, "case_version": old.case_version}
    return ReassignmentLine(**facts, from_user=old.from_user, to_user_id=to, role=old.role, reasons=reasons)


def _must_supervise(by: Any, team: Team) -> None:
    """A supervisor moves the cases of their own teams only."""
    if not supervised(by).filter(team=team).exists():
        raise Denied("supervise", "supervision.reassignment", team)


def _must_all_be_theirs(by: Any, team: Team, cases: Iterable[Any]) -> None:
    """One case that is not the team's, or that this person may not move, refuses the whole list."""
    asked = {str(key) for key in cases}
    rows = proposing.theirs(by).filter(team=team, pk__in=asked) if asked else Case.objects.none()
    if len(asked) != rows.count():
        raise Refused(
            _("One of these cases is not yours to move. Nothing was moved; look at the list again.")
        )
