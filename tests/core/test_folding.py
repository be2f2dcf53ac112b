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


def to(name):
    return models.ForeignKey(name, models.PROTECT)


def said(operations):
    return [
        (
            type(each).__name__,
            getattr(each, "name", ""),
            [name for name, _field in getattr(each, "fields", [])],
        )
        for each in operations
    ]


def test_a_field_that_comes_later_is_made_with_its_table():
    (made,) = folded(
        [
            table("Bed"),
            migrations.AddField("bed", "unit", models.IntegerField(default=1)),
            migrations.AddIndex("bed", INDEX),
        ]
    )
    assert [name for name, _field in made.fields] == ["id", "number", "unit"]
    assert made.options == {"indexes": [INDEX]}


def test_a_table_comes_after_those_that_it_names():
    operations = [
        table("Bed"),
        table("Unit"),
        migrations.AddField("bed", "unit", to("wards.unit")),
        migrations.AddField("bed", "patient", to("patients.patient")),
        migrations.AddField("unit", "other", to("wards.unit")),
    ]
    assert said(folded(operations, "wards")) == [
        ("CreateModel", "Unit", ["id", "number", "other"]),
        ("CreateModel", "Bed", ["id", "number", "unit", "patient"]),
    ]


def test_tables_that_name_each_other_keep_one_field_for_later():
    operations = [
        table("Bed"),
        table("Unit"),
        migrations.AddField("bed", "unit", to("wards.unit")),
        migrations.AddField("unit", "first_bed", to("wards.bed")),
    ]
    assert said(folded(operations, "wards")) == [
        ("CreateModel", "Bed", ["id", "number"]),
        ("CreateModel", "Unit", ["id", "number", "first_bed"]),
        ("AddField", "unit", []),
    ]


def test_what_is_done_to_other_tables_stays_around_the_new_ones():
    before, after = migrations.RunSQL("select 1"), migrations.AddField("ward", "bed", to("wards.bed"))
    made = folded([before, table("Bed"), after], "wards")
    assert [made[0], made[2]] == [before, after]


def test_a_table_of_an_earlier_migration_is_left_alone():
    operations = [migrations.AddConstraint("bed", CHECK), migrations.RunSQL("select 1")]
    assert folded(operations) == operations
