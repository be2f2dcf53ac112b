"""Forms of doing work together: a remark, an offer to a colleague, an answer to one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from worklist import queries
from worklist.forms.items import ItemForm


def _words(label: Any, *, limit: int, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=limit, required=required, widget=forms.Textarea({"rows": 3})
    )


class StoppedAtForm(ItemForm):
    """A verb that somebody may have chosen because the guard stopped them."""

    stopped = forms.BooleanField(required=False, widget=forms.HiddenInput)


class JoinItemForm(StoppedAtForm):
    text = _words(_("What you bring along"), limit=500, required=False)


class CommentForm(StoppedAtForm):
    text = _words(_("What you want to say"), limit=500)


class AskForm(StoppedAtForm):
    text = _words(_("Why you should have it"), limit=500)


class HandOverForm(ItemForm):
    """To whom one offers one's own work."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("To whom"))
    text = _words(_("Why, and where it stands"), limit=500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = queries.people_for(self.item, self.user)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What is said with a yes, a no, or on taking back; the verb decides whether it must be said."""

    answer = forms.CharField(label=_("What you want to say"), required=False, max_length=240)


class RejectForm(forms.Form):
    answer = forms.CharField(label=_("Why not"), max_length=240)
