"""Hand-written SQL for a team's dashboard: every number that the database counts, in one statement, as one writes it.

Two columns for each measure in the order of the registry, then the delays by cause. `user` supervises `team`.
"""

from demo.bench.standing import ALLOWED, NOW
from referrals.models import BY_CHOICE

LIVE = "('scheduled', 'open', 'in_progress', 'waiting')"
PLACES = ", ".join(
    f"'{kind}'" for kind in (*BY_CHOICE, "nursing_facility", "hospice_home", "hospice_facility")
)
# Hours of quiet by the rules that come with the application: in the house by tier, after it by tier.
INSIDE = {"low": 72, "moderate": 72, "high": 48}
AFTER = {"low": 744, "moderate": 336, "high": 168}


def _hours(figures: dict[str, int]) -> str:
    whens = " ".join(f"when '{tier}' then {hours}" for tier, hours in figures.items())
    return f"case tier {whens} end"


def _lately(column: str) -> str:
    return f"{column} >= now() - interval '720 hours' and {column} < now()"


def _first_within(hours: int, done: str) -> str:
    """Cases whose clock of so many hours ended lately: how many had it in time, and all that count."""
    by = f"opened_at + interval '{hours} hours'"
    return f"""(select count(*) filter (where first_at <= by_at)::float8 as a, count(*)::float8 as b
      from (select c.closed_at, {by} as by_at, ({done}) as first_at from every c where {_lately(by)}) f
     where not coalesce(closed_at < by_at and (first_at is null or first_at > by_at), false))"""


def _rate(met: str, rows: str) -> str:
    return f"(select count(*) filter (where {met})::float8 as a, count(*)::float8 as b from {rows})"


def _count(rows: str) -> str:
    return f"(select count(*)::float8 as a, null::float8 as b from {rows})"


DELAYED = """(select s.cause, s.case_id, s.avoidable, extract(epoch from
         least(coalesce(s.ended_at, now()), now()) - greatest(s.started_at, now() - interval '720 hours')) / 3600 as hours
    from discharge_delaysegment s where s.case_id in (select id from every) and s.error_at is null and s.started_at < now()
     and (s.ended_at is null or s.ended_at > now() - interval '720 hours')) d"""
SLIPS = f"""(select count(*) from discharge_expecteddatechange h where h.case_id = c.id and h.old is not null and h.new > h.old
     and {_lately("h.changed_at")})"""
DATED = "exists (select from discharge_expecteddatechange h where h.case_id = c.id and h.new is not null and h.changed_at < now())"
ASSESSED = """select min(a.completed_at) from assessments_assessment a
     where a.case_id = c.id and a.form = 'initial' and a.error_at is null and a.status = 'complete'"""
APPROVED = """select min(v.approved_at) from careplans_planversion v
     where v.case_id = c.id and v.error_at is null and v.approved_at is not null"""
LED = f"""exists (select from teams_assignment a where a.case_id = m.id and a.is_lead and a.live and a.error_at is null
     and {NOW.format("a.")})"""
RANG = """exists (select from worklist_reminder r where r.item_id = l.id and r.status = 'planned' and r.rang_for = 'supervisor'
     and r.planned_at >= l.due_at)"""
QUIET = f"""(select coalesce(c.last_contact_at, c.opened_at) as since, c.admitted_at, coalesce(nullif(c.risk, ''),
         case c.complexity when 'standard' then 'low' when 'high' then 'moderate' else 'high' end) as tier
    from mine c join patients_patient p on p.id = c.patient_id where p.deceased_at is null and c.stage <> 'referred') q
   where since < now() - make_interval(hours => case when admitted_at is null then {_hours(AFTER)} else {_hours(INSIDE)} end)"""
GATES = f"discharge_gatecheck g where g.case_id in (select id from every) and g.error_at is null and g.hard and {_lately('g.at')}"
SENT = f"""referrals_referral r where r.case_id in (select id from every) and r.error_at is null and r.kind in ({PLACES})
     and r.sent_at is not null and {_lately("r.first_answer_at")}"""

LEFT = f"""(select a.contacted_at, a.left_at + interval '48 hours' as by_at, least(p.deceased_at,
         (select min(b.started_at) from encounters_encounter b where b.patient_id = e.patient_id and b.kind = 'IMP'
             and b.status in ('in_progress', 'finished') and b.started_at >= a.left_at and b.id <> e.id)) as gone_at
    from discharge_afterdischarge a join encounters_encounter e on e.id = a.encounter_id
    join every c on c.id = a.case_id join patients_patient p on p.id = c.patient_id
   where a.error_at is null and a.group = 'community' and e.status = 'finished'
     and {_lately("a.left_at + interval '48 hours'")}
     and not (a.status = 'stopped' and a.stopped_because = 'The patient withdrew their consent.')) f"""

NUMBERS = (
    _count(f"mine m where not {LED}"),
    _count("late l where kind <> 'hole' and due_at < now()"),
    _count("late l where kind = 'hole'"),
    _count(f"late l where due_at < now() and {RANG}"),
    _count("careplans_planversion v where v.case_id in (select id from mine) and v.status = 'submitted' and v.error_at is null"),
    _count(
        "teams_transfer t where t.case_id in (select id from mine) and t.status = 'offered' and t.error_at is null"
        " and t.expires_at > now()"
    ),
    _rate(
        "i.done_at <= i.due_at",
        "worklist_item i where i.case_id in (select id from every) and i.series_id is not null and "
        + _lately("i.due_at")
        + " and not (i.status = 'cancelled' and coalesce(i.cancelled_at < i.due_at, false))",
    ),
    _count(QUIET),
    _rate(
        "r.contacted_at <= r.first_contact_due",
        "intake_intakerequest r where r.case_id in (select id from every) and r.status not in ('declined', 'redirected')"
        " and " + _lately("r.first_contact_due"),
    ),
    _first_within(24, ASSESSED),
    _first_within(48, APPROVED),
    _rate(
        "y.closed_at < now() and y.understood_at is not null",
        "messaging_relay y where y.case_id in (select id from every) and y.error_at is null and y.withdrawn_at is null"
        " and y.created_at >= now() - interval '720 hours' and y.created_at < now() - interval '24 hours'",
    ),
    f"(select coalesce(sum(hours), 0)::float8 as a, null::float8 as b from {DELAYED})",
    f"""(select coalesce(sum(case avoidable when 'yes' then hours when 'partly' then hours / 2 else 0 end), 0)::float8 as a,
         coalesce(sum(hours), 0)::float8 as b from {DELAYED})""",
    f"""(select coalesce(sum({SLIPS}), 0)::float8 as a, count(*)::float8 as b from every c
         where (c.closed_at is null or c.closed_at >= now() - interval '720 hours') and {DATED})""",
    _count(f"{GATES} and g.status = 'overridden'"),
    _count(f"{GATES} and g.status = 'left_open'"),
    _rate(
        "n.status in ('delivered', 'refused', 'rep_contacted') and not n.late",
        "discharge_notice n where n.case_id in (select id from every) and n.error_at is null and n.status <> 'not_required'"
        " and " + _lately("n.due_by"),
    ),
    f"""(select coalesce(percentile_cont(0.5) within group (order by
         extract(epoch from r.first_answer_at - r.sent_at) / 3600), 0)::float8 as a, count(*)::float8 as b from {SENT})""",
    _rate("r.accepted_at < now()", f"{SENT} and not (r.accepted_at is null and r.declined_because = '')"),
    f"""(select count(*) filter (where contacted_at <= by_at)::float8 as a, count(*)::float8 as b from {LEFT}
       where not coalesce((contacted_at is null or contacted_at > gone_at) and gone_at <= by_at, false))""",
)  # fmt: skip
CAUSES = f"""(select coalesce(json_agg(json_build_array(cause, hours, number, cases) order by hours desc, cause), '[]') as a
    from (select cause, sum(hours)::float8 as hours, count(*) as number, count(distinct case_id) as cases
            from {DELAYED} group by cause) k)"""
SUPERVISES = f"""exists (select from teams_teammember t where t.user_id = %(user)s and t.team_id = c.team_id and t.supervises
     and t.live and {NOW.format("t.")})"""
TEAM = f"""
with every as materialized (
  select c.* from patients_case c where c.team_id = %(team)s and {SUPERVISES} and {ALLOWED}
     and (c.closed_at is null or c.closed_at >= now() - interval '2160 hours')
), mine as materialized (select * from every where stage <> 'closed'
), late as materialized (
  select i.id, i.kind, i.due_at from worklist_item i where i.case_id in (select id from mine) and i.status in {LIVE}
)
select {", ".join(f"n{n}.a, n{n}.b" for n in range(len(NUMBERS)))}, causes.a
  from {" cross join ".join(f"{sql} n{n}" for n, sql in enumerate(NUMBERS))} cross join {CAUSES} causes
"""
