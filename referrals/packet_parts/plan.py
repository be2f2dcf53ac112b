"""What matters to the patient, what was agreed, and what was taught."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Role
from careplans.models import CarePlan, Goal, PlanVersion
from careplans.queries.education import latest
from referrals.parts import Place, Row, part, row

IN_EFFECT = (PlanVersion.Status.ACTIVE, PlanVersion.Status.APPROVED)
OVER = ("done", "stopped")


@part("goals", gettext_lazy("What matters to the patient, and their goals"), "plan")
def goals(place: Place) -> Iterable[Row]:
    """What the patient said of themselves, and the goals they agreed to."""
    plan = CarePlan.objects.filter(case=place.case, error_at=None).order_by("-created_at").first()
    if plan is None:
        return
    for name in ("what_matters", "strengths", "preferences", "inability"):
        if words := getattr(plan, name):
            title = str(CarePlan._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            yield row(title[:1].upper() + title[1:], words)
    rows = Goal.objects.filter(plan=plan, error_at=None, status=Goal.Status.ACCEPTED)
    for goal in rows.order_by("priority", "due_on", "pk"):
        yield row(_("Goal"), goal.plain or goal.words, goal.measure, status=goal.achievement)


@part("plan", gettext_lazy("The care plan in plain words"), "plan")
def plan(place: Place) -> Iterable[Row]:
    """What the version in effect says is done, as it was approved; a plan still being written does not go."""
    rows = PlanVersion.objects.filter(case=place.case, status__in=IN_EFFECT, error_at=None)
    version = rows.order_by("-number").first()
    if version is None or not version.frozen:
        return
    for step in version.frozen["interventions"]:
        if step.get("status") not in OVER:
            yield row(
                step.get("plain") or step["words"], _often(step), _who(step), activity=step.get("activity")
            )


def _often(step: dict[str, Any]) -> str:
    dates = [_("from %(day)s") % {"day": step["from_on"]} if "from_on" in step else ""]
    dates += [_("until %(day)s") % {"day": step["until_on"]} if "until_on" in step else ""]
    return ", ".join(filter(None, (step.get("frequency", ""), *dates)))


def _who(step: dict[str, Any]) -> str:
    role = step.get("owner_role")
    return str(step.get("caregiver") or (Role(role).label if role else ""))


@part("taught", gettext_lazy("What was taught, and what came back"), "discharge")
def taught(place: Place) -> Iterable[Row]:
    """The last session of each topic with what the learner said back."""
    for one in sorted(latest(place.case).values(), key=lambda each: each.topic_words):
        who = one.learner.name if one.learner else _("the patient")
        yield row(
            f"{one.topic_words} ({who})",
            one.get_result_display(),
            one.note,
            topic=one.topic,
            result=one.result,
        )
