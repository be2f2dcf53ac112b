"""What clinicians allow and forbid for a time, as rules for conflicts read it (C25)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from careplans import conflicting
from careplans.models import Restriction
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from patients.models import Case


@action("edit_clinical", after=conflicting.look_again)
def restrict(
    case: Case, *, by: Any, kind: str, words: str, value: str = "", amount: Decimal | None = None, unit: str = "",
    ordered_by: str = "", from_on: date | None = None, until_on: date | None = None,
) -> Restriction:  # fmt: skip
    """Put a restriction on record, as it was ordered; what the plan says against it shows at once."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    today = clock.today(case.facility.tz)
    if until_on is not None and until_on < today:
        raise Refused(_("It is over already. Give a last day from today on."), field="until_on")
    if amount is not None and not unit.strip():
        raise Refused(_("Say the unit as well: “ml/day”, “kg”."), field="unit")
    made = keep(
        Restriction(
            case=case,
            kind=kind,
            value=value,
            amount=amount,
            unit=unit,
            words=words,
            ordered_by=ordered_by,
            from_on=from_on or today,
            until_on=until_on,
            created_by=by,
        )
    )
    return made


@action("edit_clinical", after=conflicting.look_again)
def lift_restriction(restriction: Restriction, *, by: Any) -> Restriction:
    """It holds no longer; conflicts with it are withdrawn at once."""
    if restriction.lifted_at is not None:
        raise Refused(_("This is lifted already."))
    restriction.lifted_at, restriction.lifted_by = clock.now(), by
    return restriction
