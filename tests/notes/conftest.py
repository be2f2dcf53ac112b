"""A case with a team, notes of every kind, and consents that name labels."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.permissions import Role
from notes import actions
from notes.models import CaseNote
from patients.models import Case, Consent, Patient
from tests.conftest import THEN

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def then(at: Callable[[Any], None]) -> None:
    """Everything here happens from THEN on."""
    at(THEN)


@pytest.fixture
def manager(on_team: Callable[..., Any]) -> Any:
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def worker(on_team: Callable[..., Any]) -> Any:
    return on_team(Role.SOCIAL_WORKER)


@pytest.fixture
def nurse(on_team: Callable[..., Any]) -> Any:
    return on_team(Role.NURSE)


@pytest.fixture
def consultant(on_team: Callable[..., Any]) -> Any:
    return on_team(Role.CONSULTANT)


@pytest.fixture
def draft(case: Case, manager: Any) -> CaseNote:
    return actions.write_note(case, by=manager, kind="general", text="She wants to go home on Friday")


@pytest.fixture
def signed(draft: CaseNote, manager: Any) -> CaseNote:
    return actions.sign_note(draft, by=manager)


@pytest.fixture
def consent(patient: Patient) -> Callable[..., Consent]:
    """A live consent for treatment that names these labels: `consent("42cfr2")`."""

    def make(*labels: str, **more: Any) -> Consent:
        facts = {
            "purpose": "treatment",
            "to_class": "care team",
            "method": "signed",
            "starts_at": THEN - HOUR,
        }
        return Consent.objects.create(patient=patient, classes=list(labels), **facts | more)

    return make
