"""Every name and extension of an instrument's file (FHIR R4 Questionnaire, and the extensions of our own)."""

from typing import Any

from assessments import reading
from assessments.extensions import EXCLUSIVE, MAX_VALUE, MIN_VALUE, ORDINAL
from assessments.faults.shape import Check, Found, Name, Sub, element
from core.json_lines import Path

TEXT, TICK, WHOLE = Name("text"), Name("true or false"), Name("whole number")
SURE_TEXT = Name("text", True)


def code(must: bool = False, many: bool = False) -> Sub:
    return Sub("code", must, many)


NUMBER, COUNT, WORDS, FLAGGED = Sub("number"), Sub("whole number"), Sub("text"), Sub("true or false")
SURE_NUMBER, SURE_WORDS, SURE_CODE = Sub("number", True), Sub("text", True), code(True)

ABOUT = {
    **dict.fromkeys(("licence", "sort", "discipline", "activity", "subject"), SURE_CODE),
    **dict.fromkeys(("alone", "prints", "declinable"), FLAGGED),
    "source": SURE_WORDS,
    "look-back": WORDS,
}
BAND = {
    **dict.fromkeys(("min", "max"), SURE_NUMBER),
    "code": SURE_CODE,
    "label": SURE_WORDS,
    "tone": code(),
    "action": code(many=True),
    "need": code(),
}
CHANGE = {"domain": SURE_CODE, "better": SURE_CODE, "points": NUMBER, "percent": NUMBER, "source": SURE_WORDS}
SCORING = {
    **dict.fromkeys(("code", "method", "missing"), SURE_CODE),
    **dict.fromkeys(("label", "items"), SURE_WORDS),
    **dict.fromkeys(("minimum", "places", "from-age", "to-age"), COUNT),
    "loinc": code(),
    "skipped": code(),
    "range": FLAGGED,
    "weight": Sub(many=True, inside={"item": SURE_CODE, "by": SURE_NUMBER}),
    "group": Sub("text", many=True),
    "row": Sub(many=True, inside={"min": SURE_NUMBER, "max": NUMBER, "points": SURE_NUMBER}),
    "unable": Sub(inside={"from": Sub("whole number", True), "label": SURE_WORDS}),
    "band": Sub(many=True, inside=BAND),
    "change": Sub(inside=CHANGE),
}
CLAUSE = {
    "items": WORDS,
    "answer": code(many=True),
    "declined": FLAGGED,
    "score": code(),
    "at-least": NUMBER,
    "at-most": NUMBER,
    "count": COUNT,
}
FLAG = {
    "code": SURE_CODE,
    "label": SURE_WORDS,
    "when": Sub(must=True, many=True, inside=CLAUSE),
    "action": code(many=True),
    "protocol": code(),
    "acute": FLAGGED,
    "need": code(),
}
OF_BODY = {
    reading.INSTRUMENT: Sub(must=True, inside=ABOUT),
    reading.SCORING: Sub(many=True, inside=SCORING),
    reading.FLAG: Sub(many=True, inside=FLAG),
}
OF_ITEM = {
    reading.HELP: WORDS,
    reading.SUBJECT: code(),
    **dict.fromkeys((reading.FROM_AGE, reading.TO_AGE), COUNT),
    **dict.fromkeys((MIN_VALUE, MAX_VALUE, reading.DECLINED_POINTS), NUMBER),
}
OF_CODING = {ORDINAL: NUMBER, reading.POSITIVE: FLAGGED, reading.UNUSABLE: FLAGGED}
OF_ANSWER = {EXCLUSIVE: FLAGGED}

CODING = {"system": TEXT, "code": SURE_TEXT, "display": TEXT, "version": TEXT}
plain_code = element("a code", CODING)
option = element(
    "an answer to choose",
    {
        "valueCoding": Name(
            "object",
            True,
            whole=element("the coding of an answer", {**CODING, "display": SURE_TEXT}, OF_CODING),
        )
    },
    OF_ANSWER,
)
concept = element(
    "a concept", {"code": SURE_TEXT, "display": SURE_TEXT, "designation": Name("list")}, OF_CODING | OF_ANSWER
)
include = element("what a value set includes", {"system": TEXT, "concept": Name("list", True, each=concept)})
value_set = element(
    "a value set",
    {
        **dict.fromkeys(("url", "name", "title", "status", "version"), TEXT),
        **dict.fromkeys(("resourceType", "id"), SURE_TEXT),
        "compose": Name(
            "object", True, whole=element("compose", {"include": Name("list", True, each=include)})
        ),
    },
)
condition = element(
    "a condition",
    {
        **dict.fromkeys(("question", "operator"), SURE_TEXT),
        "answerCoding": Name("object", whole=plain_code),
        "answerInteger": WHOLE,
        "answerDecimal": Name("number"),
        "answerBoolean": TICK,
        "answerString": TEXT,
    },
)


def item(value: Any, path: Path) -> Found:
    """A question, a group of questions, or words to read; groups hold further items."""
    yield from _item(value, path)


_item: Check = element(
    "an item",
    {
        **dict.fromkeys(("linkId", "type"), SURE_TEXT),
        **dict.fromkeys(("prefix", "text", "enableBehavior", "answerValueSet", "definition"), TEXT),
        **dict.fromkeys(("required", "repeats"), TICK),
        "maxLength": WHOLE,
        "code": Name("list", each=plain_code),
        "enableWhen": Name("list", each=condition),
        "answerOption": Name("list", each=option),
        "item": Name("list", each=item),
    },
    OF_ITEM,
)
instrument: Check = element(
    "an instrument",
    {
        **dict.fromkeys(("resourceType", "id", "version", "title", "copyright"), SURE_TEXT),
        **dict.fromkeys(("url", "name", "status", "description", "purpose", "date", "publisher", "language"), TEXT),
        "subjectType": Name("list"),
        "code": Name("list", each=plain_code),
        "contained": Name("list", each=value_set),
        "item": Name("list", True, each=item),
    },
    OF_BODY,
)  # fmt: skip
