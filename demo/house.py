"""The demonstration hospital before its first patient: two sites, three units, teams, staff, payers, rules."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.actors import system
from accounts.models import User
from accounts.permissions import Role
from assessments import loading
from careplans.actions.templates import approve_template
from core import clock
from core.localtime import scheduled
from coverage.models import Plan
from demo import payers
from demo.people import People
from demo.staff import WARD, Post, posts
from directory.models import Organisation
from facilities.models import Bed, Facility, Team, Unit
from policy import ready
from policy.loading import load_all, load_glossary
from teams import actions as teams
from teams.models import FacilityRole, TeamMember
from worklist import actions as work

SITES = (("NGH", "Northgate Hospital", "555-0100"), ("LKS", "Lakeside Hospital", "555-0101"))
# The share of the beds follows the bed-days that `demo.problems` asks for, so that no unit turns people away for long.
UNITS = (
    ("4B", "4B Medicine", 0, 0.575),
    ("2A", "2A Surgery", 0, 0.25),
    ("R1", "R1 Rehabilitation", 1, 0.175),
)
SERVICES = {"medicine": 0, "observation": 0, "surgery": 1, "rehabilitation": 2}
ZONE = "America/New_York"
TZ = ZoneInfo(ZONE)
KINDS = {"medicare_advantage": "advantage", "workers_compensation": "other"}


@dataclass
class House:
    """Everything the stories need to find: places, people by role and unit, plans by payer."""

    rng: Random
    sites: list[Facility] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    staff: dict[tuple[Role, int], list[User]] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    turns: dict[Any, Any] = field(default_factory=dict)
    # The message feed, which tells of arrivals and departures.
    feed: User = field(default_factory=lambda: system("feed"))

    def next(self, role: Role, place: int) -> User:
        """The next person of a role on a unit (or at a site for the other roles), in turn."""
        key = (role, place)
        if key not in self.turns:
            self.turns[key] = cycle(self.staff[key])
        user: User = next(self.turns[key])
        return user

    def site_of(self, unit: int) -> int:
        return UNITS[unit][2]


def found(seed: int, beds: int, first_day: date) -> House:
    """Open the hospital on the morning of its first day; everybody can sign in with the demonstration password."""
    house = House(Random(seed))
    people = People(Random(seed + 1), first_day)
    house.sites = [_site(*facts) for facts in SITES]
    house.units = [
        _unit(house.sites[site], code, name, round(beds * share)) for code, name, site, share in UNITS
    ]
    house.teams = [_team(unit) for unit in house.units]
    load_all()
    load_glossary()
    _payers(house)
    _staff(house, people)
    _templates(house)
    return house


def _templates(house: House) -> None:
    """What the application brings to ask and to plan by; each site has taken its plan templates over."""
    loading.load(loading.shipped())
    by = User.objects.get(username="administrator")
    for site in house.sites:
        for each in ready.plan_templates(site, clock.now())[1]:
            approve_template(site, by=by, template=each.code, answers_for_it="A. Demo, physician (invented)")


def _site(code: str, name: str, phone: str) -> Facility:
    return Facility.objects.create(code=code, name=name, zone=ZONE, phone=phone)


def _unit(site: Facility, code: str, name: str, beds: int) -> Unit:
    unit = Unit.objects.create(facility=site, code=code, name=name)
    Bed.objects.bulk_create(Bed(unit=unit, code=f"{code}-{n:02}") for n in range(1, beds + 1))
    return unit


def _team(unit: Unit) -> Team:
    team = Team.objects.create(facility=unit.facility, name=f"Team {unit.name.split()[-1]}")
    team.units.add(unit)
    return team


def _payers(house: House) -> None:
    for payer in payers.PAYERS:
        organisation = Organisation.objects.create(name=payer.name, kinds=["payer"], invented=True)
        product = KINDS.get(payer.kind, payer.kind)
        house.plans[payer.name] = Plan.objects.create(
            payer=organisation, name="Standard plan", product=product
        )


def _staff(house: House, people: People) -> None:
    password = settings.DEMO_PASSWORD or secrets.token_urlsafe(16)
    everybody = [(post, _person(post, people)) for post in posts()]
    # The first administrator of each site is there before anybody could have invited them.
    for site in house.sites:
        for _at, user in [pair for pair in everybody if pair[0].role == Role.ADMINISTRATOR]:
            FacilityRole.objects.create(
                user=user, facility=site, role=Role.ADMINISTRATOR, starts_at=clock.now()
            )
    hashed = _hash(password)
    for post, user in everybody:
        User.objects.filter(pk=user.pk).update(password=hashed)
        _post(house, post, user)


def _person(post: Post, people: People) -> User:
    them = people.colleague()
    return User.objects.create(
        username=post.username,
        name=f"{them.name.given} {them.name.family}".strip(),
        email=them.mail,
        phone=them.phone,
        languages=list(them.languages),
        default_role=post.role,
        discipline=str(post.role.label),
        zone=ZONE,
        weekly_capacity=40,
    )


def _hash(password: str) -> str:
    user = User()
    # One hash for all: it is one password, and each hash would cost a tenth of a second of the start.
    user.set_password(password)
    return user.password


def _post(house: House, post: Post, user: User) -> None:
    site = house.sites[post.site]
    by = User.objects.get(username="administrator" if user.username != "administrator" else "administrator.2")
    place = post.unit if post.unit is not None else post.site
    house.staff.setdefault((post.role, place), []).append(user)
    if post.role not in (Role.ADMINISTRATOR, Role.ADVOCATE):
        teams.give_facility_role(site, by=by, user=user, role=post.role)
    if post.unit is not None:
        teams.join_team(house.teams[post.unit], by=by, user=user)
    if post.role in WARD and post.username.endswith(("manager", "nurse", "worker", "coordinator")):
        _cover(house, post, user)
    if post.role == Role.SUPERVISOR:
        for team in [team for team in house.teams if team.facility_id == site.pk]:
            TeamMember.objects.create(team=team, user=user, supervises=True, starts_at=clock.now())


def _cover(house: House, post: Post, user: User) -> None:
    """The printed sign-ins also cover their unit, so that a visitor finds more than one case."""
    supervisor = next(iter(house.staff.get((Role.SUPERVISOR, post.site), [])), None)
    if supervisor is not None and post.unit is not None:
        teams.cover_unit(house.units[post.unit], by=supervisor, user=user, role=post.role)


def offer_week(house: House, monday: date) -> None:
    """Everybody who meets patients says when they can be booked in a week: working days, 09:00 to 16:00."""
    for (role, place), users in house.staff.items():
        if role not in WARD:
            continue
        facility = house.units[place].facility
        for user in users:
            for day in (monday + timedelta(days=n) for n in range(5)):
                work.offer_own_time(
                    user, by=user, facility=facility, starts_at=at(day, 9), ends_at=at(day, 16)
                )


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock time of the hospital as an instant."""
    return scheduled(day, time(hour, minute), TZ)
