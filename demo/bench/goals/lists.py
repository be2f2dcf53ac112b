"""P1 to P4 and P9: caseload and My day, as pages and as the statements that read their lists."""

import time
from collections.abc import Iterator
from unittest.mock import patch

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import include, path

from core.routes import route
from demo.bench.hand import timed, watched
from demo.bench.lines import Goal, Line, Pairs, compared, counted, touched
from demo.bench.pages import TARGETS, Visit
from demo.bench.rounds import Bench, in_turns
from discharge.queries import caseload

# Of the page that the target of P9 was set for.
ROWS = 25
DATABASE, BUFFERS, GROWTH, STATEMENTS, PROCESSOR = Goal(2), Goal(1.2), Goal(1.5), Goal(12), Goal(4)


def database_time(bench: Bench) -> Iterator[Line]:
    """P1: what reads the list, beside the hand-written statement of the same rows."""
    for name in bench.each():
        for target in TARGETS:
            visit = Visit(target)
            ours, anchor = bench.at(name, visit.ask), bench.at(name, lambda hand=visit.hand: hand.ask())  # type: ignore[misc]
            what = f"list, database ms: {target.what}, {name}"
            yield bench.compare("P1", what, ours, anchor, DATABASE, statements=len(visit.ours))


def buffers(bench: Bench) -> Iterator[Line]:
    """P2: blocks of the list and of the hand-written statement."""
    for name in bench.each():
        for target in TARGETS:
            ours, anchor = Visit(target).buffers()
            yield touched("P2", f"list, blocks: {target.what}, {name}", ours, anchor, BUFFERS)


def growth(bench: Bench) -> Iterator[Line]:
    """P3: the whole page through every middleware, on the largest and on the smallest data set."""
    small, large = bench.sizes[0], bench.sizes[-1]
    if small == large:
        return
    for target in TARGETS:
        visits = {}
        for name in (small, large):
            with bench.shelf.open(name):
                visits[name] = Visit(target)
        ours, anchor = (bench.at(name, visits[name].open) for name in (large, small))
        what = f"page, ms: {target.what}, {large} / {small}"
        yield bench.compare("P3", what, ours, anchor, GROWTH, statements=visits[large].statements)


def statements(bench: Bench) -> Iterator[Line]:
    """P4: statements of the page, and that a list narrowed to a few rows asks as many as a full one."""
    for name in bench.each():
        for target in TARGETS:
            visit = Visit(target)
            yield counted("P4", f"page, statements: {target.what}, {name}", visit.statements, STATEMENTS)
            if target.name == "caseload":
                yield _for_few(visit, f"  a full page and a few rows: {target.what}, {name}")


def _for_few(visit: Visit, what: str) -> Line:
    narrowed = f"{visit.target.url}{'&' if '?' in visit.target.url else '?'}stage=follow_up"
    visit.open(narrowed)
    with watched() as asked:
        visit.open(narrowed)
    return counted("P4", what, len(asked), Goal(visit.statements))


@route("GET", kind="session")
def who(request: HttpRequest) -> HttpResponse:
    """The least that a signed-in page can do: session and user."""
    return HttpResponse(request.user.get_username())


urlpatterns = [path("bench-who/", who), path("", include("casemgmt.urls"))]


def processor(bench: Bench) -> Iterator[Line]:
    """P9: processor time of the list page, beside a page that reads session and user alone.

    The target was set for a page of 25 rows; what a full one takes is told beside it.
    """
    name, target = bench.sizes[-1], TARGETS[0]
    with bench.shelf.open(name), override_settings(ROOT_URLCONF=__name__):
        visit = Visit(target)
        for most, goal in ((ROWS, PROCESSOR), (caseload.ROWS, None)):
            with patch.object(caseload, "ROWS", most):
                yield _page(visit, min(most, visit.rows), bench.pairs, name, goal)


def _page(visit: Visit, rows: int, pairs: int, name: str, goal: Goal | None) -> Line:
    what = f"page of {rows} rows, processor ms: {visit.target.what}, {name}"
    for _n in range(6):
        visit.open()
    line = compared("P9", what, _processor_times(visit.client, visit.target.url, pairs), goal)
    if line.noisy:
        times = _processor_times(visit.client, visit.target.url, 2 * pairs)
        line = compared(line.id, line.what, times, goal)
    return line


def _processor_times(client: Client, url: str, pairs: int) -> Pairs:
    ours, anchor = (
        lambda: timed(lambda: client.get(url), time.process_time),
        lambda: timed(lambda: client.get("/bench-who/"), time.process_time),
    )
    return in_turns(ours, anchor, pairs)
