"""Which instruments somebody keeps, proves or scores by."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from assessments.models import InstrumentVersion
from audit import record
from core import clock
from core.access import visible_to
from facilities.models import Facility


def kept_by(user: Any) -> "QuerySet[InstrumentVersion]":
    """The versions an administrator looks after: those of all facilities, and of the facilities they administer."""
    places = visible_to(Facility, user, "manage_policy")
    if not places.exists():
        return InstrumentVersion.objects.none()
    return _of(places)


def listed(user: Any) -> "QuerySet[InstrumentVersion]":
    """The same for a list: without the bodies, one instrument's versions together, the newest first."""
    return kept_by(user).defer("body").order_by("title", "instrument__code", "-created_at")


def kept(pk: UUID, user: Any) -> InstrumentVersion:
    """One of them; 404 for any other, on record where there is one."""
    found = kept_by(user).filter(pk=pk).first()
    if found is not None:
        return found
    if (hidden := InstrumentVersion.objects.filter(pk=pk).first()) is not None:
        record.denied("view", hidden, by=user, at=clock.now(), perm="manage_policy")
    raise Http404


def scored_by(user: Any) -> "QuerySet[InstrumentVersion]":
    """What answers can be scored by: what is or was asked here, and a draft that one looks after.

    An instrument says nothing of a patient: those of all facilities are open to whoever signs in.
    """
    at_work = Facility.objects.filter(pk__in=user.facility_roles.filter(live=True).values("facility"))
    asked = _of(at_work).exclude(status=InstrumentVersion.Status.DRAFT)
    return asked | kept_by(user)


def named(name: str, user: Any) -> InstrumentVersion:
    """A version by its key, or the one in use of an instrument by its code ("phq-9"); 404 for any other."""
    try:
        found = scored_by(user).filter(pk=UUID(name)).first()
    except ValueError:
        found = scored_by(user).filter(instrument__code=name, status="in_use").first()
    if found is None:
        raise Http404
    return found


def _of(places: "QuerySet[Facility]") -> "QuerySet[InstrumentVersion]":
    rows = InstrumentVersion.objects.select_related("instrument__facility")
    return rows.filter(Q(instrument__facility=None) | Q(instrument__facility__in=places))
