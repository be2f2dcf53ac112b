"""A complex case has a nurse on its team: the rule, and what to do when it would be broken (C33)."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import clock
from core.refusals import Refused
from patients.models import Case
from teams.models import Assignment


def on_team(case: Case, *, but: Assignment | None = None) -> bool:
    """Whether a nurse, other than one part, is on the team now."""
    now = clock.now()
    rows = Assignment.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), case=case, role=Role.NURSE, error_at=None, starts_at__lte=now
    )
    return rows.filter(status=Assignment.Status.ACTIVE).exclude(pk__in=[but.pk] if but else []).exists()


def missing_on(case: Case, team: Iterable[Assignment]) -> bool:
    """Whether a case lacks the nurse it needs, by its present team."""
    complex_now = case.is_open and case.complexity == Case.Complexity.COMPLEX
    return complex_now and all(part.role != Role.NURSE for part in team)


def must_be_there(case: Case) -> None:
    """Refused while a case that is to be complex has no nurse."""
    if not on_team(case):
        raise Refused(
            _("A complex case needs a nurse on its team. Add a nurse first, then set it to complex."),
            field="complexity",
        )


def must_stay(part: Assignment) -> None:
    """Refused when the part to be ended is that of the last nurse on a complex case."""
    case = part.case
    if part.role != Role.NURSE or not case.is_open or case.complexity != Case.Complexity.COMPLEX:
        return
    if not on_team(case, but=part):
        raise Refused(
            _(
                "%(name)s is the only nurse on a complex case. Add another nurse first, or set the case to less complex."
            )
            % {"name": part.user.short}
        )
