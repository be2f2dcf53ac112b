"""Reads what can be moved and who could take it: a fixed number of queries, however many cases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.permissions import CLINICAL_ROLES
from core import clock
from core.access import visible_among, visible_to
from facilities.models import Facility, Team
from intake.candidates import HOUSE_LANGUAGE, primary
from patients.languages import name_of
from patients.models import Case
from supervision.loads import loads, members_of, parts, rules_of, weight
from supervision.standing_in import away_now
from supervision.weighing import Choice, Piece, Taker, share_out
from teams.models import Assignment, FacilityRole, Reassignment, ReassignmentLine, Transfer, UnitCover
from worklist.models import ContactAttempt


@dataclass(frozen=True)
class Scope:
    """Which parts are to move: of whom, on which unit, in which language, at which stage, which cases, how many."""

    givers: Sequence[str] = ()
    unit: str = ""
    language: str = ""
    stage: str = ""
    cases: Sequence[str] = ()
    most: int | None = None


def movable(team: Team, user: Any, scope: Scope) -> list[Any]:
    """The parts of a scope in the team's open cases that this person may move, with what each weighs; two statements.

    Rights are asked for the cases found, by their keys: both questions in one statement made the planner
    look through the access view once for each part.
    """
    found = list(_wanted(team, scope))
    may = set(theirs(user).filter(pk__in={part.case_id for part in found}).values_list("pk", flat=True))
    return [part for part in found if part.case_id in may][: scope.most]


def _wanted(team: Team, scope: Scope) -> "QuerySet[Assignment]":
    """The parts of a scope, next due first; what is on offer stays where it is."""
    rows = parts(scope.givers).filter(case__team=team)
    narrowed = {"case__unit": scope.unit, "case__stage": scope.stage}
    rows = rows.filter(**{path: value for path, value in narrowed.items() if value})
    if scope.language:
        rows = rows.filter(case__patient__communication__spoken__istartswith=scope.language)
    if scope.cases:
        rows = rows.filter(case__pk__in=scope.cases)
    rows = rows.annotate(weight=weight(rules_of(team.facility)))
    rows = rows.filter(~Exists(offered(OuterRef("case"), OuterRef("user"))))
    rows = rows.select_related("case__patient__communication", "user")
    return rows.order_by("case__next_due_at", "case_id", "role")


def theirs(user: Any) -> "QuerySet[Case]":
    """The open cases somebody may move: those of the teams they supervise, and no others."""
    return visible_to(Case, user, "manage_team", sources=("supervision",))


def offered(case: Any, giver: Any) -> "QuerySet[Transfer]":
    """What somebody has offered to a colleague on a case, still unanswered; both may be outer references."""
    rows = Transfer.objects.filter(case=case, from_user=giver, status=Transfer.Status.OFFERED, error_at=None)
    return rows.filter(expires_at__gt=clock.now())


def takers(team: Team, rules: Mapping[str, Any], *, but: Iterable[Any] = ()) -> list[Taker]:
    """Who of the team could take cases now: those who are there, with their roles and loads; five statements."""
    away = away_now().values("user")
    people = [row.user for row in members_of([team]).exclude(user__in=list(but)).exclude(user__in=away)]
    keys = [user.pk for user in people]
    carried, held, units = loads(keys, rules), *_standing(team.facility, keys)
    return [
        Taker(
            key=user.pk,
            name=user.short,
            roles=frozenset({user.default_role, *held[user.pk]}) & frozenset(map(str, CLINICAL_ROLES)),
            languages=frozenset(primary(code) for code in user.languages),
            units=frozenset(units[user.pk]),
            hours=float(user.weekly_capacity),
            load=carried.get(user.pk, 0),
        )
        for user in people
    ]


def propose(team: Team, user: Any, scope: Scope) -> list[tuple[Assignment, Choice]]:
    """Each part of the scope with whoever would take it; parts that nobody's role fits are left out."""
    rules = rules_of(team.facility)
    found = {part.pk: part for part in movable(team, user, scope)}
    chosen = share_out(pieces(list(found.values())), takers(team, rules, but=scope.givers), rules)
    return [(found[choice.piece.key], choice) for choice in chosen]


def pieces(found: Sequence[Any]) -> list[Piece]:
    """Parts as they are weighed: who knows the patient, and who stands on the case in the role; two statements."""
    known, on_it = _known({part.case.patient_id for part in found}), _on_it({part.case_id for part in found})
    return [
        Piece(
            key=part.pk,
            role=part.role,
            weight=part.weight,
            case=part.case_id,
            unit=part.case.unit_id,
            language=language,
            language_words=name_of(language),
            known_to=frozenset(known[part.case.patient_id]),
            on_it=frozenset(on_it[part.case_id, part.role]),
        )
        for part in found
        for language in [_language(part.case)]
    ]


def drawn(choice: Choice, part: Any) -> ReassignmentLine:
    """A choice as a line of a reassignment, not saved."""
    return ReassignmentLine(
        case=part.case,
        assignment=part,
        case_version=part.case.version,
        from_user=part.user,
        to_user_id=choice.taker.key,
        role=part.role,
        reasons=[each[:120] for each in choice.reasons],
    )


def _language(case: Case) -> str:
    spoken = primary(getattr(getattr(case.patient, "communication", None), "spoken", ""))
    return "" if spoken == HOUSE_LANGUAGE else spoken


def _known(patients: set[Any]) -> dict[Any, set[Any]]:
    """Who has worked with each patient: on one of their cases, or by speaking with them."""
    found: dict[Any, set[Any]] = defaultdict(set)
    on = Assignment.objects.filter(case__patient__in=patients, error_at=None).values_list(
        "case__patient", "user"
    )
    spoke = ContactAttempt.objects.filter(case__patient__in=patients).values_list(
        "case__patient", "recorded_by"
    )
    for patient, user in on.order_by().union(spoke.order_by()):
        found[patient].add(user)
    return found


def _on_it(cases: set[Any]) -> dict[Any, set[Any]]:
    found: dict[Any, set[Any]] = defaultdict(set)
    now = clock.now()
    rows = Assignment.objects.filter(case__in=cases, live=True, error_at=None).exclude(ends_at__lte=now)
    for case, role, user in rows.values_list("case", "role", "user"):
        found[case, role].add(user)
    return found


def _standing(facility: Facility, people: Sequence[Any]) -> tuple[dict[Any, set[str]], dict[Any, set[Any]]]:
    """The roles people hold here, and the units they cover; two statements."""
    now = clock.now()
    roles: dict[Any, set[str]] = defaultdict(set)
    units: dict[Any, set[Any]] = defaultdict(set)
    here = Q(ends_at=None) | Q(ends_at__gt=now)
    given = FacilityRole.objects.filter(
        here, user__in=people, facility=facility, live=True, starts_at__lte=now
    )
    for user, role in given.values_list("user", "role"):
        roles[user].add(role)
    covered = UnitCover.objects.filter(
        here, user__in=people, unit__facility=facility, live=True, starts_at__lte=now
    )
    for user, role, unit in covered.values_list("user", "role", "unit"):
        roles[user].add(role)
        units[user].add(unit)
    return roles, units


def lines(reassignment: Reassignment) -> list[ReassignmentLine]:
    """The lines of a reassignment as its page shows them."""
    related = ("case__patient", "case__facility", "case__unit", "assignment", "from_user", "to_user")
    return list(reassignment.lines.select_related(*related).order_by("from_user__name", "pk"))


def readable(found: Iterable[ReassignmentLine], user: Any) -> set[Any]:
    """The cases among the lines that somebody may still see."""
    cases = Case.objects.filter(pk__in=[line.case_id for line in found])
    return set(visible_among(cases, user, "view_identity").values_list("pk", flat=True))


def before_and_after(reassignment: Reassignment, found: Sequence[ReassignmentLine]) -> list[dict[str, Any]]:
    """The weighted load of everybody on the lines, as it was at the preview or is now, and what the lines change."""
    rules = rules_of(reassignment.team.facility)
    people = {user.pk: user for line in found for user in (line.from_user, line.to_user)}
    carried, points = loads(people, rules), rules["case_weights"]
    change: dict[Any, float] = defaultdict(float)
    for line in found:
        change[line.from_user_id] -= float(points.get(line.case.complexity, 1))
        change[line.to_user_id] += float(points.get(line.case.complexity, 1))
    moved = reassignment.status == Reassignment.Status.APPLIED
    return [
        {
            "user": user,
            "before": carried.get(key, 0) - (change[key] if moved else 0),
            "after": carried.get(key, 0) + (0 if moved else change[key]),
        }
        for key, user in sorted(people.items(), key=lambda each: each[1].name)
    ]
