# What the other side says later of a message, whom a rung rang for, and the day of the last summary.

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import core.clock
import core.models


class Migration(migrations.Migration):

    dependencies = [("worklist", "0004_follow_up_months")]

    operations = [
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.UUIDField(default=core.models.new_key, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(db_default=core.clock.CoreNow(), editable=False)),
                ("says", models.CharField(choices=[("arrived", "Arrived"), ("failed", "Did not arrive")], max_length=10)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("message", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="worklist.outbox")),
            ],
            options={"verbose_name": "receipt"},
        ),
        migrations.AddField(
            model_name="preference",
            name="digested_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="rang_for",
            field=models.CharField(blank=True, choices=[("person", "The person themselves"), ("deputy", "Their deputy"), ("supervisor", "The supervisor"), ("patient", "The patient")], max_length=10),
        ),
        migrations.AddIndex(
            model_name="outbox",
            index=models.Index(
                condition=models.Q(("recipient__isnull", False), ("status", "sent")),
                fields=["recipient", "sent_at"],
                name="outbox_sent_to",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(name='receipt_insert_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2f13ddb9daaed81e5ded064fb4df3bfe97488778', operation='UPDATE OR DELETE', pgid='pgtrigger_receipt_insert_only_d981d', table='worklist_receipt', when='BEFORE')),
        ),
    ]
