"""What the apps below hear and show of the time after leaving: visits, contacts, and how the review of a return ends."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from discharge import afterwards, pages, returns
from encounters import statuses
from worklist import contacted
from worklist.models import Item
from worklist.own_ends import ENDS, End

statuses.HEARS.append(afterwards.heard_visit)
statuses.HEARS.append(returns.heard_visit)
contacted.HEARS.append(afterwards.heard_contact)
ENDS[Item.Kind.RETURN] = End(
    _("Review"),
    lambda item: reverse("after:return", args=[item.about.partition(":")[2]]),
    _("This ends with the review of the return: open it, and say its causes."),
    icon="arrow-right",
)
pages.PAGES.append((_("After leaving"), "after:case", "view_discharge"))
pages.PAGES.append((_("Stay and group"), "after:stay", "view_encounter"))
