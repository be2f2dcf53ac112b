"""After an operation only what it changed is rendered again, and a `RunPython` still sees everything as it is."""

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from core.rendering import only_what_changed, resting_on


def table(name, *parents, bases=(models.Model,)):
    fields = [(parent.lower(), models.ForeignKey(f"ward.{parent}", models.CASCADE)) for parent in parents]
    return migrations.CreateModel(name, [("id", models.BigAutoField(primary_key=True)), *fields], bases=bases)


@pytest.fixture
def state():
    """Two wards' worth of tables: a stay names its patient, an order its stay; a bed names nothing."""
    made = ProjectState()
    for operation in (
        table("Patient"),
        table("Stay", "Patient"),
        table("Order", "Stay"),
        table("Bed"),
        migrations.CreateModel("Urgent", [], bases=("ward.order",), options={"proxy": True}),
    ):
        operation.state_forwards("ward", made)
    return made


def rendered(state):
    return {model._meta.model_name: model for model in state.apps.get_models()}


def changed(state, operation):
    """Which tables are other classes after the operation."""
    before = rendered(state)
    with only_what_changed():
        operation.state_forwards("ward", state)
    after = rendered(state)
    return {name for name in after if after[name] is not before.get(name)}


def note():
    return models.CharField(max_length=40, default="")


def test_what_names_a_table_or_inherits_from_it_rests_on_it(state):
    assert resting_on(state, ("ward", "bed")) == {("ward", "bed")}
    assert resting_on(state, ("ward", "stay")) == {("ward", name) for name in ("stay", "order", "urgent")}


def test_only_the_changed_table_and_what_rests_on_it_are_rendered_again(state):
    assert changed(state, migrations.AddField("bed", "note", note())) == {"bed"}
    assert changed(state, migrations.AddField("stay", "note", note())) == {"stay", "order", "urgent"}
    assert changed(state, table("Meal", "Patient")) == {"meal"}


def test_what_is_rendered_again_names_the_tables_that_are_rendered_now(state):
    changed(state, migrations.AddField("stay", "note", note()))
    now = rendered(state)
    assert now["order"]._meta.get_field("stay").related_model is now["stay"]
    assert now["stay"]._meta.get_field("note")
    assert issubclass(now["urgent"], now["order"])


def test_python_in_a_migration_begins_with_everything_rendered_anew(state):
    before = rendered(state)
    changed(state, migrations.AddField("bed", "note", note()))
    # What `RunPython` calls before it hands the tables out.
    state.clear_delayed_apps_cache()
    after = rendered(state)
    assert not any(after[name] is before[name] for name in before)
    assert after["stay"]._meta.get_field("patient").related_model is after["patient"]


def test_afterwards_django_renders_as_it_always_does(state):
    with only_what_changed():
        pass
    before = rendered(state)
    migrations.AddField("stay", "note", note()).state_forwards("ward", state)
    after = rendered(state)
    assert after["patient"] is not before["patient"]
