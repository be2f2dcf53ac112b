"""What is wrong with the scoring: methods, what each question is worth, bands with gaps or overlaps, changes over time."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments import reading, task_templates
from assessments.faults.naming import is_code
from assessments.faults.shape import Found
from assessments.models import Need
from assessments.questionnaire import (
    BOOLEAN,
    CHOICE,
    DECIMAL,
    INTEGER,
    Question,
    Questionnaire,
    Row,
    ScoreRule,
)
from assessments.scoring import Missing
from assessments.scoring_methods import ANY_POSITIVE, LEAVES_OUT, METHODS, Worth, reach, reckon
from core.json_lines import Path

TONES = ("", "green", "yellow", "orange", "red", "blue", "grey")
MOST_PLACES, GREATEST = 2, Decimal("99999.99")
LABEL, BAND_CODE, BAND_LABEL = 160, 40, 120


def named(body: Any, url: str) -> Iterator[tuple[Path, Any]]:
    """The extensions of one name in a body, each with the way to it."""
    for number, each in enumerate(body.get("extension", [])):
        if each["url"] == url:
            yield ("extension", number), each


def inside(path: Path, extension: Any, name: str, nth: int = 0) -> Path:
    """The way to the nth extension of a name inside another one, or to that one where there is none."""
    places = [number for number, each in enumerate(extension["extension"]) if each["url"] == name]
    return (*path, "extension", places[nth]) if nth < len(places) else path


def faults(body: Any, questionnaire: Questionnaire) -> Found:
    """Everything wrong with the scores of a questionnaire that can be read."""
    seen: set[str] = set()
    for rule, (path, extension) in zip(questionnaire.scores, named(body, reading.SCORING), strict=True):
        sheet = _Rule(questionnaire, rule, path, extension)
        if rule.code in seen:
            yield sheet.at("code"), _("The score code “%(code)s” stands twice.") % {"code": rule.code}
        seen.add(rule.code)
        found = [*sheet.head(), *sheet.worth()]
        yield from found or [*sheet.bands(), *sheet.change()]


class _Rule:
    """One score with its place in the file."""

    def __init__(self, questionnaire: Questionnaire, rule: ScoreRule, path: Path, extension: Any) -> None:
        self.questionnaire, self.rule, self.path, self.extension = questionnaire, rule, path, extension
        found = (questionnaire.question(link_id) for link_id in rule.items)
        self.questions = [question for question in found if question]

    def at(self, name: str, nth: int = 0) -> Path:
        """Where a part of it stands."""
        return inside(self.path, self.extension, name, nth)

    def head(self) -> Found:
        """Its name, method, and how it deals with what is missing."""
        rule = self.rule
        if not is_code(rule.code) or not 1 <= len(rule.label) <= LABEL:
            yield self.at("code"), _("A score has a code of small letters, and a label of at most 160 signs.")
        if rule.method not in METHODS:
            words = {"name": rule.method[:40], "names": ", ".join(METHODS)}
            yield self.at("method"), _("There is no method “%(name)s”; these are: %(names)s.") % words
        if rule.missing not in list(Missing):
            words = {"name": rule.missing[:40], "names": ", ".join(Missing)}
            yield (
                self.at("missing"),
                _("“%(name)s” says nothing about missing answers; these do: %(names)s.") % words,
            )
        if not 0 <= rule.places <= MOST_PLACES:
            yield self.at("places"), _("A result has 0, 1 or 2 decimal places.")
        yield from self._minimum()

    def _minimum(self) -> Found:
        rule, counts = self.rule, self.rule.missing == Missing.MINIMUM
        if counts is not (rule.minimum is not None) or (counts and rule.method != "mean"):
            yield self.at("minimum"), _("“minimum” belongs to a mean with “minimum-answered”.")
        elif counts and not 1 <= (rule.minimum or 0) <= len(rule.items):
            yield self.at("minimum"), _("“minimum” is from 1 to the number of questions.")
        if rule.unable_from is not None and not 1 <= rule.unable_from <= len(rule.items):
            yield self.at("unable"), _("“unable” is from 1 to the number of questions.")

    def worth(self) -> Found:
        """Whether every question it needs has a number, and every one that may be left out may be."""
        for question in self.questions:
            if wrong := _without_number(self.rule, question):
                yield self.at("items"), wrong
            elif self._may_be_skipped(question) and not self._says_skipped():
                yield (
                    self.at("items"),
                    _(
                        "“%(name)s” is not always asked: say “skipped”: zero, with a method that can leave it out."
                    )
                    % {"name": question.link_id},
                )
        known = set(self.rule.items)
        for nth, (link_id, _by) in enumerate(self.rule.weights):
            if link_id not in known:
                yield self.at("weight", nth), _("“%(name)s” is not among the items.") % {"name": link_id}
        for nth, group in enumerate(self.rule.groups):
            if set(group) - known:
                yield self.at("group", nth), _("A group has only questions that are among the items.")
        yield from self._grouped()
        if self.rule.method == "lookup" and not self.rule.rows:
            yield self.at("method"), _("A lookup needs its table: rows with min, max and points.")
        if self.rule.method == "product" and any(worth.least < 0 for worth in self._worths()):
            yield self.at("items"), _("A product takes no numbers below 0.")

    def _grouped(self) -> Found:
        listed = [link_id for group in self.rule.groups for link_id in group]
        if listed and sorted(listed) != sorted(self.rule.items):
            yield self.at("group"), _("Each item stands in one group.")

    def _may_be_skipped(self, question: Question) -> bool:
        return bool(question.gates or question.from_age or question.to_age)

    def _says_skipped(self) -> bool:
        says = [each for each in self.extension["extension"] if each["url"] == "skipped"]
        return bool(says) and says[0].get("valueCode") == "zero" and self.rule.method in LEAVES_OUT

    def bands(self) -> Found:
        """Whether the bands take in every result there can be, once."""
        low, high = self._reach()
        if abs(low) > GREATEST or abs(high) > GREATEST:
            yield self.at("items"), _("This score can reach more than 99,999.99.")
        if self.rule.method == "lookup":
            yield from self._rows()
        for nth, band in enumerate(self.rule.bands):
            yield from self._band(nth, band)
        if self.rule.bands:
            yield from self._covered(low, high)

    def _reach(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest result; a question that may be left out can add nothing as well."""
        worths = self._worths()
        if self.rule.method != "mean" or self.rule.missing != Missing.MINIMUM:
            return reckon(self.rule, worths)
        alone = [reckon(self.rule, [worth]) for worth in worths]
        return min(low for low, _high in alone), max(high for _low, high in alone)

    def _worths(self) -> list[Worth]:
        found = [(question, reach(self.rule, question)) for question in self.questions]
        return [each.or_nothing() if self._may_be_skipped(question) else each for question, each in found]

    def _band(self, nth: int, band: Any) -> Found:
        here = self.at("band", nth)
        codes = [each.code for each in self.rule.bands]
        if codes.count(band.code) > 1:
            yield here, _("Two bands have the code “%(code)s”.") % {"code": band.code}
        if not 1 <= len(band.code) <= BAND_CODE or not 1 <= len(band.label) <= BAND_LABEL:
            yield here, _("A band has a code of at most 40 signs and a label of at most 120.")
        if band.tone not in TONES:
            yield here, _("There is no tone “%(tone)s”.") % {"tone": band.tone[:20]}
        yield from asked_for(here, band.actions, band.need)

    def _covered(self, low: Decimal, high: Decimal) -> Found:
        step = Decimal(1).scaleb(-self.rule.places)
        expected = low
        order = sorted(range(len(self.rule.bands)), key=lambda nth: self.rule.bands[nth].least)
        for nth in order:
            band, here = self.rule.bands[nth], self.at("band", nth)
            if band.most < band.least:
                yield here, _("The band “%(code)s” ends before it begins.") % {"code": band.code}
                return
            words = {"code": band.code, "from": expected, "least": band.least}
            if band.least > expected:
                yield (
                    here,
                    _("Before the band “%(code)s” is a gap: nothing covers %(from)s up to %(least)s.")
                    % words,
                )
            elif band.least < expected:
                yield (
                    here,
                    _("The band “%(code)s” overlaps what is below: it must begin at %(from)s.") % words
                    if expected != low
                    else _("The band “%(code)s” begins at %(least)s, but no result is below %(from)s.")
                    % words,
                )
            expected = band.most + step
        if expected != high + step:
            words = {"most": expected - step, "high": high}
            yield (
                self.at("band", order[-1]),
                _("The bands end at %(most)s, but results end at %(high)s.") % words,
            )

    def _rows(self) -> Found:
        """Whether a table of points has a row for every sum, once."""
        low, high = reckon(replace(self.rule, method="sum", places=MOST_PLACES), self._worths())
        expected: Decimal | None = low
        for nth, row in enumerate(self.rule.rows):
            if expected is None or row.least != expected:
                yield (
                    self.at("row", nth),
                    _("The rows of the table follow each other without gap or overlap."),
                )
                return
            expected = None if row.most is None else row.most + _finest(self.rule.rows)
        if expected is not None and expected <= high:
            words = {"most": self.rule.rows[-1].most, "high": high}
            yield self.at("row"), _("The table ends at %(most)s, but sums end at %(high)s.") % words

    def change(self) -> Found:
        """Whether it says what a change over time means."""
        change = self.rule.change
        if change is None:
            return
        if not is_code(change.domain) or change.better not in ("lower", "higher"):
            yield self.at("change"), _("A change has a domain, and says whether lower or higher is better.")
        if (change.points is None) is (change.percent is None):
            yield self.at("change"), _("Say the smallest change that matters in points or in per cent.")
        elif (change.points or change.percent or 0) <= 0:
            yield self.at("change"), _("The smallest change that matters is above 0.")


def _finest(rows: tuple[Row, ...]) -> Decimal:
    """The step between two neighbouring rows: one of the last decimal place that the table uses."""
    numbers = [number for row in rows for number in (row.least, row.most) if number is not None]
    return Decimal(1).scaleb(min(0, *(int(number.as_tuple().exponent) for number in numbers)))


def asked_for(path: Path, actions: tuple[str, ...], need: str) -> Found:
    """Work and needs that nobody knows."""
    for code in actions:
        if code not in task_templates.templates():
            yield path, _("There is no task “%(code)s”.") % {"code": code[:60]}
    if need and need not in Need.Domain.values:
        words = {"need": need[:40], "needs": ", ".join(Need.Domain.values)}
        yield path, _("There is no need “%(need)s”; these are: %(needs)s.") % words


def _without_number(rule: ScoreRule, question: Question) -> str:
    """Why a question cannot be scored; empty when it can."""
    words = {"name": question.link_id}
    if rule.method == ANY_POSITIVE:
        marked = question.kind == BOOLEAN or any(option.positive for option in question.options)
        return "" if marked else _("“%(name)s” has no answer that counts as positive.") % words
    if question.kind == CHOICE:
        if question.repeats:
            return _("“%(name)s” takes several answers and cannot be added up.") % words
        if any(option.points is None for option in question.options):
            return _("Every answer to “%(name)s” needs its points (ordinalValue).") % words
        return ""
    if question.kind in (INTEGER, DECIMAL):
        bounded = question.least is not None and question.most is not None
        return "" if bounded else _("“%(name)s” is scored: give its least and greatest value.") % words
    return "" if question.kind == BOOLEAN else _("“%(name)s” has no number to score.") % words
