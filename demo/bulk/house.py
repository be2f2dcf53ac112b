"""Facilities, units, beds, teams, staff with their roles, payers."""

from collections.abc import Iterator

from accounts.models import User
from accounts.permissions import CLINICAL_ROLES, Role
from coverage.models import Plan
from demo import payers
from demo.bulk.names import SIZE
from demo.bulk.size import BEDS_PER_PERSON, BEDS_PER_UNIT, UNITS_PER_TEAM, Size
from demo.bulk.sql import Kind, Rows, draw, key, literal
from directory.models import Organisation
from facilities.models import Bed, Facility, Team, Unit
from teams.models import FacilityRole, TeamMember, UnitCover

ZONE = "America/New_York"
SINCE = "core_now() - interval '11 years'"
PRODUCTS = {"medicare_advantage": "advantage", "workers_compensation": "other"}

# Facilities, units and beds are numbered from 0; unit u is at facility mod(u, facilities), as bed b is in unit b / 20.
BEDS = """
create temp table bulk_bed on commit drop as
select f, row_number() over (partition by f order by b) as r, count(*) over (partition by f) as beds,
       {bed} as bed_id, {unit} as unit_id, {team} as team_id
  from (select b, b / {per_unit} as u, mod(b / {per_unit}, {facilities}) as f from generate_series(0, {last}) b) x
"""
STAFF = """
create temp table bulk_staff on commit drop as
select f, role, place, number, {user} as id, (row_number() over (order by f, role, place))::int as person
  from (values {roles}) as r (role, number), generate_series(0, {last}) f, generate_series(1, number) place
"""


def tables(size: Size) -> Iterator[str]:
    """What the statements below and the cases read: beds and staff by facility."""
    team = _team("u", size)
    yield BEDS.format(
        bed=key(Kind.BED, "b"),
        unit=key(Kind.UNIT, "u"),
        team=key(Kind.TEAM, team),
        per_unit=BEDS_PER_UNIT,
        facilities=size.facilities,
        last=size.beds - 1,
    )
    roles = ", ".join(f"({literal(role.value)}, {size.people(role)})" for role in BEDS_PER_PERSON)
    order = "row_number() over (order by f, role, place)"
    yield STAFF.format(user=key(Kind.USER, order), roles=roles, last=size.facilities - 1)
    yield "analyze bulk_bed; analyze bulk_staff"


def places(size: Size) -> Iterator[Rows]:
    """Facilities, units, beds, teams."""
    facility = {"id": key(Kind.FACILITY, "f"), "code": "'B' || f + 1", "zone": literal(ZONE)}
    more = {"name": "'Benchmark Hospital ' || f + 1", "phone": "'555-0100'"}
    yield Rows(Facility, _numbers("f", size.facilities), facility | more)
    at = key(Kind.FACILITY, f"mod(u, {size.facilities})")
    unit = {"id": key(Kind.UNIT, "u"), "facility_id": at, "code": "'U' || u + 1", "name": "'Unit ' || u + 1"}
    yield Rows(Unit, _numbers("u", size.units), unit)
    bed = {"id": "bed_id", "unit_id": "unit_id", "code": "'R' || r"}
    yield Rows(Bed, "bulk_bed", bed)
    team = _team("u", size)
    source = (
        f"(select distinct {team} as t, mod(u, {size.facilities}) as f from {_numbers('u', size.units)}) x"
    )
    named = {"id": key(Kind.TEAM, "t"), "facility_id": key(Kind.FACILITY, "f"), "name": "'Team ' || t"}
    yield Rows(Team, source, named)
    through = {"team_id": key(Kind.TEAM, team), "unit_id": key(Kind.UNIT, "u")}
    yield Rows(Team.units.through, _numbers("u", size.units), through)


def staff(size: Size, password: str) -> Iterator[Rows]:
    """People, their role at the facility, the teams they are in, the units that nurses cover."""
    user = {
        "id": "s.id",
        "username": "s.role || '.' || s.f + 1 || '.' || s.place",
        "name": "trim(p.given || ' ' || p.family)",
        "password": literal(password),
        "default_role": "s.role",
        "languages": "array['en', p.language]",
        "zone": literal(ZONE),
        "date_joined": SINCE,
    }
    named = f"bulk_staff s join bulk_name p on p.i = {draw('s.person', 1, SIZE)}"
    yield Rows(User, named, user)
    role = {"id": key(Kind.FACILITY_ROLE, "person"), "user_id": "id", "facility_id": key(Kind.FACILITY, "f")}
    # Advocates have no role in the house: they see a case by their patient's consent.
    at_work = f"bulk_staff where role <> {literal(Role.ADVOCATE.value)}"
    yield Rows(FacilityRole, at_work, role | {"role": "role", "starts_at": SINCE})
    yield from _memberships()
    nurses = f"bulk_staff s join {_numbers('u', size.units)} on mod(u, {size.facilities}) = s.f"
    mine = f"mod(u / {size.facilities}, s.number) = s.place - 1"
    cover = {"id": key(Kind.COVER, f"s.person * {size.units}::bigint + u"), "user_id": "s.id"}
    cover |= {"unit_id": key(Kind.UNIT, "u"), "role": "'nurse'", "starts_at": SINCE}
    yield Rows(UnitCover, f"{nurses} where s.role = 'nurse' and {mine}", cover)


def _memberships() -> Iterator[Rows]:
    """Ward staff are in one team each; supervisors supervise every team of their facility."""
    teams = (
        "(select f, team_id, count(*) over (partition by f) as teams, row_number() over (partition by f order by team_id) as t"
        " from (select distinct f, team_id from bulk_bed) y) x"
    )
    roles = ", ".join(literal(role.value) for role in CLINICAL_ROLES)
    on = f"s.role = 'supervisor' or s.role in ({roles}) and mod(s.place, x.teams) = x.t - 1"
    columns = {"id": key(Kind.MEMBER, "s.person * 1000 + x.t"), "team_id": "x.team_id", "user_id": "s.id"}
    columns |= {"supervises": f"s.role = '{Role.SUPERVISOR.value}'", "starts_at": SINCE}
    yield Rows(TeamMember, f"bulk_staff s join {teams} on x.f = s.f where {on}", columns)


def who_pays() -> Iterator[Rows]:
    """The invented payers of the demonstration with one plan each."""
    lines = (
        f"({n}, {literal(payer.name)}, {literal(PRODUCTS.get(payer.kind, payer.kind))})"
        for n, payer in enumerate(payers.PAYERS)
    )
    source = f"(values {', '.join(lines)}) as p (n, name, product)"
    payer = {"id": key(Kind.PAYER, "n"), "name": "name", "kinds": "array['payer']", "invented": "true"}
    yield Rows(Organisation, source, payer)
    plan = {"id": key(Kind.PLAN, "n"), "payer_id": key(Kind.PAYER, "n"), "name": "'Standard plan'"}
    yield Rows(Plan, source, plan | {"product": "product"})


def _numbers(name: str, count: int) -> str:
    return f"generate_series(0, {count - 1}) {name}"


def _team(unit: str, size: Size) -> str:
    """The number of a unit's team: two units of one facility share one."""
    return f"(mod({unit}, {size.facilities}) * 1000 + {unit} / {size.facilities} / {UNITS_PER_TEAM})"
