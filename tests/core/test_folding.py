"""New tables are made in one operation each, and nothing is lost on the way."""

from django.db import migrations, models
from django.db.models import Q
from pgtrigger import Before, Delete, Protect
from pgtrigger.migrations import AddTrigger

from core.folding import folded

CHECK = models.CheckConstraint(condition=Q(number__gt=0), name="above_zero")
INDEX = models.Index(fields=["number"], name="by_number")


def table(name):
    return migrations.CreateModel(
        name, [("id", models.BigAutoField(primary_key=True)), ("number", models.IntegerField())]
    )


def guard():
    return Protect(name="keep", operation=Delete, when=Before)


def test_what_belongs_to_a_new_table_is_said_where_it_is_made():
    trigger = guard()
    (made,) = folded(
        [
            table("Bed"),
            migrations.AddIndex("bed", INDEX),
            migrations.AddConstraint("bed", CHECK),
            AddTrigger(model_name="bed", trigger=trigger),
        ]
    )
    assert made.options == {"indexes": [INDEX], "constraints": [CHECK], "triggers": [trigger]}


def test_a_table_that_gets_a_field_later_keeps_its_order():
    operations = [
        table("Bed"),
        migrations.AddField("bed", "unit", models.IntegerField(default=1)),
        migrations.AddIndex("bed", INDEX),
    ]
    assert folded(operations) == operations


def test_a_table_of_an_earlier_migration_is_left_alone():
    operations = [migrations.AddConstraint("bed", CHECK), migrations.RunSQL("select 1")]
    assert folded(operations) == operations
