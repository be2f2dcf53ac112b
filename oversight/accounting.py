"""What an accounting of disclosures lists and leaves out (R-ACC, 45 CFR 164.528; Part 2: 42 CFR 2.25). Pure.

Six years before the request; consented disclosures of substance use programme records three years besides. Left out:
treatment, payment and operations, what went to the patient, and what the patient authorised.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.calendar import add_days, months_before

YEARS, PART2_YEARS = 6, 3
ANSWER_WITHIN, EXTENDED_BY = 60, 30
FREE_EVERY = timedelta(days=365)
PART2 = "42cfr2"

# Why a share on a consent is not listed, by the purpose of the consent.
LEFT_OUT = {
    "treatment": gettext_noop("treatment"),
    "transition": gettext_noop("treatment"),
    "payment": gettext_noop("payment"),
    "family": gettext_noop("authorised by the patient"),
    "advocacy": gettext_noop("authorised by the patient"),
    "reminders": gettext_noop("given to the patient"),
}
# What is disclosed without a consent, and listed.
PURPOSES = {
    "law": gettext_noop("Required by law"),
    "public_health": gettext_noop("Public health"),
    "abuse": gettext_noop("Report of abuse or neglect"),
    "oversight": gettext_noop("Health oversight"),
    "court": gettext_noop("Court or tribunal"),
    "police": gettext_noop("Law enforcement"),
    "death": gettext_noop("Coroner or funeral director"),
    "donation": gettext_noop("Organ donation"),
    "research": gettext_noop("Research without authorisation"),
    "threat": gettext_noop("A serious threat to safety"),
    "workers": gettext_noop("Workers' compensation"),
    "mistake": gettext_noop("Given by mistake"),
}
# To whom a disclosure may be held back on the agency's word (45 CFR 164.528(a)(2)).
MAY_SUSPEND = ("police", "oversight")


@dataclass(frozen=True)
class Line:
    """One disclosure as the accounting says it; `left_out` says why it is not listed, empty when it is.

    What is held back on an agency's word is in no accounting at all until then: the patient must not learn of it.
    """

    at: datetime
    recipient: str
    address: str
    what: str
    purpose: str
    left_out: str = ""
    part2: bool = False
    held_until: date | None = None


def due_on(received_on: date, *, extended: bool = False) -> date:
    """The last day of the answer: 60 calendar days, 90 with the one written extension."""
    return add_days(received_on, ANSWER_WITHIN + (EXTENDED_BY if extended else 0))


def earliest(received_on: date) -> date:
    """The first day an accounting can reach back to."""
    return months_before(received_on, 12 * YEARS)


def on_consent(share: Any, received_on: date) -> Line:
    """A share made on a consent: left out, except records of a substance use programme of the last three years."""
    part2 = PART2 in share.classes and share.at.date() >= months_before(received_on, 12 * PART2_YEARS)
    reason = "" if part2 else _(LEFT_OUT.get(share.consent.purpose, LEFT_OUT["advocacy"]))
    return Line(share.at, share.recipient, "", share.what, share.consent.get_purpose_display(), reason, part2)


def without_consent(row: Any, held: Mapping[str, date]) -> Line:
    """A disclosure that needed no consent: listed, unless its agency has it held back until a day."""
    until = held.get(row.recipient) if row.purpose in MAY_SUSPEND else None
    purpose = _(PURPOSES.get(row.purpose, row.purpose))
    return Line(row.at, row.recipient, row.address, row.what, purpose, held_until=until)
