"""Which questions are asked, given the answers so far and the patient's age (FHIR R4 enableWhen).

Pure. A question that is not asked is not missing. What cannot be said yet, because the answer it hangs on is missing, is
not `settled`: a range must reckon with both.
"""

from collections.abc import Mapping
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any

from assessments.answers import DECLINED
from assessments.questionnaire import Condition, Gate, Heading, Question, Questionnaire

OPERATORS = {"=": eq, ">": gt, "<": lt, ">=": ge, "<=": le}
Answers = Mapping[str, Any]


class Branching:
    """The questions of a questionnaire under some answers."""

    def __init__(self, questionnaire: Questionnaire, answers: Answers, age: int | None = None) -> None:
        self.questionnaire, self.answers, self.age = questionnaire, answers, age

    def asked(self, line: Question | Heading) -> bool:
        """Whether it is asked now."""
        return self._of_age(line) and all(self._open(gate) for gate in line.gates)

    def settled(self, line: Question | Heading) -> bool:
        """Whether further answers can no longer change that."""
        if not self._of_age(line):
            return True
        if any(self._sure(gate) and not self._open(gate) for gate in line.gates):
            return True
        return all(self._sure(gate) for gate in line.gates)

    def questions(self) -> tuple[Question, ...]:
        """Those asked now, in order."""
        return tuple(each for each in self.questionnaire.questions if self.asked(each))

    def answered(self, question: Question) -> bool:
        """Whether it has an answer that counts; declining is one."""
        return question.link_id in self.answers and self.asked(question)

    def _of_age(self, line: Question | Heading) -> bool:
        if self.age is None or isinstance(line, Heading):
            return True
        return (line.from_age or 0) <= self.age and (line.to_age is None or self.age <= line.to_age)

    def _open(self, gate: Gate) -> bool:
        held = (self._holds(condition) for condition in gate.conditions)
        return all(held) if gate.needs_all else any(held)

    def _sure(self, gate: Gate) -> bool:
        """Whether a gate stays as it is: one condition known to decide it, or all known."""
        known = [condition for condition in gate.conditions if self._known(condition)]
        if len(known) == len(gate.conditions):
            return True
        return any(self._holds(condition) is not gate.needs_all for condition in known)

    def _known(self, condition: Condition) -> bool:
        question = self.questionnaire.question(condition.question)
        if question is None or not self.settled(question):
            return False
        return not self.asked(question) or question.link_id in self.answers

    def _holds(self, condition: Condition) -> bool:
        question = self.questionnaire.question(condition.question)
        given = self.answers.get(condition.question) if question and self.asked(question) else None
        if condition.operator == "exists":
            return (given is not None) is bool(condition.value)
        if condition.operator == "!=":
            return not _compare(given, "=", condition.value)
        return _compare(given, condition.operator, condition.value)


def _compare(given: Any, operator: str, value: Any) -> bool:
    """FHIR's comparison: any of several answers suffices; none, or a declined one, compares with nothing but itself."""
    if isinstance(given, list):
        return any(_compare(each, operator, value) for each in given)
    if given is None or (given == DECLINED) is not (value == DECLINED):
        return False
    if isinstance(value, bool) or isinstance(given, bool) or isinstance(value, str):
        return operator == "=" and given == value
    try:
        return bool(OPERATORS[operator](Decimal(str(given)), value))
    except ArithmeticError:
        return False
