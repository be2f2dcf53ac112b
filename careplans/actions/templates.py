"""Templates: taken over by a site with the name of who answers for them, then put on plans."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Need
from careplans import approved, conflicting, revising
from careplans.bringing import Bringing
from careplans.models import CarePlan, TemplateApproval, TemplateUse
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from facilities.models import Facility
from policy import ready
from policy.models import PackVersion
from policy.templates import Template


@action("manage_policy")
def approve_template(
    facility: Facility, *, by: Any, template: str, answers_for_it: str, digest: str = ""
) -> TemplateApproval:
    """Take over a template for this site, as it is worded now; the clinician named answers for it.

    `digest` is that of the words that were read (`approved.digest`); where others are in force now, it is refused.
    """
    version, found = _found(facility, template)
    if digest and digest != approved.digest(found):
        raise Refused(_("The template has changed. Read it again."))
    if len(answers_for_it.split()) < 2:
        raise Refused(
            _("Name the clinician who answers for it, with their profession."), field="answers_for_it"
        )
    row = TemplateApproval(facility=facility, rules=version, code=found.code, digest=approved.digest(found))
    row.answers_for_it, row.at, row.approved_by = answers_for_it, clock.now(), by
    return keep(row)


@action("edit_plan", after=conflicting.look_again)
def apply_template(
    plan: CarePlan,
    *,
    by: Any,
    template: str,
    keys: Collection[str] | None = None,
    why: str = "",
    blanks: Mapping[str, str] | None = None,
    need: Need | None = None,
) -> TemplateUse:
    """Put a template, or the chosen part of it, on a plan; what stands there already is left out and said.

    `keys` are those of policy.templates; none means all but its usual barriers. `need` is the accepted need it answers.
    """
    version, found = _found(plan.case.facility, template)
    if not approved.stands(plan.case.facility, found):
        raise Refused(
            _("This site has not approved the template yet. Ask the administrator to have it approved.")
        )
    _must_be_wanted(need, plan)
    chosen = _chosen(found, keys)
    revising.change_in(plan, by=by, because=why or _("Template: %(name)s") % {"name": found.label})
    bringing = Bringing(plan, found, version, by, blanks or {}, need)
    bringing.bring(chosen)
    if not bringing.brought:
        raise Refused(_("All of this stands on the plan already. Choose something else."), field="keys")
    row = TemplateUse(
        case=plan.case, plan=plan, rules=version, code=found.code, why=why, at=clock.now(), used_by=by
    )
    row.brought, row.left_out = bringing.brought, bringing.left_out
    # A template that stands whole leaves nothing out.
    return keep(row, exclude=("left_out",))


def _found(facility: Facility, code: str) -> tuple[PackVersion, Template]:
    version, known = ready.plan_templates(facility, clock.now())
    found = known.get(code)
    if version is None or found is None:
        raise Refused(_("There is no such template. Choose one of the list."), field="template")
    return version, found


def _chosen(template: Template, keys: Collection[str] | None) -> Template:
    """The part that was chosen; usual barriers are put on a plan only where somebody names them."""
    if keys is None:
        return template.only({*template.keys} - {barrier.key for barrier in template.barriers})
    try:
        return template.only({*keys})
    except KeyError as unknown:
        raise Refused(
            _("The template has changed. Look at it again, then choose."), field="keys"
        ) from unknown


def _must_be_wanted(need: Need | None, plan: CarePlan) -> None:
    if need is not None and (need.case_id != plan.case_id or need.status != Need.Status.ACCEPTED):
        raise Refused(_("Choose a need of this patient for which they want help."), field="need")
