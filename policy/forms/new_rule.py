"""A rule that a series gains, and those that it loses, on the page that edits the series."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.forms import one_rule
from policy.forms.rules import Section
from policy.queries import activity_labels
from policy.series import TIERS

CODE = "new"
TRIGGERS = {
    "now": gettext_lazy("When somebody promises it"),
    "leaving": gettext_lazy("When the patient leaves the hospital"),
}
WORDS = ("label", "what", "if_waits", "activity", "trigger")
# Where nothing is typed, nothing is added.
_BLANK: dict[str, Any] = {
    "code": CODE,
    "label": gettext_lazy("A new rule"),
    "first": {"kind": "days", "amount": None},
    "clock": "calendar",
    "stops_on": ["death", "closing"],
    "tiers": {},
}
# The example that shows when a new rule comes: from a plain day on, so many times.
SINCE, TIMES = "2026-11-03T10:00", 3


def fields(body: Any) -> dict[str, forms.Field]:
    """The boxes of a rule to be added, and the rules that can be left out."""
    found: dict[str, forms.Field] = {
        "leave_out": forms.MultipleChoiceField(
            label=_("Rules that are left out"),
            choices=[(row["code"], row["label"]) for row in body["rules"]],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("What was promised by them goes on."),
        ),
        "label-new": _words(_("Name of the rule"), 80),
        "what-new": _words(_("What is promised"), 160),
        "if_waits-new": _words(_("What happens if it waits"), 160),
        "activity-new": forms.ChoiceField(label=_("Activity"), choices=activity_labels, initial="follow_up"),
        "trigger-new": forms.ChoiceField(label=_("It begins"), choices=list(TRIGGERS.items()), initial="now"),
    }
    found |= one_rule.shared(_BLANK)
    found["first-new"].required = False
    paces = one_rule.paces(_BLANK)
    for field in paces.values():
        field.widget.attrs["aria-label"] = field.label
    return found | paces


def sections(form: Any) -> list[Section]:
    """Where they stand on the page."""
    names = [*(f"{part}-{CODE}" for part in (*WORDS, *one_rule.SHARED))]
    wrong = any(name in form.errors for name in (*names, *one_rule.names(CODE)))
    new = [form[name] for name in names]
    return [
        Section(new, [one_rule.table(form, CODE)], _("A new rule"), "", wrong),
        Section([form["leave_out"]], title=_("Leave a rule out")),
    ]


def is_asked(said: dict[str, Any]) -> bool:
    """Whether somebody began to describe a new rule."""
    return bool(said.get("label-new") or said.get("what-new"))


def look_at(form: Any) -> None:
    """Say beside the boxes of a new rule what is missing or cannot be."""
    if not is_asked(form.cleaned_data):
        return
    for name in ("label-new", "what-new", "first-new"):
        if form.cleaned_data.get(name) in (None, "") and name not in form.errors:
            form.add_error(name, form.fields[name].error_messages["required"])
    if not any(form.cleaned_data.get(f"runs-{CODE}-{tier}") for tier in TIERS):
        form.add_error(f"runs-{CODE}-{TIERS[0]}", _("Let it run in at least one tier."))
    one_rule.look_at(form, CODE)


def apply(body: dict[str, Any], said: dict[str, Any]) -> None:
    """Take the rules out that are left out, and add the new one with an example that shows when it comes."""
    body["rules"] = [row for row in body["rules"] if row["code"] not in said["leave_out"]]
    if not is_asked(said):
        return
    row: dict[str, Any] = {"code": _code(said["label-new"], {row["code"] for row in body["rules"]})}
    row |= {part: said[f"{part}-{CODE}"] for part in WORDS}
    written = {"code": CODE}
    one_rule.apply(written, said)
    row |= {name: value for name, value in written.items() if name != "code"}
    body["rules"].append(row)
    tier = next(iter(row["tiers"]))
    body["examples"].append(
        {
            "note": row["label"],
            "rule": row["code"],
            "tier": tier,
            "zone": body["examples"][0]["zone"],
            "since": SINCE,
            "due": [SINCE] * TIMES,
        }
    )


def _code(label: str, taken: set[str]) -> str:
    """A name for the rule that none has yet; also where its words have no Latin letters."""
    plain = slugify(label).replace("-", "_")[:40] or "rule"
    tries = (plain, *(f"{plain}_{n}" for n in range(2, len(taken) + 3)))
    return next(each for each in tries if each not in taken and each != CODE)


def _words(label: str, most: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False)
