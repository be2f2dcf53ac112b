from django.db import migrations

# One branch per source of access; T is core_now(). A branch compares the period itself: `live` only helps the index.
# Supervision has two: lists of open cases ask for the first alone and never touch what a team has closed in years.
CASE_ACCESS = """
create view case_access as
with found as (
  select 'assignment' as source, a.id as row_id, a.user_id, a.case_id, a.role, rp.permission_id,
         a.starts_at as since, a.ends_at as until
    from teams_assignment a
    join accounts_rolepermission rp on rp.role = a.role and rp.reach = 'case' and rp.thing = 'case'
   where a.live and a.error_at is null and a.starts_at <= core_now()
     and (a.ends_at is null or core_now() < a.ends_at)
  union all
  select 'tail', a.id, a.user_id, a.case_id, a.role, rp.permission_id,
         a.ends_at, coalesce(a.read_until, a.ends_at + interval '30 days')
    from teams_assignment a
    join accounts_rolepermission rp on rp.role = a.role and rp.reach = 'case' and rp.thing = 'case'
    join auth_permission p on p.id = rp.permission_id
   where a.live and a.error_at is null and a.ends_at <= core_now()
     and core_now() < coalesce(a.read_until, a.ends_at + interval '30 days')
     and split_part(p.codename, '_', 1) in ('flag', 'summary', 'view')
  union all
  select 'unit_cover', u.id, u.user_id, c.id, u.role, rp.permission_id, u.starts_at, u.ends_at
    from teams_unitcover u
    join patients_case c on c.unit_id = u.unit_id and c.stage <> 'closed'
    join accounts_rolepermission rp on rp.role = u.role and rp.reach = 'case' and rp.thing = 'case'
   where u.live and u.starts_at <= core_now() and (u.ends_at is null or core_now() < u.ends_at)
  union all
  select 'facility_role', f.id, f.user_id, c.id, f.role, rp.permission_id, f.starts_at, f.ends_at
    from teams_facilityrole f
    join patients_case c on c.facility_id = f.facility_id
    join accounts_rolepermission rp on rp.role = f.role and rp.thing = 'case'
     and (rp.reach = 'facility' or rp.reach = 'intake' and c.stage = 'referred')
   where f.live and f.starts_at <= core_now() and (f.ends_at is null or core_now() < f.ends_at)
  union all
  select 'supervision', m.id, m.user_id, c.id, 'supervisor', rp.permission_id, m.starts_at, m.ends_at
    from teams_teammember m
    join patients_case c on c.team_id = m.team_id and c.stage <> 'closed'
    join accounts_rolepermission rp on rp.role = 'supervisor' and rp.reach = 'case' and rp.thing = 'case'
   where m.live and m.supervises and m.starts_at <= core_now() and (m.ends_at is null or core_now() < m.ends_at)
  union all
  select 'past_supervision', m.id, m.user_id, c.id, 'supervisor', rp.permission_id, m.starts_at, m.ends_at
    from teams_teammember m
    join patients_case c on c.team_id = m.team_id and c.stage = 'closed'
    join accounts_rolepermission rp on rp.role = 'supervisor' and rp.reach = 'case' and rp.thing = 'case'
   where m.live and m.supervises and m.starts_at <= core_now() and (m.ends_at is null or core_now() < m.ends_at)
  union all
  select 'consent', n.id, n.to_user_id, c.id, 'advocate', rp.permission_id, n.starts_at, n.ends_at
    from patients_consent n
    join patients_case c on c.patient_id = n.patient_id
    join accounts_rolepermission rp on rp.role = 'advocate' and rp.reach = 'case' and rp.thing = 'case'
    join auth_permission p on p.id = rp.permission_id
   where n.live and n.purpose = 'advocacy' and n.revoked_at is null and n.starts_at <= core_now()
     and (n.ends_at is null or core_now() < n.ends_at)
     and (split_part(p.codename, '_', 2) = 'case' or split_part(p.codename, '_', 2) = any (n.classes))
)
select md5(concat_ws('|', f.source, f.row_id, f.case_id, f.permission_id))::uuid as id,
       f.user_id, f.permission_id, f.case_id as content_object_id, f.source, f.row_id, f.role, f.since, f.until
  from found f join accounts_user u on u.id = f.user_id and u.is_active;
"""

FACILITY_ACCESS = """
create view facility_access as
select md5(concat_ws('|', 'facility_role', f.id, f.facility_id, rp.permission_id))::uuid as id,
       f.user_id, rp.permission_id, f.facility_id as content_object_id, 'facility_role' as source, f.id as row_id,
       f.role, f.starts_at as since, f.ends_at as until
  from teams_facilityrole f
  join accounts_rolepermission rp on rp.role = f.role and rp.reach in ('facility', 'desk') and rp.thing = 'facility'
  join accounts_user u on u.id = f.user_id and u.is_active
 where f.live and f.starts_at <= core_now() and (f.ends_at is null or core_now() < f.ends_at);
"""


class Migration(migrations.Migration):
    """The two access views: the only migration that names the tables of lower apps."""

    dependencies = [
        ("teams", "0001_initial"),
        ("patients", "0001_initial"),
        ("accounts", "0001_initial"),
        ("facilities", "0001_initial"),
        ("core", "0001_clock"),
    ]

    operations = [
        migrations.RunSQL(CASE_ACCESS, "drop view case_access"),
        migrations.RunSQL(FACILITY_ACCESS, "drop view facility_access"),
    ]
