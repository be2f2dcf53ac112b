"""Cases with the stay that led to them, the people on them, their stages and plans."""

from collections.abc import Iterator

from careplans.models import CarePlan, Goal, PlanVersion
from demo import words
from demo.bulk.house import ZONE
from demo.bulk.size import Size
from demo.bulk.sql import SOURCE, Kind, Rows, draw, key, literal, minutes, pick
from discharge.models import DischargePlan
from encounters.models import Encounter, Movement
from patients.actions.case import ALPHABET
from patients.models import Case, CaseStage
from teams.models import Assignment

# Roles of the people on a case and their turn; closed cases remember the first and the second.
TEAM = (
    ("case_manager", 0),
    ("nurse", 0),
    ("nurse", 1),
    ("social_worker", 0),
    ("coordinator", 0),
    ("consultant", 0),
)
PATHS = {
    "closed": "referred assessing closed",
    "assessing": "referred assessing",
    "planning": "referred assessing planning",
    "active": "referred assessing planning active",
    "transitioning": "referred assessing planning active transitioning",
    "follow_up": "referred assessing planning active transitioning follow_up",
}
CLOSINGS = ("no_benefit", "declined", "transferred", "unreachable", "not_selected")
DAY = 24 * 60
# Where people in the house are to go (UB-04); of one in eight nobody has said.
GOING = ("01", "01", "01", "06", "06", "03", "03", "")
# Long enough for a data set that is kept.
READ_UNTIL = "core_now() + interval '365 days'"

# Case n is of patient mod(n - 1, patients) + 1; the last ones are open. The first open cases of a facility have its beds,
# the others have left. Closed ones lie evenly over ten years, the youngest closed well before its people's last look.
CASES = """
create temp table bulk_case on commit drop as
with numbered as (
  select n, mod(n - 1, {patients}) + 1 as p, n > {closed} as open from generate_series(1, {cases}::bigint) n
), placed as (
  select n, p, open, mod(p - 1, {facilities})::int as f,
         case when open then row_number() over (partition by open, mod(p - 1, {facilities}) order by n) end as r
    from numbered
), timed as (
  select c.*, coalesce(c.r <= w.beds, false) as here, {draw_turn} as turn,
         case when c.open then core_now() - case when c.r <= w.beds then {recently} else {lately} end
              else core_now() - interval '3650 days' + (c.n * {step}) end as opened_at,
         case when c.open and c.r <= w.beds then c.r else 1 + {draw_bed} end as bed
    from placed c join (select distinct f, beds::int from bulk_bed) w using (f)
), left_ as (
  select t.*, case when here then null when open then core_now() - {just}
                   else opened_at + {stay} end as left_at from timed t
), ended as (
  select l.*, case when not open then left_at + {after} end as closed_at,
         case when not open then 'closed' when here then {inside} else {outside} end as stage from left_ l
)
select n, p, e.f, open, here, turn, opened_at, left_at, closed_at, stage, {id} as id, {patient} as patient_id,
       {facility} as facility_id, b.bed_id, b.unit_id, b.team_id, lead.id as lead_id, boss.id as boss_id,
       opened_at - interval '3 hours' as admitted_at,
       case when open then (core_now() at time zone {zone})::date - 1 + {expected} end as expected_on,
       case when here or not open then opened_at + interval '1 day' else left_at + interval '1 day' end as contact_at
  from ended e join bulk_bed b on b.f = e.f and b.r = e.bed
  join bulk_staff lead on lead.f = e.f and lead.role = 'case_manager' and lead.place = mod(turn, lead.number) + 1
  join bulk_staff boss on boss.f = e.f and boss.role = 'supervisor' and boss.place = 1
"""


def table(size: Size) -> Iterator[str]:
    """The facts of every case that its rows in other tables are made from."""
    closed = size.cases - size.open
    yield CASES.format(
        patients=size.patients,
        cases=size.cases,
        closed=closed,
        facilities=size.facilities,
        draw_turn=draw("c.n", 20, 5040),
        draw_bed=draw("c.n", 21, "w.beds"),
        recently=minutes(f"600 + {draw('c.n', 22, 20 * DAY)}"),
        lately=minutes(f"{14 * DAY} + {draw('c.n', 23, 16 * DAY)}"),
        just=minutes(f"{3 * DAY} + {draw('n', 24, 7 * DAY)}"),
        step=f"(interval '3560 days' / {closed})",
        stay=minutes(f"2 * {DAY} + {draw('n', 25, 11 * DAY)}"),
        after=minutes(f"{5 * DAY} + {draw('n', 26, 23 * DAY)}"),
        inside=pick("n", 27, ["assessing", "planning", "active", "active", "active"]),
        outside=pick("n", 28, ["transitioning", "follow_up"]),
        id=key(Kind.CASE, "n"),
        patient=key(Kind.PATIENT, "p"),
        facility=key(Kind.FACILITY, "e.f"),
        # The day of the house: by that of the database nobody would be late in its evening.
        zone=literal(ZONE),
        expected=draw("n", 29, 9),
    )
    yield "analyze bulk_case"


def cases() -> Iterator[Rows]:
    """The cases with their shown columns, and each stretch of their stages, evenly long."""
    here = ("unit_id", "bed_id", "admitted_at")
    columns = {name: f"case when here then {name} end" for name in here}
    columns |= {
        name: name
        for name in ("id", "patient_id", "facility_id", "team_id", "opened_at", "closed_at", "stage")
    }
    columns |= {
        "reference": _reference(),
        "stage_since": f"case when open then {_start('lengths.stages')} else closed_at end",
        "complexity": pick("n", 30, ["standard", "standard", "high", "complex"]),
        "restricted": f"open and {draw('n', 36, 100)} = 0",
        "high_risk": f"open and {draw('n', 31, 10)} = 0",
        "purpose": f"case when {_planned()} then {pick('n', 32, words.MATTERS)} else '' end",
        "lead_id": "case when open then lead_id end",
        "expected_leaving_on": "case when here then expected_on end",
        "last_contact_at": "contact_at",
        "closed_by_id": "case when not open then lead_id end",
        "closing": f"case when open then '' else {pick('n', 33, CLOSINGS)} end",
        "created_at": "opened_at",
    }
    yield Rows(Case, f"bulk_case join {_paths()} on lengths.last = stage", columns)
    stretch = {
        "id": key(Kind.STAGE, "bulk_case.n * 10 + s.i"),
        "case_id": "bulk_case.id",
        "stage": "s.stage",
        "period": f"tstzrange({_start('s.i')}, case when s.i < lengths.stages then {_start('s.i + 1')} end)",
        "moved_by_id": "case when s.stage = 'referred' then boss_id else lead_id end",
    }
    each = f"bulk_case join {_paths()} on lengths.last = bulk_case.stage"
    yield Rows(
        CaseStage, f"{each} cross join lateral unnest(lengths.path) with ordinality as s (stage, i)", stretch
    )


def stays() -> Iterator[Rows]:
    """One visit for each case, with its arrival and, for most, its departure."""
    gone = "left_at is not null"
    visit = {
        "id": key(Kind.ENCOUNTER, "n"),
        "case_id": "id",
        "visit_authority": "'B' || f + 1",
        "visit_number": "'V' || lpad(n::text, 9, '0')",
        "status": f"case when {gone} then 'finished' else 'in_progress' end",
        "started_at": "admitted_at",
        "ended_at": "left_at",
        "disposition": f"case when {gone} then '01' else '' end",
        "created_at": "admitted_at",
    }
    same = {name: name for name in ("patient_id", "facility_id", "unit_id", "bed_id")}
    yield Rows(Encounter, "bulk_case", same | visit)
    moved = {
        "id": key(Kind.MOVEMENT, "n * 2 + leaving::int"),
        "encounter_id": key(Kind.ENCOUNTER, "n"),
        "kind": "case when leaving then 'leave' else 'admit' end",
        "event_at": "case when leaving then left_at else admitted_at end",
        "visit_kind": "case when leaving then '' else 'IMP' end",
        "to_unit_id": "case when leaving then null else unit_id end",
        "to_bed_id": "case when leaving then null else bed_id end",
        "disposition": "case when leaving then '01' else '' end",
        "key": f"{literal(SOURCE)} || ':' || n || case when leaving then ':leave' else ':admit' end",
        "source": literal(SOURCE),
        "recorded_by_id": "boss_id",
    }
    source = f"bulk_case, (values (false), (true)) as m (leaving) where {gone} or not leaving"
    yield Rows(Movement, source, moved)


def people_on_them() -> Iterator[Rows]:
    """Six people on an open case, the first of them its lead, and at times a nurse who was on it; two on a closed one."""
    turns = ", ".join(f"({n}, {literal(role)}, {later})" for n, (role, later) in enumerate(TEAM))
    ended = "case when not open then closed_at end"
    columns = {
        "id": key(Kind.ASSIGNMENT, "c.n * 10 + t.i"),
        "case_id": "c.id",
        "created_by_id": "boss_id",
        "starts_at": "opened_at",
        "ends_at": ended,
        "live": "open",
        "user_id": "s.id",
        "role": "t.role",
        "is_lead": "t.i = 0",
        "status": "case when open then 'active' else 'ended' end",
        "why": "case when open then '' else 'The case was closed' end",
        "read_until": f"{ended} + interval '30 days'",
    }
    turn = f"(values {turns}) as t (i, role, later)"
    on = "s.f = c.f and s.role = t.role and s.place = mod(c.turn + t.later, s.number) + 1"
    yield Rows(Assignment, f"bulk_case c join {turn} on c.open or t.i < 2 join bulk_staff s on {on}", columns)
    # Whoever has just left a case reads on for a while; nobody has two parts in it, so this is a third nurse.
    gone = "least(core_now() - interval '1 hour', c.opened_at + interval '10 hours')"
    left = {"ends_at": gone, "live": "true", "is_lead": "false", "status": "'ended'", "why": "'Another unit'"}
    left |= {"id": key(Kind.ASSIGNMENT, "c.n * 10 + 9"), "role": "s.role", "read_until": READ_UNTIL}
    on = "s.f = c.f and s.role = 'nurse' and s.number > 2 and s.place = mod(c.turn + 2, s.number) + 1"
    yield Rows(
        Assignment,
        f"bulk_case c join bulk_staff s on {on} where {draw('c.n', 37, 20)} = 0 and c.open",
        columns | left,
    )


def plans() -> Iterator[Rows]:
    """A discharge plan for every case; a care plan with an agreed goal from the active stage on."""
    by = {"case_id": "id", "created_by_id": "lead_id"}
    leaving = {
        "id": key(Kind.DISCHARGE, "n"),
        "expected_on": "case when here then expected_on end",
        "disposition": f"case when here then {goes_to('n')} else '01' end",
        "handed_to": "case when open then '' else 'none needed' end",
    }
    yield Rows(DischargePlan, "bulk_case", by | leaving)
    planned, agreed = f"bulk_case where {_planned()}", "opened_at + interval '6 hours'"
    plan = {
        "id": key(Kind.CARE_PLAN, "n"),
        "what_matters": pick("n", 32, words.MATTERS),
        "engagement": pick("n", 34, words.ENGAGED),
        "status": "'active'",
        "activated_at": agreed,
        "activated_by_id": "lead_id",
    }
    yield Rows(CarePlan, planned, by | plan)
    yield _version(planned, agreed, plan["what_matters"], by)
    goal = {
        "id": key(Kind.GOAL, "n"),
        "plan_id": key(Kind.CARE_PLAN, "n"),
        "words": pick("n", 35, words.GOALS),
        "in_patients_words": "true",
        "is_wish": "true",
        "due_on": "core_now()::date + 14",
        "status": "'accepted'",
        "agreed_at": agreed,
        "agreed_by_id": "lead_id",
    }
    yield Rows(Goal, planned, by | goal)


def _version(planned: str, agreed: str, matters: str, by: dict[str, str]) -> Rows:
    """The version of a plan that is in effect: handed in by the lead, approved by the supervisor."""
    columns = {
        "id": key(Kind.PLAN_VERSION, "n"),
        "plan_id": key(Kind.CARE_PLAN, "n"),
        "number": "1",
        "status": "'active'",
        "submitted_at": agreed,
        "submitted_by_id": "lead_id",
        "approved_at": agreed,
        "approved_by_id": "boss_id",
        "activated_at": agreed,
        "frozen": f"jsonb_build_object('what_matters', {matters}, 'goals', '[]'::jsonb)",
    }
    return Rows(PlanVersion, planned, by | columns)


def goes_to(n: str) -> str:
    """Where the patient of a case in the house is to go."""
    return pick(n, 70, GOING)


def _planned() -> str:
    return "open and stage not in ('assessing', 'planning')"


def _paths() -> str:
    """The stages a case has been through, by the one it is in."""
    lines = (f"({literal(last)}, string_to_array({literal(path)}, ' '))" for last, path in PATHS.items())
    listed = f"(values {', '.join(lines)}) as v (last, path)"
    return f"(select last, path, cardinality(path) as stages from {listed}) lengths"


def _start(i: str) -> str:
    """When the i-th stage of a case began; the last one of a closed case begins with its closing."""
    pieces = "(case when open then lengths.stages else lengths.stages - 1 end)"
    return f"(opened_at + (coalesce(closed_at, core_now()) - opened_at) * (({i} - 1)::float8 / {pieces}))"


def _reference() -> str:
    """A short name that looks drawn by chance and is never given twice: a step round the circle of all of them."""
    base = len(ALPHABET)
    at = f"mod(bulk_case.n * 104729::bigint, {base**6})"
    letters = (f"substr({literal(ALPHABET)}, 1 + mod({at} / {base**n}, {base})::int, 1)" for n in range(6))
    return " || ".join(letters)
