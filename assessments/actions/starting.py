"""Beginning an assessment: by a form of the rules in force, or with one instrument alone."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from assessments import composing, disciplines, parts, reassess
from assessments.models import Assessment, InstrumentVersion, Reassessment, Section, Sort
from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from patients.models import Case
from policy.assessment_forms import Form, Part
from worklist.models import Item
from worklist.models.item import LIVE

TOLD_TO_FEW = (Sort.BEHAVIOURAL, Sort.SAFEGUARDING)


@action("edit_notes")
def start(
    case: Case,
    *,
    by: Any,
    form: str = "",
    instrument: str = "",
    item: Item | None = None,
    reassessment: Reassessment | None = None,
) -> Assessment:
    """Begin an assessment: a form by its code, or one instrument. What was due for it is linked and counts as started."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before assessing anew."))
    if bool(form) == bool(instrument):
        raise Refused(_("Choose what to ask: an assessment, or one questionnaire."), field="form")
    _must_be_of_the_case(case, item, reassessment)
    made = Assessment(case=case, created_by=by)
    made.item = item or (reassessment.item if reassessment else None)
    made.trigger = reassessment.trigger if reassessment else ""
    asked = _whole(made, form) if form else _one(made, instrument, by)
    keep(made)
    sections = [keep(section) for section in _sections(made, asked, by)]
    if made.item is None and form:
        made.item = _due(case, made)
    parts.open_for(made, sections, by=by)
    reassess.began(made, reassessment)
    return made


Asked = list[tuple[InstrumentVersion, str]]


def _must_be_of_the_case(case: Case, item: Item | None, reassessment: Reassessment | None) -> None:
    if item is not None and (item.case_id != case.pk or not item.is_live):
        raise Refused(_("This work is not open on the case any more. Look again."), field="item")
    if reassessment is None:
        return
    if reassessment.case_id != case.pk or reassessment.status != Reassessment.Status.DUE:
        raise Refused(_("This reassessment is not due any more. Look again."), field="reassessment")


def _whole(made: Assessment, code: str) -> Asked:
    """The sections of a form; an instrument that a site need not have is left out where it is not in use."""
    version, forms = composing.in_force(made.case.facility, clock.now())
    form = forms.get(code)
    if form is None:
        raise Refused(_("There is no such assessment in the rules in force. Choose another."), field="form")
    made.form, made.title, made.joint, made.rules = form.code, form.title, form.joint, version
    found = _in_use(made.case, [part.instrument for part in form.parts])
    return [(found[part.instrument], part.discipline) for part in _askable(form, set(found))]


def _askable(form: Form, known: set[str]) -> list[Part]:
    missing = [part.instrument for part in form.parts if part.instrument not in known and not part.optional]
    if missing:
        raise Refused(
            _("“%(code)s” is not in use here. Ask the administrator to load it.") % {"code": missing[0]},
            field="form",
        )
    return [part for part in form.parts if part.instrument in known]


def _one(made: Assessment, code: str, by: Any) -> Asked:
    """One questionnaire alone, answered by who begins it, in their own role."""
    version = _in_use(made.case, [code]).get(code)
    if version is None:
        raise Refused(_("This questionnaire is not in use. Choose another."), field="instrument")
    role = disciplines.own_role(made.case, by, version.sort)
    if not role:
        raise Refused(
            _("Your role on this case does not ask these questions. %(role)s can.")
            % {"role": Role(version.discipline).label if version.discipline else _("A colleague")},
            field="instrument",
        )
    made.form, made.title = _named(version)
    return [(version, role)]


def _named(version: InstrumentVersion) -> tuple[str, str]:
    """Form and title, which everybody reads who sees the plan: of mood and safety at home neither says what is asked."""
    if version.sort in TOLD_TO_FEW:
        return f"one:{version.instrument_id.hex}", _("Questionnaire")
    return version.instrument.code[:40], version.title


def _in_use(case: Case, codes: list[str]) -> dict[str, InstrumentVersion]:
    rows = composing.in_use(case.facility_id).filter(instrument__code__in=codes)
    return {row.instrument.code: row for row in rows.select_related("instrument")}


def _sections(made: Assessment, asked: Asked, by: Any) -> list[Section]:
    return [
        Section(
            case=made.case,
            assessment=made,
            instrument=version,
            sort=version.sort,
            discipline=discipline,
            position=place,
            created_by=by,
        )
        for place, (version, discipline) in enumerate(asked, 1)
    ]


def _due(case: Case, made: Assessment) -> Item | None:
    """The work of the case that this form completes, where somebody has it open."""
    form = composing.of(made.rules_id).get(made.form)
    due = Item.objects.filter(case=case, kind=Item.Kind.ASSESSMENT, status__in=LIVE)
    found = (
        due.filter(activity=form.completes).order_by("created_at").first()
        if form and form.completes
        else None
    )
    return change(made, item=found).item if found else None
