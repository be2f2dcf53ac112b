"""Bringing a patient to the door: what tests of leaving have in common."""

from typing import Any

from discharge import actions
from discharge.gates import look
from discharge.models import DischargePlan
from patients.models import Case


def gates(case: Any) -> dict[str, str]:
    """How each gate of a case stands."""
    case = Case.objects.get(pk=case.pk)
    plan = DischargePlan.objects.get(case=case)
    return {each.rule.code: each.state for each in look(case, plan).gates}


def override_all(plan: Any, supervisor: Any) -> None:
    """Nothing hard stays open: the supervisor answers for it."""
    plan.refresh_from_db()
    for each in look(plan.case, plan).open_hard:
        actions.override_gate(plan, by=supervisor, gate=each.rule.code, reason="Agreed with the team")


def to_the_door(plan: Any, *, manager: Any, nurse: Any) -> None:
    """Every stage but the last."""
    actions.reach_stage(plan, by=manager, stage="medically_ready", said_by="Dr. A. Ito")
    actions.reach_stage(plan, by=manager, stage="plan_ready")
    actions.reach_stage(plan, by=manager, stage="accepted")
    actions.reach_stage(plan, by=nurse, stage="nursing_complete")
