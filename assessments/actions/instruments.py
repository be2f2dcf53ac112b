"""Which instruments are asked: a version is loaded as a draft, put in use, and retired; its words never change."""

from typing import Any

from django.utils.translation import gettext as _

from assessments import faults, reading
from assessments.digests import digest
from assessments.models import Instrument, InstrumentVersion
from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from facilities.models import Facility

Status = InstrumentVersion.Status


@action("manage_policy")
def open_instrument(facility: Facility, *, by: Any, code: str) -> Instrument:
    """Give a facility an instrument of its own; those of all facilities come with the application or its packs."""
    return keep(Instrument(code=code, facility=facility))


@action("manage_policy")
def load_version(instrument: Instrument, *, by: Any, body: Any) -> InstrumentVersion:
    """Keep one version of an instrument as a draft; nobody is asked by it until it is put in use."""
    if wrong := faults.of_body(body):
        raise Refused(_("This instrument cannot be loaded: %(why)s") % {"why": " ".join(wrong)}, field="body")
    if body["id"] != instrument.code:
        raise Refused(_("This body is another instrument: “%(code)s”.") % {"code": body["id"]}, field="body")
    _must_be_new(instrument, body["version"])
    told = reading.read(body)
    return keep(
        InstrumentVersion(
            instrument=instrument,
            number=told.number,
            title=told.title,
            sort=told.sort,
            discipline=told.discipline,
            activity=told.activity,
            subject=told.subject,
            licence=told.licence,
            body=body,
            digest=digest(body),
        )
    )


@action("manage_policy", moves={Status.DRAFT: Status.IN_USE, Status.RETIRED: Status.IN_USE})
def put_in_use(version: InstrumentVersion, *, by: Any) -> InstrumentVersion:
    """Ask by this version from now on; the one asked by until now is retired, and what was answered by it stays."""
    for present in version.instrument.versions.filter(status=Status.IN_USE):
        change(present, status=Status.RETIRED, retired_at=clock.now())
    version.in_use_at, version.retired_at = clock.now(), None
    return version


@action("manage_policy", moves={Status.IN_USE: Status.RETIRED})
def retire_version(version: InstrumentVersion, *, by: Any) -> InstrumentVersion:
    """Stop asking by a version; sections begun with it may be finished."""
    version.retired_at = clock.now()
    return version


def _must_be_new(instrument: Instrument, number: str) -> None:
    if instrument.versions.filter(number=number).exists():
        raise Refused(
            _(
                "Version %(number)s of “%(code)s” is loaded with other words. Give the changed file a new version."
            )
            % {"number": number, "code": instrument.code},
            field="body",
        )
