"""The walk over every row that points at a patient: count, picture, join, part.

Django's own list of relations names the tables, those of higher apps included, so nothing is imported upwards and
nothing can be forgotten; what becomes of a row says its model's `on_merge` (see `patients.merge_rules`).
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models
from django.utils.translation import gettext as _

from core.failpoints import failpoint
from core.refusals import Refused
from patients.merge_rules import Change, Rule, Step
from patients.models import Merge, MergeMove, Patient

Pointer = tuple[type[models.Model], Any]


def pointers() -> list[Pointer]:
    """Every (model, foreign key) that points at Patient, but for field history, which is never rewritten."""
    relations: list[Any] = [
        relation
        for relation in Patient._meta.get_fields(include_hidden=True)
        if relation.auto_created and (relation.one_to_many or relation.one_to_one)
    ]
    found = [(relation.related_model, relation.field) for relation in relations]
    return sorted(
        ((model, field) for model, field in found if not hasattr(model, "pgh_tracked_model")),
        key=lambda pointer: (pointer[0]._meta.label, pointer[1].name),
    )


def rule_of(model: type[models.Model], field: Any) -> Rule:
    """What the model itself declares for this foreign key; LookupError when it declares nothing."""
    declared: Mapping[str, Rule] = vars(model).get("on_merge", {})
    if field.name not in declared:
        raise LookupError(
            f'{model._meta.label} points at Patient: declare on_merge = {{"{field.name}": …}} in it.'
        )
    return declared[field.name]


def preview(retired: Patient) -> list[dict[str, Any]]:
    """How many rows would move, by table, largest first; tables without any are left out."""
    counts: Counter[str] = Counter()
    for model, field in pointers():
        if not rule_of(model, field).stays:
            counts[str(model._meta.verbose_name_plural)] += _rows(model, field, retired).count()
    return [{"label": label, "number": number} for label, number in counts.most_common() if number]


def image(survivor: Patient, retired: Patient) -> dict[str, Any]:
    """Both records and every row that points at either, as they are now: what a person can go back to."""
    return {role: _image(patient) for role, patient in (("survivor", survivor), ("retired", retired))}


def join(merge: Merge, step: Step) -> None:
    """Carry out every rule, keep each change, and turn the retired record into a stub.

    Written past the kernel's version counter on purpose: parting must give back the very same rows.
    """
    moves = [
        MergeMove(merge=merge, table=row._meta.label, row=row.pk, changes=_apply(row, change))
        for model, field in pointers()
        for row, change in _settled(model, field, step)
    ]
    failpoint("merge.moved")
    MergeMove.objects.bulk_create(moves)
    Patient.objects.filter(pk=step.retired.pk).update(merged_into=step.survivor)


def part(merge: Merge) -> None:
    """Give every column back that still has the value the merge gave it; Refused when a row would be of both."""
    Patient.objects.filter(pk=merge.retired_id).update(merged_into=None)
    for move in merge.moves.order_by("created_at", "pk"):
        model = apps.get_model(move.table)
        row = model._default_manager.filter(pk=move.row).first()
        if row is not None:
            _give_back(row, move.changes)
    _must_be_apart(merge)


def _must_be_apart(merge: Merge) -> None:
    """What was written since, about one record, must not count to a case that is now the other's again."""
    pair = (merge.survivor_id, merge.retired_id)
    strays = {
        model._meta.verbose_name_plural: model._default_manager.filter(
            **{f"{field.name}__in": pair}, case__patient__in=pair
        )
        .exclude(case__patient=models.F(field.name))
        .count()
        for model, field in pointers()
        if any(other.name == "case" for other in model._meta.fields)
    }
    if any(strays.values()):
        said = ", ".join(f"{name}: {number}" for name, number in strays.items() if number)
        raise Refused(
            _(
                "Since the joining, these came to count to a case of the other record (%(strays)s). "
                "Take them off that case first; nothing was parted."
            )
            % {"strays": said}
        )


def _settled(model: type[models.Model], field: Any, step: Step) -> Iterator[tuple[Any, Change]]:
    rule = rule_of(model, field)
    if rule.stays:
        return
    for row in _rows(model, field, step.retired):
        change = rule.settle(row, step) if rule.settle else {field.attname: step.survivor.pk}
        if change:
            yield row, change


def _apply(row: models.Model, change: Change) -> dict[str, list[Any]]:
    """Write the columns in one statement, so that no constraint sees half of it; [before, since] by column."""
    before = {name: _plain(row, name) for name in change}
    for name, value in change.items():
        setattr(row, name, value)
    type(row)._default_manager.filter(pk=row.pk).update(**change)
    return {name: [old, _plain(row, name)] for name, old in before.items()}


def _give_back(row: models.Model, changes: Mapping[str, list[Any]]) -> None:
    back = {
        name: _read(row, name, old) for name, (old, since) in changes.items() if _plain(row, name) == since
    }
    if back:
        type(row)._default_manager.filter(pk=row.pk).update(**back)


def _plain(row: models.Model, attname: str) -> Any:
    """A column's value as JSON holds it."""
    field = row._meta.get_field(_name(row, attname))
    return None if getattr(row, attname) is None else field.value_to_string(row)  # type: ignore[union-attr]


def _read(row: models.Model, attname: str, value: Any) -> Any:
    field = row._meta.get_field(_name(row, attname))
    return None if value is None else field.to_python(value)  # type: ignore[union-attr]


def _name(row: models.Model, attname: str) -> str:
    return next(field.name for field in row._meta.concrete_fields if field.attname == attname)


def _rows(model: type[models.Model], field: Any, patient: Patient) -> Any:
    return model._default_manager.filter(**{field.name: patient}).order_by("pk")


def _image(patient: Patient) -> list[Any]:
    rows = [patient, *(row for model, field in pointers() for row in _rows(model, field, patient))]
    return list(json.loads(serializers.serialize("json", rows)))
