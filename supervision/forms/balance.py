"""Balancing: whom to relieve and of what; then who takes each line."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.languages import name_of
from facilities.models import Unit
from patients.models import Stage
from supervision import board

OPEN = [(stage.value, stage.label) for stage in Stage if stage not in (Stage.CLOSED, Stage.REFERRED)]


class Keys(forms.Field):
    """Keys of rows that were chosen on another page; what is no key is refused."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        """The keys in their one spelling."""
        key = forms.UUIDField()
        return [str(key.clean(each)) for each in value or ()]


class BalanceForm(forms.Form):
    """Whose cases are to move, narrowed by unit, language or stage, and why."""

    names = ("givers", "cases")

    givers = forms.MultipleChoiceField(label=_("Whom to relieve"), widget=forms.CheckboxSelectMultiple)
    why = forms.CharField(label=_("Reason"), max_length=240)
    unit = forms.ChoiceField(label=_("Only on unit"), required=False)
    language = forms.ChoiceField(label=_("Only speaking"), required=False)
    stage = forms.ChoiceField(label=_("Only at stage"), required=False, choices=[("", _("Any")), *OPEN])
    most = forms.IntegerField(label=_("At most, cases"), required=False, min_value=1, max_value=2000)
    # Chosen on a list; none are all of these people's.
    cases = Keys(label=_("Cases"), required=False)

    def __init__(
        self,
        *args: Any,
        people: Iterable[board.Carrying],
        units: Iterable[Unit],
        languages: Iterable[str],
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        fields: dict[str, Any] = self.fields
        fields["givers"].choices = [(str(each.user.pk), _face(each)) for each in people]
        fields["unit"].choices = [("", _("Any")), *((str(unit.pk), unit.name) for unit in units)]
        fields["language"].choices = [("", _("Any")), *((code, name_of(code)) for code in languages)]


class LinesForm(forms.Form):
    """Who takes each line; nobody leaves it where it is. The reassignment's lines, in their order."""

    names = ("lines",)

    def __init__(self, *args: Any, lines: Iterable[Any], takers: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = list(takers)
        for line in lines:
            stays = _("stays with %(name)s") % {"name": line.from_user.short}
            people = [
                (str(who.key), who.name)
                for who in able
                if line.role in who.roles and who.key != line.from_user_id
            ]
            known = {key for key, _name in people}
            if str(line.to_user_id) not in known:
                people.append((str(line.to_user_id), line.to_user.short))
            self.fields[str(line.pk)] = forms.ChoiceField(
                label=_("Who takes %(case)s") % {"case": line.case.reference},
                choices=[("", stays), *people],
                required=False,
                initial=str(line.to_user_id),
            )

    def choices(self) -> dict[str, str]:
        """Line to person; empty where it stays."""
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


def _face(each: board.Carrying) -> str:
    said = _("%(name)s, load %(load)g of %(full)g") % {
        "name": each.user.name,
        "load": each.load,
        "full": each.full,
    }
    return said + (", " + _("away") if each.away else "")
