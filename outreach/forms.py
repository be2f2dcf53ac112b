"""What the verbs of reaching patients ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock, wording
from core.moments import MomentField
from outreach import attempts, places
from outreach.models import HomeVisit, Outreach, ScriptRun
from outreach.protocol import WAYS
from patients.models import RelatedPerson
from policy.script import Script
from teams.queries import on_case
from worklist.forms.interpreter import used
from worklist.forms.stopped import StoppedForm
from worklist.models import ContactAttempt, Item
from worklist.queries import needs_interpreter, people_near

Outcome = ContactAttempt.Outcome


def words(label: Any, limit: int, *, rows: int = 2, **options: Any) -> forms.CharField:
    """A short text of several lines."""
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea({"rows": rows}), **options)


class Empty(forms.Form):
    """A verb that asks nothing."""


class ReasonForm(forms.Form):
    """Why something ends otherwise than meant."""

    reason = forms.CharField(label=_("Why"), max_length=240)


class NoteForm(forms.Form):
    """A word to whoever takes over."""

    note = forms.CharField(label=_("What the supervisor should know"), max_length=240, required=False)


class Interpreted(StoppedForm):
    """Asks for the interpreter only where the patient wants one."""

    interpreter_used = used()
    no_interpreter_because = forms.CharField(label=_("Why no interpreter"), required=False, max_length=160)

    def without_interpreter(self, case: Any) -> None:
        """Take the two questions out where nobody needs them."""
        if not needs_interpreter(case):
            del self.fields["interpreter_used"], self.fields["no_interpreter_because"]


class NextForm(Interpreted):
    """When to try again: by the rules, not at all, or at a time of one's own."""

    again = forms.ChoiceField(
        label=_("Next attempt"), widget=forms.RadioSelect, initial="rules", required=False
    )
    next_at = MomentField(label=_("At a time of your own"), required=False)

    def by_rules(self, case: Any, person: Any) -> None:
        """Say when the rules would try again."""
        self.proposed = attempts.proposed(case, person)
        self.fields["next_at"].zone = case.facility.tz  # type: ignore[attr-defined]
        when = wording.exact(self.proposed, clock.now(), case.facility.tz)
        self.fields["again"].choices = [  # type: ignore[attr-defined]
            ("rules", _now("If nobody is reached: %(when)s") % {"when": when}),
            ("no", _now("None")),
        ]

    def with_next(self, data: dict[str, Any], *, reached: bool) -> dict[str, Any]:
        """The verb's own words: a time, or none."""
        again = data.pop("again", "")
        if not data.get("next_at") and again != "no" and not reached:
            data["next_at"] = self.proposed
        return data


class CallForm(NextForm):
    """One attempt of the call list; the next one schedules itself when nobody is reached."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome, widget=forms.RadioSelect)
    mode = forms.ChoiceField(label=_("How"), choices=ContactAttempt.Mode, widget=forms.RadioSelect)
    result = forms.ChoiceField(
        label=_("What was heard"), choices=[("", "—"), *ContactAttempt.Result.choices], required=False
    )
    note = words(_("Note"), 4000, required=False)
    at = MomentField(label=_("When"), required=False, help_text=_("Leave empty for now."))
    field_order = ("outcome", "mode", "result", "interpreter_used", "no_interpreter_because", "again")

    def __init__(self, *args: Any, item: Item, **options: Any) -> None:
        super().__init__(*args, **options)
        self.item = item
        self.fields["at"].zone = item.zone  # type: ignore[attr-defined]
        self.without_interpreter(item.case)
        self.by_rules(item.case, item.target_person)
        step = Outreach.objects.filter(item=item).values_list("step", flat=True).first() if item.about else ""
        self.initial.setdefault("mode", (WAYS.get(step or "") or (ContactAttempt.Mode.PHONE,))[0])

    def clean(self) -> dict[str, Any]:
        """Only what the verb takes."""
        data: dict[str, Any] = super().clean() or {}
        data |= {"activity": self.item.activity, "person": self.item.target_person}
        return self.with_next(data, reached=data.get("outcome") in attempts.REACHED)


class StartForm(forms.Form):
    """For whom the protocol begins."""

    person = forms.ModelChoiceField(
        RelatedPerson.objects.none(), label=_("Whom"), required=False, empty_label=_("The patient")
    )

    def __init__(self, *args: Any, case: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = people_near(case, user)  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    """A visit: who, where, when, and what to look out for."""

    visitor = forms.ModelChoiceField(User.objects.none(), label=_("Who goes"))
    place = forms.CharField(label=_("Where"), max_length=240)
    starts_at = MomentField(label=_("Arrives"))
    out_by = MomentField(label=_("Out by"))
    safety_note = words(
        _("What to look out for"), 500, help_text=_("Dogs, stairs, people, the way in; or “nothing known”.")
    )

    def __init__(self, *args: Any, case: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["visitor"].queryset = on_case(case).exclude(is_service=True)  # type: ignore[attr-defined]
        self.initial = {"visitor": user.pk, "place": places.home_of(case), **self.initial}
        for name in ("starts_at", "out_by"):
            self.fields[name].zone = case.facility.tz  # type: ignore[attr-defined]


class OutForm(Interpreted):
    """How a visit went."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(each.value, each.label) for each in (Outcome.REACHED, Outcome.NO_ANSWER, Outcome.DECLINED)],
        widget=forms.RadioSelect,
        initial=Outcome.REACHED,
    )
    barriers = forms.CharField(label=_("Barriers seen or heard"), max_length=240, required=False)
    note = words(_("Note"), 4000, required=False)
    field_order = ("outcome", "barriers", "note")

    def __init__(self, *args: Any, visit: HomeVisit, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["distinct_because"]
        self.without_interpreter(visit.case)


class ExtendForm(forms.Form):
    """A later time by which whoever went is out."""

    out_by = MomentField(label=_("Out by"))

    def __init__(self, *args: Any, visit: HomeVisit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["out_by"].zone = visit.case.facility.tz  # type: ignore[attr-defined]


class VerifyForm(forms.Form):
    """Two things by which the person at the other end is known."""

    identifiers = forms.MultipleChoiceField(
        label=_("Known by two of these"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, script: Script, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["identifiers"].choices = script.identifiers  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """One press: a question and its answer."""

    question = forms.CharField(max_length=40)
    answer = forms.CharField(max_length=40)
    note = forms.CharField(max_length=240, required=False)


class GiveForm(forms.Form):
    """Who acts on a red flag."""

    item = forms.ModelChoiceField(Item.objects.none(), widget=forms.HiddenInput)
    to = forms.ModelChoiceField(User.objects.none(), label=_("Who acts on it"))

    def __init__(self, *args: Any, run: ScriptRun, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["item"].queryset = Item.objects.filter(red_answers__run=run).distinct()  # type: ignore[attr-defined]
        self.fields["to"].queryset = on_case(run.case).exclude(is_service=True)  # type: ignore[attr-defined]


class EndForm(NextForm):
    """How a call by a script ended."""

    outcome = forms.ChoiceField(label=_("How it ended"), widget=forms.RadioSelect)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=600)
    note = words(_("Note"), 4000, required=False)
    field_order = (
        "outcome",
        "minutes",
        "interpreter_used",
        "no_interpreter_because",
        "again",
        "next_at",
        "note",
    )

    def __init__(self, *args: Any, run: ScriptRun, script: Script, **options: Any) -> None:
        super().__init__(*args, **options)
        self.script = script
        self.fields["outcome"].choices = [(each.code, each.label) for each in script.outcomes]  # type: ignore[attr-defined]
        self.without_interpreter(run.case)
        self.by_rules(run.case, run.person)

    def clean(self) -> dict[str, Any]:
        """Only what the verb takes."""
        data: dict[str, Any] = super().clean() or {}
        ended = self.script.outcome(data.get("outcome", ""))
        data["minutes"] = data.get("minutes") or 0
        return self.with_next(data, reached=ended is None or ended.contact in attempts.REACHED)
