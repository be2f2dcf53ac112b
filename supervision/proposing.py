"""Reads what can be moved and who could take it: a fixed number of queries, however many cases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.permissions import CLINICAL_ROLES
from core import clock
from core.access import visible_among, visible_to
from core.languages import name_of
from facilities.models import Facility, Team
from intake.candidates import HOUSE_LANGUAGE, primary
from patients.models import Case
from supervision.loads import loads, members_of, parts, rules_of, weight
from supervision.standing_in import away_now
from supervision.weighing import Choice, Piece, Taker, share_out
from teams.models import Assignment, FacilityRole, Reassignment, ReassignmentLine, Transfer, UnitCover
from worklist.models import Appointment, ContactAttempt


@dataclass(frozen=True)
class Scope:
    """Which parts are to move: of whom, on which unit, in which language, at which stage, which cases, how many."""

    givers: Sequence[str] = ()
    unit: str = ""
    language: str = ""
    stage: str = ""
    cases: Sequence[str] = ()
    most: int | None = None


@dataclass(frozen=True)
class Chosen:
    """Cases chosen on a list, and who of the team holds a part in them."""

    cases: list[str]
    holders: list[str]


def chosen(keys: Sequence[str], people: Iterable[Any], user: Any) -> Chosen:
    """Those of some keys that are cases somebody may move, each once, with who holds them; what is no key is passed over."""
    known = [key for key in map(_key, dict.fromkeys(keys)) if key]
    found = list(theirs(user).filter(pk__in=known).order_by("pk").values_list("pk", flat=True))
    held = (
        parts([each.user for each in people]).filter(case__in=found).order_by().values_list("user", flat=True)
    )
    return Chosen([str(key) for key in found], sorted({str(key) for key in held}))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


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


def there(team: Team, *, but: Iterable[Any] = ()) -> list[Any]:
    """The members of a team who are there now, with the roles they hold here and the units they cover; one statement."""
    given, covers = _given(team.facility), _covers(team.facility)
    rows = members_of([team]).exclude(user__in=list(but)).exclude(user__in=away_now().values("user"))
    return list(
        rows.annotate(
            given=ArraySubquery(given.values("role")),
            covering=ArraySubquery(covers.values("role")),
            units=ArraySubquery(covers.values("unit")),
        )
    )


def takers(members: Iterable[Any], carried: Mapping[Any, float]) -> list[Taker]:
    """Who of those who are there could take cases, with their roles and what each carries now."""
    return [
        Taker(
            key=user.pk,
            name=user.short,
            roles=frozenset({user.default_role, *each.given, *each.covering})
            & frozenset(map(str, CLINICAL_ROLES)),
            languages=frozenset(primary(code) for code in user.languages),
            units=frozenset(each.units),
            hours=float(user.weekly_capacity),
            load=carried.get(user.pk, 0),
        )
        for each in members
        for user in [each.user]
    ]


def takers_of(team: Team, rules: Mapping[str, Any], *, but: Iterable[Any] = ()) -> list[Taker]:
    """Who of a team could take cases now; two statements."""
    members = there(team, but=but)
    return takers(members, loads([each.user_id for each in members], rules))


def propose(team: Team, user: Any, scope: Scope) -> list[tuple[Assignment, Choice]]:
    """Each part of the scope with whoever would take it; parts that nobody's role fits are left out."""
    rules = rules_of(team.facility)
    found = {part.pk: part for part in movable(team, user, scope)}
    chosen = share_out(pieces(list(found.values())), takers_of(team, rules, but=scope.givers), rules)
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


def _given(facility: Facility) -> "QuerySet[FacilityRole]":
    """The roles that the member outside holds here now."""
    return _now(FacilityRole).filter(facility=facility)


def _covers(facility: Facility) -> "QuerySet[UnitCover]":
    """The units here that the member outside covers now."""
    return _now(UnitCover).filter(unit__facility=facility).order_by("pk")


def _now(model: Any) -> Any:
    now = clock.now()
    here = Q(ends_at=None) | Q(ends_at__gt=now)
    return model.objects.filter(here, user=OuterRef("user"), live=True, starts_at__lte=now)


@dataclass(frozen=True)
class Drawn:
    """A reassignment as its page shows it: its lines, who could take them, and everybody's load before and after."""

    lines: list[ReassignmentLine]
    takers: list[Taker]
    loads: list[dict[str, Any]]


def shown(reassignment: Reassignment) -> Drawn:
    """What the page of a reassignment shows; four statements."""
    rules, found, members = (
        rules_of(reassignment.team.facility),
        lines(reassignment),
        there(reassignment.team),
    )
    people = {user.pk: user for line in found for user in (line.from_user, line.to_user)}
    carried = loads({*people, *(each.user_id for each in members)}, rules)
    moved = reassignment.status == Reassignment.Status.APPLIED
    change = _change(found, rules)
    before_and_after = [
        {
            "user": user,
            "before": carried.get(key, 0) - (change[key] if moved else 0),
            "after": carried.get(key, 0) + (0 if moved else change[key]),
        }
        for key, user in sorted(people.items(), key=lambda each: each[1].name)
    ]
    return Drawn(found, takers(members, carried), before_and_after)


def _change(found: Iterable[ReassignmentLine], rules: Mapping[str, Any]) -> dict[Any, float]:
    """What the lines take from and give to each person's weighted load."""
    points = rules["case_weights"]
    change: dict[Any, float] = defaultdict(float)
    for line in found:
        weighs = float(points.get(line.case.complexity, 1))
        change[line.from_user_id] -= weighs
        change[line.to_user_id] += weighs
    return change


def lines(reassignment: Reassignment) -> list[ReassignmentLine]:
    """The lines as the page shows them: with the booked times that go along (`going`) and that cannot (`staying`)."""
    related = ("case__patient", "case__facility", "case__unit", "assignment", "from_user", "to_user")
    rows = reassignment.lines.select_related(*related).annotate(meetings=ArraySubquery(_meetings()))
    found: list[Any] = list(rows.order_by("from_user__name", "pk"))
    for line in found:
        at = [(datetime.fromisoformat(each["at"]), each["busy"]) for each in line.meetings]
        line.going = [start for start, busy in at if not busy]
        line.staying = [start for start, busy in at if busy]
    return found


def _meetings() -> "QuerySet[Appointment, Any]":
    """The giver's booked times to come on the case of a line, and whether the taker is booked then."""
    booked = Appointment.objects.filter(status=Appointment.Status.BOOKED).order_by()
    taken = booked.filter(
        user=OuterRef(OuterRef("to_user")),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    rows = booked.filter(case=OuterRef("case"), user=OuterRef("from_user"), starts_at__gt=clock.now())
    said = JSONObject(at="starts_at", busy=Exists(taken))
    return rows.order_by("starts_at").values(said=said)


def readable(found: Iterable[ReassignmentLine], user: Any) -> set[Any]:
    """The cases among the lines that somebody may still see."""
    cases = Case.objects.filter(pk__in=[line.case_id for line in found])
    return set(visible_among(cases, user, "view_identity").values_list("pk", flat=True))
