"""A block takes the sight of a patient from one person whatever their role (a `teams.AccessBlock`).

The view `case_access` leaves blocked cases out by itself; here the same rule is cut into the path through a facility,
by which identity, coverage, visits, requests and desk work are seen.
"""

from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Exists, Q, QuerySet

from core.clock import CoreNow

# Somebody kept from a record may still have to open it in an emergency, in front of the privacy officer.
EVEN_BLOCKED = frozenset({"break_glass"})


@cache
def patients_of(model: Any) -> tuple[str, ...]:
    """The paths from a row to the patients it is about: its own columns, else those of the thing it hangs on."""
    if model._meta.label_lower == "patients.patient":
        return ("pk",)
    keys = {field.name: field.related_model for field in model._meta.concrete_fields if field.is_relation}
    own = tuple(name for name, to in keys.items() if to._meta.label_lower == "patients.patient")
    if own:
        return own
    place = getattr(model, "access", None)
    around = [path.partition("__")[0] for path in (place.facility, place.case)] if place else []
    return tuple(
        f"{name}__{path}" if path != "pk" else name
        for name in dict.fromkeys(around)
        if name in keys and keys[name] is not model
        for path in patients_of(keys[name])
    )


def unblocked(rows: "QuerySet[Any]", user: Any, perm: str) -> "QuerySet[Any]":
    """The rows about no patient that the person is kept from; costs nothing where rows are about no patient."""
    return rows.filter(not_blocked(rows.model, user, perm))


def not_blocked(model: Any, user: Any, perm: str) -> Q:
    """The same as a condition on rows of a model."""
    paths = () if perm in EVEN_BLOCKED else patients_of(model)
    return Q(*(~Q((f"{path}__in", _blocks(user).values("patient"))) for path in paths))


def unblocked_lines(lines: "QuerySet[Any]", row: Any, user: Any) -> "QuerySet[Any]":
    """The access rows to one row that a block leaves: all of them, or those that hold even so."""
    kept_from = Q()
    for path in patients_of(row._meta.model):
        kept_from |= Q(patient__in=_patient(row, path))
    if not kept_from:
        return lines
    return lines.filter(~Exists(_blocks(user).filter(kept_from)) | Q(permission__codename__in=EVEN_BLOCKED))


def _patient(row: Any, path: str) -> Any:
    if "__" not in path:
        return [row.pk if path == "pk" else getattr(row, f"{path}_id")]
    return row._meta.model._default_manager.filter(pk=row.pk).values(path)


def _blocks(user: Any) -> "QuerySet[Any]":
    rows = apps.get_model("teams.AccessBlock").objects.filter(
        user=user.pk, live=True, starts_at__lte=CoreNow()
    )
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=CoreNow()))
