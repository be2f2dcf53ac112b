"""The other pages of leaving, as the row of links above a page of referrals draws them; the app above says which."""

from collections.abc import Callable, Collection
from typing import Any

from patients.models import Case

PAGES: list[Callable[[Case, Collection[str], str], list[Any]]] = []


def pages(case: Case, rights: Collection[str], here: str) -> list[Any]:
    """The links somebody has, the one they are on marked."""
    return [page for shown in PAGES for page in shown(case, rights, here)]
