"""P5: may this person do that on this case, beside the same question written by hand; and a page of cases at once."""

from collections.abc import Iterator

from django.core.management import CommandError

from accounts.models import User
from core.access import can, held_among, visible_to
from demo.bench.anchors import MAY
from demo.bench.hand import by_hand, watched
from demo.bench.lines import Goal, Line, counted
from demo.bench.rounds import Bench
from patients.models import Case

CHECK, FOR_A_PAGE, ROWS = Goal(3), Goal(1), 25
PEOPLE = ("case_manager.1.1", "supervisor.1.1")
PERM = "edit_work"


def checks(bench: Bench) -> Iterator[Line]:
    """One check of one right on one case, and the statements for a page of rows."""
    for name in bench.each():
        for username in PEOPLE:
            yield from _of(bench, name, User.objects.get(username=username))


def _of(bench: Bench, name: str, user: User) -> Iterator[Line]:
    cases = list(visible_to(Case, user).exclude(stage="closed").order_by("pk")[:ROWS])
    case, elsewhere = cases[0], Case.objects.exclude(pk__in=visible_to(Case, user).values("pk")).first()
    hand = {
        row.pk: by_hand(MAY, {"user": user.pk, "case": row.pk, "perm": PERM})
        for row in (case, elsewhere)
        if row
    }
    for row in filter(None, (case, elsewhere)):
        if can(user, PERM, row) is not bool(hand[row.pk].ask()):
            raise CommandError(f"Wrong before fast: {user.username} and {PERM} on case {row.pk}.")
    for _n in range(6):
        can(user, PERM, case), hand[case.pk].ask()
    with watched() as asked:
        can(user, PERM, case)
    what = f"one right, ms: {user.username}, {name}"
    ours, anchor = bench.at(name, lambda: can(user, PERM, case)), bench.at(name, hand[case.pk].ask)
    found = (asked.statements[0].blocks(), hand[case.pk].blocks())
    yield bench.compare("P5", what, ours, anchor, CHECK, buffers=found, statements=len(asked))
    with watched() as asked:
        held_among(user, Case, [row.pk for row in cases], ("view_case", PERM))
    yield counted(
        "P5", f"rights on {len(cases)} rows, statements: {user.username}, {name}", len(asked), FOR_A_PAGE
    )
