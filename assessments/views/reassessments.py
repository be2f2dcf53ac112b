"""Asking that a patient be looked at again, and saying why it is needed no more."""

from django.utils.translation import gettext_lazy as _

from assessments.actions import reassessments as actions
from assessments.forms import risk as forms
from assessments.models import Reassessment
from assessments.views.verb_page import verb_view
from patients.models import Case

ask = verb_view(
    Case, actions.ask_reassessment, lambda data, _row: forms.AskForm(data), _("Ask for a reassessment"),
    _("It is due, and stands on the list of whoever answers for the assessment."), data="work", back="case",
)  # fmt: skip
end = verb_view(
    Reassessment, actions.end_reassessment, lambda data, _row: forms.EndForm(data), _("No reassessment needed"),
    _("It is due no more."), data="work", back="case", lead=lambda row: row.because,
)  # fmt: skip
