"""P10: the numbers of a supervisor's first page, beside the same numbers counted by hand."""

from collections.abc import Iterator
from functools import partial

from django.core.management import CommandError

from accounts.models import User
from core import clock
from demo.bench.anchors import BOARD
from demo.bench.hand import blocks, by_hand, watched
from demo.bench.lines import Goal, Line
from demo.bench.rounds import Bench
from facilities.models import Unit
from supervision import board

TILES = Goal(2)
USER = "supervisor.1.1"


def _ask(user: User) -> None:
    """As a page asks: with one present for all."""
    with clock.held():
        board.numbers(user)


def tiles(bench: Bench) -> Iterator[Line]:
    """All numbers, in however many statements."""
    for name in bench.each():
        user = User.objects.get(username=USER)
        units = Unit.objects.filter(facility__code="B1").count()
        hand = by_hand(BOARD, {"user": user.pk})
        counted, expected = list(board.numbers(user).values()), list(hand.ask()[0])
        if counted != expected:
            raise CommandError(f"Wrong before fast: the board says {counted}, SQL {expected}.")
        for _n in range(6):
            _ask(user)
            hand.ask()
        with watched() as asked:
            _ask(user)
        ours, anchor = bench.at(name, partial(_ask, user)), bench.at(name, hand.ask)
        touched = (blocks(asked.statements), hand.blocks())
        what = f"dashboard, ms: all numbers, {units} units, {name}"
        yield bench.compare("P10", what, ours, anchor, TILES, buffers=touched, statements=len(asked))
