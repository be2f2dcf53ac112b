"""What rules may know of a case: the kinds of facts, the class of information each is of, and what is asked where one is missing.

Pure. The apps that hold the facts fill them (`careplans.facts`); rules name them (`policy.conflicts`). Every row has a `key`
("goal:<id>"), `words` for whoever may read them, the class of its readers in `data`, and `from_on` and `until_on` where it
holds for a time. Every value is plain JSON: dates as ISO texts, amounts as {"value", "unit"}.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Row = Mapping[str, Any]
# By kind; None where nobody has looked yet, as an empty list says that there is none.
Facts = Mapping[str, Sequence[Row] | None]
Label = Promise | str
# Of every kind.
COMMON: Mapping[str, Label] = {
    "key": "",
    "words": _("the words"),
    "data": "",
    "from_on": _("from when"),
    "until_on": _("until when"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of facts: what one is called, who reads it by default, and its own fields with the words to ask for them."""

    label: Label
    data: str
    fields: Mapping[str, Label]

    @property
    def names(self) -> frozenset[str]:
        """Everything a rule may name of one."""
        return frozenset({*COMMON, *self.fields})


KINDS: Mapping[str, Kind] = {
    "goals": Kind(
        _("goal"),
        "plan",
        {
            "measure": _("how the goal is measured"),
            "target": _("the target as a number"),
            "due_on": _("when the goal is looked at"),
        },
    ),
    "interventions": Kind(
        _("intervention"),
        "plan",
        {
            "goal": _("the goal it serves"),
            "activity": _("its purpose"),
            "subject": _("what it is about"),
            "role": _("who does it"),
            "caregiver": _("which caregiver does it"),
            "task": _("which task of the caregiver it is"),
            "hours": _("how many hours a week it takes"),
            "amount": _("how much"),
        },
    ),
    "restrictions": Kind(
        _("restriction"),
        "clinical",
        {"kind": _("what is restricted"), "value": _("how far"), "amount": _("how much is allowed")},
    ),
    "caregivers": Kind(
        _("caregiver"),
        "psychosocial",
        {
            "person": "",
            "hours": _("how many hours a week the caregiver can give"),
            "tasks": _("what the caregiver is able and willing to do"),
            "unable": _("what the caregiver cannot do"),
            "willing": _("whether the caregiver is willing to go on"),
        },
    ),
    "loads": Kind(
        _("what the plan asks of a caregiver"),
        "plan",
        {"person": "", "hours": _("how many hours a week the plan asks of them")},
    ),
    "abilities": Kind(
        _("ability"),
        "clinical",
        {
            "ability": _("which ability"),
            "now": _("the ability now"),
            "expected": _("the ability expected at discharge"),
            "needed": _("how many hours of support a day are needed"),
            "arranged": _("how many hours of support a day are arranged"),
        },
    ),
    "medicines": Kind(
        _("medicine"),
        "clinical",
        {
            "name": _("which medicine"),
            "high_risk": _("whether it is a high-risk medicine"),
            "action": _("whether it goes on"),
        },
    ),
    "allergies": Kind(_("allergy"), "clinical", {"substances": _("what the patient does not bear")}),
    "home": Kind(_("home"), "psychosocial", {"lives_alone": _("whether the patient lives alone")}),
    "habits": Kind(_("habit"), "behavioural", {"code": _("which habit"), "current": _("whether it goes on")}),
    "person": Kind(
        _("how to speak with the patient"),
        "identity",
        {
            "interpreter": _("whether an interpreter is needed"),
            "spoken": _("the language spoken"),
            "needs": _("sight, hearing and memory"),
        },
    ),
    "teaching": Kind(
        _("teaching session"),
        "discharge",
        {
            "topic": _("the topic"),
            "language": _("in which language it was taught"),
            "interpreter": _("whether an interpreter was there"),
            "on": _("when it was"),
        },
    ),
    "programmes": Kind(_("programme"), "plan", {"code": _("which programme")}),
    "protocols": Kind(_("high-risk protocol"), "safeguarding", {"kind": _("which danger")}),
    "visits": Kind(_("home visit"), "work", {"note": _("the safety note")}),
    "days": Kind(_("day with appointments"), "work", {"sessions": _("how many sessions there are")}),
    "tolerances": Kind(
        _("what the patient bears in a day"), "clinical", {"sessions": _("how many sessions they bear")}
    ),
    "destinations": Kind(
        _("destination"),
        "discharge",
        {"code": _("where to"), "support": _("how many hours of support a day there are")},
    ),
    "leaving": Kind(_("day of leaving"), "discharge", {"on": _("the expected discharge date")}),
}


def asked(name: str) -> Label:
    """What to ask, for a fact that nobody knows: "goals.target"."""
    kind, _dot, field = name.partition(".")
    known = KINDS.get(kind)
    if known is None or not field:
        return known.label if known else name
    return {**COMMON, **known.fields}.get(field) or known.label
