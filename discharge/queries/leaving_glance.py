"""Everything the first page of leaving reads of a case, in one statement; rows come as unsaved models to be drawn."""

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from careplans.queries import ASSESSMENT
from core import clock, wording
from discharge.models import Destination, DischargePlan, ExpectedDateChange, GateCheck, LeavingStep
from encounters.models import Encounter
from encounters.queries.stays import Beside, beside_of, beside_reads
from patients.models import Case
from policy.models import RulePack
from policy.ready import causes_by, version_in_force
from teams.models import Responsibility
from worklist.models import Item
from worklist.models.item import LIVE


@dataclass(frozen=True)
class Glance:
    """What was read; who did something stands on the row as `who`, the owner of work as `owner_name`."""

    visit: Any
    steps: list[LeavingStep]
    checks: list[GateCheck]
    places: list[Destination]
    changes: list[ExpectedDateChange]
    holders: dict[str, str]
    assessed: bool
    live_work: int
    stay: Beside | None

    @property
    def left(self) -> bool:
        """Whether the patient has left, of the departure that the plan prepares."""
        return any(step.stage == LeavingStep.Stage.LEFT for step in self.steps)


def glance(case: Case, plan: DischargePlan, activities: list[str]) -> Glance:
    """The rows of a plan, of all departures where they may be debts; `activities` are those whose holders are asked."""
    items = Item.objects.filter(case=OuterRef("pk"))
    number = items.filter(status__in=LIVE).order_by().values("case").annotate(n=Count("pk")).values("n")
    row: Any = Case.objects.filter(pk=case.pk).values(
        visit=Subquery(_visits()),
        of_steps=ArraySubquery(_steps(plan)),
        of_checks=ArraySubquery(_checks(plan)),
        of_places=ArraySubquery(_places(plan)),
        of_changes=ArraySubquery(_changes()),
        of_causes=Cast(
            Subquery(version_in_force(RulePack.Kind.DELAYS, case.facility, clock.now())), TextField()
        ),
        of_holders=ArraySubquery(_holders(activities)),
        of_assessed=Exists(items.filter(status=Item.Status.DONE, **ASSESSMENT)),
        of_work=Subquery(number),
        **beside_reads(clock.now(), case.facility.tz),
    )[0]
    visit = _stay(row["visit"])
    return Glance(
        visit=visit,
        stay=beside_of(row, visit.started_at, case.facility.tz) if visit else None,
        steps=[_row(LeavingStep, said, at=_instant) for said in row["of_steps"]],
        checks=[_check(said) for said in row["of_checks"]],
        places=[_row(Destination, said) for said in row["of_places"]],
        changes=_moved(row["of_changes"], row["of_causes"]),
        holders={said["activity"]: wording.short(said["name"]) for said in row["of_holders"]},
        assessed=row["of_assessed"],
        live_work=row["of_work"] or 0,
    )


def _visits() -> "QuerySet[Any]":
    rows = Encounter.objects.filter(case=OuterRef("pk"), status=Encounter.Status.IN_PROGRESS)
    said = JSONObject(unit="unit__name", bed="bed__code", started_at="started_at")
    return rows.order_by("-started_at", "-pk").values(said=said)[:1]


def _stay(said: dict[str, Any] | None) -> Any:
    if said is None:
        return None
    bed = SimpleNamespace(code=said["bed"]) if said["bed"] else None
    return SimpleNamespace(
        unit=SimpleNamespace(name=said["unit"] or ""), bed=bed, started_at=_instant(said["started_at"])
    )


def _steps(plan: DischargePlan) -> "QuerySet[Any]":
    rows = LeavingStep.objects.filter(plan=plan.pk, leaving=plan.leaving, reversed_at=None, error_at=None)
    return rows.values(row=JSONObject(id="pk", stage="stage", at="at", role="role", who="created_by__name"))


def _checks(plan: DischargePlan) -> "QuerySet[Any]":
    rows = GateCheck.objects.filter(plan=plan.pk, error_at=None).exclude(status=GateCheck.Status.UNDONE)
    work = {
        name: f"item__{name}" for name in ("what", "status", "due_at", "done_note", "cancel_reason", "role")
    }
    item = JSONObject(id="item", owner="item__owner__name", **work)
    names = ("gate", "hard", "status", "role", "reason", "leaving", "at")
    said = JSONObject(id="pk", who="by__name", item=item, **{name: name for name in names})
    return rows.order_by("-leaving", "-at").values(row=said)


def _check(said: dict[str, Any]) -> GateCheck:
    work = said.pop("item")
    found = _row(GateCheck, said, at=_instant)
    if work["id"] is not None:
        owner = work.pop("owner")
        found.item = _row(Item, work | {"who": ""}, due_at=_instant)
        found.item.owner_name = wording.short(owner) if owner else ""
    return found


def _places(plan: DischargePlan) -> "QuerySet[Any]":
    rows = Destination.objects.filter(plan=plan.pk, error_at=None).order_by("rank", "pk")
    names = ("disposition", "words", "rank", "status", "available", "accessible", "support_hours", "why")
    return rows.values(row=JSONObject(id="pk", who="service__name", **{name: name for name in names}))


def _changes() -> "QuerySet[Any]":
    rows = ExpectedDateChange.objects.filter(case=OuterRef("pk")).order_by("-changed_at", "-pk")
    names = ("old", "new", "why", "cause", "changed_at")
    return rows.values(row=JSONObject(id="pk", who="changed_by__name", **{name: name for name in names}))


def _moved(rows: list[dict[str, Any]], version: str | None) -> list[ExpectedDateChange]:
    """The changes of the date, the newest first; the cause of a slip stands on the row in words as `cause_words`."""
    found = [_row(ExpectedDateChange, said, changed_at=_instant, old=_day, new=_day) for said in rows]
    causes = causes_by(version) if any(each.cause for each in found) else None
    for each in found:
        each.cause_words = causes.label(each.cause) if causes and each.cause else ""
    return found


def _holders(activities: list[str]) -> "QuerySet[Any]":
    now = clock.now()
    rows = Responsibility.objects.filter(
        case=OuterRef("pk"), live=True, status=Responsibility.Status.HELD, shared=False, error_at=None
    )
    rows = (
        rows.filter(activity__in=activities, starts_at__lte=now)
        .exclude(ends_at__lte=now)
        .exclude(holder=None)
    )
    return rows.values(row=JSONObject(activity="activity", name="holder__name"))


def _row(model: Any, said: dict[str, Any], **read: Any) -> Any:
    """A row as it was read, with the name of who did it."""
    who = said.pop("who")
    found = model(**{name: read[name](value) if name in read else value for name, value in said.items()})
    found.who = wording.short(who) if who and model is not Destination else who or ""
    return found


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
