"""The work that a result asks for: what is to be done, for which purpose, within how long (T-... codes of an instrument).

Pure. The words of a task stand in lists that more people read than the section: where the answers are about mood, substances
or safety at home, they name no answer and send the reader to the section.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core import json

FILE = Path(__file__).parent / "task_templates.json"


@dataclass(frozen=True)
class TaskTemplate:
    """One kind of task; `minutes` is its clock from the answer on, `priority` as on a work item.

    A subject with `{instrument}` is another piece of work for each instrument that asks for it.
    """

    code: str
    what: str
    why: str
    activity: str
    subject: str
    minutes: int
    priority: int
    source: str

    def subject_of(self, instrument: Any) -> str:
        """What the task is about, where the instrument with this key asks for it; the key says nothing of the answers."""
        return self.subject.format(instrument=instrument)


@cache
def templates() -> dict[str, TaskTemplate]:
    """Every task template by its code."""
    rows = json.read(FILE.read_text("utf-8"))["tasks"]
    return {row["code"]: TaskTemplate(**row) for row in rows}


def get(code: str) -> TaskTemplate:
    """The template of a code; KeyError for one that `check_instruments` would have refused."""
    return templates()[code]
