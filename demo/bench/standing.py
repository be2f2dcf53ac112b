"""Where a person stands, in hand-written SQL: every way to see a case, as one writes it knowing what each role gives.

`user` is the person and `role` the one they act in. What is given for one case counts in every role.
"""

from accounts.permissions import GRANTS, Reach

NOW = "{0}starts_at <= now() and ({0}ends_at is null or {0}ends_at > now())"
KEPT_FROM = f"select patient_id from teams_accessblock where user_id = %(user)s and live and {NOW.format('')}"
ALLOWED = f"c.patient_id not in ({KEPT_FROM})"
ASSIGNED = (
    "select case_id from teams_assignment where user_id = %(user)s and role = %(role)s and live and error_at is null"
    f" and {NOW.format('')}"
)
COVERED = f"select unit_id from teams_unitcover where user_id = %(user)s and role = %(role)s and live and {NOW.format('')}"
SUPERVISED = f"select team_id from teams_teammember where user_id = %(user)s and supervises and live and {NOW.format('')}"
MEMBER = f"select team_id from teams_teammember where user_id = %(user)s and live and {NOW.format('')}"
AT_DESK = (
    "select facility_id from teams_facilityrole where user_id = %(user)s and role = %(role)s and live"
    f" and {NOW.format('')}"
)
AWAY = (
    "from teams_absence b where b.deputy_id = %(user)s and b.live and b.status = 'covered'"
    f" and {NOW.format('b.')}"
)


def roles_with(perm: str, reach: Reach) -> str:
    """The roles that hold a permission by a reach, for an SQL list; never empty."""
    roles = [role.value for role, grants in GRANTS.items() if perm in grants.get(reach, ())]
    return ", ".join(f"'{role}'" for role in roles) or "''"


def deputy(role: str) -> str:
    """The cases of those a person stands in for; `role` narrows the parts (`a`) that count."""
    return f"""select a.case_id from teams_absence b
       join teams_assignment a on a.user_id = b.user_id and a.role = any (b.roles) and (a.is_lead or not b.only_led)
       join patients_case c on c.id = a.case_id and c.facility_id = b.facility_id
      where b.deputy_id = %(user)s and b.live and b.status = 'covered' and {NOW.format("b.")}
        and a.live and a.error_at is null and {NOW.format("a.")} and {role}"""


def personal(perm: str) -> str:
    """The cases given to a person, whoever they are today: what they have left, are offered, and were granted."""
    see, thing = roles_with(perm, Reach.CASE), perm.partition("_")[2]
    whole = thing in ("case", "identity", "consult")
    of_class = "true" if whole else f"'{thing}' = any (g.classes)"
    permission = (
        "(select p.id from auth_permission p join django_content_type t on t.id = p.content_type_id"
        f" where t.app_label = 'patients' and t.model = 'case' and p.codename = '{perm}')"
    )
    return f"""select case_id from teams_assignment where user_id = %(user)s and live and error_at is null and role in ({see})
        and ends_at <= now() and now() < coalesce(read_until, ends_at + interval '30 days')
     union all
     select case_id from teams_transfer where to_user_id = %(user)s and status = 'offered' and error_at is null
        and created_at <= now() and now() < expires_at and role in ({see})
     union all
     select g.case_id from teams_casegrant g where g.user_id = %(user)s and g.live and g.error_at is null
        and g.permission_id is null and g.starts_at <= now() and now() < coalesce(g.read_until, g.ends_at)
        and g.role in ({see}) and {of_class}
     union all
     select g.case_id from teams_casegrant g where g.user_id = %(user)s and g.live and g.error_at is null
        and g.permission_id = {permission} and g.starts_at <= now() and now() < g.ends_at"""


# Patients opened in an emergency, which a block does not close.
EMERGENCY = """select patient_id from teams_emergencyaccess where user_id = %(user)s and live and ended_at is null
   and opened_at <= now() and now() < expires_at"""

# Every case a person may see, in whatever role, from the tables alone.
RELATED = f"""
select a.case_id as id from teams_assignment a where a.user_id = %(user)s and a.live and a.error_at is null
   and {NOW.format("a.")} and a.role in ({roles_with("view_case", Reach.CASE)})
 union
select c.id from patients_case c join teams_unitcover v on v.unit_id = c.unit_id
 where v.user_id = %(user)s and v.live and {NOW.format("v.")} and c.stage <> 'closed' and not c.restricted
   and v.role in ({roles_with("view_case", Reach.CASE)})
 union
select c.id from patients_case c join teams_facilityrole r on r.facility_id = c.facility_id
 where r.user_id = %(user)s and r.live and {NOW.format("r.")} and not c.restricted
   and (r.role in ({roles_with("view_case", Reach.FACILITY)})
        or r.role in ({roles_with("view_case", Reach.INTAKE)}) and c.stage = 'referred')
 union
select c.id from patients_case c join teams_teammember t on t.team_id = c.team_id
 where t.user_id = %(user)s and t.supervises and t.live and {NOW.format("t.")}
 union
{deputy(f"a.role in ({roles_with('view_case', Reach.CASE)})")}
 union
select c.id from patients_case c join patients_consent n on n.patient_id = c.patient_id
 where n.to_user_id = %(user)s and n.live and n.purpose = 'advocacy' and n.revoked_at is null and {NOW.format("n.")}
 union
{personal("view_case")}
"""
SEEN = f"""
select c.id from patients_case c where c.id in ({RELATED}) and {ALLOWED}
 union
select c.id from patients_case c where c.patient_id in ({EMERGENCY})
"""
