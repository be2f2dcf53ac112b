"""Writes the trail: what was done, seen and refused, in the transaction of the thing itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connection, models, transaction

from audit.context import current
from audit.models import Event, new_key


class NotRecorded(Exception):
    """The trail could not be written: what would have been done or shown must not be."""


# Nearly every answer writes one event: its statement is written once. The time of writing is the database's.
STORED: list[Any] = [field for field in Event._meta.concrete_fields if field.name != "recorded_at"]
COLUMNS = ", ".join(str(field.column) for field in STORED)
INSERT = f"insert into audit_event ({COLUMNS}) values ({', '.join(['%s'] * len(STORED))})"  # noqa: S608
# What an event says that has nothing to say of it.
EMPTY: dict[str, Any] = {
    "target": "",
    "target_id": None,
    "objects_seen": (),
    "patient_ids": (),
    "case_id": None,
    "fields": [],
    "moved": "",
    "permission": "",
    "reason": "",
}
NEVER_CHANGED = {"id", "version", "created_at"}


def snapshot(row: models.Model) -> dict[str, Any]:
    """The stored values of a row, by column."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def changed_fields(row: models.Model, before: Mapping[str, Any]) -> list[str]:
    """The names of the fields that differ from an earlier snapshot."""
    return [
        field.name
        for field in row._meta.concrete_fields
        if field.name not in NEVER_CHANGED and before[field.attname] != getattr(row, field.attname)
    ]


def did(
    verb: str,
    row: models.Model,
    *,
    by: Any,
    at: datetime,
    changed: Iterable[str] = (),
    before: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """A verb was carried out: names of the fields and the state that moved, the reason, never values."""
    _write(
        verb,
        Event.Outcome.DONE,
        by,
        at,
        [row],
        fields=sorted(changed),
        moved=_moved(row, before or {}),
        reason=str((details or {}).get("reason", "") or "")[:500],
    )


def did_many(
    verb: str,
    rows: Iterable[models.Model],
    *,
    by: Any,
    at: datetime,
    fields: Iterable[str] = (),
    reason: str = "",
) -> None:
    """A verb was carried out on many rows at once: one event for each of them, in one statement."""
    told, changed = list(rows), sorted(fields)
    _read_around(told)
    facts = [_facts(verb, Event.Outcome.DONE, by, at, _about([row])) for row in told]
    try:
        Event.objects.bulk_create([Event(**each, fields=changed, reason=reason[:500]) for each in facts])
    except Error as error:
        raise NotRecorded(verb) from error


def seen(
    rows: Iterable[models.Model], *, by: Any, at: datetime, verb: str = "view", reason: str = ""
) -> None:
    """Somebody was shown these rows: one event for a page, with every patient on it."""
    _write(verb, Event.Outcome.SEEN, by, at, list(rows), reason=reason)


def listed(cases: Mapping[Any, Any], *, by: Any, at: datetime) -> None:
    """Somebody was shown a page of cases of which only keys and patients are at hand: one event with all of them."""
    if not cases:
        return _save("list", Event.Outcome.SEEN, by, at, {})
    keys = list(cases)
    about = {"target": "patients.case", "target_id": keys[0], "case_id": keys[0]}
    about |= {"objects_seen": keys if len(keys) > 1 else [], "patient_ids": sorted(set(cases.values()))}
    return _save("list", Event.Outcome.SEEN, by, at, about)


def denied(verb: str, row: models.Model | None, *, by: Any, at: datetime, perm: str = "") -> None:
    """Somebody was refused; written outside the refused step so that its rollback cannot remove it."""
    _write(verb, Event.Outcome.DENIED, by, at, [row] if row else [], permission=perm)


def noted(verb: str, *, by: Any, at: datetime, outcome: str = "done", reason: str = "") -> None:
    """Something that has no row: a sign-in, a failed sign-in, a lock-out, a configuration change."""
    _write(verb, outcome, by, at, [], reason=reason)


def _write(verb: str, outcome: str, by: Any, at: datetime, rows: list[Any], **more: Any) -> None:
    _read_around(rows)
    _save(verb, outcome, by, at, _about(rows), **more)


def _save(verb: str, outcome: str, by: Any, at: datetime, about: dict[str, Any], **more: Any) -> None:
    event = {**EMPTY, "id": new_key(), **_facts(verb, outcome, by, at, about), **more}
    values = [_stored(field, event[field.attname]) for field in STORED]
    try:
        with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
            cursor.execute(INSERT, values)
    except Error as error:
        raise NotRecorded(verb) from error


def _stored(field: Any, value: Any) -> Any:
    """A value as the database reads it; a list of keys in one, for a page has a hundred of them."""
    prepared = field.get_db_prep_save(value, connection)
    keys = isinstance(prepared, list) and isinstance(field.base_field, models.UUIDField)
    return f"{{{','.join(map(str, prepared))}}}" if keys else prepared


def _facts(verb: str, outcome: str, by: Any, at: datetime, about: dict[str, Any]) -> dict[str, Any]:
    facts = current.get()
    return {
        "at": at,
        "actor_id": getattr(by, "pk", None),
        "actor": getattr(by, "username", "") or str(by or "anonymous"),
        "role": getattr(by, "acting_role", "") or "",
        "verb": verb,
        "outcome": outcome,
        "request_id": facts.request_id,
        "route": facts.route,
        "source": facts.source,
        "session": facts.session,
        **about,
    }


def _about(rows: list[Any]) -> dict[str, Any]:
    """What an event says of the rows it is about; of none, nothing."""
    if not rows:
        return {}
    first = rows[0]
    return {
        "target": first._meta.label_lower,
        "target_id": first.pk,
        "objects_seen": [row.pk for row in rows] if len(rows) > 1 else [],
        "patient_ids": sorted(set().union(*map(patients_of, rows))),
        "case_id": case_of(first),
    }


def patients_of(row: Any) -> set[Any]:
    """The patients a row is about: its own, those it lists, or those of the rows around it."""
    if row._meta.label_lower == "patients.patient":
        return {row.pk}
    own = {key for name in _naming_patients(row._meta.model) if (key := getattr(row, name, None))}
    own |= set(getattr(row, "patient_ids", None) or ())
    if own:
        return own
    around = [getattr(row, name, None) for name in dict.fromkeys(("case", *_locked_with(row)))]
    return set().union(*(patients_of(thing) for thing in around if thing is not None))


@cache
def _naming_patients(model: Any) -> tuple[str, ...]:
    """The columns that point at a patient: one on most rows, both records on a merge."""
    fields = [field for field in model._meta.concrete_fields if field.is_relation]
    return tuple(f.attname for f in fields if f.related_model._meta.label_lower == "patients.patient")


def _locked_with(row: Any) -> tuple[str, ...]:
    return getattr(getattr(row, "access", None), "lock", ())


def _read_around(rows: list[Any]) -> None:
    """Fetch the cases of a page's rows at once; rows that have theirs already cost nothing."""
    # Rows of the trail itself name a case and hang on none.
    without = [
        row
        for row in rows
        if hasattr(type(row), "case")
        and getattr(row, "case_id", None)
        and not getattr(row, "patient_id", None)
    ]
    if without and len({type(row) for row in without}) == 1:
        models.prefetch_related_objects(without, "case")


def case_of(row: Any) -> Any:
    """The case a row belongs to, if any."""
    return row.pk if row._meta.label_lower == "patients.case" else getattr(row, "case_id", None)


def _moved(row: models.Model, before: Mapping[str, Any]) -> str:
    for state in ("status", "stage"):
        if state in before and before[state] != getattr(row, state):
            return f"{state}: {before[state]} > {getattr(row, state)}"
    return ""
