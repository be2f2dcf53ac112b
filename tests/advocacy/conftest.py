"""A client who consented to an advocate, a binder, and a key file of its own for every test."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.permissions import Role
from advocacy import actions
from advocacy.models import Binder, BinderEntry
from audit import keyring
from patients.models import Case, Consent, Patient
from tests.conftest import THEN

# Stands in every private word: found anywhere but in the answer to its advocate, something leaks.
CANARY = "Quixolotl"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def then(at: Callable[[Any], None]) -> None:
    """Everything here happens from THEN on."""
    at(THEN)


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "binder.keys"
    keyring.add(path)
    settings.BINDER_KEY_FILE = str(path)
    return path


@pytest.fixture
def advocate(person: Callable[..., Any]) -> Any:
    return person("a.voice", Role.ADVOCATE, name="Ana Voice")


@pytest.fixture
def consent(case: Case, patient: Patient, advocate: Any) -> Consent:
    return Consent.objects.create(
        patient=patient,
        purpose="advocacy",
        to_user=advocate,
        classes=["identity", "plan", "work"],
        method="signed",
        starts_at=THEN - HOUR,
    )


@pytest.fixture
def binder(consent: Consent, patient: Patient, advocate: Any) -> Binder:
    return actions.open_binder(patient, by=advocate)


@pytest.fixture
def entry(binder: Binder, advocate: Any) -> BinderEntry:
    return actions.add_entry(binder, by=advocate, kind="question", words=f"{CANARY}: why do I feel so tired?")
