"""P10: what the database counts for a team's dashboard, beside the same numbers counted by hand."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.core.management import CommandError

from accounts.models import User
from core import clock
from dashboards import counting, queries
from dashboards.counting import Cause
from dashboards.house_rules import rules_of
from demo.bench.dashboard_sql import TEAM
from demo.bench.goals.board import TILES, USER
from demo.bench.hand import Statement, blocks, by_hand, watched
from demo.bench.lines import Line
from demo.bench.rounds import Bench


def lines(bench: Bench) -> Iterator[Line]:
    """All of a team's measures but those of stays, which are reckoned row by row, and the loads of its people."""
    for name in bench.each():
        user = User.objects.get(username=USER)
        team = queries.teams_of(user)[0]
        hand = by_hand(TEAM, {"user": user.pk, "team": team.pk})
        _must_agree(user, team, hand)
        for _n in range(6):
            _ask(user, team)
            hand.ask()
        with watched() as asked:
            _ask(user, team)
        ours, anchor = bench.at(name, partial(_ask, user, team)), bench.at(name, hand.ask)
        touched = (blocks(asked.statements), hand.blocks())
        what = f"dashboard, ms: {len(counting.plainly())} measures of a team, {name}"
        yield bench.compare("P10", what, ours, anchor, TILES, buffers=touched, statements=len(asked))


def _ask(user: User, team: Any) -> Any:
    """As the page asks: with one present for all."""
    with clock.held():
        return counting.numbers(user, team, rules_of(team))


def _must_agree(user: User, team: Any, hand: Statement) -> None:
    """Wrong before fast: both say the same of every measure."""
    figures, causes = _ask(user, team)
    row = hand.ask()[0]
    pairs = zip(row[:-1:2], row[1:-1:2], strict=True)
    for (name, figure), (above, below) in zip(figures.items(), pairs, strict=True):
        ours = (float(figure.numerator), None if figure.denominator is None else float(figure.denominator))
        # Hours run on between two questions; a thousandth of an hour is more than that.
        theirs = (above, below)
        if any(
            (x is None) != (y is None) or abs((x or 0) - (y or 0)) > 1
            for x, y in zip(ours, theirs, strict=True)
        ):
            raise CommandError(f"Wrong before fast: {name} is {ours} on the dashboard, {theirs} in SQL.")
    if [cause.code for cause in causes] != [Cause(*cause).code for cause in row[-1]]:
        raise CommandError("Wrong before fast: the causes of delay differ.")
