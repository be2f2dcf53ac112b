"""What people say of the gates: who may, what is refused, and what becomes work."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from discharge import actions
from discharge.gate_facts import hours_there
from discharge.gates import facts, look
from discharge.models import DischargePlan, GateCheck
from encounters.dispositions import LEAVINGS, READMISSION_PLANNED
from patients.models import Case
from policy.ready import leaving_gates
from tests.conftest import THEN
from tests.discharge.leaving import gates
from worklist import actions as work
from worklist.models import Item

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_every_way_to_leave_has_gates_and_every_fact_is_registered(facility, packs):
    _version, rules = leaving_gates(facility, THEN)
    named = {code for group in rules.groups for code in group.dispositions}
    assert named == {*LEAVINGS, *READMISSION_PLANNED}
    for code, base in READMISSION_PLANNED.items():
        assert rules.group(code) == rules.group(base)
    assert {gate.code for gate in rules.gates if gate.fact} <= set(facts())


def test_nothing_said_is_everything_open(plan, case):
    found = gates(case)
    assert found["discharge_order"] == found["medicines"] == found["support"] == "open"
    assert found["identity"] == "met"
    sentences = look(case, plan).sentences
    assert "The discharge order is not written." in sentences
    assert "How many hours of support a day the patient needs is not rated." in sentences


def test_without_rules_nothing_is_asked(case, manager):
    assert look(case, actions.start_plan(case, by=manager)).gates == ()


def test_done_by_hand_and_by_its_role(plan, case, nurse, manager, on_team):
    made = actions.satisfy_gate(plan, by=nurse, gate="diet_activity", note="Went through it")
    assert (made.status, made.role, made.hard, made.at) == ("met", Role.NURSE, False, THEN)
    assert gates(case)["diet_activity"] == "met"
    assert Event.objects.get(verb="discharge.satisfy_gate").actor == nurse.username
    with pytest.raises(Refused, match="answered already"):
        actions.satisfy_gate(plan, by=nurse, gate="diet_activity")
    with pytest.raises(Denied, match="not your role"):
        actions.satisfy_gate(plan, by=manager, gate="vaccines")
    with pytest.raises(Refused, match="file itself"):
        actions.satisfy_gate(plan, by=manager, gate="medicines")
    with pytest.raises(Refused, match="not asked"):
        actions.satisfy_gate(plan, by=nurse, gate="procurement")
    with pytest.raises(Denied):
        actions.satisfy_gate(plan, by=on_team(Role.CONSULTANT), gate="discharge_order")


def test_not_needed_with_a_reason_where_the_rules_allow_it(plan, case, manager):
    with pytest.raises(Refused, match="Say why"):
        actions.gate_not_needed(plan, by=manager, gate="follow_up_visit", reason=" ")
    actions.gate_not_needed(plan, by=manager, gate="follow_up_visit", reason="Dies at home with hospice")
    assert gates(case)["follow_up_visit"] == "not_needed"
    with pytest.raises(Refused, match="needed by everybody"):
        actions.gate_not_needed(plan, by=manager, gate="medicines", reason="x")


def test_soft_is_carried_over_as_work(plan, case, manager, nurse):
    made = actions.carry_gate(plan, by=nurse, gate="transport", reason="Son comes tomorrow", owner=nurse)
    assert (made.item.kind, made.item.owner, made.item.due_at) == (Item.Kind.GATE, nurse, THEN + 24 * HOUR)
    assert Case.objects.get(pk=case.pk).next_due_at == THEN + 24 * HOUR
    with pytest.raises(Refused, match="before the patient leaves"):
        actions.carry_gate(plan, by=manager, gate="medicines", reason="x")
    with pytest.raises(Refused, match="time to come"):
        actions.carry_gate(plan, by=manager, gate="vaccines", reason="x", due_at=THEN - HOUR)
    assert GateCheck.objects.count() == Item.objects.filter(kind="gate").count() == 1


def test_the_database_carries_nothing_hard(plan, case, manager):
    made = actions.carry_gate(plan, by=manager, gate="transport", reason="x")
    made.hard = True
    with pytest.raises(ValidationError, match="must be done before"):
        made.validate_constraints()


def test_a_debt_ends_by_saying_what_was_done(plan, case, manager):
    made = actions.carry_gate(plan, by=manager, gate="transport", reason="Son comes tomorrow")
    with pytest.raises(Refused, match="sentence of what was done"):
        work.complete(made.item, by=manager)
    with pytest.raises(Refused):
        work.cancel(Item.objects.get(), by=manager, reason="x")
    with pytest.raises(Refused, match="what was done"):
        actions.make_up(made, by=manager, note=" ")
    assert actions.make_up(made, by=manager, note="The son came").item.done_note == "The son came"
    with pytest.raises(Refused, match="nothing left"):
        actions.make_up(made, by=manager, note="again")
    assert made.status == "carried"


def test_only_named_roles_override_and_say_why(plan, case, manager, nurse, supervisor, on_team):
    physician = on_team(Role.CONSULTANT)
    for somebody in (manager, nurse):
        with pytest.raises(Denied):
            actions.override_gate(plan, by=somebody, gate="medicines", reason="x")
    with pytest.raises(Refused, match="Say why"):
        actions.override_gate(plan, by=supervisor, gate="medicines", reason="")
    with pytest.raises(Denied, match="Supervisor"):
        actions.override_gate(plan, by=physician, gate="date_and_place", reason="x")
    made = actions.override_gate(plan, by=physician, gate="medicines", reason="List follows by fax")
    assert (made.status, made.role) == ("overridden", Role.CONSULTANT)
    assert "The medicines are not reconciled." not in look(case, plan).sentences
    with pytest.raises(Refused, match="Carry it over"):
        actions.override_gate(plan, by=supervisor, gate="transport", reason="x")


def test_what_was_said_is_taken_back_with_its_work(plan, case, manager):
    made = actions.carry_gate(plan, by=manager, gate="transport", reason="x")
    with pytest.raises(Refused, match="Say why"):
        actions.undo_gate(made, by=manager, reason="")
    assert actions.undo_gate(made, by=manager, reason="Booked after all").status == "undone"
    assert Item.objects.get().status == Item.Status.CANCELLED
    assert gates(case)["transport"] == "open"
    with pytest.raises(Refused, match="already"):
        actions.undo_gate(made, by=manager, reason="x")
    actions.carry_gate(plan, by=manager, gate="transport", reason="Not booked")


def test_the_support_there_is_held_against_the_need(plan, case, manager, nurse):
    from assessments.actions.abilities import rate_ability

    rate_ability(case, by=nurse, ability="functional", now=1, support_needed=6, support_arranged=0)
    assert "at the destination is not said" in " ".join(look(case, plan).sentences)
    place = plan.destinations.get()
    actions.evaluate_destination(place, by=manager, available=True, accessible=True, support_hours=4)
    assert "2 hours of support a day are missing" in " ".join(look(case, plan).sentences)
    actions.evaluate_destination(place, by=manager, support_hours=6)
    assert gates(case)["support"] == "met"
    plan = DischargePlan.objects.get()
    actions.choose_destination(plan, by=manager, disposition="03")
    actions.evaluate_destination(place, by=manager, support_hours=None)
    assert gates(case)["support"] == "met"


@pytest.mark.parametrize(
    ("goes_to", "chosen", "hours"),
    [
        ("01", {"code": "01", "hours": 4, "service": None}, 4),
        ("06", {"code": "06", "hours": 4, "service": 3}, 7),
        ("06", {"code": "01", "hours": 4, "service": None}, 5),
        ("81", {"code": "01", "hours": 4, "service": None}, 4),
        ("01", {"code": "06", "hours": 4, "service": 8}, 4),
        ("01", {"code": "03", "hours": 4, "service": None}, None),
        ("70", {"code": "01", "hours": 4, "service": None}, None),
        ("95", {}, None),
        ("03", {"code": "06", "hours": None, "service": 2}, 24),
        ("83", {"code": "03", "hours": 0, "service": 12}, 12),
        ("", {}, None),
    ],
)
def test_support_is_that_of_where_they_go(goes_to, chosen, hours):
    assert hours_there(goes_to, chosen) == hours


def test_who_a_patient_is_must_be_certain(plan, case, manager):
    patient = case.patient
    patient.provisional, patient.alias = True, "Rowan"
    patient.save()
    assert gates(case)["identity"] == "open"


def test_outsiders_and_their_gates(plan, outsider):
    for verb in (actions.satisfy_gate, actions.override_gate):
        details = {"reason": "x"} if verb is actions.override_gate else {}
        with pytest.raises(Denied):
            verb(plan, by=outsider, gate="discharge_order", **details)
    assert not GateCheck.objects.exists()
