"""One version of a plan as it is read, decided on and compared with another."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef

from careplans import differences, freezing
from careplans.models import PlanComment, PlanSignature, PlanVersion
from patients import header
from patients.queries.bundle import bundle, unpack

# Whoever writes needs what the plan says; whoever decides also who is there and which services run.
SAYS = ("words", "problems", "goals", "interventions", "barriers")
TEAM = ("team", "responsibilities", "services")
COMMENTS = 100


@dataclass(frozen=True)
class Compared:
    """What changed in a version since another one (None: everything is new), and those it can be compared with."""

    since: PlanVersion | None
    says: list[differences.Section]
    team: list[differences.Section]
    others: list[PlanVersion]

    @property
    def number(self) -> int:
        return differences.number(self.says)


def compared(version: Any, since: int | None = None, *, services: bool = True) -> Compared:
    """A version beside the one in effect before it, else beside the last that was decided on; or beside number `since`.

    It was read with `beside`. One that is still being written is read from its rows, without team and services.
    """
    others = unpack(PlanVersion, version.its_others)
    base = _base(others, since)
    old: Any = PlanVersion.objects.values_list("frozen", flat=True).get(pk=base.pk) if base else {}
    new: Any = version.frozen if version.frozen is not None else freezing.said(version.plan, version.case)
    names = TEAM if services else TEAM[:2]
    has_team = "team" in new
    team = differences.between(old if "team" in old else {}, new, names=names) if has_team else []
    return Compared(base, differences.between(old, new, names=SAYS), team, others)


def _base(others: list[PlanVersion], since: int | None) -> PlanVersion | None:
    if since is not None:
        return next((each for each in others if each.number == since), None)
    effective = (PlanVersion.Status.ACTIVE, PlanVersion.Status.SUPERSEDED)
    return next((each for each in others if each.status in effective), next(iter(others), None))


def beside(user: Any) -> dict[str, Any]:
    """What the page of a version reads with it, in one statement: who signed, agreed and commented, the versions before."""
    signed = PlanSignature.objects.filter(plan_version=OuterRef("pk")).order_by("at", "pk")
    said = PlanComment.objects.filter(plan_version=OuterRef("pk")).order_by("-at", "-pk")[:COMMENTS]
    before = PlanVersion.objects.filter(
        plan=OuterRef("plan"), number__lt=OuterRef("number"), frozen__isnull=False
    )
    return {
        "its_signatures": bundle(signed, person_name="person__name", who="recorded_by__name"),
        "its_comments": bundle(said, who="written_by__name"),
        "its_others": bundle(before.order_by("-number"), without=("frozen",)),
        **header.beside(user, "case__"),
    }
