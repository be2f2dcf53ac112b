"""What was tried on a case to reach somebody, as the rules of reaching read it. Reads only."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.localtime import named_zone
from patients.models import Case, ContactPoint
from policy import queries as rules
from policy import reach
from policy.reach import Attempt, Reach
from worklist import contacted, rulebook
from worklist.models import ContactAttempt

REACHED = contacted.REACHED
HIGH = "high"
# More than anybody tries between two answers.
LATEST = 50


def made(case: Case, person: Any) -> list[Attempt]:
    """The latest attempts to reach the patient (no person) or one of their people."""
    rows = ContactAttempt.objects.filter(case=case, person=person).order_by("-at", "-pk")
    found = rows.values_list("at", "mode", "outcome")[:LATEST]
    return [Attempt(at, mode, outcome in REACHED) for at, mode, outcome in found]


def rules_of(case: Case) -> Reach:
    """The rules of reaching in force at the case's facility now."""
    return rules.reach(case.facility, clock.now())


def tier_of(case: Case) -> str:
    """The tier of a case; an open high-risk flag makes it the highest."""
    return HIGH if case.high_risk else rulebook.tier_of(case)


def zone_of(case: Case) -> ZoneInfo:
    """Where the patient is: call hours are theirs, not the facility's (E-7)."""
    profile = getattr(case.patient, "communication", None)
    return named_zone(profile.zone if profile else "") or case.facility.tz


def has_phone(case: Case, person: Any) -> bool:
    """Whether there is a number in use that may be called."""
    rows = ContactPoint.objects.filter(patient=case.patient_id, person=person, kind=ContactPoint.Kind.PHONE)
    return rows.filter(ended=False, safe_to_call=True, unreliable=False).exists()


def proposed(case: Case, person: Any) -> datetime:
    """When to try again if the attempt being made now fails too, by the rules in force and what was tried."""
    now = clock.now()
    tried = [*made(case, person), Attempt(now, reach.PHONE)]
    return reach.next_attempt(rules_of(case), tried, now, zone_of(case), tier_of(case))


def gaps(case: Case, person: Any = None) -> list[str]:
    """What is missing before this case may be closed as unreachable, one sentence each; empty when the rule is met."""
    return said(reach.missing(rules_of(case), made(case, person), zone_of(case)))


def of_contact(row: ContactAttempt) -> Attempt:
    """A logged contact as the rules read it."""
    return Attempt(row.at, row.mode, row.outcome in REACHED)


def said(missing: Mapping[str, int]) -> list[str]:
    """What the rule of closing still asks for, one sentence each."""
    words = {
        "attempts": lambda n: ngettext(
            "%(n)d more failed attempt is needed.", "%(n)d more failed attempts are needed.", n
        ),
        "days": lambda n: ngettext("Try on %(n)d more day.", "Try on %(n)d more days.", n),
        "other_way": lambda _n: _("Try another way than the phone: a letter or a visit."),
    }
    return [words[name](number) % {"n": number} for name, number in missing.items()]


def failed_days(case: Case, person: Any) -> tuple[int, date | None]:
    """How many attempts failed since somebody was reached, and the day of the first."""
    tried = reach.failed(made(case, person))
    return len(tried), tried[0].at.astimezone(zone_of(case)).date() if tried else None
