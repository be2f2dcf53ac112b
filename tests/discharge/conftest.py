"""A case that is active, with its plan, its visit and its lead."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.actors import ensure, system
from accounts.permissions import Role
from careplans import actions as plans
from encounters import actions as encounters
from patients import stages
from patients.models import Case, Stage
from tests.conftest import THEN


@pytest.fixture(autouse=True)
def then(at: Callable[[Any], None]) -> None:
    """Everything here happens from THEN on."""
    at(THEN)


@pytest.fixture
def manager(on_team: Callable[..., Any]) -> Any:
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def staged(case: Case, manager: Any) -> Callable[[str], Case]:
    """Bring the case to a stage, one step after another."""

    def to(stage: str) -> Case:
        order = list(Stage)
        row = Case.objects.get(pk=case.pk)
        for step in order[order.index(Stage(row.stage)) + 1 : order.index(Stage(stage)) + 1]:
            with transaction.atomic():
                row = stages.move(Case.objects.select_for_update().get(pk=case.pk), step, by=manager)
        return row

    return to


@pytest.fixture
def visit(case: Case, facility: Any, unit: Any) -> Any:
    """The patient is on 4B."""
    ensure()
    made = encounters.admit(
        case.patient,
        by=system("feed"),
        facility=facility,
        kind="IMP",
        unit=unit,
        event_at=THEN,
        key="visit-1",
    )
    return encounters.link_to_case(made, by=system("feed"), case=case)


@pytest.fixture
def goal(case: Case, manager: Any) -> Any:
    plan = plans.draft_plan(case, by=manager, what_matters="Home")
    return plans.propose_goal(plan, by=manager, words="Walk to church", in_patients_words=True)
