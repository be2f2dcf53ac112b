import pytest

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from encounters import actions, queries
from encounters.models import Encounter, Movement
from patients.models import Case, Patient
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


def test_an_admission_starts_a_visit_and_the_case_shows_where(admitted, case, unit, bed):
    case.refresh_from_db()
    assert (admitted.status, admitted.started_at, admitted.unit, admitted.bed) == (
        "in_progress",
        THEN,
        unit,
        bed,
    )
    assert (case.unit, case.bed, case.admitted_at) == (unit, bed, THEN)


def test_the_same_fact_again_changes_nothing(admitted, case, manager, facility, unit):
    same = {"facility": facility, "kind": "IMP", "event_at": THEN, "unit": unit, "key": "fact-0"}
    again = actions.admit(case.patient, by=manager, **same)
    assert (again.pk, Movement.objects.count(), again.version) == (
        admitted.pk,
        1,
        Encounter.objects.get().version,
    )


def test_a_second_admission_of_the_visit_number_is_the_same_visit(
    admitted, case, manager, facility, other_unit, fact
):
    number = {"visit_authority": "NGH", "visit_number": "V1"}
    again = actions.admit(
        case.patient, by=manager, facility=facility, kind="IMP", unit=other_unit, **number, **fact(2)
    )
    case.refresh_from_db()
    assert (again.pk, again.started_at, case.unit, case.admitted_at) == (admitted.pk, THEN, other_unit, THEN)


def test_a_visit_number_of_somebody_else_is_refused(admitted, manager, facility, intake, team, on_team, fact):
    from patients.actions import open_case
    from teams.actions import assign

    other = Patient.objects.create(facility=facility, family="Silva", search_name="silva")
    theirs = open_case(other, by=intake, team=team)
    assign(theirs, by=intake, user=manager, role=Role.CASE_MANAGER)
    with pytest.raises(Refused, match="another patient"):
        actions.admit(
            other,
            by=manager,
            facility=facility,
            kind="IMP",
            visit_authority="NGH",
            visit_number="V1",
            **fact(1),
        )
    assert Encounter.objects.count() == 1


def test_a_bed_of_another_unit_is_refused(case, manager, facility, other_unit, bed, fact):
    with pytest.raises(Refused, match="not in that unit"):
        actions.admit(
            case.patient, by=manager, facility=facility, kind="IMP", unit=other_unit, bed=bed, **fact(0)
        )
    assert not Encounter.objects.exists()


def test_who_may_not_admit(case, on_team, facility, fact):
    nurse = on_team(Role.NURSE)
    with pytest.raises(Denied):
        actions.admit(case.patient, by=nurse, facility=facility, kind="IMP", **fact(0))


def test_the_trail_names_the_patient_and_the_person(admitted, case, manager):
    event = Event.objects.get(verb="encounters.admit")
    assert (event.actor, event.patient_ids) == (manager.username, [case.patient_id])
    assert Event.objects.get(verb="encounters.link_to_case").case_id == case.pk


def test_heard_of_before_its_admission(case, feed, facility, unit, fact):
    number = {"visit_authority": "NGH", "visit_number": "V9"}
    early = actions.note_visit(case.patient, by=feed, facility=facility, kind="IMP", **number)
    assert (early.status, early.from_update) == ("planned", True)
    early = actions.transfer(early, by=feed, unit=unit, **fact(3))
    assert (early.status, early.from_update, early.unit) == ("in_progress", True, unit)
    whole = actions.admit(case.patient, by=feed, facility=facility, kind="IMP", **number, **fact(0))
    assert (whole.pk, whole.from_update, whole.started_at, whole.unit) == (early.pk, False, THEN, unit)
    assert actions.note_visit(case.patient, by=feed, facility=facility, kind="IMP", **number) == whole


def test_the_census_of_a_unit_shows_only_what_one_may_see(
    admitted, unit, on_team, outsider, manager, other_unit
):
    assert list(queries.census(unit, by=manager)) == [admitted]
    assert not queries.census(unit, by=outsider).exists()
    assert not queries.census(other_unit, by=manager).exists()
    assert queries.in_house(Case.objects.get()) == admitted
