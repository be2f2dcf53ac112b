"""What the case header shows, filled by the page's query and drawn by components/banner_case.html."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Tab:
    """One tab of a case; `count` or `mark` ("!") stands behind its word."""

    label: str
    url: str
    active: bool = False
    count: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Banner:
    """The header of a case as one person may see it: what is empty is not drawn, and nothing says it is hidden."""

    patient: Any  # family, given, preferred_name, provisional, alias, estimated_age, birth_date, pronouns
    mrn: str = ""
    language: str = ""
    interpreter: str = ""
    unit: str = ""
    bed: str = ""
    lead: str = ""
    stage: str = ""
    day: int | None = None
    leaves_on: date | None = None
    leaves_moved: int = 0
    left_on: date | None = None
    flag: str = ""
    flag_url: str = ""
    purpose: str = ""
    unread: int = 0
    unread_url: str = ""
    url: str = ""
    why: Sequence[str] = ()
    alerts: Sequence[str] = ()
    tabs: Sequence[Tab] = field(default_factory=list)
