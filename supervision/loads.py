"""What people carry: one weighted part for each open case they are on, by the weights of the rules in force."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case as Choose
from django.db.models import FloatField, Q, QuerySet, Sum, Value, When

from accounts.permissions import CLINICAL_ROLES
from core import clock
from core.refusals import Refused
from facilities.models import Facility
from patients.models import Stage
from policy.models import RulePack
from policy.queries import in_force
from teams.models import Assignment, TeamMember

# Where no rules are in force: every case counts alike (the figures of the first rules).
PLAIN: dict[str, Any] = {
    "routing": {"need": 30, "unit": 25, "language": 25, "load": 20},
    "case_weights": {},
    "full_load": 20,
}


def rules_of(facility: Facility) -> Mapping[str, Any]:
    """The rules for weights and full loads of a facility now."""
    try:
        body: Mapping[str, Any] = in_force(RulePack.Kind.TIERS, facility, clock.now()).body
    except Refused:
        return PLAIN
    return body


def weight(rules: Mapping[str, Any], path: str = "case__complexity") -> Any:
    """What a case weighs, as an expression."""
    points = rules["case_weights"].items()
    whens = [When(**{path: name}, then=Value(float(each))) for name, each in points]
    return Choose(*whens, default=Value(1.0), output_field=FloatField())


def parts(people: Iterable[Any] | Any) -> "QuerySet[Assignment]":
    """The parts people have now in open cases, in a clinical role."""
    return everybodys().filter(user__in=people)


def everybodys() -> "QuerySet[Assignment]":
    """The same of whoever it is."""
    now = clock.now()
    rows = Assignment.objects.filter(role__in=CLINICAL_ROLES, live=True, error_at=None, starts_at__lte=now)
    return rows.exclude(ends_at__lte=now).exclude(case__stage=Stage.CLOSED)


def loads(people: Iterable[Any], rules: Mapping[str, Any]) -> dict[Any, float]:
    """The weighted load of each person, whatever the team: one statement."""
    rows = parts(people).values("user").annotate(load=Sum(weight(rules))).order_by()
    return dict(rows.values_list("user", "load"))


def members_of(teams: Any) -> "QuerySet[TeamMember]":
    """Who works in these teams now in a clinical role, by name."""
    now = clock.now()
    rows = TeamMember.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        team__in=teams,
        live=True,
        starts_at__lte=now,
        user__is_active=True,
    )
    return (
        rows.filter(user__default_role__in=CLINICAL_ROLES).select_related("user").order_by("user__name", "pk")
    )


def supervised(user: Any) -> "QuerySet[TeamMember, Any]":
    """The teams somebody supervises now, as keys for a filter."""
    now = clock.now()
    rows = TeamMember.objects.filter(user=user.pk, supervises=True, live=True, starts_at__lte=now)
    return rows.exclude(ends_at__lte=now).values("team")
