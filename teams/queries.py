"""Who is on a case now, who was, and who could join."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from accounts.permissions import TEAM_ROLES
from core import clock
from patients.header import READ, left_at, mrn_of, personal
from patients.models import Case
from policy.activities import Activity
from teams.models import Assignment, TeamMember, Transfer

PAST_SHOWN = 20
# An open hand-over as one value, for the team page.
PLAIN = ("id", "from_user_id", "to_user_id", "answer_by_id", "responsibility_id", "role", "why", "expires_at")
KEYS = ("id", "answer_by_id", "responsibility_id")
OFFER = {name: name for name in PLAIN} | {"giver": "from_user__name", "taker": "to_user__name"}


def people(case: Case, reader: Any = None) -> tuple[list[Assignment], list[Assignment]]:
    """Those on the case now, the lead first, and those who were, the latest first; two lists from one query.

    The header's facts (`patients.header.READ`) and the open hand-overs (`offers`) ride along on every row.
    """
    now = clock.now()
    rows = (
        Assignment.objects.filter(case=case, error_at=None)
        .select_related("user")
        .annotate(
            mrn=Subquery(mrn_of(OuterRef("case__patient")).values("value")),
            left_at=left_at("case__"),
            **personal(OuterRef("case"), reader),
            offers=ArraySubquery(_open_offers(OuterRef("case"), now).values(said=JSONObject(**OFFER))),
        )
        .order_by("-is_lead", "starts_at", "pk")
    )
    present: list[Assignment] = []
    past: list[Assignment] = []
    for row in rows:
        over = row.status == Assignment.Status.ENDED or (row.ends_at and row.ends_at <= now)
        (past if over else present).append(row)
    past.sort(key=lambda row: row.ends_at or now, reverse=True)
    return present, past[:PAST_SHOWN]


def header_of(rows: list[Assignment]) -> dict[str, Any] | None:
    """What the page's header shows, as it rode along; None where nobody ever was on the team."""
    return {name: getattr(rows[0], name) for name in READ} if rows else None


def offers_on(case: Case, rows: list[Assignment]) -> list[Transfer]:
    """The open hand-overs of a case, as they rode along, or asked for where nobody ever was on the team."""
    if rows:
        return [_offer(case, each) for each in rows[0].offers]  # type: ignore[attr-defined]
    said = _open_offers(case.pk, clock.now()).values_list(JSONObject(**OFFER), flat=True)
    return [_offer(case, each) for each in said]


def _open_offers(case: Any, now: datetime) -> "QuerySet[Transfer]":
    rows = Transfer.objects.filter(case=case, status=Transfer.Status.OFFERED, expires_at__gt=now)
    return rows.order_by("expires_at", "pk")


def _offer(case: Case, said: dict[str, Any]) -> Transfer:
    # As one value keys come back as text, and text is nobody's key: nobody would find their own answer buttons.
    keys = {name: UUID(said[name]) if said[name] else None for name in KEYS}
    made = Transfer(case=case, role=said["role"], why=said["why"], **keys)
    made.expires_at = datetime.fromisoformat(said["expires_at"])
    made.from_user = User(pk=UUID(said["from_user_id"]), name=said["giver"])
    made.to_user = User(pk=UUID(said["to_user_id"]), name=said["taker"])
    return made


def could_join(case: Case) -> "QuerySet[User]":
    """Colleagues of the facility's teams who could take a role on a case."""
    now = clock.now()
    here = TeamMember.objects.filter(team__facility=case.facility_id, live=True, starts_at__lte=now)
    here = here.filter(Q(ends_at=None) | Q(ends_at__gt=now))
    able = User.objects.filter(is_active=True, is_service=False, default_role__in=TEAM_ROLES)
    return able.filter(pk__in=here.values("user")).order_by("name", "pk")


def could_receive(case: Case, rule: Activity | None, but: Any) -> "QuerySet[User]":
    """Who could be offered a responsibility: those on the case, and colleagues in a role that has a part in it."""
    roles = {rule.accountable, rule.otherwise, *rule.does} - {""} if rule else set()
    near = Q(default_role__in=roles) | Q(pk__in=_on(case).values("user"))
    return could_join(case).filter(near).exclude(pk=but and but.pk)


def could_take_over(part: Assignment) -> "QuerySet[User]":
    """Colleagues who could take over a whole part: those whose usual role it is."""
    return could_join(part.case).filter(default_role=part.role).exclude(pk=part.user_id)


def on_case(case: Case) -> "QuerySet[User]":
    """Who works on a case now: its team, and those who supervise it."""
    now = clock.now()
    above = TeamMember.objects.filter(team=case.team_id, supervises=True, live=True, starts_at__lte=now)
    near = Q(pk__in=_on(case).values("user")) | Q(pk__in=above.exclude(ends_at__lte=now).values("user"))
    return User.objects.filter(near, is_active=True).order_by("name", "pk")


def offers_for(user: User) -> "QuerySet[Transfer]":
    """What waits for this person's answer, the soonest to run out first."""
    rows = Transfer.objects.filter(
        answer_by=user.pk, status=Transfer.Status.OFFERED, expires_at__gt=clock.now()
    )
    related = ("case__patient", "case__facility", "from_user", "to_user", "responsibility", "assignment")
    return rows.select_related(*related).order_by("expires_at", "pk")


def _on(case: Case) -> "QuerySet[Assignment]":
    now = clock.now()
    rows = Assignment.objects.filter(case=case, live=True, error_at=None, status=Assignment.Status.ACTIVE)
    return rows.filter(starts_at__lte=now).exclude(ends_at__lte=now)
