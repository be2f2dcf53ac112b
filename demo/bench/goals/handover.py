"""P8: a hundred parts handed over at once, beside guardian's giving and taking of three rights row by row."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from core import access, clock
from demo.bench.hand import Asked, watched
from demo.bench.lines import Goal, Line, compared, counted
from demo.bench.rounds import Bench, in_turns
from demo.bulk.fill import vacuum
from facilities.models import Team
from patients.models import Case
from supervision.actions import apply_reassignment, preview_reassignment
from teams.models import Reassignment

OF_ITS_OWN, FASTER = Goal(8), Goal(50, at_least=True)
PARTS, FEW, TIMES = 100, 10, 3
RIGHTS = ("view_case", "view_work", "edit_work")
GIVERS = [f"{role}.1.{place}" for role in ("nurse", "case_manager") for place in (2, 3, 4, 5)]


def cases(bench: Bench) -> Iterator[Line]:
    """Statements that write, and that they do not follow the number of parts; then time."""
    name = bench.sizes[-1]
    with bench.shelf.open(name):
        many, few = statements(PARTS), statements(FEW)
        yield counted(
            "P8", f"hand-over of {PARTS} parts, statements that write, {name}", writing(many), OF_ITS_OWN
        )
        yield counted("P8", f"  all statements, {PARTS} parts and {FEW}", len(many), Goal(len(few)))
        pairs = in_turns(
            _rolled_back(_by_hand, PARTS), _rolled_back(_at_once, PARTS), min(bench.pairs, TIMES)
        )
        what = f"  guardian row by row / at once, ms, {name}"
        yield compared("P8", what, pairs, FASTER, statements=len(many))
        # What was rolled back leaves dead rows behind; the next run measures as this one did.
        vacuum(lambda _line: None)


def statements(parts: int) -> Asked:
    """What handing over so many parts asks, taken back afterwards."""
    with transaction.atomic():
        made = _proposed(parts)
        with watched() as asked:
            apply_reassignment(made, by=made.created_by)
        transaction.set_rollback(True)
    return asked


def writing(asked: Asked) -> int:
    """How many of the statements change tables of their own: without the kernel's row, the trail, locks and savepoints."""
    changes = [each.sql.lstrip().split(None, 1)[0].lower() for each in asked.statements]
    own = [
        each.sql
        for each, verb in zip(asked.statements, changes, strict=True)
        if verb in ("insert", "update", "with")
        and "audit_" not in each.sql
        and 'UPDATE "teams_reassignment"' not in each.sql
    ]
    return len(own)


def _proposed(parts: int) -> Reassignment:
    """A reassignment of exactly so many parts in one team."""
    boss = User.objects.get(username="supervisor.1.1")
    givers = [str(user.pk) for user in User.objects.filter(username__in=GIVERS)]
    team = _largest(givers)
    made = preview_reassignment(team, by=boss, givers=givers, why="A ward is closed", most=parts)
    if (found := made.lines.count()) != parts:
        raise ValueError(f"The list has {found} lines, not {parts}.")
    return made


def _largest(givers: list[str]) -> Team:
    """The first team of the facility that has somebody of each giver's role to take over."""
    taking = Team.objects.filter(facility__code="B1", members__user__username__in=("nurse.1.1", "nurse.1.6"))
    return taking.filter(members__user__username__in=("case_manager.1.1", "case_manager.1.6")).distinct()[0]


def _at_once(made: Any) -> None:
    apply_reassignment(made, by=made.created_by)


def _by_hand(made: Any) -> None:
    """Three rights on each case for the taker, and then away again: what guardian costs for the same hand-over."""
    taker, by = User.objects.get(username="consultant.1.1"), made.created_by
    cases = Case.objects.filter(pk__in=made.lines.values("case"))
    lines = list(cases) * -(-PARTS // max(1, cases.count()))
    with access.giving(by, "Row by row", clock.now() + timedelta(days=1)):
        for case in lines[:PARTS]:
            for right in RIGHTS:
                access.give(right, taker, case)
        for case in lines[:PARTS]:
            for right in RIGHTS:
                access.take(right, taker, case)


def _rolled_back(do: Callable[[Any], None], parts: int) -> Callable[[], float]:
    """Milliseconds of one way to hand over; afterwards everything is as before."""

    def run() -> float:
        with transaction.atomic():
            made = _proposed(parts)
            began = time.perf_counter()
            do(made)
            took = (time.perf_counter() - began) * 1000
            transaction.set_rollback(True)
        return took

    return run
