"""The benchmark's own judgement: ratios, verdicts, what counts as the list, and that a wrong answer stops it."""

from contextlib import nullcontext
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.permissions import Role
from core import prepared
from demo.bench import lines, machine, pages, parity, rounds, shelf
from demo.bench.anchors import LISTS
from demo.bench.goals import GOALS, lists
from demo.bench.hand import by_hand
from demo.bench.lines import Goal, Pairs
from patients.models import Case
from teams.models import Assignment, UnitCover


def test_sizes_are_read_by_their_patients() -> None:
    assert [shelf.patients_of(name) for name in ("10k", "50k", "1m")] == [10_000, 50_000, 1_000_000]


@pytest.mark.parametrize("name", ["", "k", "10", "ten", "10g", "1.5k"])
def test_another_size_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match="Name sizes by their patients"):
        shelf.patients_of(name)


def test_a_target_nobody_set_is_refused() -> None:
    with pytest.raises(CommandError, match=r"There is no P13; there are P1, P2"):
        call_command("bench", only="P1,P13")
    assert list(GOALS) == [*(f"P{n}" for n in (*range(1, 13), 16, 17)), "F2", "F6", "F7"]


def test_ratios_are_taken_pair_by_pair() -> None:
    assert Pairs([2.0, 4.0, 6.0, 8.0], [1.0, 2.0, 3.0, 4.0]).spread == (2.0, 2.0, 2.0)
    assert Pairs([6.0], [2.0]).spread == (3.0, 3.0, 3.0)


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [([1.0, 1.0, 1.1, 1.1], "PASS"), ([3.0] * 4, "MISSED"), ([1.0, 1.0, 1.0, 9.0], "PASS NOISY")],
)
def test_times_are_judged_by_the_median_of_their_ratios(ours: list[float], verdict: str) -> None:
    assert lines.compared("P1", "a list", Pairs(ours, [1.0] * 4), Goal(2)).verdict == verdict


def test_a_noisy_line_that_misses_is_missed() -> None:
    told = lines.compared("P8", "all of it", Pairs([1.0] * 4, [2.0] * 4), None)
    assert (told.verdict, told.met, told.as_row()["goal"]) == ("TOLD", True, "-")
    line = lines.compared("P3", "growth", Pairs([1.0, 1.2, 3.0, 4.0], [1.0] * 4), Goal(1.5))
    assert (line.noisy, line.verdict) == (True, "MISSED")


@pytest.mark.parametrize(("ours", "verdict"), [(120, "PASS"), (121, "MISSED")])
def test_blocks_are_exact(ours: int, verdict: str) -> None:
    line = lines.touched("P2", "a list", ours, 100, Goal(1.2))
    assert (line.verdict, line.noisy, line.buffers) == (verdict, False, (ours, 100))


def test_a_goal_can_be_one_to_reach() -> None:
    faster = Goal(50, at_least=True)
    assert (faster.met_by(50), faster.met_by(49), str(faster)) == (True, False, ">=50")
    assert lines.counted("P4", "a page", 13, Goal(12)).verdict == "MISSED"


def test_a_noisy_pair_is_measured_once_more_with_twice_as_many() -> None:
    asked: list[float] = []

    def ours() -> float:
        asked.append(1.0)
        # Four pairs on both sides of the goal, then eight below it.
        return [1.0, 9.0][len(asked) % 2] if len(asked) <= 7 else 1.0

    bench = rounds.Bench(shelf=SimpleNamespace(), sizes=[], pairs=4)  # type: ignore[arg-type]
    line = bench.compare("P1", "a list", ours, lambda: 1.0, Goal(2))
    assert (line.verdict, len(asked)) == ("PASS", 3 + 4 + 3 + 8)


def test_a_line_prints_what_it_measured_and_a_dash_for_what_it_did_not() -> None:
    text = str(lines.counted("P4", "caseload, nurse, 50k", 11, Goal(12)))
    assert text.split() == ["P4", "caseload,", "nurse,", "50k", "-", "-", "-", "-", "-", "11", "<=12", "PASS"]


@pytest.mark.django_db
def test_the_machine_says_what_a_time_depends_on() -> None:
    facts = machine.facts()
    assert set(machine.SETTINGS) < set(facts)
    assert facts["shared_buffers"].endswith("B")


def test_every_page_that_is_measured_has_an_anchor() -> None:
    assert {(target.name, target.role) for target in pages.TARGETS} == set(LISTS)


@pytest.fixture
def covering(case: Case, on_team: Any, unit: Any, patient: Any) -> Any:
    """The first nurse of the benchmark: on one case, and covering the unit of another."""
    nurse = on_team(Role.NURSE, is_lead=True)
    nurse.username = "nurse.1.1"
    nurse.save()
    UnitCover.objects.create(
        user=nurse, unit=unit, role=Role.NURSE, starts_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    case.refresh_from_db()
    case.unit = unit
    case.save()
    return nurse


def target() -> pages.Target:
    return next(one for one in pages.TARGETS if one.id == "C2")


def test_page_and_anchor_must_list_the_same_rows(covering: Any, case: Case, monkeypatch: Any) -> None:
    visit = pages.Visit(target())
    assert visit.hand.keys() == [case.pk]
    assert lists.STATEMENTS.met_by(visit.statements)
    assert min(visit.buffers()) > 0
    monkeypatch.setitem(LISTS, ("caseload", Role.NURSE), "select %(user)s, %(role)s limit 0")
    with pytest.raises(CommandError, match="the page lists 1 rows, its anchor 0"):
        pages.Visit(target())


def test_a_page_without_rows_proves_nothing(covering: Any) -> None:
    UnitCover.objects.all().delete()
    with pytest.raises(CommandError, match="lists 0 rows"):
        pages.Visit(target())


def test_parity_counts_what_all_three_agree_on(covering: Any) -> None:
    assert "1 people, 1 cases seen" in parity.check()


def test_a_wrong_answer_stops_the_run(covering: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(parity, "visible_to", lambda model, user: Case.objects.none())
    with pytest.raises(
        CommandError,
        match=r"Wrong before fast: nurse\.1\.1 sees 0 cases by core\.access, 1 by SQL, 1 by guardian",
    ):
        parity.check()


def test_an_ended_assignment_still_counts_for_thirty_days(covering: Any, case: Case) -> None:
    UnitCover.objects.all().delete()
    on_it = Assignment.objects.get(user=covering)
    on_it.ends_at, on_it.status = on_it.starts_at, "ended"
    on_it.save()
    assert "1 people, 1 cases seen" in parity.check()


def test_a_statement_by_hand_is_planned_once_and_answers_as_asked(covering: Any, monkeypatch: Any) -> None:
    # Other tests may have taught this connection all it learns.
    monkeypatch.setattr(prepared, "MOST", 100_000)
    hand = by_hand("select %(b)s::int - %(a)s::int, %(a)s::int", {"a": 1, "b": 3})
    assert hand.sql.startswith("execute ")
    assert (hand.ask(), hand.keys(), hand.blocks()) == ([(2, 1)], [2], 0)


def test_both_sizes_give_a_line_each_and_together_the_growth(covering: Any, monkeypatch: Any) -> None:
    here: Any = SimpleNamespace(open=lambda name: nullcontext())
    monkeypatch.setattr(lists, "TARGETS", [target()])
    bench = rounds.Bench(here, ["10k", "50k"], pairs=2)
    times = list(lists.database_time(bench))
    assert [line.what.rpartition(" ")[2] for line in times] == ["10k", "50k"]
    [grown] = lists.growth(bench)
    assert grown.statements == pages.Visit(target()).statements
    assert list(lists.growth(rounds.Bench(here, ["10k"], pairs=2))) == []
