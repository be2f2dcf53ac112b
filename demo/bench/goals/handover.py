"""P8: a hundred parts handed over at once, beside guardian's giving and taking of three rights row by row."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from core import clock
from demo.bench import rows
from demo.bench.hand import Asked, watched
from demo.bench.lines import Goal, Line, compared, counted
from demo.bench.rounds import Bench, in_turns
from demo.bulk.fill import vacuum
from facilities.models import Team
from patients.models import Case
from supervision import carrying_out
from supervision.actions import apply_reassignment, preview_reassignment
from teams.endings import READ_AFTER_END
from teams.models import Reassignment

# The verb also moves leads, responsibilities, work and reminders, with their history, trail and notices; guardian's rows
# are rights alone. Like is held against like: rights against rights. What the whole verb takes is told and not judged.
OF_ITS_OWN, FASTER = Goal(8), Goal(50, at_least=True)
PARTS, FEW, TIMES = 100, 10, 3
GIVERS = [f"{role}.1.{place}" for role in ("nurse", "case_manager") for place in (2, 3, 4, 5)]


def cases(bench: Bench) -> Iterator[Line]:
    """Statements that write, and that they do not follow the number of parts; then time."""
    name = bench.sizes[-1]
    with bench.shelf.open(name):
        # The first writes out questions that are kept from then on.
        statements(FEW)
        many, few = statements(PARTS), statements(FEW)
        yield counted(
            "P8", f"hand-over of {PARTS} parts, statements that write, {name}", writing(many), OF_ITS_OWN
        )
        yield counted("P8", f"  all statements, {PARTS} parts and {FEW}", len(many), Goal(len(few)))
        for what, ours, goal in (
            ("the rights alone", _rights, FASTER),
            ("all of it", _at_once, None),
        ):
            pairs = in_turns(_rolled_back(_row_by_row), _rolled_back(ours), min(bench.pairs, TIMES))
            yield compared("P8", f"  guardian row by row / {what}, ms, {name}", pairs, goal)
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


def _at_once() -> Callable[[], Any]:
    """A proposed hand-over, still to be applied."""
    made = _proposed(PARTS)
    return partial(apply_reassignment, made, by=made.created_by)


def _rights() -> Callable[[], Any]:
    """The part of it that decides who sees and does what."""
    made = _proposed(PARTS)
    lines = carrying_out.locked(made)
    people = User.objects.in_bulk({line.to_user_id for line in lines})
    steps = carrying_out.steps_of(lines)
    told: dict[str, Any] = {
        "by": made.created_by,
        "why": made.why,
        "read_until": clock.now() + READ_AFTER_END,
    }
    return partial(carrying_out.pass_parts, lines, steps, people, **told)


def _row_by_row() -> Callable[[], Any]:
    """As many cases with their rights in guardian's own table, still to be moved."""
    giver, taker = (User.objects.get(username=f"case_manager.1.{n}") for n in (1, 2))
    cases = list(Case.objects.filter(facility__code="B1").order_by("pk")[:PARTS])
    rows.begin(giver, cases)
    return partial(rows.hand_over, giver, taker, cases)


def _rolled_back(prepare: Callable[[], Callable[[], Any]]) -> Callable[[], float]:
    """Milliseconds of one way to hand over, once it is prepared; afterwards everything is as before."""

    def run() -> float:
        # One present for all of it, as in a verb.
        with transaction.atomic(), clock.held():
            do = prepare()
            began = time.perf_counter()
            do()
            took = (time.perf_counter() - began) * 1000
            transaction.set_rollback(True)
        return took

    return run
