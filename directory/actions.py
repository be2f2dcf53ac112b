"""Every change to the directory of services, by those who keep it at a facility's desk."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change
from core.refusals import Refused
from directory import listing
from directory.models import Organisation, Quality, Service
from directory.rows import FIRST_ROW, Row
from facilities.models import Facility


@action("edit_directory")
def add_service(
    facility: Facility, *, by: Any, organisation: str, kind: str, name: str, npi: str = "", **facts: Any
) -> Service:
    """Put a service on the list of a facility; the organisation is made where it is not known yet.

    `facts` are those of `directory.listing.FACTS`. Nobody has verified it yet.
    """
    return listing.add(facility, listing.organisation(organisation, npi), kind, {"name": name, **facts})


@action("edit_directory")
def change_service(service: Service, *, by: Any, **facts: Any) -> Service:
    """Correct what is said of a service; lists that were given to patients stay as they were."""
    for name, value in listing.cleaned(facts).items():
        setattr(service, name, value)
    return service


@action("edit_directory")
def set_capabilities(service: Service, *, by: Any, capabilities: Mapping[str, int | None]) -> Service:
    """Say what a service can do: each ability with the lowest level it looks after, and named treatments."""
    listing.can_do(service, capabilities, by=by)
    return service


@action("edit_directory")
def set_payers(service: Service, *, by: Any, payers: Iterable[Organisation]) -> Service:
    """Say whose patients a service takes."""
    listing.takes(service, payers, by=by)
    return service


@action("edit_directory")
def add_quality(service: Service, *, by: Any, measure: str, value: str, as_of: date, source: str) -> Quality:
    """Add what somebody else published of the quality of a service, with the day it stands for."""
    return listing.published(service, by=by, measure=measure, value=value, as_of=as_of, source=source)


@action("edit_directory")
def verify_service(service: Service, *, by: Any) -> Service:
    """Say that somebody asked the service, and what stands here is right today."""
    _must_be_open(service)
    service.verified_at, service.verified_by = clock.now(), by
    return service


@action("edit_directory")
def close_service(service: Service, *, by: Any, reason: str) -> Service:
    """Offer a service no more: it is on no new list, and nobody is referred to it; what was sent goes on."""
    _must_be_open(service)
    if not reason.strip():
        raise Refused(_("Say why the service is not offered any more."), field="reason")
    service.closed_at, service.closed_by, service.closed_because = clock.now(), by, reason.strip()
    return service


@action("edit_directory")
def reopen_service(service: Service, *, by: Any) -> Service:
    """Offer a service again; it is to be verified anew."""
    if service.is_open:
        raise Refused(_("This service is offered already."))
    service.closed_at = service.closed_by = None
    service.closed_because = ""
    service.verified_at = service.verified_by = None
    return service


@action("edit_directory")
def import_services(facility: Facility, *, by: Any, rows: Iterable[Row], invented: bool = False) -> Facility:
    """Put many services on the list, or correct those that stand there, all of them or none.

    What a row does not say of capabilities, payers and quality stays; `invented` marks them as demonstration.
    """
    for number, row in enumerate(rows, FIRST_ROW):
        try:
            _take_in(facility, row, by=by, invented=invented)
        except Refused as wrong:
            raise _named(number, str(wrong.sentence)) from wrong
        except ValidationError as wrong:
            raise _named(number, " ".join(wrong.messages)) from wrong
    return facility


def _named(number: int, why: str) -> Refused:
    return Refused(_("Row %(number)d: %(why)s") % {"number": number, "why": why})


def _take_in(facility: Facility, row: Row, *, by: Any, invented: bool) -> None:
    owner = listing.organisation(row.organisation, row.npi)
    standing = Service.objects.filter(facility=facility, organisation=owner, kind=row.kind, name=row.name)
    service = standing.first() or listing.add(facility, owner, row.kind, {"name": row.name})
    change(service, invented=service.invented or invented, **listing.cleaned(row.facts))
    if row.capabilities:
        listing.can_do(service, row.capabilities, by=by)
    if row.payers:
        listing.takes(service, _payers(row.payers), by=by)
    if row.quality and not service.qualities.filter(**_same(row.quality)).exists():
        listing.published(service, by=by, **row.quality)


def _same(quality: Mapping[str, Any]) -> dict[str, Any]:
    return {name: quality[name] for name in ("measure", "as_of")}


def _payers(names: Iterable[str]) -> list[Organisation]:
    """The payers of these names; Refused with the first that is not known."""
    found = {row.name: row for row in Organisation.objects.filter(name__in=list(names))}
    for name in names:
        if name not in found:
            raise Refused(_("There is no payer “%(name)s”. Add the payer first.") % {"name": name})
    return list(found.values())


def _must_be_open(service: Service) -> None:
    if not service.is_open:
        raise Refused(_("This service is not offered any more. Reopen it first."))
