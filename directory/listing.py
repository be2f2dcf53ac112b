"""How what is known of a service is written: its facts, what it can do, whom it takes. Used inside verbs only."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import change, keep
from core.refusals import Refused
from directory.models import Organisation, Quality, Service, ServiceCapability, ServicePayer
from facilities.models import Facility

# What anybody who keeps the directory may say of a service.
FACTS = (
    "name",
    "address",
    "postal_code",
    "areas",
    "languages",
    "phone",
    "fax",
    "contact",
    "hours",
    "medicare",
    "asked_to_be_listed",
    "financial_interest",
    "support_hours",
)


def organisation(name: str, npi: str = "") -> Organisation:
    """The organisation of a name, made where it is not known yet; it provides something from now on."""
    found = Organisation.objects.filter(name=name.strip()).first()
    provider = Organisation.Kind.PROVIDER.value
    if found is None:
        made: Organisation = keep(Organisation(name=name.strip(), npi=npi.strip(), kinds=[provider]))
        return made
    if npi.strip() and found.npi and npi.strip() != found.npi:
        raise Refused(_("This organisation is known with another NPI. Check both."), field="npi")
    return found


def add(facility: Facility, owner: Organisation, kind: str, facts: Mapping[str, Any]) -> Service:
    """A new service on the list of a facility; nobody has verified it yet."""
    made: Service = keep(Service(facility=facility, organisation=owner, kind=kind, **cleaned(facts)))
    return made


def cleaned(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they are stored: postal codes and their beginnings as they are compared. TypeError for any other fact."""
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"A service has no {', '.join(sorted(unknown))}.")
    said = dict(facts)
    if "areas" in said:
        said["areas"] = area_codes(said["areas"])
    if "postal_code" in said:
        said["postal_code"] = area_code(said["postal_code"])
    return said


def area_code(text: str) -> str:
    """A postal code, or its beginning, as it is compared: no spaces, capital letters."""
    return text.replace(" ", "").upper()


def area_codes(codes: Iterable[str]) -> list[str]:
    """Several of them, each once, in order."""
    return sorted({area_code(code) for code in codes} - {""})


def can_do(service: Service, wanted: Mapping[str, int | None], *, by: Any) -> None:
    """Make what a service can do what is wanted: by code, with the lowest level for an ability and none otherwise."""
    now = clock.now()
    standing = {row.code: row for row in service.capabilities.filter(ended_at=None)}
    for code, row in standing.items():
        if code not in wanted or wanted[code] != row.least:
            change(row, ended_at=now, ended_by=by)
    for code, least in wanted.items():
        if code not in standing or standing[code].least != least:
            keep(ServiceCapability(service=service, code=code, least=least))


def takes(service: Service, payers: Iterable[Organisation], *, by: Any) -> None:
    """Make the payers whose patients a service takes those wanted."""
    wanted = {payer.pk: payer for payer in payers}
    standing = {row.payer_id: row for row in service.payers.filter(ended_at=None)}
    for key, row in standing.items():
        if key not in wanted:
            change(row, ended_at=clock.now(), ended_by=by)
    for key, payer in wanted.items():
        if key not in standing:
            keep(ServicePayer(service=service, payer=payer))


def published(service: Service, *, by: Any, measure: str, value: str, as_of: date, source: str) -> Quality:
    """A quality fact with the day it stands for, which has come."""
    if as_of > clock.today(service.facility.tz):
        raise Refused(_("This day is still to come. Enter the day the fact stands for."), field="as_of")
    row = Quality(service=service, measure=measure, value=value, as_of=as_of, source=source)
    row.recorded_at, row.recorded_by = clock.now(), by
    made: Quality = keep(row)
    return made
