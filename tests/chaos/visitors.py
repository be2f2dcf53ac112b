"""People at work while something breaks: one reads pages, one saves, at an even pace; every answer is written down."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.house import House

CSRF = "c" * 32
AWAY = 0  # the status of a request that nobody answered


@dataclass
class Answer:
    """What became of one request."""

    kind: str
    at: float
    status: int
    seconds: float
    key: str = ""


@dataclass
class Visitors:
    """Reads and saves, each `rate` times a second, until told to stop."""

    house: House
    rate: float
    answers: list[Answer] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def read(self, _number: int) -> Answer:
        return self.ask("page", "GET", "/my-day/")

    def save(self, number: int) -> Answer:
        facts = {"activity": "follow_up", "what": "Call", "why": "Promised", "subject": f"v{number}"}
        where = f"/api/v1/cases/{self.house.facts['case']}/open-item/"
        return self.ask("save", "POST", where, json.dumps(facts))

    def headers(self) -> dict[str, str]:
        """Whoever asks is signed in and sends what scripts send."""
        cookie = f"sessionid={self.house.facts['session']}; csrftoken={CSRF}"
        return {"Cookie": cookie, "X-CSRFToken": CSRF, "Content-Type": "application/json"}

    def ask(self, kind: str, method: str, path: str, body: str | None = None, **more: str) -> Answer:
        """One request on a line of its own; `more` are further headers."""
        began, status, said = time.monotonic(), AWAY, b""
        line = http.client.HTTPConnection("127.0.0.1", self.house.web_port, timeout=30)
        try:
            line.request(method, path, body, self.headers() | more)
            answer = line.getresponse()
            said, status = answer.read(), answer.status
        except (OSError, http.client.HTTPException):
            status = AWAY
        finally:
            line.close()
        key = json.loads(said)["id"] if kind == "save" and 200 <= status < 300 else ""
        return Answer(kind, began, status, time.monotonic() - began, key)

    def work(self, what: Any) -> None:
        number, begin = 0, time.monotonic()
        while not self.over.is_set():
            self.answers.append(what(number))
            number += 1
            self.over.wait(max(0.0, begin + number / self.rate - time.monotonic()))

    def saved(self) -> list[str]:
        """What a client was told is kept."""
        return [answer.key for answer in self.answers if answer.key]

    def bad(self, since: float = 0, until: float = float("inf")) -> list[Answer]:
        """Requests of a stretch that got an error of the server, or no answer."""
        within = [each for each in self.answers if since <= each.at and each.at + each.seconds < until]
        return [each for each in within if each.status == AWAY or each.status >= 500]

    def slowest(self, share: float = 0.95) -> float:
        """Seconds in which that share was answered."""
        took = sorted(each.seconds for each in self.answers)
        return took[int(share * (len(took) - 1))]

    def lost(self) -> tuple[int, int]:
        """Saves that were acknowledged and are not there (I6), and saves without their line in the trail (I8)."""
        keys = self.saved()
        if not keys:
            return 0, 0
        found = "select count(*) from worklist_item where id = any(%s::uuid[])"
        trail = "select count(*) from audit_event where verb = 'worklist.open_item' and outcome = 'done'"
        there, told = self.house.sql(found, [keys])[0][0], self.house.one(trail)
        return len(keys) - there, max(0, there - told)


@contextmanager
def visitors(house: House, rate: float) -> Iterator[Visitors]:
    """Two people at work until the block ends; the first page has been served when it begins."""
    made = Visitors(house, rate)
    house.web()
    house.until(lambda: made.read(0).status == 200, 60, every=0.3)
    hands = [threading.Thread(target=made.work, args=(what,)) for what in (made.read, made.save)]
    for hand in hands:
        hand.start()
    try:
        yield made
    finally:
        made.over.set()
        for hand in hands:
            hand.join()
