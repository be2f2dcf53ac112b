"""Transfer, leave, cancel and link: one fact each, and every shown column follows in the same step."""

from itertools import permutations

import pytest
from django.db import InternalError, transaction

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from encounters import actions, linking
from encounters.models import Movement
from patients.models import Case, Patient

pytestmark = pytest.mark.django_db


def test_a_transfer_moves_the_visit_and_the_case(admitted, manager, other_unit, fact):
    moved = actions.transfer(admitted, by=manager, unit=other_unit, bed=other_unit.beds.get(), **fact(1))
    case = Case.objects.get()
    assert (moved.unit, case.unit, case.bed.code) == (other_unit, other_unit, "2A-08")
    assert Event.objects.get(verb="encounters.transfer").fields == ["bed", "unit"]


def test_the_same_place_again_moves_nothing(admitted, manager, unit, bed, fact):
    before = Case.objects.get().version
    actions.transfer(admitted, by=manager, unit=unit, bed=bed, **fact(1))
    assert Case.objects.get().version == before


def test_leaving_ends_the_stay_and_empties_the_bed(admitted, manager, fact):
    left = actions.leave(admitted, by=manager, disposition="03", destination="Elm House", **fact(30))
    case = Case.objects.get()
    assert (left.status, left.disposition, left.destination) == ("finished", "03", "Elm House")
    assert (case.unit, case.bed, case.admitted_at) == (None, None, None)


def test_a_departure_taken_back_puts_the_patient_where_the_sender_says(admitted, manager, other_unit, fact):
    actions.leave(admitted, by=manager, disposition="01", **fact(5))
    back = actions.cancel(admitted, by=manager, kind="leave", unit=other_unit, **fact(6))
    assert (back.status, back.ended_at, back.disposition, Case.objects.get().unit) == (
        "in_progress",
        None,
        "",
        other_unit,
    )


def test_an_admission_taken_back_keeps_the_casework_and_asks_for_a_look(admitted, manager, fact):
    gone = actions.cancel(admitted, by=manager, kind="admit", **fact(1))
    case = Case.objects.get()
    assert (gone.status, gone.needs_review, gone.case) == ("cancelled", "arrival_taken_back", case)
    assert (case.stage, case.unit, case.admitted_at) == ("referred", None, None)


def test_every_order_of_arrival_through_the_verbs_ends_the_same(case, feed, facility, unit, other_unit):
    ends = set()
    for turn, order in enumerate(permutations(range(4))):
        ends.add(_tell(case.patient, feed, facility, unit, other_unit, order, f"V{turn}"))
    assert ends == {("in_progress", unit.pk, "")}


def _tell(patient, feed, facility, unit, other_unit, order, number):
    """One stay of four facts told in an order, the last one twice."""
    from tests.conftest import THEN

    visit = {"facility": facility, "kind": "IMP", "visit_authority": "NGH", "visit_number": number}
    row = actions.note_visit(patient, by=feed, **visit)
    tell = [
        lambda: actions.admit(patient, by=feed, **visit, unit=unit, event_at=THEN, key=f"{number}a"),
        lambda: actions.transfer(
            row, by=feed, unit=other_unit, event_at=THEN.replace(hour=16), key=f"{number}b"
        ),
        lambda: actions.cancel(
            row, by=feed, kind="transfer", event_at=THEN.replace(hour=17), key=f"{number}c"
        ),
        lambda: actions.transfer(row, by=feed, unit=unit, event_at=THEN.replace(hour=18), key=f"{number}d"),
    ]
    for place in (*order, order[-1]):
        tell[place]()
    row.refresh_from_db()
    return row.status, row.unit_id, row.needs_review


def test_a_key_of_another_visit_is_refused(admitted, feed, facility, case, unit, fact):
    other = actions.admit(case.patient, by=feed, facility=facility, kind="EMER", **fact(40))
    with pytest.raises(Refused, match="another visit"):
        actions.leave(other, by=feed, event_at=admitted.started_at, key="fact-0")


def test_an_unknown_way_of_leaving_and_a_cancel_of_a_cancel_are_refused(admitted, manager, fact):
    with pytest.raises(Refused, match="from the list"):
        actions.leave(admitted, by=manager, disposition="99", **fact(1))
    with pytest.raises(Refused, match="can be taken back"):
        actions.cancel(admitted, by=manager, kind="cancel", **fact(1))


def test_a_unit_of_another_facility_is_refused(admitted, manager, outsider, fact):
    from facilities.models import Facility, Unit

    far = Unit.objects.create(facility=Facility.objects.get(code="FAR"), code="1", name="One")
    with pytest.raises(Refused, match="another facility"):
        actions.transfer(admitted, by=manager, unit=far, **fact(1))


def test_a_visit_counts_to_one_case_of_its_own_patient(admitted, feed, facility, intake, team):
    from patients.actions import open_case

    other = Patient.objects.create(facility=facility, family="Silva", search_name="silva")
    with pytest.raises(Refused, match="another patient"):
        actions.link_to_case(admitted, by=feed, case=open_case(other, by=intake, team=team))
    second = open_case(admitted.patient, by=intake, team=team)
    with pytest.raises(Refused, match="already counts"):
        actions.link_to_case(admitted, by=feed, case=second)


def test_another_verb_may_count_a_visit_to_its_case(case, feed, facility, unit, fact):
    from django.db import transaction

    made = actions.admit(case.patient, by=feed, facility=facility, kind="IMP", unit=unit, **fact(0))
    with transaction.atomic():
        linking.link(made, case)
    case.refresh_from_db()
    assert (case.unit, case.encounters.get()) == (unit, made)


def test_who_may_not(admitted, on_team, unit, fact):
    nurse = on_team(Role.NURSE)
    for verb, more in (
        (actions.transfer, {"unit": unit}),
        (actions.leave, {}),
        (actions.cancel, {"kind": "admit"}),
    ):
        with pytest.raises(Denied):
            verb(admitted, by=nurse, **more, **fact(1))
    assert Movement.objects.count() == 1


def test_a_movement_is_never_changed(admitted):
    with pytest.raises(InternalError), transaction.atomic():
        Movement.objects.update(source="somewhere else")
