"""Results still to come, visits after leaving, and telling the plan: who may, what is refused, what work they make."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from core.refusals import Denied, Refused
from discharge.actions import visits
from discharge.actions.telling import tell_plan
from patients import actions as patients
from referrals.actions import results
from referrals.models import PendingResult
from tests.conftest import THEN
from worklist.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(on_team):
    return on_team(Role.NURSE)


def test_a_result_names_who_waits_and_who_was_told(case, manager, on_team):
    doctor = on_team(Role.CONSULTANT)
    with pytest.raises(Refused, match="who decides"):
        results.add_pending(case, by=manager, what="Culture", clinician="")
    waits = results.add_pending(case, by=manager, what="Culture", clinician="Dr Lee", owner=doctor)
    item = Item.objects.get(about=f"result:{waits.pk}")
    assert (item.owner, item.due_at) == (doctor, THEN + timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        results.result_back(waits, by=manager, says="No growth", told="")
    assert refusal.value.field == "told"
    with pytest.raises(Refused, match="still to come"):
        results.result_back(waits, by=manager, says="x", told="y", back_at=THEN + timedelta(days=1))
    results.result_back(waits, by=manager, says="No growth", told="Dr Lee")
    item.refresh_from_db()
    assert item.status == "done"
    with pytest.raises(Refused):
        results.cancel_pending(waits, by=manager, reason="x")


def test_a_result_that_is_not_awaited_says_why(case, manager, outsider):
    waits = results.add_pending(case, by=manager, what="Culture", clinician="Dr Lee")
    with pytest.raises(Refused, match="why"):
        results.cancel_pending(waits, by=manager, reason="")
    with pytest.raises(Denied):
        results.cancel_pending(waits, by=outsider, reason="x")
    assert results.cancel_pending(waits, by=manager, reason="Sample lost").status == "cancelled"
    assert PendingResult.objects.get().item.status == "done"


def test_a_visit_is_booked_kept_missed_or_cancelled(case, manager, at):
    day = {"by": manager, "kind": "primary", "with_whom": "Dr Elm"}
    with pytest.raises(Refused, match="to come"):
        visits.book_visit_after(case, **day, at=THEN)
    first, second, third = (
        visits.book_visit_after(case, **day, at=THEN + timedelta(days=n)) for n in (1, 2, 9)
    )
    with pytest.raises(Refused, match="still to come"):
        visits.keep_visit_after(first, by=manager)
    at(THEN + timedelta(days=3))
    assert visits.keep_visit_after(first, by=manager).status == "kept"
    with pytest.raises(Refused, match="why"):
        visits.miss_visit_after(second, by=manager, why="")
    assert visits.miss_visit_after(second, by=manager, why="No ride").status == "missed"
    assert Item.objects.get(kind="reach").due_at > THEN + timedelta(days=3)
    assert visits.cancel_visit_after(third, by=manager, why="Booked elsewhere").status == "cancelled"
    assert visits.keep_visit_after(second, by=manager, why="They came later that day").status == "kept"


def test_the_plan_is_told_to_the_patient_and_to_whom_they_allow(case, patient, manager, nurse, outsider):
    silent = patients.add_related_person(patient, by=manager, name="A. Okafor", relation="brother")
    told = patients.add_related_person(
        patient, by=manager, name="B. Okafor", relation="wife", may_be_told=["plan"]
    )
    with pytest.raises(Refused, match="may be told"):
        tell_plan(case, by=manager, what="date", person=silent, response="Fine", agrees=True)
    with pytest.raises(Refused, match="what they said"):
        tell_plan(case, by=manager, what="date", response=" ", agrees=True)
    with pytest.raises(Denied):
        tell_plan(case, by=outsider, what="date", response="Fine", agrees=True)
    kept = tell_plan(
        case, by=nurse, what="evaluation", person=told, response="She wants more help", agrees=False
    )
    assert (kept.told_at, kept.told_by, kept.leaving) == (THEN, nurse, 1)
