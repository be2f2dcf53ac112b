"""Results of questionnaires that were scored elsewhere: the label and the figure, never an item's text (clinical.md 1.2)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments import external
from assessments.external import Scale
from assessments.models import Score
from core import access, clock
from core.actions import action, keep
from core.refusals import Denied, Refused
from patients.models import Case

# A label that is no code of ours is one by its first signs; a version need not be known.
LONGEST, NOT_SAID = 60, "not stated"


@action("edit_notes")
def record_external(
    case: Case,
    /,
    *,
    by: Any,
    instrument: str,
    total: Decimal,
    at: datetime,
    scored_by: str,
    label: str = "",
    rules: str = "",
    sort: str = "",
    scale_min: Decimal | None = None,
    scale_max: Decimal | None = None,
    source_document: str = "",
    band_text: str = "",
) -> Score:
    """Record a result by the code of a known scale, or "other" with label, class and scale; who scored it is said.

    Somebody records only what their role may write of that class.
    """
    scale = _scale(instrument, label.strip(), sort, scale_min, scale_max)
    if not access.can(by, f"edit_{scale.sort}", case):
        raise Denied(f"edit_{scale.sort}", "assessments.record_external", case)
    _must_be_possible(case, scale, total, at, scored_by)
    code = instrument if instrument in external.KNOWN else scale.label.casefold()[:LONGEST]
    made = Score(case=case, kind=Score.Kind.EXTERNAL, sort=scale.sort, code=code, label=scale.label, at=at)
    made.total = made.low = made.high = total
    made.scale_min, made.scale_max, made.rules = scale.least, scale.most, rules.strip() or NOT_SAID
    made.scored_by, made.source_document = scored_by.strip(), source_document.strip()
    made.band_label, made.created_by = band_text.strip(), by
    return keep(made)


def _scale(code: str, label: str, sort: str, least: Decimal | None, most: Decimal | None) -> Scale:
    """The scale of a known questionnaire, or what is said of another one; refused where that is too little."""
    if (known := external.KNOWN.get(code)) is not None:
        return known
    if code != external.OTHER:
        raise Refused(_("Choose a questionnaire, or “another”."), field="instrument")
    if not label:
        raise Refused(_("Say which questionnaire it was."), field="label")
    if sort not in external.SORTS:
        raise Refused(_("Choose the kind of information."), field="sort")
    if least is None or most is None or least >= most:
        raise Refused(_("Give the ends of its scale, the lower first."), field="scale_min")
    return Scale(label, least, most, sort)


def _must_be_possible(case: Case, scale: Scale, total: Decimal, at: datetime, scored_by: str) -> None:
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before adding to it."))
    if at > clock.now():
        raise Refused(_("This time is still to come. Enter when it was scored."), field="at")
    if not scale.least <= total <= scale.most:
        told = {"label": scale.label, "least": scale.least, "most": scale.most}
        raise Refused(_("%(label)s runs from %(least)s to %(most)s. Check the result.") % told, field="total")
    if not scored_by.strip():
        raise Refused(_("Say who scored it."), field="scored_by")
