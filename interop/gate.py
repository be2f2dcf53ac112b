"""Which facility an integration account may bring a message to."""

from django.db.models import Q

from accounts.models import User
from core import clock
from facilities.models import Facility
from interop.hl7 import Hl7Error, Message, parse
from interop.models import Sender
from teams.models import FacilityRole


def facility_for(account: User, raw: bytes) -> Facility | None:
    """The facility that the message names and the account works for; None when it may not go there.

    A message names a facility of ours by its code in MSH-6 or MSH-4. One that names none goes to the account's only
    facility, or to the one whose sender it is.
    """
    now = clock.now()
    roles = FacilityRole.objects.filter(user=account, live=True, starts_at__lte=now)
    roles = roles.filter(Q(ends_at=None) | Q(ends_at__gt=now)).select_related("facility")
    allowed = list(dict.fromkeys(role.facility for role in roles))
    message = _readable(raw)
    named = _named(message) if message else None
    if named is not None:
        return named if named in allowed else None
    if len(allowed) == 1 or message is None:
        return allowed[0] if allowed else None
    return _by_sender(message, allowed)


def _readable(raw: bytes) -> Message | None:
    try:
        return parse(raw, received=clock.now())
    except Hl7Error:
        return None


def _named(message: Message) -> Facility | None:
    header = message.header
    for said in (header.receiving_facility.key, header.sending_facility.key):
        found = Facility.objects.filter(code__iexact=said[:20]).first() if said else None
        if found is not None:
            return found
    return None


def _by_sender(message: Message, allowed: list[Facility]) -> Facility | None:
    header = message.header
    names = {
        "application": header.sending_application.key[:120],
        "facility_name": header.sending_facility.key[:120],
    }
    found = list(Sender.objects.filter(facility__in=allowed, **names).select_related("facility")[:2])
    return found[0].facility if len(found) == 1 else None
