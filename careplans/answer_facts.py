"""What answers say of home and habits: which question of which instrument says it, and which answers mean what.

Only signed answers count, the newest of each question; one that was declined is not known. Codes are those of the
instruments' own files.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Answer, Section
from careplans.facts import Place, Row, Rows, derived, source

NEVER = "LA6270-8"


def _is_alone(value: Any) -> bool | None:
    return None if value in (None, "no-home", "no-fixed-home") else value == "alone"


def _ever(value: Any) -> bool:
    return bool(value != NEVER)


# Instrument and question, and how an answer to it is read.
HOME: Mapping[tuple[str, str], Callable[[Any], bool | None]] = {
    ("social-section", "household"): _is_alone,
    ("nursing-section", "lives"): _is_alone,
}
HABITS: Mapping[tuple[str, str], tuple[str, Any]] = {
    ("ahc-substance", "q19"): ("alcohol", gettext_lazy("Five or more drinks in a day")),
    ("ahc-substance", "q20"): ("tobacco", gettext_lazy("Tobacco")),
}


def _newest(_place: Place, rows: Rows) -> Iterable[Row]:
    """The newest of each question."""
    once = {(row["instrument"], row["link"]): row for row in sorted(rows, key=lambda row: str(row["at"]))}
    return once.values()


@source(
    "_answers", "answer", shape=_newest, instrument="section__instrument__instrument__code", link="link_id",
    value="value", at="section__signed_at", data="section__sort",
)  # fmt: skip
def answers(place: Place) -> QuerySet[Any, Any]:
    wanted = Q()
    for instrument, link in (*HOME, *HABITS):
        wanted |= Q(section__instrument__instrument__code=instrument, link_id=link)
    signed = Answer.objects.filter(section__case=place.case, section__status=Section.Status.SIGNED)
    return signed.filter(wanted, section__error_at=None)


@derived("home")
def home(_place: Place, facts: Mapping[str, Rows]) -> Iterable[Row]:
    """Who is there at home, as the newest answer has it; two that were signed at once and differ leave it open."""
    told = [row for row in facts["_answers"] if (row["instrument"], row["link"]) in HOME]
    if not told:
        return
    last = max(str(row["at"]) for row in told)
    said = {HOME[row["instrument"], row["link"]](row["value"]) for row in told if str(row["at"]) == last}
    newest = next(row for row in told if str(row["at"]) == last)
    alone = next(iter(said)) if len(said) == 1 else None
    words = {True: _("Lives alone"), False: _("Lives with others"), None: _("Home")}[alone]
    yield {"key": newest["key"], "data": newest["data"], "lives_alone": alone, "words": words}


@derived("habits")
def habits(_place: Place, facts: Mapping[str, Rows]) -> Iterable[Row]:
    """Tobacco and alcohol, as somebody asked after them."""
    for row in facts["_answers"]:
        if found := HABITS.get((row["instrument"], row["link"])):
            code, words = found
            current = None if row["value"] is None else _ever(row["value"])
            yield {
                "key": row["key"],
                "data": row["data"],
                "code": code,
                "current": current,
                "words": str(words),
            }
