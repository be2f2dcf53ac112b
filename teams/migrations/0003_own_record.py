from django.db import migrations

# Whoever's own record a patient is may not look into it: the block stands and falls with the fact, whoever writes it.
OWN_RECORD = """
create function own_record_block() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    update teams_accessblock
       set ends_at = greatest(starts_at, core_now()), live = false, version = version + 1
     where patient_id = new.id and user_id = old.own_user_id and why = 'self' and live;
  end if;
  if new.own_user_id is not null and not exists (
    select 1 from teams_accessblock
     where patient_id = new.id and user_id = new.own_user_id and (ends_at is null or core_now() < ends_at))
  then
    insert into teams_accessblock (id, version, starts_at, live, patient_id, user_id, why, note, created_by_id)
    values (gen_random_uuid(), 1, core_now(), true, new.id, new.own_user_id, 'self', '', new.own_user_id);
  end if;
  return null;
end $$;
create trigger own_record_block_made after insert on patients_patient
  for each row when (new.own_user_id is not null) execute function own_record_block();
create trigger own_record_block_kept after update on patients_patient
  for each row when (old.own_user_id is distinct from new.own_user_id) execute function own_record_block();
"""


class Migration(migrations.Migration):
    """A colleague's own record is blocked for them by itself."""

    dependencies = [("teams", "0002_access_views")]

    operations = [migrations.RunSQL(OWN_RECORD, "drop function own_record_block() cascade")]
