"""The supervisor's first page: each number and its list are one query, over the cases of one's own teams."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import record
from careplans.models import PlanVersion
from core import clock
from core.access import visible_to
from core.written import KeysOf, Question, Questions, joined, somebody, written
from facilities.models import Team, Unit
from intake.candidates import HOUSE_LANGUAGE, primary
from intake.models import IntakeRequest
from intake.queries import to_contact
from patients.models import Case
from supervision import loads
from supervision.standing_in import UPCOMING, away_now
from supervision.weighing import Taker
from teams.models import Absence, Assignment, Transfer
from worklist.models import Item, ItemTransfer
from worklist.models.item import LIVE

SHOWN = 200


@dataclass(frozen=True)
class Seen:
    """Whose page it is, and the keys of their cases: the query for them, or its name where all numbers share it."""

    user: Any
    cases: Any


@dataclass(frozen=True)
class Number:
    """One number of the page: its words, colour and icon, what its list is made of, and the query behind both."""

    label: Any
    tone: str
    icon: str
    kind: str
    rows: Callable[[Seen], "QuerySet[Any]"]


@dataclass(frozen=True)
class Carrying:
    """A member of a team with what they carry, of how much, and whether they are away and covered."""

    user: Any
    load: float
    full: float
    parts: int
    away: Any = None

    @property
    def tone(self) -> str:
        share = self.load / self.full if self.full else 1
        return "red" if share > 1 else "orange" if share > 0.85 else "green"


def cases(user: Any) -> "QuerySet[Case]":
    """The open cases of the teams somebody supervises."""
    return visible_to(Case, user, "supervise", sources=("supervision",))


def unassigned(seen: Seen) -> "QuerySet[Case]":
    """Cases that nobody leads now."""
    now = clock.now()
    led = Assignment.objects.filter(
        case=OuterRef("pk"), is_lead=True, live=True, error_at=None, starts_at__lte=now
    )
    rows = Case.objects.filter(~Exists(led.exclude(ends_at__lte=now)), pk__in=seen.cases)
    return rows.order_by("opened_at", "pk")


def overdue(seen: Seen) -> "QuerySet[Item]":
    """Work on these cases that is late; what harms first."""
    rows = Item.objects.filter(case__in=seen.cases, status__in=LIVE, due_at__lt=clock.now())
    return rows.exclude(kind=Item.Kind.HOLE).order_by("priority", "due_at", "pk")


def holes(seen: Seen) -> "QuerySet[Item]":
    """What nobody has answered for longer than the rules allow, as the keeper has opened it."""
    rows = Item.objects.filter(case__in=seen.cases, status__in=LIVE, kind=Item.Kind.HOLE)
    return rows.order_by("created_at", "pk")


def approvals(seen: Seen) -> "QuerySet[PlanVersion]":
    """Plans of these cases that were handed in and wait for a decision, the longest first."""
    rows = PlanVersion.objects.filter(case__in=seen.cases, status=PlanVersion.Status.SUBMITTED, error_at=None)
    return rows.defer("frozen").order_by("submitted_at", "pk")


def uncontacted(seen: Seen) -> "QuerySet[IntakeRequest]":
    """Requests of one's teams, or of nobody's, whose first contact is late."""
    mine = Q(team__in=loads.supervised(seen.user)) | Q(team=None)
    rows = to_contact(visible_to(IntakeRequest, seen.user, "edit_intake"))
    return rows.filter(mine, first_contact_due__lt=clock.now()).order_by("first_contact_due", "pk")


def offers(seen: Seen) -> "QuerySet[Transfer]":
    """What is offered to a colleague on these cases and waits for an answer."""
    rows = Transfer.objects.filter(
        case__in=seen.cases, status=Transfer.Status.OFFERED, error_at=None, expires_at__gt=clock.now()
    )
    return rows.order_by("expires_at", "pk")


def item_offers(seen: Seen) -> "QuerySet[ItemTransfer]":
    """Pieces of work on these cases that wait for a colleague's answer."""
    rows = ItemTransfer.objects.filter(
        item__case__in=seen.cases, status=ItemTransfer.Status.OFFERED, expires_at__gt=clock.now()
    )
    return rows.order_by("expires_at", "pk")


def uncovered(seen: Seen) -> "QuerySet[Absence]":
    """Absences of one's people, running or to come, in which nobody stands in, or the deputy is away as well."""
    away = away_now().filter(user=OuterRef("deputy"))
    people = _people(seen.user).values("pk")
    rows = visible_to(Absence, seen.user).filter(
        user__in=people, status__in=UPCOMING, ends_at__gt=clock.now()
    )
    return rows.filter(Q(status=Absence.Status.PLANNED) | Exists(away)).order_by("starts_at", "pk")


NUMBERS: dict[str, Number] = {
    "unassigned": Number(_("Without a lead"), "red", "user-x", "case", unassigned),
    "holes": Number(_("Nobody answers for it"), "red", "circle-question-mark", "item", holes),
    "overdue": Number(_("Late work"), "orange", "clock-alert", "item", overdue),
    "approvals": Number(_("Plans to decide on"), "yellow", "file-check", "plan", approvals),
    "first-contact": Number(_("First contact late"), "orange", "phone-missed", "request", uncontacted),
    "offers": Number(_("Parts on offer"), "purple", "hand", "offer", offers),
    "work-on-offer": Number(_("Work on offer"), "purple", "hand", "item_offer", item_offers),
    "uncovered": Number(_("Away, not covered"), "yellow", "calendar-off", "absence", uncovered),
}
RELATED: dict[str, tuple[str, ...]] = {
    "case": ("patient", "facility", "unit", "lead"),
    "item": ("case__patient", "case__facility", "owner"),
    "plan": ("case__patient", "case__facility", "submitted_by"),
    "request": ("patient", "facility", "unit"),
    "offer": ("case__patient", "case__facility", "from_user", "to_user", "responsibility"),
    "item_offer": ("item__case__patient", "item__case__facility", "from_user", "to_user"),
    "absence": ("user", "deputy", "facility"),
    "part": ("case__patient", "case__facility", "user"),
}


_questions = Questions()


def numbers(user: Any) -> dict[str, int]:
    """Every number, in one statement made of the lists' own queries over one reading of the cases."""
    question = _questions.find(getattr(user, "acting_role", ""), lambda: _all_numbers(somebody(user)))
    (found,) = question.ask(user) if question else ((0,) * len(NUMBERS),)
    return dict(zip(NUMBERS, found, strict=True))


def _all_numbers(user: Any) -> Question:
    """The keys of the cases, read once; then a count of each list."""
    seen = Seen(user, KeysOf("mine"))
    mine = written(cases(user).order_by().values_list("pk"), user)
    counts = [written(number.rows(seen).order_by().values_list("pk"), user) for number in NUMBERS.values()]
    each = ", ".join(f"(select count(*) from ({{}}) list_{n})" for n in range(len(counts)))  # noqa: S608 - numbers
    return joined("with mine (id) as materialized ({}) select " + each, mine, *counts)


def listed(name: str, user: Any) -> list[Any]:
    """The list behind a number."""
    number = NUMBERS[name]
    rows = number.rows(Seen(user, cases(user).values("pk")))
    return list(rows.select_related(*RELATED[number.kind])[:SHOWN])


def parts_of(user: Any, person: Any) -> list[Assignment]:
    """The parts behind the load of a member of one's teams: those in one's own teams' cases, the heaviest first."""
    teams_ = teams(user)
    rules = loads.rules_of(teams_[0].facility) if teams_ else loads.PLAIN
    rows = _carried([person], user).annotate(weight=loads.weight(rules)).select_related(*RELATED["part"])
    return list(rows.order_by("-weight", "case__next_due_at", "pk")[:SHOWN])


def carrying(user: Any, teams: list[Team]) -> list[Carrying]:
    """Each member of these teams with their weighted load in one's cases; four statements."""
    people = {row.user_id: row.user for row in loads.members_of(teams)}
    rules = loads.rules_of(teams[0].facility) if teams else loads.PLAIN
    rows = _carried(list(people), user).order_by().values("user")
    rows = rows.annotate(load=Sum(loads.weight(rules)), parts=Count("pk"))
    sums = {row["user"]: (row["load"], row["parts"]) for row in rows}
    away = {row.user_id: row for row in away_now().filter(user__in=list(people)).select_related("deputy")}
    found = []
    for key, who in people.items():
        load, parts = sums.get(key, (0, 0))
        found.append(Carrying(who, load, full_load(who, rules), parts, away.get(key)))
    return found


def full_load(who: Any, rules: Any) -> float:
    """What somebody of their weekly hours carries at most, by the rules."""
    return Taker(who.pk, who.short, frozenset(), hours=float(who.weekly_capacity)).full(rules)


def teams(user: Any) -> list[Team]:
    """The teams somebody supervises."""
    return list(
        Team.objects.filter(pk__in=loads.supervised(user)).select_related("facility").order_by("name")
    )


def colleague(user: Any, key: Any) -> User:
    """Somebody whose load one may ask for: they work at a facility of one's teams; anybody else is the same 404."""
    houses = Team.objects.filter(pk__in=loads.supervised(user)).values("facility")
    here = Q(facility_roles__facility__in=houses) | Q(memberships__team__facility__in=houses)
    person = User.objects.filter(here | Q(assignments__case__facility__in=houses), pk=key).first()
    if person is None:
        record.denied("view", User.objects.filter(pk=key).first(), by=user, at=clock.now())
        raise Http404
    return person


def _carried(people: list[Any], user: Any) -> "QuerySet[Assignment]":
    """The parts of people in the cases somebody supervises: behind the load and behind its list."""
    return loads.parts(people).filter(case__in=cases(user).values("pk"))


def _people(user: Any) -> "QuerySet[User]":
    """The members of the teams somebody supervises."""
    members = loads.members_of(loads.supervised(user)).order_by()
    return User.objects.filter(pk__in=members.values("user"))


def units(user: Any) -> list[Unit]:
    """The units on which one's teams have open cases."""
    return list(Unit.objects.filter(pk__in=cases(user).exclude(unit=None).values("unit")).order_by("name"))


def languages(user: Any) -> list[str]:
    """What the patients of one's teams speak, by code, the house's own language left out."""
    spoken = cases(user).exclude(patient__communication=None).order_by()
    codes = {
        primary(code) for code in spoken.values_list("patient__communication__spoken", flat=True).distinct()
    }
    return sorted(codes - {HOUSE_LANGUAGE, ""})
