"""What the people of a team carry, and what nobody leads."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.keyset import Order
from dashboards.metrics import Kind, measure
from dashboards.scope import Scope
from supervision import board, loads
from teams.models import Assignment


def seen(scope: Scope) -> board.Seen:
    """A team's cases as the queries of the supervisor's first page take them."""
    return board.Seen(None, scope.open)


def parts(scope: Scope) -> "QuerySet[Assignment]":
    """The parts of the team's members in its open cases."""
    members = loads.members_of([scope.team]).order_by().values("user")
    return loads.parts(members).filter(case__in=scope.open)


@measure(
    "load",
    label=_("Weighted load"),
    definition=_(
        "Sum of the weights of the parts that members of the team hold in its open cases, by the complexity of the case;"
        " beside it what they carry at most by their weekly hours. Left out: parts in cases of other teams."
    ),
    source="KPI-13, clinical.md 2.16; the weights and the full load are the urgency rules of the site.",
    kind=Kind.LOAD,
    shape="part",
    order=Order("case__next_due_at", datetime.fromisoformat),
    icon="scale",
)
def load(scope: Scope) -> Any:
    """The parts with what each weighs."""
    return parts(scope).annotate(amount=loads.weight(scope.rules.weights))


@measure(
    "unassigned",
    label=_("Without a lead"),
    definition=_("Open cases of the team that nobody leads now. Nothing is left out."),
    source="C75; R-DUP-5",
    kind=Kind.COUNT,
    shape="case",
    order=Order("opened_at", datetime.fromisoformat),
    better="less",
    tone="red",
    icon="user-x",
)
def unassigned(scope: Scope) -> Any:
    """As on the supervisor's first page."""
    return board.unassigned(seen(scope))
