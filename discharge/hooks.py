"""What the apps below hear and show of leaving: a plan for each case, departures, and how debts end."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from discharge import departed, plans
from encounters import departures
from patients import opened
from worklist import told
from worklist.models import Item
from worklist.own_ends import ENDS, End

opened.HEARS.append(plans.opened)
departures.HEARS.append(departed.hears)
ENDS[Item.Kind.GATE] = End(
    _("Say what was done"),
    lambda item: reverse("cases:make-up", args=[item.pk]),
    _("What was left open at leaving ends with a sentence of what was done about it."),
)
told.SAYS["left-open"] = (
    _("A patient left with something open that had to be done first"),
    "cases:discharge",
)
told.SAYS["closed-inside"] = (
    _("A patient has not left after all, and the case was closed. Reopen it"),
    "cases:discharge",
)
