"""How one wants to be told besides the application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from worklist import wishes
from worklist.channels import configured
from worklist.models import Channel, Preference
from worklist.set_up import KEPT, kept_in_folder

NOT_SET_UP = _("Not set up at this hospital: nothing is sent this way.")


def _wall() -> forms.TimeInput:
    return forms.TimeInput({"type": "time"}, format="%H:%M")


class PreferenceForm(forms.Form):
    """Switches, number, quiet hours and summary of one person."""

    by_email = forms.BooleanField(
        label=_("Tell me by e-mail as well"),
        required=False,
        help_text=_("What can harm when it is late is always sent, at any hour."),
    )
    by_sms = forms.BooleanField(label=_("Tell me by text message as well"), required=False)
    sms_to = forms.RegexField(
        r"^\+?[0-9][0-9 ()./-]{5,22}$",
        label=_("Mobile number for text messages"),
        required=False,
        error_messages={"invalid": _("Enter a number such as +1 555 010 0199.")},
    )
    muted = forms.MultipleChoiceField(
        label=_("Keep in the application alone"),
        choices=wishes.MUTABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A change of condition, and what nobody acted on, cannot be held back."),
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=_wall())
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=_wall(),
        help_text=_("In these hours nothing but what can harm leaves the application. Empty: never quiet."),
    )
    digest = forms.ChoiceField(
        label=_("Summary by e-mail"), choices=Preference.Digest, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if Channel.SMS not in configured():
            for name in ("by_sms", "sms_to"):
                self.fields[name].disabled = True
            self.fields["by_sms"].help_text = NOT_SET_UP
        if kept_in_folder():
            for name in ("by_email", "digest"):
                self.fields[name].help_text = KEPT

    def clean_digest(self) -> str:
        """No choice is no summary."""
        return self.cleaned_data["digest"] or str(Preference.Digest.NONE)
