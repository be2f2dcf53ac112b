"""Who may stand in for whom: a colleague of the house who is there, and only in roles they hold themselves."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import TEAM_ROLES, Role
from core import clock
from core.refusals import Refused
from facilities.models import Facility
from teams import standing
from teams.models import Absence, Assignment, FacilityRole, TeamMember, UnitCover

UPCOMING = (Absence.Status.PLANNED, Absence.Status.COVERED)
# The roles in which somebody can be on a case, so those in which somebody can be stood in for.
ON_CASES = frozenset(map(str, (*TEAM_ROLES, Role.SUPERVISOR)))


def roles_of_cover(absence: Absence) -> list[str]:
    """The roles in which the deputy may stand in: all they hold here. Refused when the absent person has none of them."""
    held = standing.roles_at(absence.facility, absence.deputy) & ON_CASES
    if not held & roles_of_absent(absence):
        raise Refused(
            _("You hold none of the roles of %(name)s, so you may not act for them. Ask for another deputy.")
            % {"name": absence.user.short}
        )
    return sorted(held)


def roles_of_absent(absence: Absence) -> set[str]:
    """The roles of whoever is away: those they hold here, and those in which they are on cases here."""
    now = clock.now()
    on = Assignment.objects.filter(
        user=absence.user_id, case__facility=absence.facility_id, live=True, error_at=None, starts_at__lte=now
    )
    on = on.exclude(ends_at__lte=now)
    held = standing.roles_at(absence.facility, absence.user)
    return (held | set(on.values_list("role", flat=True))) & ON_CASES


def must_be_able(absence: Absence) -> None:
    """Refused unless the deputy is another person who can sign in and works here."""
    deputy = absence.deputy
    if deputy.pk == absence.user.pk:
        raise Refused(_("Choose a colleague as deputy."), field="deputy")
    if not deputy.is_active or deputy.is_service:
        raise Refused(_("This person cannot sign in any more. Choose somebody else."), field="deputy")
    standing.must_work_at(absence.facility, deputy, field="deputy")


def must_be_free(absence: Absence, deputy: Any, *, field: str) -> None:
    """Refused when the deputy is away themselves at any moment of the absence."""
    away = away_between(absence.starts_at, absence.ends_at).filter(user=deputy.pk).first()
    if away is not None:
        raise Refused(
            _("%(name)s is away in that period too. Choose somebody else, or other dates.")
            % {"name": deputy.short},
            field=field or None,
        )


def away_between(starts_at: Any, ends_at: Any) -> "QuerySet[Absence]":
    """The absences that touch a period."""
    return Absence.objects.filter(status__in=UPCOMING, starts_at__lt=ends_at, ends_at__gt=starts_at)


def away_now() -> "QuerySet[Absence]":
    """The absences that run at this instant, covered or not."""
    now = clock.now()
    return Absence.objects.filter(status__in=UPCOMING, starts_at__lte=now, ends_at__gt=now)


def colleagues(places: "QuerySet[Facility]", *, but: Any) -> "QuerySet[User]":
    """People who work at these facilities by a role, a unit or a team, without one of them."""
    now = clock.now()
    paths = ((FacilityRole, "facility"), (UnitCover, "unit__facility"), (TeamMember, "team__facility"))
    near = Q(pk__in=[])
    for model, path in paths:
        here = model._default_manager.filter(
            **{f"{path}__in": places.order_by()}, live=True, starts_at__lte=now
        )
        near |= Q(pk__in=here.exclude(ends_at__lte=now).values("user"))
    rows = User.objects.filter(near, is_active=True, is_service=False).exclude(default_role="")
    return rows.exclude(pk=but.pk).order_by("name", "pk")
