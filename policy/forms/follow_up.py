"""The reminder ladder of follow-ups as an administrator edits it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from policy import ladder
from policy.forms.minutes import MinutesField
from policy.forms.rules import RulesForm, Section
from policy.models import RulePack


class FollowUpForm(RulesForm):
    """At how many minutes before or after the due time somebody is reminded."""

    kind = RulePack.Kind.FOLLOW_UP

    def ask(self, body: Any) -> dict[str, forms.Field]:
        box = MinutesField(
            label=_("Reminders, minutes before (below zero) or after the due time"),
            help_text=_("“-60, 0, 240”: an hour before, when it is due, and four hours after."),
            initial=ladder.minutes(body),
        )
        return {"rungs": box}

    def apply(self, body: Any, said: dict[str, Any]) -> None:
        words = {rung["minutes"]: rung for rung in body["rungs"]}
        body["rungs"] = [words.get(minutes, {"minutes": minutes}) for minutes in said["rungs"]]

    def sections(self) -> list[Section]:
        return [Section([self["rungs"]])]
