"""Hand-written SQL: the same lists and the same rights, as one would write them knowing the roles by heart."""

from accounts.permissions import GRANTS, Reach, Role
from demo.bench.standing import (
    ALLOWED,
    ASSIGNED,
    AT_DESK,
    AWAY,
    COVERED,
    EMERGENCY,
    KEPT_FROM,
    MEMBER,
    NOW,
    SUPERVISED,
    deputy,
    personal,
)
from intake.queries import WAITING

LEFT_AT = """(select e.ended_at from encounters_encounter e where e.case_id = c.id and c.admitted_at is null
           and e.status = 'finished' and e.ended_at is not null order by e.ended_at desc limit 1) as left_at"""
# First the keys of one page, then what the page shows of them.
OPEN = f"""
select c.*, p.*, f.*, u.*, b.*, l.*,
       (select value from patients_identifier i where i.patient_id = c.patient_id and i.kind = 'MR' and not i.retired
         order by i.created_at desc limit 1) as mrn,
       {LEFT_AT}
  from (
    select c.id from ({{cases}}) c where {ALLOWED} order by c.next_due_at nulls last, c.id limit 51
  ) k
  join patients_case c on c.id = k.id
  join patients_patient p on p.id = c.patient_id
  join facilities_facility f on f.id = c.facility_id
  left join facilities_unit u on u.id = c.unit_id
  left join facilities_bed b on b.id = c.bed_id
  left join accounts_user l on l.id = c.lead_id
 order by c.next_due_at nulls last, c.id
"""
LIVE_CASE = "select c.id, c.patient_id, c.next_due_at from patients_case c where c.stage <> 'closed'"
DEPUTY = deputy("a.role = %(role)s")
MINE = f"{LIVE_CASE} and c.id in ({ASSIGNED})"
COVERING = f"""{LIVE_CASE} and c.unit_id in ({COVERED}) and not c.restricted
 union {LIVE_CASE} and c.id in ({DEPUTY})"""
# Those I supervise, and of any other team of mine what I see by a part in it, by its unit or for a colleague.
TEAM = f"""{LIVE_CASE} and c.team_id in ({SUPERVISED})
 union {LIVE_CASE} and c.team_id in ({MEMBER}) and c.id in ({ASSIGNED} union all {DEPUTY})
 union {LIVE_CASE} and c.team_id in ({MEMBER}) and c.unit_id in ({COVERED}) and not c.restricted"""

DAY = f"""
select i.*, c.*, p.*, m.*, f.*, u.*, b.*, o.*, l.*, {LEFT_AT}
  from (
    select i.id, case when i.due_at < now() then i.priority else 9 end as rank, coalesce(i.due_at, 'infinity') as due
      from worklist_item i
     where i.status in ('scheduled', 'open', 'in_progress', 'waiting')
       and (i.owner_id = any (array(select %(user)s::uuid union all select b.user_id {AWAY}))
            or i.owner_id is null and i.role = %(role)s)
       and (i.case_id in ({ASSIGNED} union all {personal("view_work")} union all {DEPUTY}) and {{allowed}}
            or exists (select from patients_case c where c.id = i.case_id and {ALLOWED} and {{by_case}})
            or i.case_id in (select c.id from patients_case c where c.patient_id in ({EMERGENCY})){{at_desk}})
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
  left join accounts_user l on l.id = c.lead_id
 order by k.rank, k.due, k.id
"""
KEPT_CASES = f"i.case_id not in (select c.id from patients_case c where c.patient_id in ({KEPT_FROM}))"
ON_UNIT = f"c.stage <> 'closed' and not c.restricted and c.unit_id in ({COVERED})"
OVER_IT = f"(c.team_id in ({SUPERVISED}) or {ON_UNIT})"
DESK = f"\n            or i.facility_for_intake_id in ({AT_DESK}) and (i.patient_id is null or i.patient_id not in ({KEPT_FROM}))"
ON_LIST = DAY.format(allowed=KEPT_CASES, by_case=ON_UNIT, at_desk="")

LISTS = {
    ("caseload", Role.CASE_MANAGER): OPEN.format(cases=MINE),
    ("caseload", Role.NURSE): OPEN.format(cases=COVERING),
    ("caseload", Role.SUPERVISOR): OPEN.format(cases=TEAM),
    ("my day", Role.CASE_MANAGER): ON_LIST,
    ("my day", Role.NURSE): ON_LIST,
    ("my day", Role.SUPERVISOR): DAY.format(allowed=KEPT_CASES, by_case=OVER_IT, at_desk=DESK),
}

# Whether a person may do one thing on one case, in any of their roles: the roles they stand in, then what those give.
MAY = f"""
select 1
  from patients_case c
  join accounts_rolepermission rp on rp.thing = 'case' and rp.reach in ('case', 'facility', 'intake')
  join auth_permission p on p.id = rp.permission_id and p.codename = %(perm)s
 where c.id = %(case)s and {ALLOWED} and (
       rp.reach = 'case' and (
         exists (select from teams_assignment a where a.user_id = %(user)s and a.role = rp.role and a.case_id = c.id
                    and a.live and a.error_at is null and {NOW.format("a.")})
      or exists (select from teams_unitcover v where v.user_id = %(user)s and v.role = rp.role and v.unit_id = c.unit_id
                    and v.live and {NOW.format("v.")} and c.stage <> 'closed' and not c.restricted)
      or rp.role = 'supervisor' and exists (
                 select from teams_teammember t where t.user_id = %(user)s and t.team_id = c.team_id and t.supervises
                    and t.live and {NOW.format("t.")})
      or exists (select from teams_absence b join teams_assignment a on a.user_id = b.user_id and a.role = any (b.roles)
                  where b.deputy_id = %(user)s and b.live and b.status = 'covered' and {NOW.format("b.")}
                    and b.facility_id = c.facility_id and (a.is_lead or not b.only_led) and a.case_id = c.id
                    and a.role = rp.role and a.live and a.error_at is null and {NOW.format("a.")}))
    or (rp.reach = 'facility' or rp.reach = 'intake' and c.stage = 'referred') and not c.restricted and exists (
                 select from teams_facilityrole r where r.user_id = %(user)s and r.role = rp.role
                    and r.facility_id = c.facility_id and r.live and {NOW.format("r.")}))
 limit 1
"""


def _at_the_desk(perm: str) -> str:
    """The roles that hold a permission at their facility's desk."""
    roles = [
        role.value
        for role, grants in GRANTS.items()
        if perm in grants.get(Reach.FACILITY, ()) or perm in grants.get(Reach.DESK, ())
    ]
    return ", ".join(f"'{role}'" for role in roles) or "''"


FIRST_CONTACT = ", ".join(f"'{status}'" for status in WAITING)
# The numbers of a supervisor's first page, in the order in which it shows them.
BOARD = f"""
with mine as materialized (
  select c.id from patients_case c where c.team_id in ({SUPERVISED}) and c.stage <> 'closed' and {ALLOWED}
), late as materialized (
  select i.id, i.kind, i.due_at from worklist_item i where i.case_id in (select id from mine)
     and i.status in ('scheduled', 'open', 'in_progress', 'waiting')
)
select (select count(*) from mine m where not exists (
          select from teams_assignment a where a.case_id = m.id and a.is_lead and a.live and a.error_at is null
             and {NOW.format("a.")})),
       (select count(*) from late where kind = 'hole'),
       (select count(*) from late where kind <> 'hole' and due_at < now()),
       (select count(*) from careplans_planversion v where v.case_id in (select id from mine) and v.status = 'submitted'
           and v.error_at is null),
       (select count(*) from intake_intakerequest r where r.first_contact_due < now()
           and r.status in ({FIRST_CONTACT}) and (r.team_id is null or r.team_id in ({SUPERVISED}))
           and r.facility_id in (select f.facility_id from teams_facilityrole f where f.user_id = %(user)s and f.live
                                    and f.role in ({_at_the_desk("edit_intake")}) and {NOW.format("f.")})),
       (select count(*) from teams_transfer t where t.case_id in (select id from mine) and t.status = 'offered'
           and t.error_at is null and t.expires_at > now()),
       (select count(*) from worklist_itemtransfer t join worklist_item i on i.id = t.item_id
         where i.case_id in (select id from mine) and t.status = 'offered' and t.expires_at > now()),
       (select count(*) from teams_absence b
         where b.live and b.ends_at > now() and b.status in ('planned', 'covered')
           and b.user_id in (select m.user_id from teams_teammember m join accounts_user u on u.id = m.user_id
                              where m.team_id in ({SUPERVISED}) and m.live and u.is_active and {NOW.format("m.")})
           and (b.status = 'planned' or exists (
                  select from teams_absence d where d.user_id = b.deputy_id and d.live
                     and d.status in ('planned', 'covered') and {NOW.format("d.")})))
"""
