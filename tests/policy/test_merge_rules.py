"""A model that points at a patient says what a merge does with it, or the build fails."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from patients import merging
from patients.models import Patient

POINTERS = merging.pointers()


@pytest.mark.parametrize(("model", "field"), POINTERS, ids=[f"{m._meta.label}.{f.name}" for m, f in POINTERS])
def test_every_pointer_at_a_patient_has_a_rule(model, field):
    assert merging.rule_of(model, field).says


@pytest.mark.parametrize("model", sorted({m for m, _f in POINTERS}, key=lambda m: m._meta.label))
def test_no_rule_is_left_over(model):
    assert set(vars(model)["on_merge"]) == {field.name for owner, field in POINTERS if owner is model}


@pytest.mark.parametrize(("model", "field"), POINTERS, ids=[f"{m._meta.label}.{f.name}" for m, f in POINTERS])
def test_an_insert_only_row_stays_because_it_cannot_move(model, field):
    triggers = getattr(model._meta, "triggers", [])
    frozen = any(trigger.name and trigger.name.endswith("_insert_only") for trigger in triggers)
    assert merging.rule_of(model, field).stays or not frozen


@pytest.fixture
def forgotten() -> Iterator[type[models.Model]]:
    """A model that points at a patient and inherits a rule, but declares none itself."""

    class Forgotten(models.Model):
        patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")

        class Meta:
            app_label = "patients"

        def __str__(self) -> str:
            return ""

    yield Forgotten
    del apps.all_models["patients"]["forgotten"]
    apps.clear_cache()


def test_a_forgotten_model_is_found(forgotten):
    found = [(model, field) for model, field in merging.pointers() if model is forgotten]
    assert len(found) == 1
    with pytest.raises(LookupError, match="Forgotten points at Patient"):
        merging.rule_of(*found[0])
