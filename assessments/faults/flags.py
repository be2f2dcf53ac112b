"""What is wrong with the flags: clauses that can never hold, answers nobody can give, protocols nobody knows."""

from typing import Any

from django.utils.translation import gettext as _

from assessments import reading
from assessments.faults.naming import is_code
from assessments.faults.scores import asked_for, inside, named
from assessments.faults.shape import Found
from assessments.models import Protocol
from assessments.questionnaire import CHOICE, DATE, TEXT, Clause, Flag, Questionnaire
from core.json_lines import Path

LABEL = 160


def faults(body: Any, questionnaire: Questionnaire) -> Found:
    """Everything wrong with the flags of a questionnaire that can be read."""
    seen: set[str] = set()
    for flag, (path, extension) in zip(questionnaire.flags, named(body, reading.FLAG), strict=True):
        if flag.code in seen:
            yield path, _("The flag “%(code)s” stands twice.") % {"code": flag.code}
        seen.add(flag.code)
        yield from _head(flag, path)
        for nth, clause in enumerate(flag.clauses):
            yield from _clause(clause, inside(path, extension, "when", nth), questionnaire)


def _head(flag: Flag, path: Path) -> Found:
    if not is_code(flag.code) or not 1 <= len(flag.label) <= LABEL:
        yield path, _("A flag has a code of small letters, and a label of at most 160 signs.")
    if flag.protocol and flag.protocol not in Protocol.Kind.values:
        words = {"name": flag.protocol[:40], "names": ", ".join(Protocol.Kind.values)}
        yield path, _("There is no protocol “%(name)s”; these are: %(names)s.") % words
    if flag.acute and not flag.protocol:
        yield path, _("Only a flag that opens a protocol can be acute.")
    if not (flag.actions or flag.protocol or flag.need):
        yield path, _("A flag asks for something: an action, a protocol or a need.")
    yield from asked_for(path, flag.actions, flag.need)


def _clause(clause: Clause, path: Path, questionnaire: Questionnaire) -> Found:
    if bool(clause.items) is bool(clause.score):
        yield path, _("A clause is about items or about a score.")
        return
    bounded = clause.least is not None or clause.most is not None
    if clause.score:
        if questionnaire.score_rule(clause.score) is None:
            yield path, _("There is no score “%(name)s”.") % {"name": clause.score[:60]}
        if not bounded or clause.answers or clause.declined:
            yield path, _("A clause about a score says at-least or at-most.")
        return
    if bool(clause.answers) + bounded + clause.declined != 1:
        yield path, _("A clause says one thing: answers, declined, or at-least and at-most.")
    if not 1 <= clause.count <= len(clause.items):
        yield path, _("“count” is from 1 to the number of items.")
    yield from _answers(clause, path, questionnaire)


def _answers(clause: Clause, path: Path, questionnaire: Questionnaire) -> Found:
    for link_id in clause.items:
        question = questionnaire.question(link_id)
        if question is None:
            continue
        words = {"name": link_id}
        if question.kind in (TEXT, DATE):
            yield path, _("“%(name)s” is no question that a flag can look at.") % words
        elif question.kind == CHOICE and (
            strange := set(clause.answers) - {each.code for each in question.options}
        ):
            answers = ", ".join(sorted(strange))
            yield path, _("“%(answers)s” is no answer to “%(name)s”.") % {**words, "answers": answers}
        elif question.kind == CHOICE and not clause.answers and not clause.declined:
            if all(option.points is None for option in question.options):
                yield path, _("The answers to “%(name)s” have no points.") % words
        elif clause.declined and not questionnaire.declinable:
            yield path, _("Nobody can decline “%(name)s”.") % words
