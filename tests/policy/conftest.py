"""Knocking at every door takes a while, so its answers are kept for all the gates."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.policy.knocking import Door, knock_everywhere


@pytest.fixture(scope="session")
def doors(django_db_setup: None, django_db_blocker) -> Iterator[list[Door]]:
    """Every address with what it answered to each role, in a transaction that leaves nothing behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = knock_everywhere()
        transaction.set_rollback(True)
    return found
