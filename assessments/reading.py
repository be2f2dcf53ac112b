"""A version's body as the questionnaire it describes; `faults` says beforehand, line by line, whether it can be read."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from assessments.extensions import EXCLUSIVE, MAX_VALUE, MIN_VALUE, ORDINAL, Named, extensions, one
from assessments.questionnaire import (
    LONGEST_TEXT,
    TEXT,
    Band,
    Change,
    Clause,
    Condition,
    Flag,
    Gate,
    Heading,
    Option,
    Question,
    Questionnaire,
    Row,
    ScoreRule,
)

INSTRUMENT, SCORING, FLAG = "urn:cm:instrument", "urn:cm:scoring", "urn:cm:flag"
HELP, FROM_AGE, TO_AGE, SUBJECT = "urn:cm:help", "urn:cm:from-age", "urn:cm:to-age", "urn:cm:subject"
DECLINED_POINTS, POSITIVE, UNUSABLE = "urn:cm:declined-points", "urn:cm:positive", "urn:cm:unusable"
WORDS_ONLY = ("group", "display")

Body = Mapping[str, Any]


def read(body: Body) -> Questionnaire:
    """The questionnaire of a body; KeyError, TypeError or ValueError when something is not as it must be."""
    about = extensions(body)
    facts = one(about, INSTRUMENT)
    lines = tuple(_Lines(_sets(body)).of(body["item"]))
    order = [line.link_id for line in lines if isinstance(line, Question)]
    return Questionnaire(
        code=body["id"],
        number=body["version"],
        title=body["title"],
        notice=body.get("copyright", ""),
        licence=one(facts, "licence"),
        source=one(facts, "source", ""),
        sort=one(facts, "sort"),
        discipline=one(facts, "discipline", ""),
        activity=one(facts, "activity"),
        subject=one(facts, "subject", ""),
        look_back=one(facts, "look-back", ""),
        alone=one(facts, "alone", False),
        prints=one(facts, "prints", True),
        declinable=one(facts, "declinable", True),
        lines=lines,
        scores=tuple(_score(rule, order, body) for rule in about.get(SCORING, ())),
        flags=tuple(_flag(flag, order) for flag in about.get(FLAG, ())),
    )


_READ: dict[Any, Questionnaire] = {}
KEPT = 256


def of(version: Any) -> Questionnaire:
    """The questionnaire of a stored version; read once by each process, for its body never changes."""
    if version.pk not in _READ:
        if len(_READ) >= KEPT:
            _READ.clear()
        _READ[version.pk] = read(version.body)
    return _READ[version.pk]


def named(text: str, order: list[str]) -> tuple[str, ...]:
    """Link ids as a list says them: "q1-q9" is from one to the other in the order asked, commas part; ValueError else."""
    found: list[str] = []
    for part in (each.strip() for each in text.split(",")):
        if part in order:
            found.append(part)
            continue
        first, last = _ends(part, order)
        found += order[order.index(first) : order.index(last) + 1]
    return tuple(found)


def _ends(part: str, order: list[str]) -> tuple[str, str]:
    """Both ends of a stretch; a link id may itself hold the sign between them."""
    for place, sign in enumerate(part):
        first, last = part[:place], part[place + 1 :]
        if sign == "-" and first in order and last in order and order.index(first) < order.index(last):
            return first, last
    raise ValueError(part)


class _Lines:
    """Headings and questions in reading order, whatever groups they stand in."""

    def __init__(self, sets: Mapping[str, tuple[Option, ...]]) -> None:
        self.sets = sets

    def of(
        self, items: list[Any], under: tuple[str, ...] = (), gates: tuple[Gate, ...] = ()
    ) -> Iterator[Heading | Question]:
        """The lines of a list of items and of what stands inside them."""
        for item in items:
            here = (*gates, *_gate(item))
            if item["type"] not in WORDS_ONLY:
                yield self._question(item, under, here)
            elif item.get("text"):
                words = one(extensions(item), HELP, "")
                group = item["type"] == "group"
                yield Heading(item["linkId"], item["text"], len(under), words, here, group)
            below = (*under, item.get("text", "")) if item["type"] == "group" else under
            yield from self.of(item.get("item", []), below, here)

    def _question(self, item: Any, under: tuple[str, ...], gates: tuple[Gate, ...]) -> Question:
        more = extensions(item)
        return Question(
            link_id=item["linkId"],
            text=item["text"],
            kind=TEXT if item["type"] == "string" else item["type"],
            prefix=item.get("prefix", ""),
            help=one(more, HELP, ""),
            code=item.get("code", [{}])[0].get("code", ""),
            required=item.get("required", False),
            repeats=item.get("repeats", False),
            options=self._options(item),
            least=_number(one(more, MIN_VALUE)),
            most=_number(one(more, MAX_VALUE)),
            longest=item.get("maxLength", LONGEST_TEXT),
            gates=gates,
            from_age=one(more, FROM_AGE),
            to_age=one(more, TO_AGE),
            under=tuple(title for title in under if title),
            subject=one(more, SUBJECT, ""),
            declined_points=_number(one(more, DECLINED_POINTS)),
        )

    def _options(self, item: Any) -> tuple[Option, ...]:
        if "answerValueSet" in item:
            return self.sets[item["answerValueSet"]]
        return tuple(_option(each["valueCoding"], each) for each in item.get("answerOption", []))


def _sets(body: Body) -> dict[str, tuple[Option, ...]]:
    """Answers that several questions share: the value sets inside the body, by how an item names them."""
    return {
        f"#{each['id']}": tuple(
            _option(concept | {"system": part.get("system", "")}, concept)
            for part in each["compose"]["include"]
            for concept in part["concept"]
        )
        for each in body.get("contained", [])
    }


def _option(coding: Any, around: Any) -> Option:
    """An answer to choose, from its coding; that it excludes the others may be said around it."""
    more = extensions(coding)
    return Option(
        code=coding["code"],
        label=coding["display"],
        system=coding.get("system", ""),
        points=_number(one(more, ORDINAL)),
        positive=one(more, POSITIVE, False),
        exclusive=one(extensions(around), EXCLUSIVE, False),
        unusable=one(more, UNUSABLE, False),
    )


def _gate(item: Any) -> Iterator[Gate]:
    if item.get("enableWhen"):
        conditions = [
            Condition(each["question"], each["operator"], _asked_for(each)) for each in item["enableWhen"]
        ]
        yield Gate(tuple(conditions), item.get("enableBehavior") == "all")


def _asked_for(condition: Any) -> str | bool | Decimal:
    for name, value in condition.items():
        if name == "answerCoding":
            return str(value["code"])
        if name.startswith("answer"):
            return value if isinstance(value, str | bool) else Decimal(str(value))
    raise ValueError(f"the condition on {condition['question']!r} names no answer")


def _score(rule: Named, order: list[str], body: Body) -> ScoreRule:
    table = [
        Row(_sure(one(row, "min")), _number(one(row, "max")), _sure(one(row, "points")))
        for row in rule.get("row", ())
    ]
    unable = one(rule, "unable", {})
    return ScoreRule(
        code=one(rule, "code", body["id"]),
        label=one(rule, "label", body["title"]),
        method=one(rule, "method"),
        items=named(one(rule, "items"), order),
        missing=one(rule, "missing", "null-if-any-missing"),
        loinc=one(rule, "loinc", ""),
        minimum=one(rule, "minimum"),
        ranges=one(rule, "range", True),
        places=one(rule, "places", 0),
        weights=tuple((one(each, "item"), _sure(one(each, "by"))) for each in rule.get("weight", ())),
        groups=tuple(named(each, order) for each in rule.get("group", ())),
        rows=tuple(table),
        unable_from=one(unable, "from"),
        unable_label=one(unable, "label", ""),
        from_age=one(rule, "from-age"),
        to_age=one(rule, "to-age"),
        bands=tuple(_band(band) for band in rule.get("band", ())),
        change=_change(one(rule, "change")),
    )


def _band(band: Named) -> Band:
    return Band(
        least=_sure(one(band, "min")),
        most=_sure(one(band, "max")),
        code=one(band, "code"),
        label=one(band, "label"),
        tone=one(band, "tone", ""),
        actions=tuple(band.get("action", ())),
        need=one(band, "need", ""),
    )


def _change(change: Named | None) -> Change | None:
    if change is None:
        return None
    points, percent = _number(one(change, "points")), _number(one(change, "percent"))
    return Change(one(change, "domain"), one(change, "better"), points, percent, one(change, "source", ""))


def _flag(flag: Named, order: list[str]) -> Flag:
    return Flag(
        code=one(flag, "code"),
        label=one(flag, "label"),
        clauses=tuple(_clause(clause, order) for clause in flag.get("when", ())),
        actions=tuple(flag.get("action", ())),
        protocol=one(flag, "protocol", ""),
        acute=one(flag, "acute", False),
        need=one(flag, "need", ""),
    )


def _clause(clause: Named, order: list[str]) -> Clause:
    items = one(clause, "items", "")
    return Clause(
        items=named(items, order) if items else (),
        answers=tuple(clause.get("answer", ())),
        declined=one(clause, "declined", False),
        score=one(clause, "score", ""),
        least=_number(one(clause, "at-least")),
        most=_number(one(clause, "at-most")),
        count=one(clause, "count", 1),
    )


def _number(value: Any) -> Decimal | None:
    return None if value is None else _sure(value)


def _sure(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise TypeError("a yes or no stands where a number must be")
    return Decimal(str(value))
