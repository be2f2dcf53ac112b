"""The kernel: every change is one verb — who may, from where to where, locked, validated, recorded."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from audit import record
from audit.context import current
from core import access, clock
from core.json import plain
from core.refusals import Denied, Refused, Stale
from core.roots import lock_roots

P = ParamSpec("P")
R = TypeVar("R")
Verb = Callable[Concatenate[Any, P], R]

_in_turn: ContextVar[frozenset[Any]] = ContextVar("rows_in_turn", default=frozenset())
# How many rows verbs have stored so far in this context.
_stored: ContextVar[int] = ContextVar("rows_stored", default=0)


def action(
    perm: str,
    *,
    moves: Mapping[Any, Any] | None = None,
    state: str = "status",
    audited: bool = True,
    idle: bool = False,
    after: Callable[..., Any] | None = None,
) -> Callable[[Verb[P, R]], Verb[P, R]]:
    """Make a function the only way to do one thing.

    `perm` is the permission the actor must hold on the target (or the case, patient or facility around it).
    `moves` maps each state the target may be in to the state the verb leaves it in; anything else is `Refused`.
    The target is locked and read anew; what the verb changes on it is validated, saved and audited.
    Callers may pass `version=`, the version they saw: a newer row raises `Stale`.
    `audited=False` is for a person's own unsaved typing, which is nobody's record yet.
    `idle=True` is for what the clock does again and again: done by a service and with nothing stored, it leaves no line.
    `after(target, by=by)` is called in the same step once the target is saved: for what reads it anew.
    """
    access.must_be_known(perm)

    def make(verb: Verb[P, R]) -> Verb[P, R]:
        name = f"{verb.__module__.split('.')[0]}.{verb.__name__.rstrip('_')}"

        @wraps(verb)
        def run(target: models.Model, /, *, by: Any, version: int | None = None, **details: Any) -> Any:
            with _one_step(name, by, details):
                row = take_turn(target)
                with _turn(row, name):
                    _check(perm, name, row, by, version)
                    before, stored = record.snapshot(row), _stored.get()
                    if moves is not None:
                        _move(row, moves, state)
                    result = verb(row, by=by, **details)  # type: ignore[call-arg]
                    changed = _save(row, before)
                    if after is not None:
                        after(row, by=by)
                    nothing = idle and by.is_service and _stored.get() == stored
                    if audited and not nothing:
                        record.did(
                            name, row, by=by, at=clock.now(), changed=changed, before=before, details=details
                        )
            return result

        run.perm, run.moves, run.state, run.verb_name = perm, moves, state, name  # type: ignore[attr-defined]
        return run  # type: ignore[return-value]

    return make


def keep(row: models.Model, **validation: Any) -> Any:
    """Save a new row inside a verb; a constraint it breaks ends the verb with that constraint's own message."""
    _validate(row, **validation)
    _store(row, force_insert=True)
    return row


def change(row: models.Model, **values: Any) -> Any:
    """Change another row inside a verb whose target is something larger (the case, the patient)."""
    for field, value in values.items():
        setattr(row, field, value)
    if hasattr(row, "version"):
        row.version += 1
    _validate(row)
    _store(row, update_fields=[*values, *(["version"] if hasattr(row, "version") else [])])
    return row


def available(row: models.Model, by: Any, *verbs: Any, rights: Collection[str] | None = None) -> set[str]:
    """The names of the verbs this person may do to the row as it stands now.

    `rights` are those on its case, where a page has read them already and the row has none of its own.
    """
    rights = access.held(by, row) if rights is None else rights
    return {
        verb.verb_name.split(".", 1)[1]
        for verb in verbs
        if verb.perm in rights and (verb.moves is None or getattr(row, verb.state) in verb.moves)
    }


def take_turn(target: models.Model) -> Any:
    """Lock the thing around the target, then the target: one writer per case, always in this order.

    The row comes with what was locked around it, read under the lock.
    """
    around = {}
    for root in lock_roots(target):
        around[root.pk] = _locked(type(root), root.pk)
    row = _locked(target._meta.model, target.pk)  # request.user is a lazy stand-in of another type
    for relation in row.access.lock:
        if (key := getattr(row, f"{relation}_id", None)) in around:
            setattr(row, relation, around[key])
    return row


def _locked(model: type[models.Model], key: Any) -> Any:
    """A row under lock; plain SQL, for it is asked twice a verb and putting it together took longer than the answer.

    Keys never change, so that whoever writes a row that points here need not wait: a planner that rings for this work would
    otherwise wait for the verb, and the verb for the planner's rungs.
    """
    question = (
        f'select * from "{model._meta.db_table}" where "{model._meta.pk.column}" = %s for no key update'  # noqa: S608
    )
    for row in model._default_manager.raw(question, [key]).iterator():
        return row
    raise Refused(_("This is no longer here. Go back and look again."))


# What a race leaves behind: a unique value, an overlap, or a row that went away. Anything else is our own mistake.
LOST_RACE = {"23505", "23P01", "23503"}


@contextmanager
def _one_step(name: str, by: Any, details: Mapping[str, Any]) -> Iterator[None]:
    """One transaction, one present, one history context; a race lost to a constraint becomes a sentence.

    The context holds the present of the verb (`at`): the history of a day is read by it (core.as_it_stood).
    """
    told = {
        "verb": name,
        "actor": str(by.pk),
        "reason": str(details.get("reason", "")),
        "request": current.get().request_id,
    }
    try:
        with transaction.atomic(), _present(), pghistory.context(at=clock.now().isoformat(), **told):
            yield
    except _Broken as broken:
        # The transaction is over: now the row is asked which rule it broke, and that rule's own sentence is said.
        own_key = {broken.row._meta.pk.name}
        broken.row.validate_unique(exclude=own_key)
        broken.row.validate_constraints(exclude=own_key)
        raise _lost(broken.error) from broken.error
    except IntegrityError as error:
        raise _lost(error) from error


def _present() -> AbstractContextManager[None]:
    """A verb's own present is its transaction's; a verb inside it has the same."""
    return nullcontext() if _in_turn.get() else clock.held()


def _lost(error: IntegrityError) -> Exception:
    if getattr(error.__cause__, "pgcode", "") in LOST_RACE:
        return Refused(_("Somebody did this at the same moment. Look again, then repeat."))
    return error


class _Broken(Exception):
    """The database would not take a row: the row, and what it said."""

    def __init__(self, row: models.Model, error: IntegrityError) -> None:
        super().__init__(row, error)
        self.row, self.error = row, error


class _turn:
    """A verb may call verbs on other rows, never on its own: the outer row would be stale."""

    def __init__(self, row: models.Model, name: str) -> None:
        self.key, self.name = (row._meta.label, row.pk), name

    def __enter__(self) -> None:
        if self.key in _in_turn.get():
            raise RuntimeError(f"{self.name} acts on a row that an outer verb is changing.")
        self.token = _in_turn.set(_in_turn.get() | {self.key})

    def __exit__(self, *_: object) -> None:
        _in_turn.reset(self.token)


def _validate(row: models.Model, **validation: Any) -> None:
    """Every field's own rules, and first that the database can hold the texts, for it would answer with an error.

    Constraints and foreign keys are the database's part: asking it about each beforehand cost two thirds of a
    verb's statements and could still lose a race.
    """
    for field in row._meta.concrete_fields:
        if isinstance(value := getattr(row, field.attname), str | dict | list):
            try:
                plain(value)
            except ValidationError as wrong:
                raise ValidationError({field.name: wrong}) from wrong
    row.clean_fields(exclude={*_keys(row), *validation.get("exclude", ())})
    row.clean()


def _keys(row: models.Model) -> set[str]:
    """The columns that name other rows, and the row's own key: their truth is the database's."""
    return {field.name for field in row._meta.concrete_fields if field.primary_key or field.remote_field}


def _store(row: models.Model, **how: Any) -> None:
    _stored.set(_stored.get() + 1)
    try:
        row.save(**how)
    except IntegrityError as error:
        raise _Broken(row, error) from error


def must_be_able(
    user: Any,
    verb: Any,
    row: models.Model,
    *,
    at: models.Model | None = None,
    rights: Collection[str] | None = None,
) -> None:
    """Denied (403, on record) to somebody who sees a row and may not do this to it: said before a form is looked at.

    `at` is the thing whose rights count where that is another one; `rights` are those held there, once they are read.
    """
    able = access.can(user, verb.perm, at or row) if rights is None else verb.perm in rights
    if not able:
        raise Denied(verb.perm, verb.verb_name, row)


def _check(perm: str, name: str, row: models.Model, by: Any, version: int | None) -> None:
    if perm not in access.held(by, row):
        raise Denied(perm, name, row)
    if version is not None and version != getattr(row, "version", version):
        raise Stale()


def _move(row: models.Model, moves: Mapping[Any, Any], state: str) -> None:
    present = getattr(row, state)
    if present not in moves:
        raise Refused(
            _("This is %(now)s. It can be done only when it is %(needed)s.")
            % {"now": _label(row, state, present), "needed": _listed(_label(row, state, m) for m in moves)}
        )
    setattr(row, state, moves[present])


def _label(row: models.Model, state: str, value: Any) -> str:
    return str(dict(row._meta.get_field(state).flatchoices).get(value, value)).lower()  # type: ignore[union-attr]


def _listed(words: Iterable[str]) -> str:
    return _(" or ").join(words)


def _save(row: models.Model, before: Mapping[str, Any]) -> list[str]:
    changed = record.changed_fields(row, before)
    if changed:
        if hasattr(row, "version"):
            row.version += 1
        _validate(row)
        _store(row, update_fields=[*changed, *(["version"] if hasattr(row, "version") else [])])
    return changed
