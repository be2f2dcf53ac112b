"""What comes round in the demonstration: the huddle of each unit on working days, and what happens by itself at night."""

from contextlib import suppress
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from accounts.models import User
from accounts.permissions import Role
from core import clock
from core.localtime import scheduled
from core.refusals import Refused
from dashboards import sweeps as numbers
from demo import words_of_leaving
from demo.diary import Story
from demo.house import TZ, House
from discharge.actions import huddles
from discharge.models import DischargePlan, Huddle
from discharge.queries import board
from discharge.sweeps import afterwards, delays, forecasts, notices
from facilities.models import Unit
from referrals import sweeps as asking

DAY = timedelta(days=1)
HUDDLE, NIGHT = time(9, 40), time(0, 20)
# Of the board only those are spoken of at length who are to leave soon or should have left.
SPOKEN_OF = ("late", "at_risk", "today", "tomorrow")
MOST = 6
BY_THE_CLOCK = (
    delays.escalate_delays,
    delays.note_milestones,
    notices.owe_notices,
    notices.miss_notices,
    afterwards.stop_afterwards,
    afterwards.begin_afterwards,
    afterwards.look_after_visits,
    afterwards.complete_afterwards,
    afterwards.open_returns,
    asking.ask_for_answers,
    asking.ask_after_starts,
)


def by_the_clock() -> None:
    """What beat's ticks do on the way out and after it."""
    for sweep in BY_THE_CLOCK:
        while sweep():
            pass


def nights() -> Story:
    """After midnight every house is forecast, and yesterday's numbers of its teams are kept."""
    while True:
        forecasts.forecast_houses()
        numbers.keep_days()
        numbers.write_briefs()
        yield _next(NIGHT)


def mornings(house: House, rng: Random) -> Story:
    """Every working day each unit goes through its board."""
    while True:
        yield _next(HUDDLE)
        if clock.today(TZ).weekday() < 5:
            for n, unit in enumerate(house.units):
                with suppress(Refused):  # nobody is there
                    huddle(house, rng, n, unit)


def huddle(house: House, rng: Random, n: int, unit: Unit) -> None:
    """Led by the case manager who covers the unit: a word on each, some work at once, a day that moves."""
    by = house.staff[Role.CASE_MANAGER, n][0]
    lines = [line for line in board.rows(by, unit.pk) if line.may_decide]
    lines = [line for line in lines if line.group in SPOKEN_OF][:MOST] or lines[:2]
    present = rng.sample(["case_manager", "nurse", "social_worker", "consultant"], rng.randint(2, 4))
    round_ = huddles.start_huddle(by, by=by, cases=[line.pk for line in lines], unit=unit, present=present)
    rows = DischargePlan.objects.filter(case__in=[line.pk for line in lines])
    plans = {row.case_id: row for row in rows}
    for line in lines:
        if line.pk in plans:
            with suppress(Refused):  # the patient has left meanwhile
                decide(round_, plans[line.pk], line, by, rng)
    huddles.end_huddle(round_, by=by)


def decide(round_: Huddle, plan: DischargePlan, line: board.Line, by: User, rng: Random) -> None:
    """Most stay as they are; some get work by noon, a few another day with its cause."""
    said: dict[str, Any] = {}
    chance = rng.random()
    if chance < 0.2:
        said = {
            "decision": rng.choice(words_of_leaving.HUDDLE),
            "owner": by,
            "due_at": clock.now() + timedelta(hours=5),
        }
    elif chance < 0.3 and line.group == "late":
        cause, why, _action = rng.choice(words_of_leaving.DELAYS[:8])
        said = {"expected_on": clock.today(TZ) + DAY, "why": why, "cause": cause}
    huddles.decide_in_huddle(plan, by=by, huddle=round_, seconds=rng.randint(20, 130), **said)


def _next(at: time) -> datetime:
    """The next time the clock on the wall shows this."""
    now = clock.now()
    today = scheduled(clock.today(TZ), at, TZ)
    return today if today > now else scheduled(clock.today(TZ) + DAY, at, TZ)
