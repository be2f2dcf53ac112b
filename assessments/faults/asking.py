"""What is wrong with the questions: link ids, types, answers to choose from, and when each is asked."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.answers import DECLINED
from assessments.extensions import MAX_VALUE, MIN_VALUE, extensions, one
from assessments.faults.shape import Found
from assessments.questionnaire import BOOLEAN, CHOICE, DATE, DECIMAL, INTEGER, TEXT
from assessments.reading import WORDS_ONLY
from core.json_lines import Path

LINK_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
ANSWERED = (CHOICE, INTEGER, DECIMAL, BOOLEAN, TEXT, DATE, "string")
NUMBERS = (INTEGER, DECIMAL)
OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")
LONGEST = 20_000


def walk(items: list[Any], path: Path = ("item",)) -> Iterator[tuple[Path, Any]]:
    """Every item with the way to it, in reading order."""
    for number, item in enumerate(items):
        yield (*path, number), item
        yield from walk(item.get("item", []), (*path, number, "item"))


def listed(extension: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every list of link ids inside an extension, with the way to it."""
    for number, each in enumerate(extension.get("extension", [])):
        here = (*path, "extension", number)
        if each["url"] in ("items", "group"):
            yield here, each["valueString"]
        yield from listed(each, here)


def faults(body: Any) -> Found:
    """Everything wrong with the items of a body of the right shape."""
    sets = {f"#{each['id']}": _concepts(each) for each in body.get("contained", [])}
    seen: dict[str, Any] = {}
    for path, item in walk(body["item"]):
        yield from _name(item, path, seen)
        yield from _kind(item, path)
        yield from _choices(item, path, sets)
        yield from _bounds(item, path)
        for number, condition in enumerate(item.get("enableWhen", [])):
            yield from _condition(condition, (*path, "enableWhen", number), seen, sets)
        seen.setdefault(item["linkId"], item)
    if not any(item["type"] not in WORDS_ONLY for item in seen.values()):
        yield ("item",), _("There is nothing to answer.")


def _concepts(value_set: Any) -> list[Any]:
    return [concept for part in value_set["compose"]["include"] for concept in part["concept"]]


def _name(item: Any, path: Path, seen: Mapping[str, Any]) -> Found:
    link_id = item["linkId"]
    if not LINK_ID.fullmatch(link_id):
        yield (
            (*path, "linkId"),
            _("A linkId is letters, digits, hyphens, points or underscores, at most 80 of them."),
        )
    elif link_id in seen:
        yield (*path, "linkId"), _("The linkId “%(name)s” stands twice.") % {"name": link_id}
    if not item.get("text", "").strip() and item["type"] != "group":
        yield path, _("Item “%(name)s” has no text.") % {"name": link_id}


def _kind(item: Any, path: Path) -> Found:
    if item["type"] not in (*ANSWERED, *WORDS_ONLY):
        yield (
            (*path, "type"),
            _("There is no type “%(type)s” here; these are: %(types)s.")
            % {
                "type": item["type"][:40],
                "types": ", ".join((*ANSWERED, *WORDS_ONLY)),
            },
        )
    if item.get("repeats") and item["type"] != CHOICE:
        yield (*path, "repeats"), _("Only a choice can have several answers.")
    if not 1 <= item.get("maxLength", 1) <= LONGEST:
        yield (*path, "maxLength"), _("maxLength is from 1 to 20,000.")
    if item.get("enableBehavior", "any") not in ("any", "all"):
        yield (*path, "enableBehavior"), _("enableBehavior is “any” or “all”.")


def _choices(item: Any, path: Path, sets: Mapping[str, list[Any]]) -> Found:
    ways = [name for name in ("answerOption", "answerValueSet") if name in item]
    if item["type"] != CHOICE:
        if ways:
            yield (*path, ways[0]), _("Only a choice has answers to choose from.")
        return
    if len(ways) != 1:
        yield (
            path,
            _("Give “%(name)s” its answers: answerOption, or answerValueSet.") % {"name": item["linkId"]},
        )
    elif ways == ["answerValueSet"] and item["answerValueSet"] not in sets:
        yield (
            (*path, "answerValueSet"),
            _("There is no value set “%(name)s” inside this file.") % {"name": item["answerValueSet"][:60]},
        )
    codes = options(item, sets)
    if not codes and len(ways) == 1:
        yield path, _("“%(name)s” has nothing to choose from.") % {"name": item["linkId"]}
    for code in {code for code in codes if codes.count(code) > 1}:
        yield path, _("The answer code “%(code)s” stands twice in one question.") % {"code": code}
    if DECLINED in codes:
        yield path, _("“%(code)s” is kept for declining; give the answer another code.") % {"code": DECLINED}


def options(item: Any, sets: Mapping[str, list[Any]]) -> list[str]:
    """The codes that can be chosen."""
    if "answerValueSet" in item:
        return [concept["code"] for concept in sets.get(item["answerValueSet"], [])]
    return [each["valueCoding"]["code"] for each in item.get("answerOption", [])]


def _bounds(item: Any, path: Path) -> Found:
    more = extensions(item)
    least, most = one(more, MIN_VALUE), one(more, MAX_VALUE)
    if (least is not None or most is not None) and item["type"] not in NUMBERS:
        yield path, _("Only a number has a least and a greatest value.")
    elif least is not None and most is not None and least > most:
        yield path, _("The least value of “%(name)s” is above its greatest.") % {"name": item["linkId"]}


def _condition(condition: Any, path: Path, seen: Mapping[str, Any], sets: Mapping[str, list[Any]]) -> Found:
    asked = seen.get(condition["question"])
    if asked is None or asked["type"] in WORDS_ONLY:
        yield (
            (*path, "question"),
            _("“%(name)s” is no question that was asked before this one.")
            % {"name": condition["question"][:60]},
        )
        return
    if condition["operator"] not in OPERATORS:
        yield (
            (*path, "operator"),
            _("There is no operator “%(name)s”.") % {"name": condition["operator"][:20]},
        )
        return
    wanted = _wanted(asked, condition["operator"])
    given = [name for name in condition if name.startswith("answer")]
    if given != [wanted]:
        yield path, _("This condition is on %(wanted)s alone.") % {"wanted": wanted}
    elif wanted == "answerCoding":
        code = condition[wanted]["code"]
        if code != DECLINED and code not in options(asked, sets):
            words = {"code": code[:60], "name": condition["question"]}
            yield (*path, wanted), _("“%(code)s” is no answer to “%(name)s”.") % words


def _wanted(asked: Any, operator: str) -> str:
    """Under which name a condition says what it compares with."""
    if operator == "exists":
        return "answerBoolean"
    names = {
        CHOICE: "answerCoding",
        INTEGER: "answerInteger",
        DECIMAL: "answerDecimal",
        BOOLEAN: "answerBoolean",
    }
    return names.get(asked["type"], "answerString")
