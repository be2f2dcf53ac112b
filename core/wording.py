"""How times, ages, amounts and counts are said on a page: relative plus exact, with their unit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache

from django.utils import dateformat
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from core.ages import Age

SOON = timedelta(hours=48)
AGES = {
    "days": gettext_noop("%(n)d d"),
    "weeks": gettext_noop("%(n)d wk"),
    "months": gettext_noop("%(n)d mo"),
    "years": gettext_noop("%(n)d y"),
}
AGO, TO_COME = gettext_noop("%(span)s ago (%(exact)s)"), gettext_noop("in %(span)s (%(exact)s)")
LATE, DUE_IN = gettext_noop("%(span)s late"), gettext_noop("due in %(span)s")
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}


@dataclass(frozen=True)
class Due:
    """A deadline as a page says it: tone (red, orange, yellow or grey), relative sentence, exact time."""

    tone: str
    text: str
    exact: str


@dataclass(frozen=True)
class Teller:
    """Says times as of one present, in one language: a page of fifty lines asks for neither again."""

    now: datetime
    language: str | None

    def span(self, length: timedelta) -> str:
        """ "18 min", "1 d 3 h"."""
        return _span(abs(length) // timedelta(minutes=1), self.language)

    def day(self, at: datetime, zone: tzinfo) -> str:
        """The day of an instant at the place."""
        return _day(at.astimezone(zone).date(), self.now.astimezone(zone).date(), self.language)

    def on(self, day: date, zone: tzinfo) -> str:
        """A day as such, seen from the place."""
        return _day(day, self.now.astimezone(zone).date(), self.language)

    def age(self, years: Age) -> str:
        """ "14 mo", "68 y"."""
        return _said(AGES[years.unit], self.language) % {"n": years.number}

    def exact(self, at: datetime, zone: tzinfo, home: tzinfo | None = None) -> str:
        """ "today 14:30"."""
        local = at.astimezone(zone)
        day = _day(local.date(), self.now.astimezone(zone).date(), self.language)
        text = f"{day} {local.hour:02}:{local.minute:02}"
        return f"{text} {local.tzname()}" if home and str(home) != str(zone) else text

    def when(self, at: datetime, zone: tzinfo, home: tzinfo | None = None) -> str:
        """ "2 h ago (today 12:30)"."""
        said = {"span": self.span(at - self.now), "exact": self.exact(at, zone, home)}
        return _said(AGO if at <= self.now else TO_COME, self.language) % said

    def due(self, at: datetime, zone: tzinfo, working_days: int | None = None) -> Due:
        """ "due in 2 h"."""
        left, stands = at - self.now, self.exact(at, zone)
        if left < timedelta(0):
            return Due("red", _said(LATE, self.language) % {"span": self.span(left)}, stands)
        if working_days is not None:
            text = ngettext("due in %(number)d working day", "due in %(number)d working days", working_days)
            text %= {"number": working_days}
        else:
            text = _said(DUE_IN, self.language) % {"span": self.span(left)}
        today = at.astimezone(zone).date() == self.now.astimezone(zone).date()
        return Due("orange" if today else "yellow" if left < SOON else "grey", text, stands)


def teller(now: datetime) -> Teller:
    """Whoever says times as of now in the language of this page."""
    return Teller(now, get_language())


@lru_cache(maxsize=256)
def _said(sentence: str, language: str | None) -> str:
    """A sentence in this language, which is the active one."""
    return _(sentence)


def span(length: timedelta) -> str:
    """A length of time in at most two units: "18 min", "2 h", "1 d 3 h", "12 d"; the sign is dropped."""
    return _span(abs(length) // timedelta(minutes=1), get_language())


@lru_cache(maxsize=4096)
def _span(minutes: int, language: str | None) -> str:
    hours, days = minutes // 60, minutes // 1440
    if minutes < 1:
        return _("less than a minute")
    if hours < 1:
        return _("%(number)d min") % {"number": minutes}
    if days < 1:
        rest = minutes % 60
        if hours < 3 and rest:
            return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
        return _("%(number)d h") % {"number": hours}
    if days < 3 and hours % 24:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours % 24}
    return _("%(number)d d") % {"number": days}


def day(on: date, today: date) -> str:
    """today, tomorrow, yesterday, or "Fri 27 Nov"; the year only when it is another one."""
    return _day(on, today, get_language())


@lru_cache(maxsize=4096)
def _day(on: date, today: date, language: str | None) -> str:
    """A list says the same few days again and again, in one language."""
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((on - today).days)
    return str(near or dateformat.format(on, "D j M" if on.year == today.year else "D j M Y"))


def exact(at: datetime, now: datetime, zone: tzinfo, home: tzinfo | None = None) -> str:
    """ "today 14:30" or "Mon 2 Nov 09:00" at the place; the zone is named only when it is not `home`."""
    return teller(now).exact(at, zone, home)


def when(at: datetime, now: datetime, zone: tzinfo, home: tzinfo | None = None) -> str:
    """ "2 h ago (today 12:30)" or "in 2 h (today 16:30)"."""
    return teller(now).when(at, zone, home)


def stretch(starts: datetime, ends: datetime, now: datetime, zone: tzinfo) -> str:
    """ "today 09:00 to 16:00", and with both days when it goes past midnight."""
    begins, stops = starts.astimezone(zone), ends.astimezone(zone)
    same = begins.date() == stops.date()
    said = {"from": exact(starts, now, zone)}
    said["until"] = f"{stops:%H:%M}" if same else exact(ends, now, zone)
    return _("%(from)s to %(until)s") % said


def due(at: datetime, now: datetime, zone: tzinfo, working_days: int | None = None) -> Due:
    """A deadline with a clock time: late, today, soon (48 h) or later; `working_days` names that clock."""
    return teller(now).due(at, zone, working_days)


def due_day(on: date, today: date) -> Due:
    """A deadline that is a date, good until that day ends."""
    days = (on - today).days
    if days < 0:
        text = ngettext("%(number)d day late", "%(number)d days late", -days) % {"number": -days}
        return Due("red", text, day(on, today))
    tone = "orange" if days == 0 else "yellow" if days == 1 else "grey"
    return Due(tone, _("due %(day)s") % {"day": day(on, today)}, "")


def age(years: Age) -> str:
    """ "12 d", "7 wk", "14 mo", "68 y"."""
    return _said(AGES[years.unit], get_language()) % {"n": years.number}


def money(amount: Decimal | int, currency: str = "USD") -> str:
    """ "$1,250.00"; a currency without a known sign is named by its code."""
    number = number_format(abs(Decimal(amount)), decimal_pos=2, use_l10n=True, force_grouping=True)
    sign = "−" if amount < 0 else ""
    return f"{sign}{SYMBOLS[currency]}{number}" if currency in SYMBOLS else f"{sign}{number} {currency}"


def count(number: int, cap: int = 1000) -> str:
    """A number with separators; from the cap on "1,000+"."""
    said = number_format(str(min(number, cap)), decimal_pos=0, use_l10n=True, force_grouping=True)
    return f"{said}+" if number >= cap else said


def short(name: str) -> str:
    """ "M. Svensson": a colleague's name in a list."""
    given, _space, family = name.rpartition(" ")
    return f"{given[0]}. {family}" if given else name


def initials(name: str) -> str:
    """The first letters of the first and the last word, for a person's mark."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()
