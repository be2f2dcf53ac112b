"""Transitional care management (CPT 99495 and 99496) as sentences: what is in time, what is still to come. Pure.

R-TCM-1 to R-TCM-6 of the clinical facts. It says what the rules ask; whether a practice bills is not decided here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import wording
from core.localtime import local_date

MET, OPEN, LATE, NOTE = "met", "open", "late", "note"
TONES = {MET: "green", OPEN: "blue", LATE: "red", NOTE: "grey"}
# 99496 within the first of these days with high complexity, 99495 within the second with at least moderate.
HIGH, MODERATE = 7, 14
ENOUGH_ATTEMPTS = 2


@dataclass(frozen=True)
class Facts:
    """What is known of one departure; dates are the facility's."""

    left_at: datetime
    contact_by: datetime
    visit_7_by: datetime
    visit_14_by: datetime
    ends_at: datetime
    now: datetime
    zone: ZoneInfo
    contacted_at: datetime | None = None
    attempts_in_time: int = 0
    visited_at: datetime | None = None
    medicines_at: datetime | None = None
    died_on: date | None = None
    back: bool = False

    def day(self, at: datetime) -> int:
        """The day after leaving; the day of leaving is day 0."""
        return (local_date(at, self.zone) - local_date(self.left_at, self.zone)).days

    def on(self, at: datetime) -> str:
        return wording.day(local_date(at, self.zone), local_date(self.now, self.zone))


@dataclass(frozen=True)
class Line:
    """One rule, how it stands, and the sentence."""

    rule: str
    state: str
    words: str

    @property
    def tone(self) -> str:
        return TONES[self.state]


def lines(facts: Facts) -> list[Line]:
    """What the rules say of a departure, in their order."""
    found = [_contact(facts), _attempts(facts), _visit(facts), _medicines(facts), _period(facts)]
    said = _(
        "A visit on the day of leaving does not count; calls of the house count only when made for the practice."
    )
    return [*(line for line in found if line), Line("R-TCM-6", NOTE, said)]


def _contact(facts: Facts) -> Line:
    by = {"day": facts.on(facts.contact_by)}
    if facts.contacted_at is not None:
        said = {"day": facts.on(facts.contacted_at)}
        if facts.contacted_at <= facts.contact_by:
            return Line("R-TCM-1", MET, _("Spoken with on %(day)s, within 2 business days.") % said)
        return Line("R-TCM-1", LATE, _("Spoken with on %(day)s, after the 2 business days.") % said)
    if facts.now <= facts.contact_by:
        return Line("R-TCM-1", OPEN, _("Speak with the patient or who cares for them by %(day)s.") % by)
    return Line("R-TCM-1", LATE, _("Nobody was reached by %(day)s.") % by)


def _attempts(facts: Facts) -> Line | None:
    """Only where nobody was reached in time."""
    reached = facts.contacted_at is not None and facts.contacted_at <= facts.contact_by
    if reached or not facts.attempts_in_time:
        return None
    if facts.attempts_in_time >= ENOUGH_ATTEMPTS:
        words = _("%(n)d attempts in time count if all else is met. Go on until somebody is reached.")
        return Line("R-TCM-2", MET, words % {"n": facts.attempts_in_time})
    words = _("One attempt in time. A second, separate one counts if all else is met.")
    return Line("R-TCM-2", OPEN if facts.now <= facts.contact_by else LATE, words)


def _visit(facts: Facts) -> Line:
    if facts.visited_at is not None:
        return _seen(facts, facts.day(facts.visited_at))
    days = {"seven": facts.on(facts.visit_7_by), "fourteen": facts.on(facts.visit_14_by)}
    if facts.now <= facts.visit_7_by:
        words = _(
            "A visit by %(seven)s can be 99496 (high complexity), by %(fourteen)s 99495 (at least moderate)."
        )
        return Line("R-TCM-3", OPEN, words % days)
    if facts.now <= facts.visit_14_by:
        return Line(
            "R-TCM-3", OPEN, _("A visit by %(fourteen)s can be 99495, also with high complexity.") % days
        )
    return Line("R-TCM-3", LATE, _("No visit within 14 days: neither code."))


def _seen(facts: Facts, day: int) -> Line:
    said: dict[str, Any] = {"n": day}
    if day == 0:
        return Line("R-TCM-3", OPEN, _("Seen on the day of leaving, which is not the visit."))
    if day <= HIGH:
        words = _("Seen on day %(n)d: 99496 with high complexity, 99495 with moderate.")
        return Line("R-TCM-3", MET, words % said)
    if day <= MODERATE:
        return Line("R-TCM-3", MET, _("Seen on day %(n)d: 99495, also with high complexity.") % said)
    return Line("R-TCM-3", LATE, _("Seen on day %(n)d: neither code.") % said)


def _medicines(facts: Facts) -> Line:
    if facts.medicines_at is None:
        late = facts.visited_at is not None
        return Line(
            "R-TCM-4", LATE if late else OPEN, _("Medicines are gone through by the day of the visit.")
        )
    said = {"day": facts.on(facts.medicines_at)}
    after = facts.visited_at is not None and facts.day(facts.medicines_at) > facts.day(facts.visited_at)
    if after:
        return Line("R-TCM-4", LATE, _("Medicines gone through on %(day)s, after the visit.") % said)
    return Line("R-TCM-4", MET, _("Medicines gone through on %(day)s.") % said)


def _period(facts: Facts) -> Line:
    ends = {"day": facts.on(facts.ends_at)}
    if facts.died_on is not None and facts.died_on <= local_date(facts.ends_at, facts.zone):
        return Line("R-TCM-5", LATE, _("The patient died before %(day)s: neither code.") % ends)
    if facts.back:
        words = _("The return does not end the period (until %(day)s); a second one within it is not paid.")
        return Line("R-TCM-5", NOTE, words % ends)
    return Line("R-TCM-5", NOTE, _("The period ends on %(day)s; one practice is paid for it.") % ends)
