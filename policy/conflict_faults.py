"""What keeps conflict rules from entering force, each fault with the way to its place: shape first, then the examples. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.logic3_faults import Fault, Names, Path
from core.logic3_faults import faults as expression_faults
from policy import conflicts
from policy.case_facts import KINDS, Facts
from policy.conflicts import SEVERITIES, SIDES, Found, Open, Pair
from policy.examples import title

Body = Mapping[str, Any]
CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
BLANK = re.compile(r"\{([^{}]*)\}")
# The longest text of each field; rules of a pack, examples of a rule and facts of one kind in an example at most.
LONGEST = {"title": 120, "says": 400, "source": 160}
RULES, EXAMPLES, ROWS = 200, 30, 20
FIELDS = {"code", "title", "severity", "between", "when", "says", "source", "examples"}


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each."""
    try:
        return [fault.sentence for fault in faults(body)]
    except (LookupError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def faults(body: Body) -> list[Fault]:
    """The same with their places; examples are tried once nothing is wrong with any rule."""
    if not isinstance(body["rules"], list) or not 1 <= len(body["rules"]) <= RULES:
        return [Fault(("rules",), f"Give 1 to {RULES} rules.")]
    found = [fault for n, row in enumerate(body["rules"]) for fault in shape(row, ("rules", n))]
    if found or (found := [*_twice(body)]):
        return found
    found = [fault for n, row in enumerate(body["rules"]) for fault in failures(row, ("rules", n))]
    return found + _whole_failures(body)


def of_rule(row: Any) -> list[Fault]:
    """What is wrong with one rule by itself."""
    return [*shape(row, ())] or [*failures(row, ())]


def _twice(body: Body) -> Iterator[Fault]:
    codes = [row["code"] for row in body["rules"]]
    for n, code in enumerate(codes):
        if code in codes[:n]:
            yield Fault(("rules", n, "code"), f"Two rules have the code {code!r}.")


def shape(row: Any, path: Path) -> Iterator[Fault]:
    """What is wrong with a rule itself, whatever its examples make of it."""
    if not isinstance(row, Mapping):
        yield Fault(path, "A rule is an object with a code.")
        return
    name = f"{row.get('title') or row.get('code') or 'A rule without a title'}: "
    for fault in _shape(row, path):
        yield Fault(fault.path, name + fault.sentence)


def _shape(row: Body, path: Path) -> Iterator[Fault]:
    if missing := sorted(FIELDS - set(row)):
        yield Fault(path, f"{', '.join(missing)} is missing.")
        return
    if unknown := sorted(set(row) - FIELDS - {"apart"}):
        yield Fault((*path, unknown[0]), f"there is no field {unknown[0]!r}.")
    if not isinstance(row["code"], str) or not CODE.fullmatch(row["code"]):
        yield Fault((*path, "code"), "a code is of small letters, digits and _, 60 at most.")
    yield from _texts(row, path)
    if row["severity"] not in SEVERITIES:
        yield Fault((*path, "severity"), f"a conflict is {', '.join(SEVERITIES)}.")
    if not isinstance(row.get("apart", False), bool):
        yield Fault((*path, "apart"), "apart is true or false.")
    if wrong := [*_between(row, path)]:
        yield from wrong
    else:
        yield from _counts(row, path)


def _texts(row: Body, path: Path) -> Iterator[Fault]:
    for field, most in LONGEST.items():
        if not isinstance(row[field], str) or not 0 < len(row[field].strip()) <= most:
            yield Fault((*path, field), f"{field} is a text of 1 to {most} characters.")
    unknown = sorted({*BLANK.findall(str(row["says"]))} - {*SIDES})
    if unknown:
        yield Fault((*path, "says"), f"the sentence may name {{a}} and {{b}}, not {{{unknown[0]}}}.")


def _between(row: Body, path: Path) -> Iterator[Fault]:
    """Two kinds of facts, and an expression that names only what they have."""
    between = row["between"]
    if not isinstance(between, list) or len(between) != 2 or not {*map(str, between)} <= {*KINDS}:
        yield Fault((*path, "between"), f"name two kinds of facts: {', '.join(KINDS)}.")
        return
    rows = {side: KINDS[kind].names for side, kind in zip(SIDES, between, strict=True)}
    names = Names(rows, {kind: known.names for kind, known in KINDS.items()})
    yield from expression_faults(row["when"], names, (*path, "when"))


def _counts(row: Body, path: Path) -> Iterator[Fault]:
    """At least one example of each outcome: a rule that was never seen to be silent is no rule."""
    rows = row["examples"]
    if not isinstance(rows, list) or len(rows) > EXAMPLES:
        yield Fault((*path, "examples"), f"give up to {EXAMPLES} examples.")
        return
    wrong = [fault for n, each in enumerate(rows) for fault in _example(each, (*path, "examples", n))]
    yield from wrong
    if not wrong and not any(each.get("conflicts") for each in rows):
        yield Fault((*path, "examples"), "add an example that finds a conflict.")
    if not wrong and not any(_is_silent(each, row["between"]) for each in rows):
        yield Fault((*path, "examples"), "add an example with both sides in it that finds none.")


def _is_silent(example: Body, between: Any) -> bool:
    """Whether the rule has something to look at and must find nothing."""
    looked_at = all(example["facts"].get(kind) for kind in between)
    return looked_at and not example.get("conflicts") and not example.get("open")


def _example(row: Any, path: Path) -> Iterator[Fault]:
    if not isinstance(row, Mapping) or not isinstance(row.get("facts"), Mapping):
        yield Fault(path, "an example says its facts.")
        return
    for kind, rows in row["facts"].items():
        if kind not in KINDS:
            yield Fault((*path, "facts", kind), f"there are no facts of kind {kind!r}.")
        elif rows is not None:
            yield from _rows(kind, rows, (*path, "facts", kind))


def _rows(kind: str, rows: Any, path: Path) -> Iterator[Fault]:
    if not isinstance(rows, list) or len(rows) > ROWS:
        yield Fault(path, f"give a list of up to {ROWS} facts.")
        return
    for n, row in enumerate(rows):
        if not isinstance(row, Mapping) or not row.get("key"):
            yield Fault((*path, n), "a fact has a key.")
        elif unknown := sorted(set(row) - KINDS[kind].names):
            yield Fault((*path, n, unknown[0]), f"{kind} have no {unknown[0]!r}.")


def facts_of(example: Body) -> Facts:
    """The facts of an example: of what it does not mention there is none; null says that nobody knows."""
    return {kind: example["facts"].get(kind, []) for kind in KINDS}


def failures(row: Body, path: Path) -> Iterator[Fault]:
    """Examples of a rule that come out otherwise."""
    rule = conflicts.rule(row)
    for n, example in enumerate(rule.examples):
        found, still = conflicts.find([rule], facts_of(example))
        came = {"conflicts": _sides(found), "open": _sides(still)}
        for name, pairs in came.items():
            wanted = [sorted(pair) for pair in example.get(name, ())]
            if sorted(wanted) != pairs:
                said = f"{rule.title}: {title(n + 1, dict(example))}: {_said(name, pairs, still)}."
                yield Fault((*path, "examples", n), said)


def _sides(pairs: list[Found] | list[Open]) -> list[list[str]]:
    return sorted(sorted((pair.a["key"], pair.b["key"])) for pair in pairs)


def _said(name: str, pairs: list[list[str]], still: list[Open]) -> str:
    listed = ", ".join(" and ".join(pair) for pair in pairs)
    if name == "conflicts":
        return f"finds {listed}" if pairs else "finds no conflict"
    asks = ", ".join(sorted({ask for pair in still for ask in pair.asks}))
    return f"leaves open {listed} for want of {asks}" if pairs else "leaves nothing open"


def _whole_failures(body: Body) -> list[Fault]:
    """Examples of the whole pack: a case, and everything its rules find in it."""
    if not body["examples"]:
        return [Fault(("examples",), "Add at least one worked example of a whole case.")]
    rules, found = conflicts.read(body), []
    for n, example in enumerate(body["examples"]):
        path: Path = ("examples", n)
        if wrong := [*_example(example, path)]:
            return wrong
        came = sorted(map(_named, conflicts.find(rules, facts_of(example))[0]))
        if came != sorted([code, *sorted(sides)] for code, *sides in example["finds"]):
            said = "; ".join(f"{code}: {' and '.join(sides)}" for code, *sides in came) or "nothing"
            found.append(Fault(path, f"{title(n + 1, example)}: finds {said}."))
    return found


def _named(pair: Pair) -> list[str]:
    return [pair.rule.code, *sorted((pair.a["key"], pair.b["key"]))]
