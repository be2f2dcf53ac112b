"""What is not met, as sentences, and who may read which of them."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import AbilityRating
from directory.models import ServiceCapability
from referrals.matching import ABILITIES, HOURS, Gap

LEVELS: dict[int | None, Any] = {level.value: level.label for level in AbilityRating.Level}


def name(code: str) -> str:
    """The words for a code."""
    return _("Support") if code == HOURS else str(dict(ServiceCapability.Code.choices).get(code, code))


def data_class(code: str) -> str:
    """The class of information that a need tells something of."""
    if code in ABILITIES and AbilityRating.access.sorts is not None:
        return str(AbilityRating.access.sorts.classes[code])
    return "identity" if code == "interpreter" else "clinical"


def readable(code: str, rights: Collection[str]) -> bool:
    """Whether somebody with these permissions may read of a need."""
    return f"view_{data_class(code)}" in rights


def sentence(gap: Gap) -> str:
    """One gap as one sentence."""
    if gap.code == HOURS:
        return _hours(gap)
    if gap.code in ABILITIES:
        return _ability(gap)
    words = {"what": name(gap.code)}
    if gap.known:
        return _("%(what)s is needed; the service does not offer it.") % words
    return _("%(what)s is needed; not known whether the service offers it.") % words


def _ability(gap: Gap) -> str:
    words = {"what": name(gap.code), "needed": str(LEVELS.get(gap.needed, gap.needed)).lower()}
    if not gap.known:
        return _("%(what)s: %(needed)s; not known whom the service looks after.") % words
    words["offered"] = str(LEVELS.get(gap.offered, gap.offered)).lower()
    return _("%(what)s: %(needed)s; the service looks after people from “%(offered)s” on.") % words


def _hours(gap: Gap) -> str:
    needed = gap.needed or 0
    if not gap.known:
        return ngettext(
            "%(n)d hour of support a day is needed; not known how long somebody is there.",
            "%(n)d hours of support a day are needed; not known how long somebody is there.",
            needed,
        ) % {"n": needed}
    return ngettext(
        "%(n)d hour of support a day is needed; somebody is there %(there)d.",
        "%(n)d hours of support a day are needed; somebody is there %(there)d.",
        needed,
    ) % {"n": needed, "there": gap.offered or 0}
