"""Deciding on a plan: by somebody else, with a frozen copy of all of it; or returned with what to change."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions, freezing
from careplans.models import PlanVersion
from core.refusals import Denied, Refused, Stale
from tests.careplans.test_submit import severe
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Item, Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(on_team):
    return on_team(Role.COORDINATOR)


def test_a_supervisor_approves_and_the_whole_is_frozen(submitted, supervisor, manager):
    done = actions.approve(submitted, by=supervisor)
    assert (done.status, done.approved_by, done.approved_at) == ("approved", supervisor, THEN)
    frozen = done.frozen
    assert frozen["what_matters"] == "To dance at the wedding"
    assert [row["words"] for row in frozen["goals"]] == ["Walk to church"]
    assert [row["words"] for row in frozen["interventions"]] == ["Weigh daily"]
    assert frozen["team"] == [
        {"id": f"{manager.pk}:case_manager", "words": manager.name, "role": "case_manager", "lead": True}
    ]
    assert done.frozen_hash == freezing.digest(frozen)
    assert Item.objects.get(kind="approval").status == "done"
    assert Notification.objects.filter(source=f"plan-decided:{done.pk}", recipient=manager).exists()
    assert Event.objects.get(verb="careplans.approve").moved == "status: submitted > approved"


def test_team_and_services_are_those_of_the_moment_of_approval(submitted, supervisor, manager, on_team):
    nurse = on_team(Role.NURSE)
    work.start_follow_up(
        submitted.case, by=manager, activity="follow_up", what="Call after leaving", owner=nurse,
        first_due_at=THEN + timedelta(days=2), every_days=7,
    )  # fmt: skip
    assert "T Nurse" not in str(submitted.frozen["team"])
    frozen = actions.approve(submitted, by=supervisor).frozen
    assert [row["words"] for row in frozen["team"]] == [manager.name, nurse.name]
    (service,) = frozen["services"]
    assert (service["words"], service["holder"], service["every_days"]) == (
        "Call after leaving",
        nurse.name,
        7,
    )


def test_what_is_frozen_stays(approved):
    for change in (
        {"frozen": {}},
        {"frozen_hash": "x"},
        {"number": 9},
        {"approved_at": None, "approved_by": None},
    ):
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            PlanVersion.objects.filter(pk=approved.pk).update(**change)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        PlanVersion.objects.filter(pk=approved.pk).delete()


def test_nobody_approves_their_own(submitted, manager, supervisor):
    sentence = f"You can read this plan but not approve it: you wrote it. {supervisor.short} can."
    with pytest.raises(Denied, match=sentence):
        actions.approve(submitted, by=manager)
    with pytest.raises(Denied, match="you wrote it"):
        actions.return_(submitted, by=manager, comment="More")


def test_handing_in_what_others_wrote_or_writing_what_others_hand_in_is_own_work_too(
    plan, agreed, step, making, manager, on_team, supervisor
):
    worker = on_team(Role.SOCIAL_WORKER)
    version = actions.submit(making(plan), by=worker)
    with pytest.raises(Denied, match="you wrote it"):
        actions.approve(version, by=manager)
    assert actions.approve(version, by=supervisor).status == "approved"


def test_the_table_itself_knows_no_self_approval(submitted, manager, supervisor, person):
    facts = {"status": "approved", "approved_at": THEN, "frozen": {}}
    with pytest.raises(IntegrityError, match="plan_approved_by"), transaction.atomic():
        PlanVersion.objects.filter(pk=submitted.pk).update(**facts, approved_by=manager)
    other = person("w.other", Role.SOCIAL_WORKER)
    PlanVersion.objects.filter(pk=submitted.pk).update(writers=[manager.pk, other.pk])
    with pytest.raises(IntegrityError, match="plan_approved_by_no_writer"), transaction.atomic():
        PlanVersion.objects.filter(pk=submitted.pk).update(**facts, approved_by=other)


@pytest.fixture
def theirs(planning, coordinator, making):
    """A plan that a coordinator wrote and handed in alone."""
    plan = actions.draft_plan(planning, by=coordinator, what_matters="Peace")
    goal = actions.propose_goal(
        plan, by=coordinator, words="Sleep at home", in_patients_words=True, measure="nights", target="7",
        due_on=date(2026, 11, 20),
    )  # fmt: skip
    actions.agree_goal(goal, by=coordinator)
    return actions.submit(making(plan), by=coordinator)


def test_a_coordinators_plan_needs_a_case_manager(theirs, manager, supervisor):
    assert Item.objects.get(kind="approval").owner == manager
    with pytest.raises(Denied, match=f"decided on by a case manager. {manager.short} can."):
        actions.approve(theirs, by=supervisor)
    assert actions.approve(theirs, by=manager).approved_by == manager


def test_unless_a_case_manager_had_a_hand_in_it(theirs, manager, supervisor, coordinator, making):
    actions.take_back(theirs, by=coordinator)
    actions.add_problem(theirs.plan, by=manager, words="Heart failure")
    version = actions.submit(making(theirs.plan), by=coordinator)
    with pytest.raises(Denied, match="you wrote it"):
        actions.approve(version, by=manager)
    assert actions.approve(version, by=supervisor).status == "approved"


def test_those_without_the_duty_decide_nothing(submitted, coordinator, on_team, outsider):
    for who in (coordinator, on_team(Role.NURSE), on_team(Role.SOCIAL_WORKER), outsider):
        with pytest.raises(Denied):
            actions.approve(submitted, by=who)
        with pytest.raises(Denied):
            actions.return_(submitted, by=who, comment="More")
    submitted.refresh_from_db()
    assert submitted.status == "submitted"


def test_an_open_severe_conflict_blocks_it(submitted, plan, manager, supervisor):
    severe(plan, manager)
    with pytest.raises(Refused, match="A severe conflict is open: Two opposite orders"):
        actions.approve(submitted, by=supervisor)
    assert Item.objects.get(kind="approval").status == "open"


def test_what_changed_since_it_was_read_is_not_approved(submitted, supervisor, manager):
    seen = submitted.version
    actions.take_back(submitted, by=manager)
    actions.submit(submitted, by=manager)
    with pytest.raises(Stale):
        actions.approve(submitted, by=supervisor, version=seen)


def test_it_is_returned_with_a_comment_and_stays_as_it_was_read(
    submitted, plan, goal, supervisor, manager, making
):
    with pytest.raises(Refused, match="what is to be changed"):
        actions.return_(submitted, by=supervisor, comment=" ")
    back = actions.return_(submitted, by=supervisor, comment="Say how far she walks now.")
    assert (back.status, back.return_comment, back.returned_by) == (
        "returned", "Say how far she walks now.", supervisor,
    )  # fmt: skip
    assert Item.objects.get(kind="approval").status == "done"
    actions.change_goal(goal, by=manager, target="300")
    back.refresh_from_db()
    assert back.frozen["goals"][0]["target"] == "200"
    second = making(plan)
    assert (second.number, second.status) == (2, "draft")
    actions.submit(second, by=manager)
    assert actions.approve(second, by=supervisor).number == 2


def test_an_approval_is_neither_done_nor_cancelled_as_other_work(submitted, supervisor):
    item = Item.objects.get(kind="approval")
    for verb, more in ((work.complete, {}), (work.cancel, {"reason": "x"})):
        with pytest.raises(Refused, match="Approve the plan, or return it"):
            verb(item, by=supervisor, **more)


def test_two_presses_to_approve_three_to_return(client, submitted, supervisor):
    client.force_login(supervisor)
    mine = client.get(reverse("worklist:my_day")).content.decode()
    page = reverse("careplans:version", args=[submitted.pk])
    assert page in mine
    text = client.get(page).content.decode()
    approve, back = (reverse(f"careplans:{name}", args=[submitted.pk]) for name in ("approve", "return"))
    assert f'action="{approve}"' in text
    assert f'action="{back}"' in text
    wrong = client.post(back, {"comment": "", "version": submitted.version})
    assert wrong.status_code == 422
    stale = client.post(approve, {"version": submitted.version - 1})
    assert stale.status_code == 409
    assert client.post(approve, {"version": submitted.version}).status_code == 303
    submitted.refresh_from_db()
    assert submitted.status == "approved"


def test_returned_by_its_page(client, submitted, supervisor, manager):
    client.force_login(supervisor)
    back = reverse("careplans:return", args=[submitted.pk])
    said = {"comment": "Say how far she walks now.", "version": submitted.version}
    assert client.post(back, said).status_code == 303
    client.force_login(manager)
    text = client.get(reverse("careplans:plan", args=[submitted.case_id])).content.decode()
    assert "Say how far she walks now." in text
    assert "Change the plan" in text


def test_the_writer_has_no_buttons_and_is_told_who_can(client, submitted, manager, supervisor):
    client.force_login(manager)
    page = reverse("careplans:version", args=[submitted.pk])
    text = client.get(page).content.decode()
    assert reverse("careplans:approve", args=[submitted.pk]) not in text
    assert f"you wrote it. {supervisor.short} can." in text
    answer = client.post(reverse("careplans:approve", args=[submitted.pk]))
    assert answer.status_code == 403
    assert "you wrote it" in answer.content.decode()


def test_a_stranger_finds_nothing(client, submitted, outsider):
    client.force_login(outsider)
    for name in ("version", "submit", "take-back", "return", "approve", "sign", "agreement", "comment"):
        assert client.get(reverse(f"careplans:{name}", args=[submitted.pk])).status_code == 404, name


def test_the_supervisors_page_counts_what_waits(client, submitted, supervisor):
    client.force_login(supervisor)
    text = client.get(reverse("supervision:home")).content.decode()
    assert "Plans to decide on" in text
    listed = client.get(reverse("supervision:list", args=["approvals"])).content.decode()
    assert reverse("careplans:version", args=[submitted.pk]) in listed
    assert "Version 1, handed in by" in listed
