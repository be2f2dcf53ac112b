"""A case in assessing with a lead, and its plan."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.permissions import Role
from careplans import actions
from careplans.models import CarePlan
from patients import stages
from patients.models import Case, Stage
from tests.conftest import THEN
from worklist import actions as work


@pytest.fixture(autouse=True)
def then(at: Callable[[Any], None]) -> None:
    """Everything here happens from THEN on."""
    at(THEN)


@pytest.fixture
def manager(on_team: Callable[..., Any]) -> Any:
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def assessing(case: Case, manager: Any) -> Case:
    from django.db import transaction

    with transaction.atomic():
        return stages.move(Case.objects.select_for_update().get(pk=case.pk), Stage.ASSESSING, by=manager)


@pytest.fixture
def assessment(assessing: Case, manager: Any) -> Any:
    """The case-management assessment, still to be done."""
    return work.open_item(
        assessing,
        by=manager,
        activity="cm_assessment",
        what="Assess",
        why="new case",
        kind="assessment",
        owner=manager,
    )


@pytest.fixture
def planning(assessment: Any, assessing: Case, manager: Any) -> Case:
    work.complete(assessment, by=manager)
    return actions.begin_planning(assessing, by=manager)


@pytest.fixture
def plan(planning: Case, manager: Any) -> CarePlan:
    return actions.draft_plan(
        planning, by=manager, what_matters="To dance at the wedding", purpose="Home for the wedding"
    )
