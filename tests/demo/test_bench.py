"""The benchmark's own judgement: ratios, verdicts, what counts as the list, and that a wrong answer stops it."""

from contextlib import nullcontext
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError

from accounts.permissions import Role
from demo.bench import lines, machine, pages, parity, rounds, shelf
from demo.bench.anchors import LISTS
from patients.models import Case
from teams.models import Assignment, UnitCover


def test_sizes_are_read_by_their_cases() -> None:
    assert [shelf.cases_of(name) for name in ("10k", "50k", "1m")] == [10_000, 50_000, 1_000_000]


@pytest.mark.parametrize("name", ["", "k", "10", "ten", "10g", "1.5k"])
def test_another_size_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match="Name sizes by their cases"):
        shelf.cases_of(name)


def test_ratios_are_taken_pair_by_pair() -> None:
    middle, low, high = lines.spread([2.0, 4.0, 6.0, 8.0], [1.0, 2.0, 3.0, 4.0])
    assert (middle, low, high) == (2.0, 2.0, 2.0)


@pytest.mark.parametrize(
    ("times", "statements", "verdict"),
    [
        ([299.0, 299.0], 12, "PASS"),
        ([300.0, 300.0], 12, "MISSED"),
        ([10.0, 10.0], 13, "MISSED"),
        ([10.0, 900.0, 20.0], 1, "PASS"),
    ],
)
def test_a_page_is_judged_by_median_and_statements(times: list[float], statements: int, verdict: str) -> None:
    assert lines.page("C1", "caseload", times, statements).verdict == verdict


@pytest.mark.parametrize(("touched", "verdict"), [((200, 100), "PASS"), ((201, 100), "MISSED")])
def test_a_list_is_judged_by_the_blocks_it_touches(touched: tuple[int, int], verdict: str) -> None:
    line = lines.listing("C1L", [9.0, 9.0, 9.0], [1.0, 1.0, 1.0], touched, 2)
    assert line.verdict == verdict
    assert (line.ratio, line.statements) == ((9.0, 9.0, 9.0), 2)


def test_growth_on_both_sides_of_the_goal_is_noisy_and_still_judged() -> None:
    wide = lines.growth("C1G", "growth", [1.0, 1.2, 3.0, 4.0], [1.0, 1.0, 1.0, 1.0])
    assert (wide.verdict, wide.met) == ("NOISY", False)
    steady = lines.growth("C1G", "growth", [1.1, 1.2, 1.2, 1.1], [1.0, 1.0, 1.0, 1.0])
    assert (steady.verdict, steady.met) == ("PASS", True)
    assert lines.growth("C1G", "growth", [2.0] * 4, [1.0] * 4).verdict == "MISSED"


def test_a_line_prints_what_it_measured_and_a_dash_for_what_it_did_not() -> None:
    text = str(lines.page("C1-50k", "caseload, nurse, 50k", [12.0, 12.0], 11))
    assert text.split() == [
        "C1-50k",
        "caseload,",
        "nurse,",
        "50k",
        "12.0",
        "-",
        "-",
        "-",
        "11",
        "<300",
        "ms,",
        "<=12",
        "stmts",
        "PASS",
    ]


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
    assert pages.keys(*visit.hand) == [case.pk]
    assert visit.statements <= lines.STATEMENTS
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


def test_a_round_gives_a_page_a_list_and_with_two_sizes_the_growth(covering: Any, monkeypatch: Any) -> None:
    here = SimpleNamespace(open=lambda name: nullcontext())
    monkeypatch.setattr(rounds, "TARGETS", [target()])
    found = list(rounds.measure(here, ["10k", "50k"], pairs=2))  # type: ignore[arg-type]
    assert [line.id for line in found] == ["C2-10k", "C2L-10k", "C2-50k", "C2L-50k", "C2G"]
    page, listing = found[0], found[1]
    assert (page.statements, listing.statements) == (pages.Visit(target()).statements, 2)
    assert page.ours > listing.ours > 0
