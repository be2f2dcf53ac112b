"""What the apps below know of reaching patients: it hears of each contact, and says how its own work ends."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outreach import flags, protocol
from outreach.queries import script
from worklist import contacted
from worklist.models import Item
from worklist.own_ends import ENDS, MORE, End

contacted.HEARS.extend([protocol.heard, flags.heard])
contacted.STAYS.append(protocol.stays)


def _log(item: Any) -> str:
    return reverse("outreach:log", args=[item.pk])


ENDS[Item.Kind.REACH] = End(
    _("Log the attempt"),
    _log,
    _("This ends with an attempt: log the contact, or stop the protocol."),
    icon="phone",
    by_contact=True,
)
MORE.append(script.words)
