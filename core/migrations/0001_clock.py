from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from core.clock import FIXED


class Migration(migrations.Migration):
    """The extensions we use and the one clock, before any table."""

    initial = True
    dependencies = []
    # Said here once, so that a regenerated first migration of any app cannot forget it.
    run_before = [(app, "0001_initial") for app in ("accounts", "facilities", "policy", "directory", "patients")]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL("create extension if not exists fuzzystrmatch", migrations.RunSQL.noop),
        migrations.RunSQL(FIXED, "drop function core_now()"),
    ]
