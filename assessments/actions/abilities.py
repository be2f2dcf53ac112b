"""The five abilities: rated anew at each occasion; what was rated before stays as it was."""

from typing import Any

from django.utils.translation import gettext as _

from assessments import worsened
from assessments.models import AbilityRating
from core import access, clock
from core.actions import action, keep
from core.refusals import Refused
from patients.models import Case


@action("edit_behavioural")
def rate_ability(
    case: Case,
    *,
    by: Any,
    ability: str,
    now: int,
    before: int | None = None,
    expected: int | None = None,
    support_needed: int | None = None,
    support_arranged: int | None = None,
    note: str = "",
) -> AbilityRating:
    """Rate one ability (levels 0 to 4, support in hours a day); who rates it is said by the class it belongs to."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before adding to it."))
    made = AbilityRating(
        case=case, ability=ability, before=before, now=now, expected=expected, note=note.strip()
    )
    made.support_needed, made.support_arranged = support_needed, support_arranged
    made.rated_at, made.rated_by = clock.now(), by
    if ability in AbilityRating.Ability.values and not access.can(by, "edit_clinical", made):
        raise Refused(
            _("Your role does not rate this ability. Ask a colleague whose it is."), field="ability"
        )
    keep(made)
    worsened.by_rating(made, by=by)
    return made
