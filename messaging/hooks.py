"""What the apps below show of messaging: buttons of rows of work, notices, my day, the ledger, and what is unread on a case."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from messaging.queries import changes, threads
from patients import header
from worklist import answered, told
from worklist.models import Item
from worklist.own_ends import ENDS, MORE, End


def _about(page: str) -> Any:
    return lambda item: reverse(page, args=[item.about.partition(":")[2]])


ENDS[Item.Kind.ACKNOWLEDGE] = End(
    _("Acknowledge"),
    _about("messaging:acknowledge"),
    _("Each person answers for themselves: use “Acknowledge”."),
    posts=True,
    personal=True,
)
ENDS[Item.Kind.RELAY] = End(
    _("Next step"),
    _about("messaging:relay"),
    _("This ends when the loop is closed. Take its next step instead."),
    icon="arrow-right",
)
told.SAYS["change"] = (_("Change of condition"), "messaging:change")
told.SAYS["mention"] = (_("You are named in a conversation"), "messaging:thread")
MORE.append(changes.words)
answered.SAYS.append(changes.answers)
header.UNREAD.append((threads.unread_of, "messaging:case"))
