"""Messages brought to the door, and what they did to one visit."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from encounters.models import Encounter
from facilities.models import Facility
from interop import door
from interop.models import Inbound
from tests.interop.stories import message


@pytest.fixture
def account(person: Callable[..., User], facility: Facility, packs: None) -> User:
    return person("f.system", "integration", facility, is_service=True)


@pytest.fixture
def bring(account: User, facility: Facility) -> Callable[..., Inbound]:
    """Bring one message: `bring("A01", at=0)`, or bytes as they are."""

    def make(what: str | bytes, **facts: Any) -> Inbound:
        raw = what if isinstance(what, bytes) else message(what, **facts)
        return door.deliver(raw, facility=facility, account=account)

    return make


def state_of(visit: Encounter) -> dict[str, Any]:
    """All that a visit is, but for the order in which its rows came."""
    return {
        "status": visit.status,
        "kind": visit.kind,
        "started": visit.started_at,
        "ended": visit.ended_at,
        "unit": visit.unit and visit.unit.code,
        "bed": visit.bed and visit.bed.code,
        "disposition": visit.disposition,
        "destination": visit.destination,
        "from_update": visit.from_update,
        "review": visit.needs_review,
        "movements": sorted(visit.movements.values_list("kind", "event_at", "to_unit__code", "takes_back")),
    }
