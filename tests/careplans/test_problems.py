"""Problems: in words or from a need, changed, and resolved when nothing serves them any more."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions
from careplans.models import Problem
from core.refusals import Denied, Refused

pytestmark = pytest.mark.django_db


def test_a_problem_in_words(plan, manager):
    row = actions.add_problem(plan, by=manager, words="Heart failure", kind="clinical", priority=1)
    assert (row.words, row.kind, row.priority, row.status, row.created_by) == (
        "Heart failure", "clinical", 1, "active", manager,
    )  # fmt: skip
    assert Event.objects.filter(verb="careplans.add_problem", actor=manager.username).exists()


def test_from_a_need_it_takes_its_domain_kind_and_weight(plan, manager, wants_help):
    need = wants_help("food", "No food at home", severity=3)
    row = actions.add_problem(plan, by=manager, need=need)
    assert (row.words, row.kind, row.priority, row.need) == ("Food", "social", 1, need)
    assert "3 Nov 2026" in row.source
    with pytest.raises(ValidationError, match="already a problem"):
        actions.add_problem(plan, by=manager, need=need)


def test_whoever_reads_summaries_names_the_domain_alone(plan, on_team, wants_help):
    coordinator = on_team(Role.COORDINATOR)
    row = actions.add_problem(plan, by=coordinator, need=wants_help("food", "Eats once a day"))
    assert row.words == "Food"


@pytest.mark.parametrize("status", ["found", "declined", "later"])
def test_a_need_with_which_nobody_wants_help_is_no_problem(plan, manager, wants_help, status):
    more = {"answered_at": None, "answered_by": None} if status == "found" else {}
    with pytest.raises(Refused, match="want help") as refusal:
        actions.add_problem(plan, by=manager, need=wants_help(status=status, **more))
    assert refusal.value.field == "need"


def test_it_needs_words(plan, manager):
    with pytest.raises(ValidationError, match="words"):
        actions.add_problem(plan, by=manager)
    assert not Problem.objects.exists()


def test_it_is_changed_by_field(problem, manager):
    changed = actions.change_problem(problem, by=manager, priority=1)
    assert (changed.words, changed.priority) == ("Heart failure", 1)
    with pytest.raises(TypeError, match="status"):
        actions.change_problem(problem, by=manager, status="resolved")


def test_it_is_resolved_when_no_goal_serves_it(problem, goal, manager):
    with pytest.raises(Refused, match="Goals still serve this problem"):
        actions.resolve_problem(problem, by=manager, because="Better")
    actions.close_goal(goal, by=manager, outcome="Reached", closing="reached")
    with pytest.raises(Refused, match="what came of it"):
        actions.resolve_problem(problem, by=manager, because=" ")
    done = actions.resolve_problem(problem, by=manager, because="Better")
    assert (done.status, done.closed_because, done.closed_by) == ("resolved", "Better", manager)
    with pytest.raises(Refused, match="still open"):
        actions.propose_goal(problem.plan, by=manager, words="More", problem=problem)


def test_nobody_but_those_who_write_plans(plan, problem, on_team):
    nurse = on_team(Role.NURSE)
    for verb, row, more in (
        (actions.add_problem, plan, {"words": "Mine"}),
        (actions.change_problem, problem, {"words": "Mine"}),
        (actions.resolve_problem, problem, {"because": "Mine"}),
    ):
        with pytest.raises(Denied):
            verb(row, by=nurse, **more)
    assert Problem.objects.get().words == "Heart failure"


def test_by_its_pages(client, plan, manager, wants_help):
    client.force_login(manager)
    need = wants_help("transport", "No way to the clinic")
    address = reverse("careplans:add-problem", args=[plan.pk])
    assert "No way to the clinic" in client.get(address).content.decode()
    empty = client.post(address, {"words": ""}, headers={"HX-Request": "true"})
    assert empty.status_code == 422
    assert "Say what the problem is" in empty.content.decode()
    assert "<html" not in empty.content.decode()
    assert client.post(address, {"need": need.pk}).status_code == 303
    row = Problem.objects.get()
    assert row.need == need
    resolved = client.post(reverse("careplans:resolve-problem", args=[row.pk]), {"because": "Bus pass"})
    assert resolved.url.endswith(f"#problem-{row.pk}")
    row.refresh_from_db()
    assert row.status == "resolved"


def test_a_stranger_finds_nothing(client, problem, outsider):
    client.force_login(outsider)
    for name in ("change-problem", "resolve-problem"):
        assert client.get(reverse(f"careplans:{name}", args=[problem.pk])).status_code == 404
