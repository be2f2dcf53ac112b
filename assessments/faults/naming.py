"""What is wrong with how an instrument is named and classed: codes, lengths, licence, class of information, purpose."""

import re
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import CLINICAL_ROLES
from assessments import reading
from assessments.faults.shape import Found
from assessments.models import InstrumentVersion, Sort
from assessments.questionnaire import Questionnaire
from core import json
from core.json_lines import Path
from policy.loading import PACKS

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
LICENCES = InstrumentVersion.Licence
# What needs a licence of its own is never stored as text (clinical.md 1.1, class C).
NEVER = "C"
# Free to show whatever the site: what a file of ours may be.
SHIPPED = (LICENCES.A, LICENCES.OWN)
CODE_LENGTH, TITLE_LENGTH = 60, 160


def faults(body: Any, questionnaire: Questionnaire, shipped: bool) -> Found:
    """Everything wrong with the head of a file."""
    if body["resourceType"] != "Questionnaire":
        yield ("resourceType",), _("An instrument is a Questionnaire.")
    if not is_code(body["id"]):
        yield ("id",), _("An instrument's id is small letters, digits and hyphens, at most 60 of them.")
    if not VERSION.fullmatch(body["version"]):
        yield ("version",), _("A version is digits, letters, points and hyphens, at most 20 of them.")
    if not 1 <= len(body["title"]) <= TITLE_LENGTH:
        yield ("title",), _("A title has 1 to 160 signs.")
    if not body["copyright"].strip():
        yield ("copyright",), _("Say whose words these are, and that they may be shown.")
    yield from _licence(body, questionnaire, shipped)
    yield from _classed(body, questionnaire)


def is_code(text: str, most: int = CODE_LENGTH) -> bool:
    """Whether a text is a code: small letters, digits, hyphens or underscores between them."""
    return bool(SLUG.fullmatch(text)) and len(text) <= most


def of_list(body: Any, url: str, *inside: str) -> Path:
    """The way to the first extension of a name in a body, and on to one inside it."""
    path: Path = ()
    around = body
    for name in (url, *inside):
        listed = around.get("extension", [])
        number = next((place for place, each in enumerate(listed) if each["url"] == name), None)
        if number is None:
            return path
        path, around = (*path, "extension", number), listed[number]
    return path


def _licence(body: Any, questionnaire: Questionnaire, shipped: bool) -> Found:
    where = of_list(body, reading.INSTRUMENT, "licence")
    if questionnaire.licence == NEVER:
        yield (
            where,
            _(
                "The words of a class C instrument are not stored. Record its result as scored elsewhere instead."
            ),
        )
    elif questionnaire.licence not in LICENCES:
        yield where, _("A licence class is A, B or own.")
    elif shipped and questionnaire.licence not in SHIPPED:
        yield where, _("Only what is free to show in full comes with the application: class A or own.")


def _classed(body: Any, questionnaire: Questionnaire) -> Found:
    known = {
        "sort": (questionnaire.sort, Sort.values, _("a class of information")),
        "discipline": (questionnaire.discipline, [role.value for role in CLINICAL_ROLES], _("a discipline")),
        "activity": (questionnaire.activity, activities(), _("a purpose of work")),
    }
    for name, (value, values, what) in known.items():
        if value not in values:
            words = {"value": value[:40], "what": what, "values": ", ".join(values)}
            yield (
                of_list(body, reading.INSTRUMENT, name),
                _("“%(value)s” is not %(what)s; these are: %(values)s.") % words,
            )
    if not is_code(questionnaire.subject):
        yield (
            of_list(body, reading.INSTRUMENT, "subject"),
            _("A subject is small letters, digits and underscores."),
        )


@cache
def activities() -> tuple[str, ...]:
    """The purposes of work that come with the application."""
    body = json.read((PACKS / "activities.json").read_text("utf-8"))["body"]
    return tuple(row["code"] for row in body["activities"])
