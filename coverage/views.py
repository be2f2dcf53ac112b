"""A page for every verb on a policy; the policies themselves are listed on the patient's page."""

from django.utils.translation import gettext_lazy as _

from coverage import actions
from coverage.forms import CheckForm, CoverageForm, EndForm
from coverage.models import Coverage
from patients.models import Patient
from patients.views.verb_page import to_patient, verb_page

PAYS = to_patient("pays")

add = verb_page(
    actions.add_coverage, CoverageForm, Patient, back=PAYS, data="coverage",
    title=_("Add a policy"), button=_("Add policy"), sentence=_("Policy added."),
)  # fmt: skip
end = verb_page(
    actions.end_coverage, EndForm, Coverage, back=PAYS, data="coverage",
    title=_("End this policy"), button=_("End policy"), sentence=_("Policy ended."),
)  # fmt: skip
check = verb_page(
    actions.log_benefit_check, CheckForm, Coverage, back=PAYS, data="coverage",
    title=_("Log a benefit check"), button=_("Log the check"), sentence=_("Benefit check logged."),
)  # fmt: skip
