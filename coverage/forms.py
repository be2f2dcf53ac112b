"""Policies and benefit checks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coverage.fields import RANKS, PlanField
from coverage.models import BenefitCheck
from patients.forms.base import VerbForm, chips, day


class CoverageForm(VerbForm):
    """A policy: which plan, which number, in which rank, from and until, both days included."""

    names = ("plan",)

    plan = PlanField(label=_("Plan"))
    member_id = forms.CharField(label=_("Member number"), max_length=80)
    group = forms.CharField(label=_("Group number"), max_length=80, required=False)
    rank = forms.TypedChoiceField(
        label=_("Pays"), choices=RANKS, coerce=int, initial=1, widget=forms.RadioSelect
    )
    from_on = day(_("From"), required=True)
    until_on = day(_("Until and including"), help_text=_("Empty: no end known."))
    holder = forms.CharField(label=_("Policy holder"), max_length=120, required=False)
    relation = forms.CharField(label=_("Patient's relation to the holder"), max_length=40, required=False)


class EndForm(VerbForm):
    """The last day of a policy."""

    until_on = day(_("Until and including"), required=True, help_text=_("The policy pays all of this day."))


class CheckForm(VerbForm):
    """What the payer said when asked."""

    how = chips(_("How"), BenefitCheck.How.choices, required=True)
    active = forms.BooleanField(label=_("The policy is active"), required=False, initial=True)
    covered = forms.CharField(label=_("What is covered"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    units_left = forms.IntegerField(
        label=_("Days or units left"), min_value=0, max_value=100_000, required=False
    )
    valid_until = day(_("Holds until"), help_text=_("A reminder to ask again comes before this day."))
    spoke_with = forms.CharField(label=_("With whom"), max_length=120, required=False)
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)
