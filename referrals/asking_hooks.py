"""What the apps below show of referrals: where work about one is gone on with, and our own card of a service."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.scorecards import CARDS
from referrals.queries.scorecard import card
from worklist.own_ends import GOES_ON

GOES_ON["referral"] = (_("Open"), lambda key: reverse("referrals:referral", args=[key]))
CARDS.append(card)
