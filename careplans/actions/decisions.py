"""What the patient decides: every way open to them, doing less among them, with what each gives, asks and costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from careplans.models import DecisionOption, DecisionRecord, Goal
from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from patients.models import Case, RelatedPerson
from worklist import owners

LEAST, MOST = 2, 6
FIELDS = ("words", "benefits", "risks", "burden", "cost_to_patient", "costs_less", "does_less")


@action("edit_plan")
def record_decision(
    case: Case,
    *,
    by: Any,
    question: str,
    options: Sequence[Mapping[str, Any]],
    no_cheaper_because: str = "",
    preference: str = "",
    why: str = "",
    chosen: int | None = None,
    discussed_with: RelatedPerson | None = None,
    goal: Goal | None = None,
) -> DecisionRecord:
    """Put down a choice with its options; one that costs the patient less is among them, or why there is none.

    `options` are mappings of the fields of an option; `chosen` is the place of the preferred one, from 1.
    """
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before a decision is recorded."))
    _must_be_whole(options, no_cheaper_because)
    owners.must_be_of_the_patient(discussed_with, case, field="discussed_with")
    if goal is not None and goal.case_id != case.pk:
        raise Refused(_("Choose a goal of this case."), field="goal")
    record = DecisionRecord(
        case=case, question=question, no_cheaper_because=no_cheaper_because.strip(), created_by=by
    )
    record.discussed_with, record.goal, record.preference, record.why = discussed_with, goal, preference, why
    if preference.strip():
        record.decided_at, record.decided_by = clock.now(), by
    keep(record)
    for position, option in enumerate(options, 1):
        said = {name: option[name] for name in FIELDS if name in option}
        keep(DecisionOption(case=case, decision=record, position=position, chosen=position == chosen, **said))
    _must_be_there(chosen, len(options), preference)
    return record


def _must_be_whole(options: Sequence[Mapping[str, Any]], no_cheaper_because: str) -> None:
    if not LEAST <= len(options) <= MOST:
        raise Refused(
            _("Give %(least)d to %(most)d options; doing less is one of them.")
            % {"least": LEAST, "most": MOST},
            field="options",
        )
    if not any(option.get("does_less") for option in options):
        raise Refused(_("Doing less, or waiting, is a choice too. Add it as an option."), field="options")
    if not any(option.get("costs_less") for option in options) and not no_cheaper_because.strip():
        raise Refused(
            _("Mark the option that costs the patient less, or say why there is none."),
            field="no_cheaper_because",
        )


def _must_be_there(chosen: int | None, count: int, preference: str) -> None:
    if chosen is not None and not 1 <= chosen <= count:
        raise Refused(_("Choose one of the options."), field="chosen")
    if chosen is not None and not preference.strip():
        raise Refused(_("Say in words what the patient prefers."), field="preference")


@action("edit_plan")
def decide(
    decision: DecisionRecord, *, by: Any, preference: str, why: str = "", chosen: int | None = None
) -> DecisionRecord:
    """The patient said what they prefer, and why; said again, the later word stands and the earlier is history."""
    options = list(decision.options.order_by("position"))
    _must_be_there(chosen, len(options), preference)
    if not preference.strip():
        raise Refused(_("Say what the patient prefers."), field="preference")
    # The one that was preferred is let go first: there is one at a time.
    for option in sorted(options, key=lambda each: each.position == chosen):
        if option.chosen != (option.position == chosen):
            change(option, chosen=option.position == chosen)
    decision.preference, decision.why = preference, why
    decision.decided_at, decision.decided_by = clock.now(), by
    return decision
