"""What ends by itself: relations whose period and reading time are over leave the access indexes."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.actors import system
from core import clock
from core.refusals import Refused
from patients.models import Consent
from teams import actions, holders, moving
from teams.endings import READ_AFTER_END
from teams.models import (
    AccessBlock,
    Assignment,
    CaseGrant,
    EmergencyAccess,
    FacilityRole,
    Responsibility,
    TeamMember,
    Transfer,
    UnitCover,
)

BATCH = 500
RETIRED = (
    Assignment,
    FacilityRole,
    UnitCover,
    TeamMember,
    Consent,
    CaseGrant,
    AccessBlock,
    EmergencyAccess,
    Responsibility,
)


def sweep_access() -> int:
    """Retire what gives no sight any more; the number of rows. A second run finds none: the views compare times anyway."""
    now, keeper = clock.now(), system("keeper")
    done = 0
    for model in RETIRED:
        for row in _over(model, now)[:BATCH]:
            try:
                actions.retire(row, by=keeper)
            except Refused:
                continue  # it was renewed or retired in the same moment
            done += 1
    return done


def _over(model: Any, now: datetime) -> Any:
    if model is EmergencyAccess:
        return model.objects.filter(live=True, expires_at__lte=now).order_by("pk")
    rows = model.objects.filter(live=True, ends_at__lte=now).order_by("pk")
    if model is CaseGrant:
        return rows.filter(Q(read_until__lte=now) | Q(read_until=None))
    if model is Assignment:
        return rows.filter(Q(read_until__lte=now) | Q(read_until=None, ends_at__lte=now - READ_AFTER_END))
    return rows


def take_up_roles(batch: int = BATCH) -> int:
    """Make roles whose day has come people's usual ones; how many. Their rights moved by the period itself."""
    keeper, done = system("keeper"), 0
    for role in moving.taken_up().select_related("user").order_by("starts_at", "pk")[:batch]:
        try:
            actions.take_up_role(role, by=keeper)
        except Refused:
            continue  # it was taken up in the same moment
        done += 1
    return done


def pass_on_left(batch: int = BATCH) -> int:
    """Pass on what people answer for on cases on which they work no more; how many. Without an heir it is a hole."""
    keeper, done = system("keeper"), 0
    for row in holders.gone().select_related("case", "holder").order_by("case_id", "pk")[:batch]:
        try:
            actions.lapse(row, by=keeper)
        except Refused:
            continue  # it was released, or they came back, in the same moment
        done += 1
    return done


def let_speak(batch: int = BATCH) -> int:
    """Let advocates whom a patient named after the team was formed take up what is theirs; on how many cases."""
    keeper, done = system("keeper"), 0
    for case in holders.spoken_for().order_by("pk")[:batch]:
        try:
            actions.let_speak(case, by=keeper)
        except Refused:
            continue  # others answer for all of it by name, or the consent ended in the same moment
        done += 1
    return done


def sweep_offers(batch: int = BATCH) -> int:
    """Let offers nobody answered in time go back; how many. Sight by them ended with their clock already."""
    late = Transfer.objects.filter(status=Transfer.Status.OFFERED, expires_at__lte=clock.now())
    keeper, done = system("keeper"), 0
    for row in late.select_related("case").order_by("expires_at", "pk")[:batch]:
        try:
            actions.expire(row, by=keeper)
        except Refused:
            continue  # it was answered in the same moment
        done += 1
    return done
