"""What only some may know is told to nobody else, and a paper says no more than was agreed and approved."""

from uuid import uuid4

import pytest
from django.template.loader import render_to_string

from accounts.permissions import Role
from careplans import actions, approved, deciding, overlapping, sides, submitting
from careplans.actions.conflicts import accept_conflict, raise_conflict
from careplans.actions.templates import approve_template
from careplans.models import Overlap, OverlapThreshold
from careplans.queries import overlaps as queries
from careplans.queries import sheet
from core import clock
from core.refusals import Refused
from policy import ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def holes(planning, manager):
    """A hole for each class of need."""
    return [
        Overlap.objects.create(
            case=planning, kind="hole", key="hole|activity|x" if data == "work" else f"hole|need|{uuid4()}", sentence="A need has no goal",
            evidence={"data": data, "words": ""}, created_by=manager,
        )
        for data in ("psychosocial", "safeguarding", "behavioural", "work")
    ]  # fmt: skip


def test_that_there_is_such_a_need_is_told_to_whoever_may_know_it(holes, planning, manager):
    def told(*rights):
        panel = queries.panel(planning, frozenset(rights))["holes"]
        page = queries.page(planning, manager, frozenset(rights))["holes"]
        assert {each.row for each in panel} == {each.row for each in page}
        return {each.row.evidence["data"] for each in panel}

    assert told("view_plan") == {"work"}
    assert told("view_plan", "summary_psychosocial") == {"work", "psychosocial"}
    assert told("summary_safeguarding") == {"work", "safeguarding"}


def test_nor_does_the_list_of_a_team_tell_it(holes, supervisor):
    found = {row.evidence["data"] for row in queries.listed(supervisor)}
    assert found == {"psychosocial", "work"}
    assert queries.of_teams(supervisor).count() == len(found)


def test_looking_neither_locks_nor_makes_the_threshold(facility, packs):
    rules = ready.overlaps(facility, clock.now())
    assert overlapping.threshold(facility, rules) == rules.threshold
    assert not OverlapThreshold.objects.exists()


@pytest.mark.parametrize(
    ("words", "plain", "differs"),
    [("Take 2 tablets", "Take 3 tablets", True), ("Take 2 tablets", "Take 2 tablets", False),
     ("Be seen within 7 days", "I am seen in the first week", False), ("Know whom to call", "I can call 988", False)],
)  # fmt: skip
def test_a_plain_version_with_another_number_is_a_gap(step, manager, plan, words, plain, differs):
    actions.change_intervention(step, by=manager, words=words, plain=plain)
    assert submitting.standing(plan, manager).other_numbers == ([words] if differs else [])


def test_it_keeps_the_plan_from_being_handed_in(plan, agreed, step, manager, making):
    actions.change_intervention(step, by=manager, words="Take 2 tablets", plain="Take 3 tablets")
    with pytest.raises(Refused, match="“Take 2 tablets”: the plain words have other numbers"):
        actions.submit(making(plan), by=manager)


def test_the_paper_has_goals_that_were_agreed(plan, goal, manager):
    assert list(sheet._goals(plan)) == []
    actions.agree_goal(goal, by=manager)
    assert list(sheet._goals(plan)) == [goal]


def test_and_says_while_it_is_not_approved(submitted, plan, goal, supervisor, manager):
    assert "not approved yet" in sheet._standing(plan)
    actions.approve(submitted, by=supervisor)
    assert sheet._standing(plan) == ""
    actions.activate(plan, by=manager, engagement="Took part")
    assert sheet._standing(plan) == ""
    actions.change_goal(goal, by=manager, target="300")
    assert "not approved yet" in sheet._standing(plan)


def test_a_decision_on_what_one_may_not_read_is_not_read_either(plan, manager):
    row = raise_conflict(plan, by=manager, sentence="Two orders", severity="severe", one="Rest", other="Walk")
    row = accept_conflict(row, by=manager, decision="Her own wish")
    for hidden in (True, False):
        shown = {"row": sides.Said(row, "Two orders", [], hidden), "rights": frozenset()}
        assert ("Her own wish" in render_to_string("careplans/_conflict.html", shown)) is not hidden


def test_conflicts_found_while_deciding_stand_for_the_writer(submitted, supervisor, monkeypatch):
    seen = []
    monkeypatch.setattr("careplans.conflicting.recheck", lambda plan, *, by: seen.append((plan, by)))
    actions.return_(submitted, by=supervisor, comment="More")
    assert seen == [(submitted.plan, supervisor)]


def test_a_template_that_changed_since_it_was_read_is_read_again(facility, person, packs):
    admin = person("a.admin", Role.ADMINISTRATOR, facility)
    said = {"template": "heart_failure", "answers_for_it": "Dr A. Rao, cardiology"}
    with pytest.raises(Refused, match="Read it again"):
        approve_template(facility, by=admin, **said, digest="0" * 64)
    found = ready.plan_templates(facility, clock.now())[1].get("heart_failure")
    assert approve_template(facility, by=admin, **said, digest=approved.digest(found)).digest


def test_whoever_covers_as_a_coordinator_is_one(submitted, on_team, monkeypatch):
    coordinator = on_team(Role.COORDINATOR)
    submitted.submitted_by, submitted.writers = coordinator, [coordinator.pk]
    coordinator.assignments.update(error_at=clock.now(), error_by=coordinator, error_reason="Cover alone")
    assert deciding.needs_case_manager(submitted)
