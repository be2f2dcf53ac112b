"""What casework consists of, as a pack says it: who answers for each activity, who does a part, who is asked and told.

Pure. One role answers (R-DUP-1). `from_stage` is the stage from which somebody must answer; empty: never by itself.
`otherwise` is the role that answers while nobody of the accountable one is there. Default rules: clinical.md 2.17.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.permissions import Role
from policy.examples import title

Body = Mapping[str, Any]
# The stages of a case in their order; nothing is mandatory on a closed one. (patients.Stage, which is above.)
STAGES = ("referred", "assessing", "planning", "active", "transitioning", "follow_up")


@dataclass(frozen=True)
class Subject:
    """One thing an activity can be about (an instrument, a list), with a freshness of its own where it has one."""

    code: str
    label: str
    fresh_hours: int | None


@dataclass(frozen=True)
class Activity:
    """One purpose of work."""

    code: str
    label: str
    accountable: str
    otherwise: str
    does: tuple[str, ...]
    consulted: tuple[str, ...]
    informed: tuple[str, ...]
    from_stage: str
    fresh_hours: int | None
    subjects: tuple[Subject, ...]

    def fresh_for(self, subject: str = "") -> int | None:
        """Hours for which something done counts as done: of the subject where it has its own, else of the activity."""
        own = next((each.fresh_hours for each in self.subjects if each.code == subject), None)
        return own if own is not None else self.fresh_hours

    def mandatory_at(self, stage: str) -> bool:
        """Whether somebody must answer for it on a case in this stage."""
        return (
            bool(self.from_stage) and stage in STAGES and STAGES.index(stage) >= STAGES.index(self.from_stage)
        )

    def part_of(self, role: str) -> str:
        """What a role is to it: "accountable", "does", "consulted", "informed" or nothing."""
        parts = {"does": self.does, "consulted": self.consulted, "informed": self.informed}
        if role == self.accountable:
            return "accountable"
        return next((name for name, roles in parts.items() if role in roles), "")


class Activities:
    """The activities of a pack, in its order."""

    def __init__(self, rows: Collection[Activity] = (), roles: Mapping[str, str] | None = None) -> None:
        self._rows = tuple(rows)
        self._roles = dict(roles or {})

    def __iter__(self) -> Iterator[Activity]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def _by_code(self) -> dict[str, Activity]:
        return {row.code: row for row in self._rows}

    def get(self, code: str) -> Activity | None:
        """One activity; None when these rules do not have it."""
        return self._by_code.get(code)

    def label(self, code: str) -> str:
        """The words for a code; one that these rules do not have is said as it is."""
        row = self.get(code)
        return row.label if row else code.replace("_", " ").capitalize()

    def says(self, role: str) -> str:
        """What a role does, in plain words; nothing when these rules do not say."""
        return self._roles.get(role, "")

    def mandatory(self, stage: str) -> list[Activity]:
        """For what somebody must answer on a case in this stage."""
        return [row for row in self._rows if row.mandatory_at(stage)]

    def falls_to(self, row: Activity, present: Collection[str]) -> str:
        """The role that answers among those present: the accountable one, else its stand-in, else none ("")."""
        if row.accountable in present:
            return row.accountable
        return row.otherwise if row.otherwise in present else ""

    def of_role(self, role: str, present: Collection[str] = ()) -> list[Activity]:
        """What falls to a role, with those roles present beside it."""
        return [row for row in self._rows if self.falls_to(row, {role, *present}) == role]


def read(body: Body) -> Activities:
    """The activities of a pack; KeyError when something is missing."""
    return Activities([_activity(row) for row in body["activities"]], body.get("roles"))


def _activity(row: Body) -> Activity:
    subjects = [
        Subject(each["code"], each["label"], each.get("fresh_hours")) for each in row.get("subjects", [])
    ]
    return Activity(
        code=row["code"],
        label=row["label"],
        accountable=row["accountable"],
        otherwise=row.get("otherwise", ""),
        does=tuple(row["does"]),
        consulted=tuple(row["consulted"]),
        informed=tuple(row["informed"]),
        from_stage=row["from_stage"],
        fresh_hours=row.get("fresh_hours"),
        subjects=tuple(subjects),
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    rows = read(body)
    codes = [row.code for row in rows]
    found = [
        f"Two activities have the code {code!r}." for code in sorted(set(codes)) if codes.count(code) > 1
    ]
    for row in rows:
        found += _wrong_in(row)
    found += [f"There is no role {role!r}." for role in sorted(set(body.get("roles", {})) - set(Role.values))]
    if not any(row.mandatory_at("referred") for row in rows):
        found.append("Say for what somebody must answer before a case has a lead.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _wrong_in(row: Activity) -> list[str]:
    roles = {row.accountable, *row.does, *row.consulted, *row.informed, *filter(None, [row.otherwise])}
    found = [f"{row.label}: there is no role {role!r}." for role in sorted(roles - set(Role.values))]
    if row.from_stage and row.from_stage not in STAGES:
        found.append(f"{row.label}: there is no stage {row.from_stage!r}.")
    if row.accountable in row.does or row.otherwise == row.accountable:
        found.append(f"{row.label}: {row.accountable} answers for it already; name no role twice.")
    for fresh in (row.fresh_hours, *(each.fresh_hours for each in row.subjects)):
        if fresh is not None and (type(fresh) is not int or fresh < 1):
            found.append(f"{row.label}: freshness is a whole number of hours from 1 on.")
    return found


def outcomes(body: Body) -> list[str]:
    """The worked examples that do not come out, one sentence each: for what nobody would answer."""
    return _failures(body)


def confirmed(body: Body) -> dict[str, Any]:
    """The same rules with their worked examples as they come out now, once somebody has said that they are right."""
    rows = read(body)
    examples = [dict(example) | {"holes": _holes(rows, example)} for example in body["examples"]]
    return dict(body) | {"examples": examples}


def _holes(rows: Activities, example: Body) -> list[str]:
    return [row.code for row in rows.mandatory(example["stage"]) if not rows.falls_to(row, example["team"])]


def _failures(body: Body) -> list[str]:
    rows, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        holes = _holes(rows, example)
        if holes != example["holes"]:
            words = ", ".join(rows.label(code) for code in holes) or "nothing"
            found.append(f"{title(number, example)}: nobody answers for {words}.")
    return found
