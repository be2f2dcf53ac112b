"""The first page of leaving and its verbs as pages: sentences, statuses, nothing typed lost, the same cost with many rows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core.refusals import Refused
from discharge import actions
from discharge.models import Destination, DischargePlan, ExpectedDateChange, GateCheck, LeavingStep
from encounters import actions as encounters
from encounters.models import Encounter
from patients.models import Stage
from teams.models import EmergencyAccess
from tests.conftest import THEN
from tests.discharge.leaving import override_all, to_the_door
from worklist.actions import open_item
from worklist.models import Item

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def to(case):
    return lambda name, *more: reverse(f"cases:{name}", args=[case.pk, *more])


def text(answer):
    return answer.content.decode()


def test_what_is_missing_stands_as_sentences_with_what_may_be_done(client, to, plan, visit, manager, nurse):
    client.force_login(manager)
    page = text(client.get(to("discharge")))
    assert "The discharge order is not written." in page
    assert "The sheet of warning signs was not given." in page
    assert to("gate-done", "discharge_order") in page
    assert to("gate-carry", "red_flag_sheet") in page
    assert to("gate-override", "medicines") not in page
    assert client.post(to("gate-done", "discharge_order")).status_code == 303
    assert "The discharge order is not written." not in text(client.get(to("discharge")))
    check = GateCheck.objects.get()
    undo = reverse("cases:gate-undo", args=[check.pk])
    assert client.post(undo, {"reason": ""}).status_code == 422
    assert client.post(undo, {"reason": "Order was withdrawn"}).status_code == 303
    client.force_login(nurse)
    assert to("gate-done", "diet_activity") in text(client.get(to("discharge")))


def test_the_supervisor_overrides_and_the_manager_may_not(client, to, plan, manager, supervisor):
    client.force_login(manager)
    assert client.get(to("gate-override", "medicines")).status_code == 403
    client.force_login(supervisor)
    assert to("gate-override", "medicines") in text(client.get(to("discharge")))
    assert client.post(to("gate-override", "medicines"), {"reason": "By fax"}).status_code == 303
    assert client.post(to("gate-override", "medicines"), {"reason": "By fax"}).status_code == 409
    assert client.get(to("gate-override", "moon")).status_code == 404


def test_leaving_is_refused_with_every_sentence_and_then_done(
    client, to, plan, visit, manager, nurse, supervisor, at
):
    to_the_door(plan, manager=manager, nurse=nurse)
    at(THEN + 2 * HOUR)
    client.force_login(manager)
    assert "The discharge order is not written." in text(client.get(to("leave-as-planned")))
    left = {
        "event_at_0": "2026-11-03",
        "event_at_1": "11:00",
        "receiver": "Daughter",
        "destination": "12 Elm Road",
    }
    refused = client.post(to("leave-as-planned"), left)
    assert refused.status_code == 409
    assert "The medicines are not reconciled." in text(refused)
    assert "12 Elm Road" in text(refused)
    override_all(plan, supervisor)
    early = client.post(to("leave-as-planned"), {**left, "event_at_1": "09:00"})
    assert early.status_code == 409
    assert "before the patient arrived" in text(early)
    assert not LeavingStep.objects.filter(stage="left").exists()
    assert client.post(to("leave-as-planned"), left).status_code == 303
    assert Encounter.objects.get().ended_at == THEN + HOUR
    page = text(client.get(to("discharge")))
    assert "Carried over to the time after" in page
    item = Item.objects.filter(kind="gate").first()
    assert reverse("cases:make-up", args=[item.pk]) in page
    assert client.post(reverse("cases:make-up", args=[item.pk]), {"note": ""}).status_code == 422
    assert client.post(reverse("cases:make-up", args=[item.pk]), {"note": "Sent by mail"}).status_code == 303
    assert client.post(reverse("cases:make-up", args=[item.pk]), {"note": "again"}).status_code == 409


def test_who_only_reads_work_is_not_told_what_it_makes_up_for(
    client, case, manager, patient, person, facility
):
    user = person("e.nurse", Role.NURSE, facility)
    EmergencyAccess.objects.create(
        patient=patient, user=user, role=Role.NURSE, reason="treatment", words="She is unconscious here",
        opened_at=THEN, expires_at=THEN + 4 * HOUR, review_due_at=THEN + 48 * HOUR,
    )  # fmt: skip
    client.force_login(user)
    facts = {"activity": "follow_up", "what": "Call", "why": "Promised", "due_at": THEN + HOUR}
    item = open_item(case, by=manager, owner=manager, **facts)
    assert client.get(reverse("worklist:item", args=[item.pk])).status_code == 200
    for answer in (client.get, client.post):
        assert answer(reverse("cases:make-up", args=[item.pk])).status_code == 403


def test_stages_by_their_pages(client, to, plan, visit, manager, nurse):
    client.force_login(manager)
    said = {"at_0": "2026-11-03", "at_1": "10:00", "said_by": ""}
    unsaid = client.post(to("reach-stage", "medically_ready"), said)
    assert unsaid.status_code == 409
    assert "Name the physician" in text(unsaid)
    assert (
        client.post(to("reach-stage", "medically_ready"), {**said, "said_by": "Dr. Ito"}).status_code == 303
    )
    assert client.post(to("reach-stage", "accepted"), said).status_code == 409
    assert client.get(to("reach-stage", "gone")).status_code == 404
    back = reverse("cases:step-back", args=[LeavingStep.objects.get().pk])
    assert client.post(back, {"reason": "Fever"}).status_code == 303
    client.force_login(nurse)
    assert client.post(to("reach-stage", "plan_ready"), said).status_code in (403, 409)


def test_a_slip_without_its_cause_changes_nothing(client, to, plan, manager):
    client.force_login(manager)
    assert (
        client.post(to("set-date"), {"expected_on": "2026-11-09", "why": "Usual length"}).status_code == 303
    )
    assert "Cause" in text(client.get(to("set-date")))
    slip = client.post(to("set-date"), {"expected_on": "2026-11-12", "why": "Waits for oxygen", "cause": ""})
    assert slip.status_code == 422
    assert "Choose what holds the patient" in text(slip)
    assert "Waits for oxygen" in text(slip)
    assert (
        client.post(to("set-date"), {"expected_on": "2026-11-12", "why": "", "cause": "D06"}).status_code
        == 422
    )
    assert ExpectedDateChange.objects.count() == 1
    assert (
        client.post(to("set-date"), {"expected_on": "2026-11-12", "why": "x", "cause": "D06"}).status_code
        == 303
    )
    assert client.post(to("set-date"), {"expected_on": "2026-11-10", "why": "Came early"}).status_code == 303
    page = text(client.get(to("discharge")))
    assert "The expected date moved 2 times" in page
    assert "Equipment is late" in page
    assert "D06" not in page
    assert "<polyline" in page


def test_destinations_by_their_pages(client, to, case, manager, packs, facility):
    client.force_login(manager)
    assert client.post(to("add-destination"), {"disposition": "03", "words": "Elm House"}).status_code == 303
    assert client.post(to("choose-destination"), {}).status_code == 422
    place = DischargePlan.objects.get().destinations.get()
    assert client.post(to("choose-destination"), {"destination": place.pk}).status_code == 303
    said = {"available": "yes", "accessible": "no", "support_hours": "24"}
    assert client.post(reverse("cases:evaluate-destination", args=[place.pk]), said).status_code == 303
    place.refresh_from_db()
    assert (place.available, place.accessible, place.support_hours) == (True, False, 24)
    page = text(client.get(to("discharge")))
    assert "Elm House" in page
    assert client.post(reverse("cases:drop-destination", args=[place.pk]), {"why": ""}).status_code == 422
    assert client.post(reverse("cases:drop-destination", args=[place.pk]), {"why": "Full"}).status_code == 303
    assert client.post(to("wishes"), {"wishes": "My own bed"}).status_code == 303
    assert "My own bed" in text(client.get(to("discharge")))


def test_outsiders_find_nothing(client, to, plan, visit, outsider):
    step = actions.reach_stage(plan, by=plan.case.lead, stage="medically_ready", said_by="Dr. Ito")
    place = plan.destinations.get()
    client.force_login(outsider)
    pages = [to(name) for name in ("wishes", "add-destination", "choose-destination", "leave-as-planned")]
    pages += [to("gate-done", "discharge_order"), to("reach-stage", "plan_ready")]
    pages += [reverse("cases:step-back", args=[step.pk]), reverse("cases:back-up", args=[place.pk])]
    assert {client.get(page).status_code for page in pages} == {404}


def test_it_costs_the_same_with_many_rows(
    client, to, plan, visit, manager, nurse, django_assert_max_num_queries
):
    client.force_login(manager)
    actions.set_expected_date(plan, by=manager, expected_on=THEN.date(), why="x")
    client.get(to("discharge"))
    with django_assert_max_num_queries(12) as few:
        client.get(to("discharge"))
    for n in range(15):
        plan.refresh_from_db()
        actions.set_expected_date(
            plan, by=manager, expected_on=THEN.date() + timedelta(days=n + 1), why="x", cause="D06"
        )
        actions.add_destination(plan, by=manager, disposition="03", words=f"Place {n}")
    to_the_door(plan, manager=manager, nurse=nurse)
    for gate in ("transport", "told", "wishes", "vaccines"):
        actions.carry_gate(plan, by=manager, gate=gate, reason="x")
    encounters.leave(visit, by=manager, event_at=THEN, disposition="01", key="left-1")
    with django_assert_max_num_queries(len(few)):
        client.get(to("discharge"))


def test_once_the_patient_has_left_the_plan_offers_nothing_that_is_refused(
    client, to, plan, visit, manager, at
):
    place, delays = Destination.objects.get(), reverse("board:delays", args=[plan.case_id])
    offered = [to("choose-destination"), to("add-destination"), to("set-date"), to("wishes"),
               reverse("cases:drop-destination", args=[place.pk])]  # fmt: skip
    client.force_login(manager)
    before = text(client.get(to("discharge")))
    assert all(each in before for each in offered)
    assert reverse("board:open-delay", args=[plan.case_id]) in text(client.get(delays))
    at(THEN + HOUR)
    encounters.leave(visit, by=manager, event_at=THEN + HOUR, disposition="01", key="left-1")
    after = text(client.get(to("discharge")))
    assert not any(each in after for each in offered)
    assert reverse("board:open-delay", args=[plan.case_id]) not in text(client.get(delays))


def test_where_and_when_they_went_is_not_rewritten_by_the_plan(plan, visit, manager, at):
    at(THEN + HOUR)
    encounters.leave(visit, by=manager, event_at=THEN + HOUR, disposition="01", key="left-1")
    place = Destination.objects.get()
    for verb, row, said in (
        (actions.choose_destination, plan, {"disposition": "03"}),
        (actions.add_destination, plan, {"disposition": "03"}),
        (actions.drop_destination, place, {"why": "x"}),
        (actions.evaluate_destination, place, {"available": True}),
        (actions.rank_destination, place, {"rank": 1}),
        (actions.set_backup, place, {}),
        (actions.set_expected_date, plan, {"expected_on": THEN.date(), "why": "x"}),
    ):
        with pytest.raises(Refused, match="The patient has left"):
            verb(row, by=manager, **said)


def test_who_left_without_a_plan_does_not_hold_the_case_up(case, visit, manager, staged, at):
    staged(Stage.ACTIVE)
    at(THEN + HOUR)
    encounters.leave(visit, by=manager, event_at=THEN + HOUR, disposition="01", key="left-1")
    assert actions.begin_transition(case, by=manager).stage == Stage.TRANSITIONING
