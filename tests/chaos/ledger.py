"""Counts what was promised against what arrived: the tables on one side, what the mail sink wrote down on the other."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from worklist.mail import message_id

COUNTS = """
select (select count(*) from worklist_reminder where due_at <= core_now() and status <> 'cancelled'),
       (select count(*) from worklist_reminder where due_at <= core_now() and status = 'waiting'),
       (select count(distinct reminder_id) from worklist_notification where reminder_id is not null),
       (select count(*) from worklist_notification where reminder_id is not null)
"""
BY_STATUS = "select status, count(*) from worklist_outbox where channel = 'email' group by 1"
# I4: what rang before it was due, or is not due and has a notice.
EARLY = """
select count(*) from worklist_reminder r left join worklist_notification n on n.reminder_id = r.id
 where r.due_at > coalesce(n.told_at, r.planned_at)
"""
KEYS = "select idem_key, status from worklist_outbox where channel = 'email'"
SENT = "select count(*) from worklist_outbox where channel = 'email' and status = 'sent'"
BUSY = "select count(*) from worklist_outbox where status in ('pending', 'sending')"


@dataclass(frozen=True)
class Line:
    """One line of the table; `same_key` are doubles outside that carry the key of the first."""

    fault: str
    due: int
    told: int
    double: int
    lost: int
    external: int
    same_key: int
    seconds: float
    more: str = ""


class Ledger:
    """The ledger of one house. Faults name each broken invariant."""

    def __init__(self, sql: Callable[[str], list[Any]], sink: Path) -> None:
        self.sql, self.sink = sql, sink

    def now(self) -> dict[str, int]:
        """What stands where."""
        due, waiting, told, rows = self.sql(COUNTS)[0]
        by_status = dict(self.sql(BY_STATUS))
        return {"due": due, "waiting": waiting, "told": told, "rows": rows} | by_status

    def sent(self) -> int:
        """How many e-mails are marked as sent."""
        return int(self.sql(SENT)[0][0])

    def at_rest(self) -> bool:
        return self.now()["waiting"] == 0 and self.sql(BUSY)[0][0] == 0

    def taken(self) -> list[tuple[str, int]]:
        """Key and canary of every message that the sink took."""
        return [(key, int(leak)) for _at, key, leak, _cut in self.written()]

    def written(self) -> list[list[str]]:
        """The sink's file, line by line: instant, key, canary, whether the 250 was withheld."""
        return [line.split() for line in self.sink.read_text().splitlines()]

    def withheld(self) -> int:
        """How many messages the sink took without saying so."""
        return sum(int(cut) for *_rest, cut in self.written())

    def line(self, fault: str, seconds: float, more: str = "") -> Line:
        """The counts at rest."""
        now, taken = self.now(), [key for key, _leak in self.taken()]
        lost = now["due"] - now["told"] + len(self.missing())
        external = len(set(taken))
        double = now["rows"] - now["told"]
        return Line(
            fault, now["due"], now["told"], double, lost, external, len(taken) - external, seconds, more
        )

    def missing(self) -> set[str]:
        """Keys of messages that are neither at the sink nor given up in plain sight nor said in one with others."""
        taken = {key for key, _leak in self.taken()}
        said = [(message_id(key), status) for key, status in self.sql(KEYS)]
        return {key for key, status in said if status not in ("dead", "folded") and key not in taken}

    def strangers(self) -> set[str]:
        """Messages at the sink whose key is of no row."""
        known = {message_id(key) for key, _status in self.sql(KEYS)}
        return {key for key, _leak in self.taken()} - known

    def broken(self, line: Line, doubles: int) -> list[str]:
        """Every invariant that does not hold; `doubles` is how many messages may have left twice."""
        now = self.now()
        held = {
            "I1: a reminder or a message is lost": line.lost == 0 and now["waiting"] == 0,
            "I1: a message is stuck": self.at_rest(),
            "I2: a notice is there twice": line.double == 0 and line.told == line.due,
            "I3: a message left under a key of no row": not self.strangers(),
            "I3: more doubles than messages in killed hands": line.same_key <= doubles,
            "I4: something rang before it was due": self.sql(EARLY)[0][0] == 0,
            "I12: a canary is in a message": not any(leak for _key, leak in self.taken()),
        }
        return [name for name, true in held.items() if not true]


def table(lines: list[Line]) -> list[str]:
    """The table as it is printed and published."""
    names = {"fault": "fault", "due": "due", "told": "in-app", "double": "double", "lost": "lost"}
    names |= {"external": "external", "same_key": "same-key doubles", "seconds": "seconds", "more": "held"}
    rows = [[names[field.name] for field in fields(Line)]]
    rows += [[_cell(getattr(line, field.name)) for field in fields(Line)] for line in lines]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    said = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [said[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *said[1:]]


def _cell(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
