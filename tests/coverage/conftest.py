"""A payer's plan and a patient at the desk."""

import pytest

from coverage.models import Plan
from directory.models import Organisation


@pytest.fixture
def plan(db):
    payer = Organisation.objects.create(name="Northern Mutual", kinds=["payer"])
    return Plan.objects.create(payer=payer, name="Gold")
