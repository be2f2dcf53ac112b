"""The one module that decides who sees and does what: list and detail come from the same rule.

Rights are read from two database views over the truth (assignments, cover, facility roles, supervision, consent):
`case_access` and `facility_access`. A model says where it hangs with `access = Access(...)`; nothing else decides.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from operator import attrgetter, or_
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.http import Http404

from audit import record
from core import clock, one_row, prepared, reach
from core.blocks import not_blocked, unblocked, unblocked_lines
from core.permission_ids import permission_id
from core.sorts import Sorts
from core.sources import ALL, FAR, PERSONAL, sources_giving

M = TypeVar("M", bound=models.Model)


# Filled by accounts/permissions.py, the one page that says who may do what.
CODENAMES: set[str] = set()
SYSTEM_GRANTS: dict[str, frozenset[str]] = {}
OWN = "own_account"


@dataclass(frozen=True)
class Access:
    """Where a model's rights come from.

    `data` is its data class (`view_<data>` shows a row); `case` and `facility` are lookup paths to the case and
    facility whose access rows count ("pk" for the thing itself); `lock` names the relations a verb locks first.
    """

    data: str
    case: str = ""
    facility: str = ""
    lock: tuple[str, ...] = ()
    # For what belongs to a person (a draft, a notice): the paths to them. Without a case or facility beside it nobody
    # else ever sees it; with one, they see it besides those who hold a right there.
    own: str | tuple[str, ...] = ()
    # What they must still hold around it (an answered question goes with the sight of its case); empty for nothing.
    own_needs: str = ""
    # For a table that hangs on a case and whose rows are of several classes, or some their author's alone.
    sorts: Sorts | None = None

    @property
    def owners(self) -> tuple[str, ...]:
        """The paths to the people it belongs to."""
        return (self.own,) if isinstance(self.own, str) else self.own

    @property
    def gives_owner(self) -> frozenset[str]:
        """What those people hold on it: their own part, and where others see it too, the sight of it."""
        return frozenset({OWN, *(f"{level}_{self.data}" for level in ("flag", "summary", "view"))})


def must_be_known(perm: str) -> None:
    """An action nobody registered is a programming error, never a yes."""
    if perm not in CODENAMES:
        raise LookupError(f"Unknown permission {perm!r}: add it to accounts/permissions.py.")


def visible_to(
    model: type[M], user: Any, perm: str = "", *, sources: Any = (), portable: bool = False, among: Any = None
) -> "models.QuerySet[M]":
    """The rows of a model on which a person holds a permission (by default: to view its data class).

    `sources` asks for some relations only ("unit_cover"), `among` only for these rows: what no other hangs on is not
    looked up. `portable`: for print, export, the API; without what is open in an emergency alone.
    """
    lines = partial(_lines, sources=sources, portable=portable, among=among)
    return _visible(model._default_manager.all() if among is None else among, user, perm, lines)


def visible_among(rows: "models.QuerySet[M]", user: Any, perm: str = "") -> "models.QuerySet[M]":
    """Those of a few rows that a person may see: rights are read for these alone, however many others they hold."""
    return _visible(rows, user, perm, partial(_lines, among=rows), partial(_among, rows))


def visible_of_mine(rows: "models.QuerySet[M]", user: Any, perm: str = "") -> "models.QuerySet[M]":
    """The same for rows from all over somebody's work: what they are part of is read once, the rest by the rows left."""
    return _visible(rows, user, perm, partial(_lines, among=rows), partial(_of_mine, rows))


def visible_by_house(
    model: type[M], user: Any, perm: str = ""
) -> tuple["models.QuerySet[M]", "models.QuerySet[M]"]:
    """What `visible_to` finds, in the two parts of `core.reach`: a search reads each by the way that is cheap for it."""
    rows, place = model._default_manager.all(), place_of(model)
    perm = perm or f"view_{place.data}"
    must_be_known(perm)
    if not _may_act(user) or user.is_service:
        return visible_to(model, user, perm), rows.none()
    return reach.parts(rows, place, _paths(place), partial(_lines, user=user, perm=perm), user, perm)


def _visible(
    rows: "models.QuerySet[M]", user: Any, perm: str, lines: Any, things: Any = None
) -> "models.QuerySet[M]":
    place = place_of(rows.model)
    perm = perm or f"view_{place.data}"
    must_be_known(perm)
    if not _may_act(user):
        return rows.none()
    if place.sorts:
        return rows.filter(place.sorts.rows(user, place.data, perm, partial(_holds, place, user, lines)))
    if user.is_service:
        return rows if perm in SYSTEM_GRANTS.get(user.username, ()) else rows.none()
    if place.own and not (place.case or place.facility):
        return _belonging(rows, place, user) if perm == OWN else rows.none()
    theirs = bool(place.own) and perm in place.gives_owner
    if things and not theirs and _beside_them(place, rows.model):
        return rows.filter(_right_there(rows.model, place, user, perm, things))
    found = _around(rows, place, user, perm, lines)
    if theirs:
        mine = _belonging(rows, place, user)
        if place.own_needs:
            around = _around(rows, place, user, place.own_needs, lines)
            mine = mine.filter(pk__in=_any_of(around))
        found.append(mine.order_by().values("pk"))
    return rows.filter(pk__in=_any_of(found))


def held(user: Any, row: models.Model) -> frozenset[str]:
    """Every permission a person holds on one row, by the same access rows that `visible_to` reads."""
    return _of_its_sort(row, user, _around_it(user, row))


def _of_its_sort(row: models.Model, user: Any, names: frozenset[str]) -> frozenset[str]:
    """What is left of permissions when the row itself has its say."""
    place = place_of(row)
    return place.sorts.names(row, user, place.data, names) if place.sorts and names else names


def _around_it(user: Any, row: models.Model, *only: str) -> frozenset[str]:
    """The permissions (all, or of some only) that a person holds on what a row hangs on, or as its owner."""
    if not _may_act(user):
        return frozenset()
    if user.is_service:
        return SYSTEM_GRANTS.get(user.username, frozenset())
    place = place_of(row)
    mine = any(user.pk == _key_at(row, path) for path in place.owners)
    if place.own and not (place.case or place.facility):
        return frozenset({OWN}) if mine else frozenset()
    names: set[str] = set()
    for path, view in _paths(place):
        names |= one_row.names(row, path, view, user, _lines_on, only)
    if mine and (not place.own_needs or place.own_needs in names):
        names |= place.gives_owner
    return frozenset(names)


def can(user: Any, perm: str, row: models.Model) -> bool:
    """Whether a person holds a permission on a row; an unknown permission or model raises."""
    must_be_known(perm)
    place = place_of(row)
    # A row of several sorts weighs one permission by others.
    only = () if place.sorts else sorted({perm, place.own_needs or perm})
    return perm in _of_its_sort(row, user, _around_it(user, row, *only))


def roles_with(perm: str, user: Any, row: models.Model) -> set[str]:
    """The roles in which a person holds a permission on a row; none for services, which have no role."""
    must_be_known(perm)
    found: set[str] = set()
    # Where the row itself has no say, the lines found below are the answer already.
    has_say = place_of(row).sorts is not None
    if _may_act(user) and not user.is_service and (not has_say or perm in held(user, row)):
        for path, view in _paths(place_of(row)):
            lines = _lines_on(row, path, view, user).filter(permission__codename=perm)
            found.update(lines.values_list("role", flat=True))
    return found


def why(user: Any, row: models.Model) -> list[Any]:
    """The access rows behind what a person sees of a row, one per source: role, relation, period."""
    if not _may_act(user) or user.is_service or not _has_place(row):
        return []
    found: dict[Any, Any] = {}
    for path, view in _paths(row.access):  # type: ignore[attr-defined]
        for line in _lines_on(row, path, view, user):
            found.setdefault((line.source, line.row_id), line)
    return list(found.values())


def held_among(user: Any, model: type[M], keys: list[Any], perms: tuple[str, ...]) -> dict[Any, set[str]]:
    """Which of some permissions a person holds on each of the rows of a page, in one statement; for the thing itself."""
    for perm in perms:
        must_be_known(perm)
    place: Access = model.access  # type: ignore[attr-defined]
    found: dict[Any, set[str]] = {key: set() for key in keys}
    if not _may_act(user) or user.is_service:
        return found
    for path, view in _paths(place):
        if path == "pk":
            names = {permission_id(view, perm): perm for perm in perms}
            wanted = (Q(permission=each) for each in prepared.constants(list(names)))
            rows = _rows(view, user).filter(prepared.AnyOf("content_object", keys), reduce(or_, wanted))
            for key, permission in prepared.rows(rows.values_list("content_object", "permission")):
                found[key].add(names[permission])
    return found


def sight(user: Any, row: models.Model) -> tuple[frozenset[str], list[Any]]:
    """What `held` and `why` say, in one reading: for pages that show both."""
    lines: dict[Any, Any] = {}
    names: set[str] = set()
    if _may_act(user) and not user.is_service and _has_place(row):
        for path, view in _paths(row.access):  # type: ignore[attr-defined]
            for line in _lines_on(row, path, view, user).select_related("permission"):
                names.add(line.permission.codename)
                lines.setdefault((line.source, line.row_id), line)
    return _of_its_sort(row, user, frozenset(names)), list(lines.values())


def fetch(
    model: type[M],
    pk: Any,
    *,
    by: Any,
    perm: str = "",
    related: tuple[str, ...] = (),
    also: Mapping[str, Any] | None = None,
    portable: bool = False,
    listed: bool = False,
) -> M:
    """One row that the person may see, with the look on record; anything else is the same 404.

    `also` is read beside it. A page of rows says `listed` and records one look: `record.seen([row, *rows], …)`.
    """
    found = visible_to(model, by, perm, portable=portable).select_related(*related, *model.access.lock)  # type: ignore[attr-defined]
    row = found.annotate(**also or {}).filter(pk=pk).first()
    if row is None:
        hidden = model._default_manager.filter(pk=pk).first()
        if hidden is not None:
            record.denied("view", hidden, by=by, at=clock.now(), perm=perm or f"view_{model.access.data}")  # type: ignore[attr-defined]
        raise Http404
    if not listed:
        record.seen([row], by=by, at=clock.now())
    return row


def place_of(model: Any) -> Access:
    """Where a model's rights come from; a model that does not say so is a programming error, never a yes."""
    place = getattr(model, "access", None)
    if not isinstance(place, Access):
        raise LookupError(
            f"{model._meta.label} does not say where its rights come from: give it `access = Access(...)`."
        )
    return place


def _may_act(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.is_active)


def _has_place(row: models.Model) -> bool:
    place = place_of(row)
    return bool(place.case or place.facility)


def _key_at(row: models.Model, path: str) -> Any:
    return row.pk if path == "pk" else attrgetter(f"{path}_id".replace("__", "."))(row)


def _belonging(rows: "models.QuerySet[M]", place: Access, user: Any) -> "models.QuerySet[M]":
    """The rows that belong to a person."""
    return rows.filter(Q(*((path, user.pk) for path in place.owners), _connector=Q.OR))


def _around(rows: Any, place: Access, user: Any, perm: str, lines: Any) -> list[Any]:
    """The rows whose case, and those whose facility, is among the things that `lines` finds."""
    found = []
    for path, view in _paths(place):
        # Blocked cases are not in the view of cases; a facility is never blocked, its patients are.
        open_to_them = unblocked(rows, user, perm) if path == place.facility else rows
        found.append(_through(open_to_them, path, lines(path, view, user, perm)))
    return found


def _beside_them(place: Access, model: Any) -> bool:
    """Whether rows say with a column of their own on what they hang."""
    columns = {"pk", *(field.name for field in model._meta.concrete_fields)}
    return all(path in columns for path in (place.case, place.facility) if path)


def _right_there(model: Any, place: Access, user: Any, perm: str, things: Any) -> prepared.Unsearched:
    """What `_around` says, as a condition on a few rows that are read anyway."""
    found = Q()
    for path, view in _paths(place):
        open_to_them = not_blocked(model, user, perm) if path == place.facility else Q()
        found |= things(path, view, user, perm) & open_to_them
    return prepared.Unsearched(found)


def _among(rows: Any, path: str, view: Any, user: Any, perm: str) -> Q:
    return Q(prepared.AnyOf(path, _lines(path, view, user, perm, among=rows)))


def _of_mine(rows: Any, path: str, view: Any, user: Any, perm: str) -> Q:
    if (giving := _giving(view, user, perm)) <= FAR:
        return _among(rows, path, view, user, perm)
    near = Q(prepared.AnyOf(path, _lines(path, view, user, perm, sources=giving - FAR)))
    if not giving & FAR:
        return near
    return near | Q(
        prepared.AnyOf(path, _lines(path, view, user, perm, sources=giving & FAR, among=rows.exclude(near)))
    )


def _holds(place: Access, user: Any, lines: Any, perm: str) -> Q:
    """The rows on whose case somebody holds a permission."""
    if user.is_service:
        return ~Q(pk__in=[]) if perm in SYSTEM_GRANTS.get(user.username, ()) else Q(pk__in=[])
    return Q((f"{place.case}__in", lines(place.case, apps.get_model("teams.CaseAccess"), user, perm)))


def _any_of(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else found[0].union(*found[1:])


def _paths(place: Access) -> list[tuple[str, Any]]:
    views = [(place.case, "teams.CaseAccess"), (place.facility, "teams.FacilityAccess")]
    found = [(path, apps.get_model(label)) for path, label in views if path]
    if not found:
        raise LookupError("A model without a path to a case or facility cannot be decided on.")
    return found


def _rows(view: Any, user: Any) -> Any:
    rows = view.objects.filter(user=user.pk)
    # A person with several roles acts in one at a time; the session says which.
    if not (acting := _acting(user)):
        return rows
    return rows.filter(Q(role=prepared.Constant(acting)) | Q(source__in=prepared.constants(PERSONAL)))


def _giving(view: Any, user: Any, perm: str) -> frozenset[str]:
    """The sources of a view that can give somebody a permission at all."""
    thing = view._meta.get_field("content_object").related_model._meta.model_name
    return sources_giving(perm, _acting(user), thing)


def _acting(user: Any) -> str:
    return getattr(user, "acting_role", "")


def _lines_on(row: models.Model, path: str, view: Any, user: Any) -> Any:
    """The access rows of a person to the thing a row hangs on by one path; none where it hangs on nothing there."""
    things = _things(row, path, view)
    if things is None:
        return view.objects.none()
    rows = _rows(view, user).filter(content_object__in=things)
    return unblocked_lines(rows, row, user) if path == place_of(row).facility else rows


def _lines(
    path: str,
    view: Any,
    user: Any,
    perm: str,
    *,
    sources: Collection[str] = (),
    among: Any = None,
    portable: bool = False,
) -> Any:
    """The things on which a person holds a permission: by some relations only, or only those that some rows hang on."""
    # Constants: what a plan knows of these it can leave out of the view.
    lines = _rows(view, user).filter(permission=prepared.Constant(permission_id(view, perm)))
    giving = _giving(view, user, perm).intersection(sources or ALL)
    # Nothing left is known before the database is asked, and takes its part of the question away.
    lines = lines.filter(source__in=prepared.constants(sorted(giving))) if giving else lines.none()
    if portable:
        lines = lines.exclude(source="emergency")
    if among is not None:
        lines = lines.filter(prepared.AnyOf("content_object", among.order_by().values(path)))
    return lines.values("content_object")


def _through(rows: Any, path: str, things: Any) -> Any:
    return things if path == "pk" else rows.order_by().filter(**{f"{path}__in": things}).values("pk")


def _things(row: Any, path: str, view: Any) -> Any:
    if path == "pk":
        return [row.pk]
    if "__" not in path and path in {field.name for field in row._meta.concrete_fields}:
        key = getattr(row, f"{path}_id")
        return [key] if key else None
    return row._meta.model._default_manager.filter(pk=row.pk, **{f"{path}__isnull": False}).values(path)
