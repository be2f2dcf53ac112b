"""P7: a page far down a long list touches what the first one does."""

from collections.abc import Iterator

from accounts.models import User
from core.keyset import Page
from demo.bench.hand import Asked, blocks, watched
from demo.bench.lines import Goal, Line, touched
from demo.bench.pages import listing
from demo.bench.rounds import Bench
from discharge.queries.caseload import Wanted, caseload
from patients.models import Stage

SAME = Goal(1.05)
USER, CLOSED, PAGES = "supervisor.1.1", Wanted(scope="team", stage=Stage.CLOSED), 40


def pages(bench: Bench) -> Iterator[Line]:
    """The closed cases of a supervisor's teams: page 2 and page 40 of fifty rows."""
    for name in bench.each():
        user = User.objects.get(username=USER)
        asked, far = _walk(user)
        ours, anchor = blocks(listing(far)), blocks(listing(asked))
        yield touched("P7", f"page {PAGES} / page 2, blocks: closed cases, {name}", ours, anchor, SAME)


def _walk(user: User) -> tuple[Asked, Asked]:
    """What page 2 and the last of so many pages asked."""
    shown: Page = caseload(user, CLOSED)
    seen: list[Asked] = []
    for _n in range(PAGES - 1):
        with watched() as asked:
            shown = caseload(user, CLOSED, after=shown.after)
        seen.append(asked)
    return seen[0], seen[-1]
