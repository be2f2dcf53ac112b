"""The pages that are measured and what they ask the database."""

from dataclasses import dataclass

from django.core.management import CommandError
from django.test import Client

from accounts.models import User
from accounts.permissions import Role
from core import prepared
from demo.bench.anchors import LISTS
from demo.bench.hand import Asked, Statement, blocks, by_hand, watched

# Both lists read one row more than they show, to know whether there is another page.
LIST = "LIMIT 51"
KEYS = ('SELECT "patients_case"."id" AS "pk"', 'SELECT "worklist_item"."id" AS "pk"')


@dataclass(frozen=True)
class Target:
    """A page as one person opens it; `name` and `role` find its anchor."""

    id: str
    name: str
    role: Role
    url: str

    @property
    def username(self) -> str:
        return f"{self.role.value}.1.1"

    @property
    def what(self) -> str:
        return f"{self.name}, {self.role.value.replace('_', ' ')}"


TARGETS = (
    Target("C1", "caseload", Role.CASE_MANAGER, "/cases/"),
    Target("C2", "caseload", Role.NURSE, "/cases/?show=covering"),
    Target("C3", "caseload", Role.SUPERVISOR, "/cases/"),
    Target("D1", "my day", Role.CASE_MANAGER, "/my-day/"),
    Target("D2", "my day", Role.NURSE, "/my-day/"),
    Target("D3", "my day", Role.SUPERVISOR, "/my-day/"),
)


def listing(asked: Asked) -> list[Statement]:
    """What reads the list: one statement, or one for the keys of a page and the next one for its rows."""
    questions = [prepared.question_of(each.sql) for each in asked.statements]
    found = [at for at, question in enumerate(questions) if question.rstrip().endswith(LIST)]
    if len(found) != 1:
        raise CommandError(f"The page has {len(found)} statements that end with {LIST}, not one.")
    only_keys = questions[found[0]].startswith(KEYS)
    return asked.statements[found[0] : found[0] + 1 + only_keys]


class Visit:
    """One person at one page of the database that is the default now."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.user = User.objects.get(username=target.username)
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(self.user)
        # The first look also reads what a process keeps, and a plan is settled after five.
        for _n in range(6):
            self.open()
        with watched() as asked:
            self.open()
        self.statements = len(asked)
        self.ours = listing(asked)
        self.hand = by_hand(
            LISTS[target.name, target.role], {"user": self.user.pk, "role": target.role.value}
        )
        for _n in range(6):
            self.hand.ask()
        self._same_rows()

    def open(self, url: str = "") -> None:
        """Open the page, or the same page otherwise narrowed."""
        answer = self.client.get(url or self.target.url)
        if answer.status_code != 200:
            raise CommandError(f"{self.target.what}: the page answered {answer.status_code}.")

    def ask(self) -> None:
        """Only what reads the list."""
        for each in self.ours:
            each.ask()

    def buffers(self) -> tuple[int, int]:
        """Blocks that our list and the hand-written one touch."""
        return blocks(self.ours), self.hand.blocks()

    def _same_rows(self) -> None:
        ours, hand = self.ours[0].keys(), self.hand.keys()
        self.rows = len(ours)
        if ours != hand or not ours:
            raise CommandError(
                f"{self.target.what}: the page lists {len(ours)} rows, its anchor {len(hand)} others."
            )
