"""A supervisor moves all that one person carries, and takes it back."""

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.permissions import Role
from patients.actions import open_case, register
from patients.models import Case
from teams.actions import assign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MORE = 8


def leads() -> dict[str, int]:
    """How many cases each person leads."""
    names = list(Case.objects.values_list("lead__username", flat=True))
    return {name: names.count(name) for name in sorted(set(names))}


@pytest.fixture
def crowded(teamed: SimpleNamespace, team: Any, facility: Any) -> SimpleNamespace:
    """The lead has many cases, a colleague none."""
    for n in range(MORE):
        other = register(facility, by=teamed.desk, family=f"Patient{n}", given="Any")
        case = open_case(other, by=teamed.desk, team=team)
        assign(case, by=teamed.supervisor, user=teamed.lead, role=Role.CASE_MANAGER, is_lead=True)
    return teamed


def test_all_cases_of_one_person_move_and_come_back(seat: Any, crowded: SimpleNamespace) -> None:
    boss = seat(crowded.supervisor)
    boss.look()
    boss.link("Relieve Ravi Patel")
    boss.type("Reason", "Long leave")
    boss.button("Preview")
    boss.sees("9 parts to move")
    boss.look()
    assert leads() == {"r.patel": MORE + 1}
    boss.button("Apply")
    boss.told("Carried out.")
    assert leads() == {"d.kim": MORE + 1}
    boss.button("Undo")
    boss.told("Taken back.")
    assert leads() == {"r.patel": MORE + 1}
    assert boss.presses == 4
