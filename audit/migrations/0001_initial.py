from django.db import migrations, models

import audit.models

TABLE = """
create table audit_event (
  id uuid not null, at timestamptz not null, recorded_at timestamptz not null default clock_timestamp(),
  actor_id uuid, actor varchar(150) not null, role varchar(30) not null, verb varchar(80) not null,
  outcome varchar(10) not null check (outcome in ('done', 'seen', 'denied', 'failed')),
  target varchar(60) not null, target_id uuid, objects_seen uuid[] not null, patient_ids uuid[] not null, case_id uuid,
  fields varchar(60)[] not null, moved varchar(80) not null, permission varchar(60) not null, reason text not null,
  request_id varchar(36) not null, route varchar(120) not null, source varchar(45) not null, session varchar(16) not null,
  primary key (id, at)
) partition by range (at);
create table audit_event_other partition of audit_event default;
create index audit_patients on audit_event using gin (patient_ids);
create index audit_actor on audit_event (actor_id, at);
create index audit_case on audit_event (case_id, at) where case_id is not null;

create function audit_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit trail is append-only.' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_append_only before update or delete on audit_event
  for each row execute function audit_refuse_change();
create trigger audit_no_truncate before truncate on audit_event
  for each statement execute function audit_refuse_change();
create trigger audit_no_truncate before truncate on audit_event_other
  for each statement execute function audit_refuse_change();

-- Runs as its owner: the application's role may add a month, and nothing else, to the schema.
create function audit_make_partition(name text, first date, past date) returns void
  language plpgsql security definer set search_path from current as $$
begin
  if name !~ '^audit_event_[0-9]{4}_[0-9]{2}$' then raise exception 'not a month: %', name; end if;
  execute format('create table %I partition of audit_event for values from (%L) to (%L)',
    name, first::timestamp at time zone 'UTC', past::timestamp at time zone 'UTC');
  execute format('create trigger audit_no_truncate before truncate on %I
    for each statement execute function audit_refuse_change()', name);
end $$;
"""

BACK = """
drop table audit_event;
drop function audit_make_partition(text, date, date);
drop function audit_refuse_change();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(TABLE, BACK),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=audit.models.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={"db_table": "audit_event", "managed": False},
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=audit.models.new_key, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("patient_id", models.UUIDField()),
                ("consent_id", models.UUIDField(null=True)),
                ("recipient", models.CharField(max_length=160)),
                ("address", models.CharField(blank=True, max_length=240)),
                ("what", models.CharField(max_length=240)),
                ("purpose", models.CharField(max_length=60)),
                ("by_id", models.UUIDField()),
                ("by", models.CharField(max_length=150)),
            ],
            options={"indexes": [models.Index(fields=["patient_id", "at"], name="audit_disclosed")]},
        ),
        migrations.RunSQL(
            """create trigger audit_disclosure_append_only before update or delete on audit_disclosure
                 for each row execute function audit_refuse_change();
               create trigger audit_disclosure_no_truncate before truncate on audit_disclosure
                 for each statement execute function audit_refuse_change();""",
            "drop trigger audit_disclosure_append_only on audit_disclosure; "
            "drop trigger audit_disclosure_no_truncate on audit_disclosure;",
        ),
    ]
