"""Hand-written SQL: the same lists and the same rights, as one would write them knowing the roles by heart."""

from accounts.permissions import GRANTS, Reach, Role

NOW = "{0}starts_at <= now() and ({0}ends_at is null or {0}ends_at > now())"
# First the keys of one page, then what the page shows of them.
OPEN = """
select c.*, p.*, f.*, u.*, b.*, l.*,
       (select value from patients_identifier i where i.patient_id = c.patient_id and i.kind = 'MR' and not i.retired
         order by i.created_at desc limit 1) as mrn
  from (
    select c.id from patients_case c where c.stage <> 'closed' and c.{column} in ({among})
     order by c.next_due_at nulls last, c.id limit 51
  ) k
  join patients_case c on c.id = k.id
  join patients_patient p on p.id = c.patient_id
  join facilities_facility f on f.id = c.facility_id
  left join facilities_unit u on u.id = c.unit_id
  left join facilities_bed b on b.id = c.bed_id
  left join accounts_user l on l.id = c.lead_id
 order by c.next_due_at nulls last, c.id
"""
ASSIGNED = (
    "select case_id from teams_assignment where user_id = %(user)s and role = %(role)s and live and error_at is null"
    f" and {NOW.format('')}"
)
COVERED = f"select unit_id from teams_unitcover where user_id = %(user)s and role = %(role)s and live and {NOW.format('')}"
SUPERVISED = f"select team_id from teams_teammember where user_id = %(user)s and supervises and live and {NOW.format('')}"

DAY = """
select i.*, c.*, p.*, m.*, f.*, u.*, b.*, o.*
  from (
    select i.id, case when i.due_at < now() then i.priority else 9 end as rank, coalesce(i.due_at, 'infinity') as due
      from worklist_item i
     where i.owner_id = %(user)s and i.status in ('scheduled', 'open', 'in_progress', 'waiting') and ({seen})
     order by rank, due, i.id limit 51
  ) k
  join worklist_item i on i.id = k.id
  left join patients_case c on c.id = i.case_id
  left join patients_patient p on p.id = c.patient_id
  left join patients_communicationprofile m on m.patient_id = p.id
  left join facilities_facility f on f.id = c.facility_id
  left join facilities_unit u on u.id = c.unit_id
  left join facilities_bed b on b.id = c.bed_id
  left join accounts_user o on o.id = i.owner_id
 order by k.rank, k.due, k.id
"""
ON_IT = f"i.case_id in ({ASSIGNED})"
COVERING = f"exists (select from patients_case c where c.id = i.case_id and c.stage <> 'closed' and c.unit_id in ({COVERED}))"
OVER_IT = f"exists (select from patients_case c where c.id = i.case_id and c.team_id in ({SUPERVISED}))"

LISTS = {
    ("caseload", Role.CASE_MANAGER): OPEN.format(column="id", among=ASSIGNED),
    ("caseload", Role.NURSE): OPEN.format(column="unit_id", among=COVERED),
    ("caseload", Role.SUPERVISOR): OPEN.format(column="team_id", among=SUPERVISED),
    ("my day", Role.CASE_MANAGER): DAY.format(seen=ON_IT),
    ("my day", Role.NURSE): DAY.format(seen=f"{ON_IT} or {COVERING}"),
    ("my day", Role.SUPERVISOR): DAY.format(seen=OVER_IT),
}


def _with_view(reach: Reach) -> str:
    """The roles that see a case by this reach, for an SQL list; never empty."""
    roles = [role.value for role, grants in GRANTS.items() if "view_case" in grants.get(reach, ())]
    return ", ".join(f"'{role}'" for role in roles) or "''"


# Every case a person may see, in whatever role, from the tables alone.
SEEN = f"""
select case_id from teams_assignment where user_id = %(user)s and live and error_at is null and starts_at <= now()
   and role in ({_with_view(Reach.CASE)})
   and (ends_at is null or coalesce(read_until, ends_at + interval '30 days') > now())
 union
select c.id from patients_case c join teams_unitcover v on v.unit_id = c.unit_id
 where v.user_id = %(user)s and v.live and {NOW.format("v.")} and c.stage <> 'closed' and v.role in ({_with_view(Reach.CASE)})
 union
select c.id from patients_case c join teams_facilityrole r on r.facility_id = c.facility_id
 where r.user_id = %(user)s and r.live and {NOW.format("r.")}
   and (r.role in ({_with_view(Reach.FACILITY)}) or r.role in ({_with_view(Reach.INTAKE)}) and c.stage = 'referred')
 union
select c.id from patients_case c join teams_teammember t on t.team_id = c.team_id
 where t.user_id = %(user)s and t.supervises and t.live and {NOW.format("t.")}
"""
