"""The escalation of silence as an administrator edits it: who is told how many minutes after, and how loud the house may be."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.escalation import CHANGES, CHANNELS, SEVERITIES, WHOM
from policy.forms.minutes import MinutesField
from policy.forms.rules import RulesForm, Section, Table
from policy.models import RulePack

LADDERS: dict[str, Any] = {
    "due": gettext_lazy("Work, by what happens if it waits"),
    "change": gettext_lazy("Changes of condition that nobody acknowledges"),
}
RUNGS: dict[tuple[str, str], Any] = {
    ("due", "harm"): gettext_lazy("Harm if late"),
    ("due", "high"): gettext_lazy("Important"),
    ("due", "normal"): gettext_lazy("Ordinary"),
    ("change", "critical"): gettext_lazy("Critical change"),
    ("change", "urgent"): gettext_lazy("Urgent change"),
    ("change", "routine"): gettext_lazy("Routine change"),
}
TOLD: dict[str, Any] = {
    "person": gettext_lazy("The person"),
    "deputy": gettext_lazy("The deputy"),
    "supervisor": gettext_lazy("The supervisor"),
}
WAYS: dict[str, Any] = {
    "email": gettext_lazy("E-mails a minute"),
    "sms": gettext_lazy("Text messages a minute"),
    "webhook": gettext_lazy("To another system, a minute"),
}


class LadderForm(RulesForm):
    """Three ladders for work and three for changes of condition, and the figures that keep the house from shouting."""

    kind = RulePack.Kind.LADDER

    def ask(self, body: Any) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for (kind, severity), label in RUNGS.items():
            for whom in WHOM:
                fields[f"{kind}-{severity}-{whom}"] = MinutesField(
                    label=_("%(ladder)s: %(whom)s, minutes after") % {"ladder": label, "whom": TOLD[whom]},
                    initial=[rung["minutes"] for rung in body[kind][severity] if rung["to"] == whom],
                    least=0,
                    # The last rung is somebody who can act.
                    required=whom == "supervisor",
                )
        return fields | _figures(body)

    def apply(self, body: Any, said: dict[str, Any]) -> None:
        for kind, severity in RUNGS:
            told = [(each, to) for to in WHOM for each in said[f"{kind}-{severity}-{to}"]]
            rungs = sorted(told, key=lambda rung: (rung[0], WHOM.index(rung[1])))
            body[kind][severity] = [{"minutes": minutes, "to": to} for minutes, to in rungs]
        body["fold"] = {name: said[f"fold-{name}"] for name in ("over", "within_minutes", "wait_minutes")}
        body["pace"] = {name: said[f"pace-{name}"] for name in CHANNELS}
        body["delayed_after_minutes"] = said["delayed"]
        body["quiet"] = {end: f"{said[f'quiet-{end}']:%H:%M}" for end in ("from", "until")}
        body["digest_at"] = f"{said['digest']:%H:%M}"

    def sections(self) -> list[Section]:
        """Each kind of ladder as a table with a column for each who may be told; then the figures that stand alone."""
        names = {"due": SEVERITIES.values(), "change": CHANGES}
        tables = [
            Table(
                LADDERS[kind],
                _("Minutes after"),
                list(TOLD.values()),
                [
                    (RUNGS[kind, severity], [self[f"{kind}-{severity}-{whom}"] for whom in WHOM])
                    for severity in severities
                ],
            )
            for kind, severities in names.items()
        ]
        return [Section([], tables), Section([self[name] for name in _figures(self.body)])]


def _figures(body: Any) -> dict[str, forms.Field]:
    """The figures that stand alone."""
    fold, pace, quiet = body["fold"], body["pace"], body["quiet"]
    return {
        "fold-over": _number(_("More messages become one"), fold["over"]),
        "fold-within_minutes": _number(_("Counted within minutes"), fold["within_minutes"]),
        "fold-wait_minutes": _number(_("Waits for more, minutes"), fold["wait_minutes"], least=0),
        **{f"pace-{name}": _number(label, pace[name]) for name, label in WAYS.items()},
        "delayed": _number(_("Said as late after minutes"), body["delayed_after_minutes"]),
        "quiet-from": _wall(_("Quiet hours from"), quiet["from"]),
        "quiet-until": _wall(_("Quiet hours until"), quiet["until"]),
        "digest": _wall(_("Summaries at"), body["digest_at"]),
    }


def _number(label: Any, initial: int, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=least, max_value=100_000)


def _wall(label: Any, initial: str) -> forms.TimeField:
    return forms.TimeField(
        label=label, initial=initial, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
