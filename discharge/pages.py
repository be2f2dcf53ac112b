"""The pages of leaving of one case: gates and stages first, then those that other modules of the app and above add."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patients.models import Case

# The words, the name of the page by the key of the case, and the right without which it is not offered.
PAGES: list[tuple[Any, str, str]] = [(_("Plan and gates"), "cases:discharge", "view_discharge")]

# In the order in which a departure is worked on; what is not named here comes last.
ORDER = ("cases:discharge", "referrals:case", "notices:case", "packets:case", "board:delays", "after:case")


@dataclass(frozen=True)
class Page:
    """One page as the row of links draws it."""

    label: Any
    url: str
    active: bool


def shown(case: Case, rights: Collection[str], here: str) -> list[Page]:
    """The pages somebody may open, in order; `here` is the name of the one they are on."""
    found = sorted(PAGES, key=lambda page: ORDER.index(page[1]) if page[1] in ORDER else len(ORDER))
    return [
        Page(label, reverse(name, args=[case.pk]), name == here)
        for label, name, right in found
        if right in rights
    ]
