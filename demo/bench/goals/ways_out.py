"""F6 and F7: the board and the dashboard of a house of 200 beds, how soon another browser shows a change, its forecast.

Beside each stands, for how busy the machine is, a page that reads session and user alone.
"""

import time
from collections.abc import Callable, Iterator
from itertools import count
from statistics import median

from django.core.management import CommandError
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from accounts.models import User
from core import clock
from demo.bench.goals import lists
from demo.bench.hand import timed, watched
from demo.bench.lines import Goal, Line, compared, counted, measured
from demo.bench.rounds import DROPPED, Bench, in_turns
from discharge import actions
from discharge.models import DischargePlan
from discharge.queries import board, forecasts
from facilities.models import Facility

USER, HOUSE, WHO = "supervisor.1.1", "B1", "/bench-who/"
PAGES = {"board": "/board/?show=all", "dashboard": "/team/dashboard/"}
LIVE = "/board/live/?show=all"
MOST, STATEMENTS, SECONDS, FORECAST = Goal(300), Goal(12), Goal(2), Goal(1)
PAIRS, ALL = 20, 100
# How often a browser asks for the token (data-live-seconds), and at which parts of that time something changes.
EVERY, PHASES = 2.0, (0.1, 0.3, 0.5, 0.7, 0.9)


def pages(bench: Bench) -> Iterator[Line]:
    """Both pages as the supervisor opens them, and the change."""
    for name in bench.each():
        client = _signed_in()
        shown = len(board.rows(User.objects.get(username=USER)))
        if shown < ALL:
            raise CommandError(f"The board has {shown} rows; it is measured with the whole house.")
        for page, url in PAGES.items():
            said = f"{page} of a house, {shown} patients" if page == "board" else page
            yield from _page(bench, client, said, url, name)
        yield from _live(client, name)


def _page(bench: Bench, client: Client, said: str, url: str, name: str) -> Iterator[Line]:
    open_ = _opener(client, url)
    with override_settings(ROOT_URLCONF=lists.__name__):
        for _n in range(2 * DROPPED):
            open_()
        with watched() as asked:
            open_()
        times = in_turns(lambda: timed(open_), lambda: timed(_opener(client, WHO)), min(bench.pairs, PAIRS))
    yield counted("F6", f"{said}, statements, {name}", len(asked), STATEMENTS)
    yield measured("F6", f"{said}, ms, {name}", median(times.ours), MOST)
    yield compared("F6", f"  beside a page of session and user, {name}", times, None)


def _live(client: Client, name: str) -> Iterator[Line]:
    """From a change until another browser has the fresh part, as it asks every two seconds; taken back afterwards."""
    with transaction.atomic():
        took = [_until_shown(client, phase * EVERY, f"Change {n}") for n, phase in enumerate(PHASES)]
        transaction.set_rollback(True)
    yield measured("F6", f"a change in another browser, s, median, {name}", median(took), SECONDS)
    yield measured("F6", f"  the slowest of {len(took)}, {name}", max(took), None)


def _until_shown(client: Client, phase: float, words: str) -> float:
    """A delay is opened `phase` seconds after the other browser last asked."""
    token = client.get(LIVE).headers["ETag"]
    asked_at = time.perf_counter()
    time.sleep(phase)
    began = time.perf_counter()
    _change(words)
    for turn in count(1):
        time.sleep(max(0.0, asked_at + turn * EVERY - time.perf_counter()))
        answer = client.get(LIVE, headers={"If-None-Match": token})
        if answer.status_code != 304:
            _opener(client, PAGES["board"])()
            break
        if turn > len(PHASES):
            raise CommandError("The token of the board did not change with a delay.")
    return time.perf_counter() - began


def _change(words: str) -> None:
    """Somebody opens a delay for whoever on the board has none of this cause yet."""
    plans = DischargePlan.objects.filter(case__facility__code=HOUSE, case__encounters__status="in_progress")
    plan = plans.exclude(delays__cause="G99").exclude(case__lead=None).select_related("case__lead").first()
    if plan is None:
        raise CommandError("Nobody on the board can be delayed.")
    actions.open_delay(plan, by=plan.case.lead, cause="G99", owner=plan.case.lead, words=words)


def forecast(bench: Bench) -> Iterator[Line]:
    """Everybody in a house of 200 beds, drawn anew."""
    for name in bench.each():
        client, house = _signed_in(), Facility.objects.get(code=HOUSE)
        with override_settings(ROOT_URLCONF=lists.__name__), clock.held():
            if len(found := forecasts.of_house(house)) < ALL:
                raise CommandError(f"Only {len(found)} patients have a forecast.")
            times = in_turns(
                lambda h=house: timed(lambda: forecasts.of_house(h)),  # type: ignore[misc]
                lambda c=client: timed(_opener(c, WHO)),  # type: ignore[misc]
                min(bench.pairs, PAIRS),
            )
        yield measured(
            "F7", f"forecast of {len(found)} patients, s, {name}", median(times.ours) / 1000, FORECAST
        )
        yield compared("F7", f"  beside a page of session and user, {name}", times, None)


def _signed_in() -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=USER))
    return client


def _opener(client: Client, url: str) -> Callable[[], None]:
    def run() -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise CommandError(f"{url} answered {answer.status_code}.")

    return run
