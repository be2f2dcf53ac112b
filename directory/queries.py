"""The directory as somebody may read it: one page of a facility's services, and what stands of one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core import clock, keyset, prepared
from core.access import visible_to
from directory.listing import area_code
from directory.models import Service, ServiceCapability, ServicePayer
from facilities.models import Facility
from policy.queries import teamwork

ROWS = 50
BY_NAME = keyset.Order("name", str)


def places(user: Any) -> list[Facility]:
    """The facilities whose directory somebody may read, by name; `kept` says that they may keep it as well."""
    kept = visible_to(Facility, user, "edit_directory").filter(pk=OuterRef("pk"))
    rows = visible_to(Facility, user, "view_directory").annotate(kept=Exists(kept))
    return list(rows.order_by("name", "pk"))


def keeps(user: Any) -> list[Facility]:
    """The facilities whose directory somebody may keep."""
    return list(visible_to(Facility, user, "edit_directory").order_by("name", "pk"))


def stale_before(facility: Facility) -> Any:
    """What was verified earlier than this instant, or never, is not to be relied on."""
    now = clock.now()
    return now - timedelta(days=teamwork(facility, now).verified_days)


def narrowed(rows: "QuerySet[Service]", wanted: dict[str, Any], facility: Facility) -> "QuerySet[Service]":
    """The services of one facility that match what was asked for; open ones unless closed ones were asked for."""
    rows = rows.filter(facility=facility)
    show = wanted.get("show") or ""
    rows = rows.exclude(closed_at=None) if show == "closed" else rows.filter(closed_at=None)
    if show == "unverified":
        rows = rows.filter(Q(verified_at=None) | Q(verified_at__lt=stale_before(facility)))
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    if wanted.get("need"):
        rows = rows.filter(capabilities__code=wanted["need"], capabilities__ended_at=None)
    if wanted.get("language"):
        rows = rows.filter(languages__contains=[wanted["language"]])
    if wanted.get("area"):
        rows = rows.filter(serving(wanted["area"]))
    if text := (wanted.get("text") or "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(organisation__name__icontains=text))
    return rows


def serving(postal_code: str) -> Q:
    """Those that serve an address: it lies in one of their areas, or they serve everywhere."""
    code = area_code(postal_code)
    return Q(areas=[]) | Q(areas__overlap=[code[:end] for end in range(1, len(code) + 1)])


def page(
    user: Any, wanted: dict[str, Any], facility: Facility, *, after: str = "", before: str = ""
) -> keyset.Page:
    """One page of a facility's services by name, with what each can do."""
    rows = narrowed(visible_to(Service, user), wanted, facility)
    return keyset.page(rows, BY_NAME, _read, size=ROWS, after=after, before=before)


def _read(keys: list[UUID]) -> list[Service]:
    rows = Service.objects.filter(prepared.AnyOf("pk", keys)).select_related("organisation", "facility")
    found = {row.pk: row for row in rows.prefetch_related(Prefetch("capabilities", _can(), "can"))}
    return [found[key] for key in keys]


def detailed(rows: "QuerySet[Service]") -> "QuerySet[Service]":
    """Services with their organisation, what they can do now and whom they take now."""
    takes = ServicePayer.objects.filter(ended_at=None).select_related("payer").order_by("payer__name")
    return rows.select_related("organisation", "facility", "verified_by", "closed_by").prefetch_related(
        Prefetch("capabilities", _can(), "can"), Prefetch("payers", takes, "takes")
    )


def whole(row: Service) -> Service:
    """A service that was fetched, with all that stands of it."""
    return detailed(Service.objects.filter(pk=row.pk)).get()


def _can() -> "QuerySet[ServiceCapability]":
    return ServiceCapability.objects.filter(ended_at=None).order_by("code")
