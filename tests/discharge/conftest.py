"""A case that is active, with its plan, its visit and its lead."""

from collections.abc import Callable
from datetime import date, timedelta
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


@pytest.fixture
def plan(case: Case, manager: Any, packs: None) -> Any:
    """The plan of the case: home is chosen."""
    from discharge import actions

    return actions.choose_destination(actions.start_plan(case, by=manager), by=manager, disposition="01")


@pytest.fixture
def nurse(on_team: Callable[..., Any]) -> Any:
    return on_team(Role.NURSE)


@pytest.fixture
def few_packs(db: None) -> None:
    """The rules that papers need, without the long ones of forms and templates."""
    from policy.loading import PACKS, load, whole

    for kind in ("packet", "ladder", "clocks", "follow_up", "reach", "milestones", "gates"):
        load(whole(PACKS / f"{kind}.json"))


@pytest.fixture
def notice_packs(db: None) -> None:
    """The rules that notices need, without the long ones of forms and templates."""
    from policy.loading import PACKS, load, whole

    ensure()
    for kind in ("notices", "ladder", "clocks", "follow_up", "activities", "delays", "milestones", "gates"):
        load(whole(PACKS / f"{kind}.json"))


@pytest.fixture
def plan_of_medicare(db: None) -> Any:
    """Original Medicare, as a plan of a payer."""
    from coverage.models import Plan
    from directory.models import Organisation

    payer = Organisation.objects.create(name="Medicare", kinds=["payer"])
    return Plan.objects.create(payer=payer, name="Original", product="medicare")


@pytest.fixture
def medicare(case: Case, intake: Any, plan_of_medicare: Any) -> Any:
    """Original Medicare pays first, since long."""
    from coverage.actions import add_coverage

    return add_coverage(
        case.patient, by=intake, plan=plan_of_medicare, member_id="1EG4", from_on=date(2020, 1, 1)
    )


@pytest.fixture
def give(manager: Any) -> Callable[..., Any]:
    """Give a notice now, in person, signed by the patient, unless said otherwise."""
    from core import clock
    from discharge.actions.notices import deliver_notice

    def make(notice: Any, **said: Any) -> Any:
        facts = {"by": manager, "at": clock.now(), "method": "in_person", "oral": True, "signer": "A. Okafor"}
        return deliver_notice(notice, **{**facts, "edition": "as printed", **said})

    return make


@pytest.fixture
def leaves_today(case: Case, manager: Any, medicare: Any, visit: Any) -> Any:
    """The visit, with today as the expected day of leaving."""
    from tests.discharge.awaited import expect

    expect(case, manager, date(2026, 11, 3))
    return visit


@pytest.fixture
def review(manager: Any, leaves_today: Any) -> Any:
    """The patient asked the QIO for a review."""
    from discharge.actions import reviews

    return reviews.request_qio_review(leaves_today, by=manager, notified_at=THEN, requested_at=THEN)


@pytest.fixture
def asked(case: Case, manager: Any, visit: Any) -> Any:
    """Level I was positive, and Level II was asked for."""
    from discharge.actions import screening

    row = screening.record_pasrr(case, by=manager, screened_at=THEN, outcome="positive")
    return screening.refer_level_two(row, by=manager, referred_at=THEN)


@pytest.fixture
def exempt(case: Case, manager: Any, visit: Any, at: Callable[[Any], None]) -> Any:
    """A visit of a day, with an exemption from its first hour."""
    from discharge.actions import screening

    screening.record_pasrr(case, by=manager, screened_at=THEN, outcome="exempt", certified_by="Dr. Lindqvist")
    at(THEN + timedelta(hours=30))
    return visit
