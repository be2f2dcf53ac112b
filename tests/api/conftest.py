"""Calling the API as a person of the cast."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient


@pytest.fixture
def calling(db: None) -> Callable[[Any], APIClient]:
    """`calling(nurse)`: a client with that person's session."""

    def make(user: Any) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return make
