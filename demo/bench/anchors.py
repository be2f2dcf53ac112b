"""Hand-written SQL: the same lists and the same rights, as one would write them knowing the roles by heart."""

from accounts.permissions import GRANTS, Reach, Role
from intake.queries import WAITING

NOW = "{0}starts_at <= now() and ({0}ends_at is null or {0}ends_at > now())"
LEFT_AT = """(select e.ended_at from encounters_encounter e where e.case_id = c.id and c.admitted_at is null
           and e.status = 'finished' and e.ended_at is not null order by e.ended_at desc limit 1) as left_at"""
# First the keys of one page, then what the page shows of them.
OPEN = """
select c.*, p.*, f.*, u.*, b.*, l.*,
       (select value from patients_identifier i where i.patient_id = c.patient_id and i.kind = 'MR' and not i.retired
         order by i.created_at desc limit 1) as mrn,
       {left_at}
  from (
    select c.id from patients_case c where c.stage <> 'closed' and c.{column} in ({among}) and {allowed}
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
KEPT_FROM = f"select patient_id from teams_accessblock where user_id = %(user)s and live and {NOW.format('')}"
ALLOWED = f"c.patient_id not in ({KEPT_FROM})"
ASSIGNED = (
    "select case_id from teams_assignment where user_id = %(user)s and role = %(role)s and live and error_at is null"
    f" and {NOW.format('')}"
)
COVERED = f"select unit_id from teams_unitcover where user_id = %(user)s and role = %(role)s and live and {NOW.format('')}"
SUPERVISED = f"select team_id from teams_teammember where user_id = %(user)s and supervises and live and {NOW.format('')}"

DAY = """
select i.*, c.*, p.*, m.*, f.*, u.*, b.*, o.*, l.*, {left_at}
  from (
    select i.id, case when i.due_at < now() then i.priority else 9 end as rank, coalesce(i.due_at, 'infinity') as due
      from worklist_item i
     where i.owner_id = %(user)s and i.status in ('scheduled', 'open', 'in_progress', 'waiting') and ({seen})
       and not exists (select from patients_case c where c.id = i.case_id and c.patient_id in ({kept_from}))
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
ON_IT = f"i.case_id in ({ASSIGNED})"
COVERING = (
    "exists (select from patients_case c where c.id = i.case_id and c.stage <> 'closed' and not c.restricted"
    f" and c.unit_id in ({COVERED}))"
)
OVER_IT = f"exists (select from patients_case c where c.id = i.case_id and c.team_id in ({SUPERVISED}))"

LISTS = {
    ("caseload", Role.CASE_MANAGER): OPEN.format(
        left_at=LEFT_AT, column="id", among=ASSIGNED, allowed=ALLOWED
    ),
    ("caseload", Role.NURSE): OPEN.format(
        left_at=LEFT_AT, column="unit_id", among=COVERED, allowed=f"{ALLOWED} and not c.restricted"
    ),
    ("caseload", Role.SUPERVISOR): OPEN.format(
        left_at=LEFT_AT, column="team_id", among=SUPERVISED, allowed=ALLOWED
    ),
    ("my day", Role.CASE_MANAGER): DAY.format(left_at=LEFT_AT, seen=ON_IT, kept_from=KEPT_FROM),
    ("my day", Role.NURSE): DAY.format(left_at=LEFT_AT, seen=f"{ON_IT} or {COVERING}", kept_from=KEPT_FROM),
    ("my day", Role.SUPERVISOR): DAY.format(left_at=LEFT_AT, seen=OVER_IT, kept_from=KEPT_FROM),
}


def _with_view(reach: Reach) -> str:
    """The roles that see a case by this reach, for an SQL list; never empty."""
    roles = [role.value for role, grants in GRANTS.items() if "view_case" in grants.get(reach, ())]
    return ", ".join(f"'{role}'" for role in roles) or "''"


# Every case a person may see, in whatever role, from the tables alone; {one} narrows it to one case.
RELATED = f"""
select a.case_id as id from teams_assignment a where a.user_id = %(user)s and a.live and a.error_at is null
   and a.starts_at <= now() and a.role in ({_with_view(Reach.CASE)})
   and (a.ends_at is null or coalesce(a.read_until, a.ends_at + interval '30 days') > now())
 union
select c.id from patients_case c join teams_unitcover v on v.unit_id = c.unit_id
 where v.user_id = %(user)s and v.live and {NOW.format("v.")} and c.stage <> 'closed' and not c.restricted
   and v.role in ({_with_view(Reach.CASE)})
 union
select c.id from patients_case c join teams_facilityrole r on r.facility_id = c.facility_id
 where r.user_id = %(user)s and r.live and {NOW.format("r.")} and not c.restricted
   and (r.role in ({_with_view(Reach.FACILITY)}) or r.role in ({_with_view(Reach.INTAKE)}) and c.stage = 'referred')
 union
select c.id from patients_case c join teams_teammember t on t.team_id = c.team_id
 where t.user_id = %(user)s and t.supervises and t.live and {NOW.format("t.")}
 union
select a.case_id from teams_absence b join teams_assignment a on a.user_id = b.user_id and a.role = any (b.roles)
  join patients_case c on c.id = a.case_id and c.facility_id = b.facility_id
 where b.deputy_id = %(user)s and b.live and b.status = 'covered' and {NOW.format("b.")} and (a.is_lead or not b.only_led)
   and a.live and a.error_at is null and {NOW.format("a.")}
 union
select t.case_id from teams_transfer t where t.to_user_id = %(user)s and t.status = 'offered' and t.error_at is null
   and t.expires_at > now()
 union
select g.case_id from teams_casegrant g where g.user_id = %(user)s and g.live and g.error_at is null
   and g.starts_at <= now() and coalesce(g.read_until, g.ends_at) > now()
"""
SEEN = f"select c.id from patients_case c where c.id in ({RELATED}) and {ALLOWED}"

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
