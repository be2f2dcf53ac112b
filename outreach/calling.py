"""A call by a script as it stands: what was answered, which flags it raised, what keeps it from ending. Reads only."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.refusals import Refused
from outreach.models import ScriptAnswer, ScriptRun
from policy.script import Outcome, Question, Script, read
from worklist.models import Item


def script_of(run: ScriptRun) -> Script:
    """The script it follows, in the version it began with."""
    return read(run.rule.body)[run.script]


def answers(run: ScriptRun) -> dict[str, ScriptAnswer]:
    """The answer that counts to each question: the last one given."""
    rows = run.answers.select_related("item__owner", "by").order_by("question", "n")
    return {row.question: row for row in rows}


def flags_of(run: ScriptRun) -> list[Item]:
    """The work that its red answers made, each once; a corrected answer does not take back what was raised."""
    found: dict[Any, Item] = {}
    for row in run.answers.exclude(item=None).select_related("item__owner").order_by("at", "pk"):
        if row.item is not None:
            found[row.item_id] = row.item
    return list(found.values())


def must_be_over(run: ScriptRun, ended: Outcome) -> None:
    """Refused while a red flag is nobody's, or where the outcome says otherwise than the answers."""
    raised = flags_of(run)
    if any(item.is_live and item.owner_id is None for item in raised):
        raise Refused(_("A red flag has no owner yet. Say who acts on it, then end the call."))
    if ended.spoken and run.verified_at is None:
        raise Refused(_("Verify first with whom you speak: two identifiers."), field="outcome")
    if ended.spoken and raised and not ended.escalated:
        raise Refused(_("A red flag was raised: choose to whom it was passed."), field="outcome")
    if ended.escalated and not raised:
        raise Refused(
            _("No answer was red. Answer what you heard, or choose another outcome."), field="outcome"
        )


@dataclass(frozen=True)
class Asked:
    """One question with the answer that counts, for the page."""

    question: Question
    answer: ScriptAnswer | None

    @property
    def said(self) -> str:
        """The answer in words; empty while nobody has asked."""
        found = self.question.get(self.answer.answer) if self.answer else None
        return found.label if found else ""


def asked(question: Question, answer: ScriptAnswer | None) -> Asked:
    """A question beside its answer."""
    return Asked(question, answer)
