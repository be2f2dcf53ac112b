"""What the verbs of notes ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilter
from notes import writers
from notes.models import LONGEST, Kind, Status
from patients.models import Case


class NoteFilter(ListFilter):
    """Which notes of a case are shown."""

    lookups = {"kind": "kind", "state": "status"}

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Every kind")), *Kind.choices])
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Status.choices])


class NoteForm(forms.Form):
    """A note: what kind it is, its protection, its words."""

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    label = forms.ChoiceField(
        label=_("Protection"),
        required=False,
        help_text=_(
            "Only for what a substance use programme or a state law protects: fewer people can read it."
        ),
    )
    text = forms.CharField(label=_("Note"), max_length=LONGEST, widget=forms.Textarea({"rows": 12}))

    def __init__(self, *args: Any, case: Case, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in writers.kinds(user, case)]  # type: ignore[attr-defined]
        self.fields["kind"].initial = Kind.GENERAL
        known = [(label.value, label.label) for label in writers.labels(user, case)]
        self.fields["label"].choices = [("", _("None")), *known]  # type: ignore[attr-defined]


class WriteForm(NoteForm):
    """A new note, kept as a draft or signed at once."""

    sign = forms.BooleanField(required=False, widget=forms.HiddenInput)


class RewriteForm(NoteForm):
    """A draft; the version that was read keeps a newer one from being overwritten unseen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AddendumForm(forms.Form):
    """Words for a signed note."""

    text = forms.CharField(label=_("Addendum"), max_length=LONGEST, widget=forms.Textarea({"rows": 6}))


class WrongForm(forms.Form):
    """Why a note is wrong."""

    why = forms.CharField(
        label=_("What is wrong"), max_length=240, help_text=_("“Written on the wrong patient.”")
    )


class Empty(forms.Form):
    """A verb that asks nothing."""
