"""Needs that signed answers show: each domain once while it is open, and never again what the patient does not want.

Which answer shows which need stands in the instrument (`need` of its bands and flags). Used inside verbs only.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assessments.models import Need, Section, Sort
from assessments.scoring import Outcome
from core.actions import keep

# Whoever may not read the answers does not read what they show; everything else is the psychosocial picture.
SORTS = {Sort.SAFEGUARDING.value: "safeguarding", Sort.BEHAVIOURAL.value: "behavioural"}
SEVERITY = {"red": Need.Severity.HIGH, "orange": Need.Severity.MODERATE, "yellow": Need.Severity.LOW}


class Shown(NamedTuple):
    """A need as answers show it."""

    domain: str
    words: str
    severity: int


def needs(section: Section, outcome: Outcome, *, by: Any) -> list[Need]:
    """Put on record what the answers of a section show; a need of that domain that is open, or declined, stays as it is."""
    sort = SORTS.get(section.sort, Need.PSYCHOSOCIAL)
    known = Need.objects.filter(case=section.case_id, sort=sort, error_at=None)
    taken = set(known.exclude(status=Need.Status.CLOSED).values_list("domain", flat=True))
    made = []
    for one in shown(outcome):
        if one.domain not in taken:
            taken.add(one.domain)
            made.append(keep(_need(section, sort, one, by)))
    return made


def shown(outcome: Outcome) -> Iterator[Shown]:
    """What answers come to as needs, what must be acted on first."""
    for flag in outcome.flags:
        if flag.need:
            yield Shown(flag.need, flag.label, Need.Severity.HIGH if flag.acute else Need.Severity.MODERATE)
    for result in outcome.results:
        if result.band and result.band.need:
            words = _("%(what)s: %(band)s") % {"what": result.label, "band": result.band.label}
            yield Shown(result.band.need, words, SEVERITY.get(result.band.tone, Need.Severity.MODERATE))


def _need(section: Section, sort: str, one: Shown, by: Any) -> Need:
    made = Need(case=section.case, section=section, sort=sort, created_by=by)
    made.domain, made.words, made.severity = one.domain, one.words[:240], one.severity
    return made
