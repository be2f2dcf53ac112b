import django.contrib.postgres.fields
from django.db import migrations, models

COLUMN = """
alter table audit_event add column xact bigint not null default pg_current_xact_id()::text::bigint;
create index audit_xact on audit_event (xact, id);
"""

GUARD = """
create trigger audit_seal_append_only before update or delete on audit_seal
  for each row execute function audit_refuse_change();
create trigger audit_seal_no_truncate before truncate on audit_seal
  for each statement execute function audit_refuse_change();
"""


class Migration(migrations.Migration):
    """Each row knows its transaction; seals cover stretches of finished ones."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(COLUMN, "alter table audit_event drop column xact;"),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("n", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("first_xact", models.BigIntegerField()),
                ("past_xact", models.BigIntegerField()),
                ("era_at", models.DateTimeField()),
                ("ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("leaves", models.BinaryField()),
                ("root", models.BinaryField()),
                ("previous", models.BinaryField()),
                ("key_id", models.CharField(max_length=20)),
                ("mac", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("past_xact__gt", models.F("first_xact"))), name="seal_moves_on"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            GUARD,
            "drop trigger audit_seal_append_only on audit_seal; drop trigger audit_seal_no_truncate on audit_seal;",
        ),
    ]
