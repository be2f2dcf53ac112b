"""Why somebody sees a thing, in a sentence for each relation: "You are social worker on this case since 3 Nov."."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import clock, wording

# What each source of the access views says; with and without an end.
SENTENCES = {
    "assignment": (
        gettext_noop("You are %(role)s on this case since %(since)s, until closing and 30 days after."),
        gettext_noop("You are %(role)s on this case since %(since)s, until %(until)s and 30 days after."),
    ),
    "tail": (
        gettext_noop("You were %(role)s on this case until %(since)s."),
        gettext_noop("You were %(role)s on this case until %(since)s. You can read it until %(until)s."),
    ),
    "unit_cover": (
        gettext_noop("You cover this patient's unit as %(role)s since %(since)s."),
        gettext_noop("You cover this patient's unit as %(role)s since %(since)s, until %(until)s."),
    ),
    "facility_role": (
        gettext_noop("You are %(role)s at this facility since %(since)s."),
        gettext_noop("You are %(role)s at this facility since %(since)s, until %(until)s."),
    ),
    "supervision": (
        gettext_noop("You supervise the team of this case since %(since)s."),
        gettext_noop("You supervise the team of this case since %(since)s, until %(until)s."),
    ),
    "past_supervision": (
        gettext_noop("You supervise the team of this case since %(since)s."),
        gettext_noop("You supervise the team of this case since %(since)s, until %(until)s."),
    ),
    "deputy": (
        gettext_noop("You stand in for a colleague as %(role)s since %(since)s."),
        gettext_noop("You stand in for a colleague as %(role)s since %(since)s, until %(until)s."),
    ),
    "consent": (
        gettext_noop("The patient agreed on %(since)s that you may see this as %(role)s."),
        gettext_noop("The patient agreed on %(since)s that you may see this as %(role)s, until %(until)s."),
    ),
    "label": (
        gettext_noop(
            "The patient agreed to specially protected records being read by %(role)s since %(since)s."
        ),
        gettext_noop(
            "The patient agreed to specially protected records being read by %(role)s since %(since)s, until %(until)s."
        ),
    ),
    "offer": (
        gettext_noop("A part in this case as %(role)s was offered to you on %(since)s."),
        gettext_noop(
            "A part in this case as %(role)s was offered to you on %(since)s. Answer until %(until)s."
        ),
    ),
    "consult": (
        gettext_noop("You were asked a question about this case on %(since)s."),
        gettext_noop(
            "You were asked a question about this case on %(since)s. You can read it until %(until)s."
        ),
    ),
    "conference": (
        gettext_noop("You are invited to a conference on this case since %(since)s."),
        gettext_noop("You are invited to a conference on this case since %(since)s, until %(until)s."),
    ),
    "manual": (
        gettext_noop("A colleague of the care team let you see this on %(since)s."),
        gettext_noop("A colleague of the care team let you see this on %(since)s, until %(until)s."),
    ),
    "emergency": (
        gettext_noop("You opened this record in an emergency on %(since)s."),
        gettext_noop(
            "You opened this record in an emergency on %(since)s. It closes by itself %(until)s at %(time)s."
        ),
    ),
}


def sentences(lines: Iterable[Any], zone: ZoneInfo) -> list[str]:
    """One sentence for each access row (source, role, since, until), the oldest relation first."""
    today, language = clock.today(zone), get_language()
    return [
        _sentence(line.source, line.role, line.since, line.until, zone, today, language)
        for line in sorted(lines, key=lambda line: (line.since, line.source))
    ]


@lru_cache(maxsize=4096)
def _sentence(
    source: str,
    role: str,
    since: datetime,
    until: datetime | None,
    zone: ZoneInfo,
    today: date,
    language: str | None,
) -> str:
    """A list says the same of many cases, in one language."""
    named = str(Role(role).label) if role else ""
    return _(SENTENCES[source][until is not None]) % {
        "role": named[:1].lower() + named[1:],
        "since": _day(since, zone, today),
        "until": _day(until, zone, today) if until else "",
        "time": f"{until.astimezone(zone):%H:%M}" if until else "",
    }


def _day(at: datetime, zone: ZoneInfo, today: date) -> str:
    return wording.day(at.astimezone(zone).date(), today)
