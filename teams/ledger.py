"""Who answers for what follows the people of a case: filled by the rules, passed on and ended, inside the verbs of a team.

Every function is called within a verb that holds the case's lock. Rows are written in one statement each, however many
activities there are; the exclusion constraints of Responsibility stand behind all of it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import clock
from patients.models import Case, Consent
from policy.activities import Activities, Activity
from policy.queries import activities
from teams.models import AccessBlock, Assignment, Responsibility, TeamMember, Transfer

RULE, HELD, ENDED = Responsibility.Origin.RULE, Responsibility.Status.HELD, Responsibility.Status.ENDED
# A physician answers for other things than a therapist: in this role one takes up what one is asked for, by name.
BY_NAME = Role.CONSULTANT
# The one activity for which somebody must answer before a case has a lead.
REGISTRATION = "registration"


@dataclass
class Standing:
    """How a case stands: who is on it by role (the lead first), for what somebody answers, who shares what."""

    at: datetime
    people: dict[str, list[tuple[UUID, datetime | None]]] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    shared: set[tuple[str, UUID]] = field(default_factory=set)

    def roles_of(self, user_id: UUID) -> set[str]:
        return {role for role, people in self.people.items() if user_id in [key for key, _until in people]}


def moment(case: Case) -> datetime:
    """The present of a case's ledger: now, but never before what another transaction has written in the meantime."""
    rows = Responsibility.objects.filter(case=case, error_at=None)
    ended = Max("ends_at", filter=Q(status=ENDED))
    last = rows.aggregate(last=Greatest(Max("starts_at"), ended))["last"]
    return max(clock.now(), last) if last else clock.now()


def live(case: Case, at: datetime) -> "QuerySet[Responsibility]":
    """What somebody holds on a case at an instant, shared parts included."""
    rows = Responsibility.objects.filter(case=case, live=True, status=HELD, error_at=None)
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=at))


def join(
    case: Case, *, by: Any, roles: Collection[str], also: Mapping[str, Any] | None = None
) -> list[Responsibility]:
    """Somebody joined in these roles: what falls to them and nobody holds becomes theirs; three statements.

    `also` names people who answer in a role without being on the team (the intake specialist who accepted).
    """
    now = clock.now()
    rules = activities(case.facility, now)
    if not rules:
        return []
    standing = _standing(case, now)
    for role, user in (also or {}).items():
        standing.people.setdefault(role, [(user.pk, None)])
    return _fill(
        case, by, standing, [rule for rule in rules if rules.falls_to(rule, standing.people) in roles], rules
    )


def take_up(case: Case, *, by: Any) -> list[Responsibility]:
    """A case comes back: who registered it answers for that again, supervisor and advocate for what is theirs."""
    registered = Responsibility.objects.filter(
        case=case, activity=REGISTRATION, holder__is_active=True, error_at=None
    )
    last = registered.select_related("holder").order_by("-starts_at").first()
    also = {Role.INTAKE.value: last.holder} if last else {}
    return join(case, by=by, roles={Role.INTAKE, Role.SUPERVISOR, Role.ADVOCATE}, also=also)


def speak(case: Case, *, by: Any) -> list[Responsibility]:
    """The patient's advocate takes up what is theirs by the rules; who stood in for want of one answers no more."""
    rules = activities(case.facility, clock.now())
    theirs = [rule.code for rule in rules if rule.accountable == Role.ADVOCATE]
    stood_in = live(case, clock.now()).filter(activity__in=theirs, origin=RULE, shared=False)
    rows = [row for row in stood_in if row.holder_id not in _advocates(case)]
    end(rows, at=moment(case), why=_("The patient has an advocate now."))
    drop_offers(case, by=by, why=_("The patient has an advocate now."), responsibilities=rows)
    return join(case, by=by, roles={Role.ADVOCATE})


def _advocates(case: Case) -> set[UUID]:
    rows = Consent.objects.filter(patient=case.patient_id, purpose=Consent.Purpose.ADVOCACY, live=True)
    return set(rows.filter(revoked_at=None, to_user__isnull=False).values_list("to_user", flat=True))


def leave(assignment: Assignment, *, by: Any, why: str) -> None:
    """Somebody's part in a case ends: what they held in it passes to another of that role, else nobody holds it."""
    case, now = assignment.case, clock.now()
    theirs = list(live(case, now).filter(holder=assignment.user_id))
    rules = activities(case.facility, now) if theirs else Activities()
    standing = _standing(case, now, without=assignment) if theirs else Standing(now)
    stays = standing.roles_of(assignment.user_id)
    gone = [row for row in theirs if not stays or _in_role(rules.get(row.activity), assignment.role)]
    end(gone, at=standing.at, why=why)
    drop_offers(case, by=by, why=why, responsibilities=gone, assignment=assignment)
    codes = {row.activity for row in gone if not row.shared}
    standing.held -= codes
    standing.shared -= {(row.activity, assignment.user_id) for row in gone if row.shared}
    _fill(case, by, standing, [rule for rule in rules if rule.code in codes], rules)


def pass_on(row: Responsibility, *, by: Any, why: str) -> None:
    """Somebody answers for one thing no more: it passes to another of the role, else nobody holds it."""
    case = row.case
    rules, standing = activities(case.facility, clock.now()), _standing(case, clock.now())
    end([row], at=standing.at, why=why)
    drop_offers(case, by=by, why=why, responsibilities=[row])
    if not row.shared:
        standing.held.discard(row.activity)
        _fill(case, by, standing, [rule for rule in rules if rule.code == row.activity], rules)


def stay(case: Case, user: Any) -> None:
    """Somebody's part that was to end goes on: what fell to them until its end goes on with it."""
    rows = live(case, clock.now()).filter(holder=user, origin=RULE, ends_at__isnull=False)
    rows.update(ends_at=None, version=F("version") + 1)


def close(case: Case, *, by: Any, why: str) -> None:
    """A case ends, and with it everything anybody holds on it or has offered."""
    end(live(case, clock.now()), at=moment(case), why=why)
    drop_offers(case, by=by, why=why)


def end(rows: Iterable[Responsibility], *, at: datetime, why: str) -> None:
    """End responsibilities in one statement; the rows given say so too."""
    ending = list(rows)
    for row in ending:
        row.status, row.ends_at, row.live, row.why = ENDED, max(row.starts_at, at), False, why[:240]
    if ending:
        Responsibility.objects.filter(pk__in=[row.pk for row in ending]).update(
            status=ENDED,
            ends_at=Greatest("starts_at", Value(at)),
            live=False,
            why=why[:240],
            version=F("version") + 1,
        )


def drop_offers(
    case: Case,
    *,
    by: Any,
    why: str,
    responsibilities: Iterable[Responsibility] | None = None,
    assignment: Assignment | None = None,
) -> None:
    """Take back open offers: of these responsibilities and this part, or all of the case."""
    rows = Transfer.objects.filter(case=case, status=Transfer.Status.OFFERED)
    if responsibilities is not None:
        keys = [row.pk for row in responsibilities]
        rows = rows.filter(Q(responsibility__in=keys) | Q(assignment=assignment, assignment__isnull=False))
    rows.update(
        status=Transfer.Status.REVOKED,
        answered_at=clock.now(),
        answered_by=by,
        answer=why[:240],
        version=F("version") + 1,
    )


def _standing(case: Case, now: datetime, without: Assignment | None = None) -> Standing:
    """One statement over the team, the patient's advocates, the team's supervisors and the ledger."""
    standing = Standing(now)
    for kind, what, who, _lead, since, until in _lines(case, now, without):
        if kind == "person":
            standing.people.setdefault(what, []).append((who, until))
        elif kind == "past":
            standing.at = max(standing.at, until)
        else:
            standing.at = max(standing.at, since)
            if kind == "held":
                standing.held.add(what)
            else:
                standing.shared.add((what, who))
    return standing


def _lines(case: Case, now: datetime, without: Assignment | None) -> Any:
    def said(rows: Any, kind: str, what: Any, who: str, lead: Any = None) -> Any:
        return rows.order_by().values_list(
            Value(kind), what, who, lead or Value(False), "starts_at", "ends_at"
        )

    present = Q(starts_at__lte=now, live=True) & (Q(ends_at=None) | Q(ends_at__gt=now))
    team = Assignment.objects.filter(present, case=case, error_at=None, user__is_active=True)
    team = team.filter(status=Assignment.Status.ACTIVE).exclude(pk__in=[without.pk] if without else [])
    # Nothing falls to somebody whom a block keeps from the patient.
    kept_from = AccessBlock.objects.filter(present, patient=case.patient_id).values("user")
    agreed = Consent.objects.filter(present, patient=case.patient_id, purpose=Consent.Purpose.ADVOCACY)
    agreed = agreed.filter(revoked_at=None, to_user__is_active=True)
    above = TeamMember.objects.filter(present, team=case.team_id, supervises=True, user__is_active=True)
    mine = live(case, now)
    # Ended by a transaction that began after this one: nothing new may start before that.
    past = Responsibility.objects.filter(case=case, status=ENDED, error_at=None, ends_at__gt=now)
    lines = said(team.exclude(user__in=kept_from), "person", "role", "user", "is_lead").union(
        said(agreed.exclude(to_user__in=kept_from), "person", Value(Role.ADVOCATE.value), "to_user"),
        said(above.exclude(user__in=kept_from), "person", Value(Role.SUPERVISOR.value), "user"),
        said(mine.filter(shared=False), "held", "activity", "holder"),
        said(mine.filter(shared=True), "shared", "activity", "holder"),
        said(past, "past", "activity", "holder"),
        all=True,
    )
    return sorted(lines, key=lambda line: (not line[3], line[4]))


def _fill(
    case: Case, by: Any, standing: Standing, wanted: Iterable[Activity], rules: Activities
) -> list[Responsibility]:
    rows, sharers = [], []
    for rule in wanted:
        if rule.code in standing.held:
            continue
        role = rules.falls_to(rule, standing.people)
        for who, until in standing.people.get(role, [])[:1] if role != BY_NAME else ():
            facts = {"activity": rule.code, "holder_id": who, "origin": RULE, "starts_at": standing.at}
            rows.append(Responsibility(case=case, created_by=by, ends_at=until, **facts))
            if (rule.code, who) in standing.shared:
                sharers.append(Q(activity=rule.code, holder=who))
    if sharers:
        shared = live(case, standing.at).filter(Q(*sharers, _connector=Q.OR), shared=True)
        end(shared, at=standing.at, why="")
    return Responsibility.objects.bulk_create(rows)


def _in_role(rule: Activity | None, role: str) -> bool:
    return rule is not None and role in (rule.accountable, rule.otherwise)
