"""What the next clinician needs: course, medicines, allergies, restrictions, abilities, risk."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.dateformat import format as written
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Allergy, Assessment, MedicationItem, MedicationList
from assessments.queries import abilities as rated
from careplans.models import Problem
from careplans.queries.restrictions import standing
from patients.models import Case
from referrals.parts import Place, Row, part, row

MOOD, SAFETY = Problem.Kind.MOOD, Problem.Kind.SAFETY
CLINICAL = ("functional", "physical", "cognitive")


@part("course", gettext_lazy("Course, problems and treatment"), "clinical")
def course(place: Place) -> Iterable[Row]:
    """What the team came to, and the problems; those of mood stand elsewhere, those of safety at home nowhere."""
    done = Assessment.objects.filter(case=place.case, status=Assessment.Status.COMPLETE, error_at=None)
    found = done.exclude(synthesis="").order_by("-completed_at").first()
    if found is not None:
        yield row(found.title, found.synthesis)
    yield from _problems(place, ~Q(kind=MOOD))


@part("emotional", gettext_lazy("Mood and behaviour"), "behavioural")
def emotional(place: Place) -> Iterable[Row]:
    """The problems of mood and thinking, and how the patient copes."""
    yield from _problems(place, Q(kind=MOOD))
    yield from _abilities(place, ("emotional",))


@part("medicines", gettext_lazy("Medicines: continue, change, stop, new"), "clinical")
def medicines(place: Place) -> Iterable[Row]:
    """The list reconciled last, nothing while one is still open."""
    found = _reconciled(place)
    if found is None:
        return
    if found.none_taken:
        yield row(_("No medicines"), _("The patient takes none."))
    for one in MedicationItem.objects.filter(list=found, error_at=None).order_by("action", "name", "pk"):
        yield _medicine(one)
    if found.note:
        yield row(_("To note"), found.note)


def _medicine(one: MedicationItem) -> Row:
    """A medicine as it is to be taken from now on; what it was stands behind, never in its place."""
    before = ", ".join(filter(None, (one.dose, one.route, one.frequency)))
    now = {
        MedicationItem.Action.CHANGE: one.changed_to,
        MedicationItem.Action.STOP: _("Do not take any more."),
    }
    was = _("Before: %(how)s") % {"how": before} if before and one.action in now else ""
    said = [was, one.reason, str(one.get_high_risk_display()) if one.high_risk else ""]
    how = now.get(one.action, before)  # type: ignore[call-overload]
    title = f"{one.get_action_display()}: {one.name}"
    return row(title, how, ". ".join(filter(None, said)), action=one.action, name=one.name, how=how)


@part("allergies", gettext_lazy("Allergies"), "clinical")
def allergies(place: Place) -> Iterable[Row]:
    """What the patient does not bear; that none is on record is said only once the medicines were gone through."""
    rows = Allergy.objects.filter(case=place.case, error_at=None, refuted_at=None).order_by("substance", "pk")
    for one in rows:
        yield row(one.substance, one.reaction, _severity(one), substance=one.substance)
    found = _reconciled(place)
    if found is not None and not rows:
        on = found.reconciled_at.astimezone(place.case.facility.tz)
        yield row(
            _("None on record"),
            _("when the medicines were reconciled on %(day)s") % {"day": written(on, "j M Y")},
        )


def _severity(one: Allergy) -> str:
    return _("Severity: %(how)s") % {"how": one.get_severity_display().lower()}


@part("restrictions", gettext_lazy("Restrictions and orders to keep"), "clinical")
def restrictions(place: Place) -> Iterable[Row]:
    """The orders that were not lifted."""
    for one in standing(place.case):
        until = _("until %(day)s") % {"day": written(one.until_on, "j M Y")} if one.until_on else ""
        yield row(
            one.get_kind_display(),
            one.words,
            ", ".join(filter(None, (one.ordered_by, until))),
            code=one.value,
        )


@part("abilities", gettext_lazy("What the patient can do"), "clinical")
def abilities(place: Place) -> Iterable[Row]:
    """Daily activities, moving and thinking as rated last."""
    yield from _abilities(place, CLINICAL)


@part("risk", gettext_lazy("Risk of a return to hospital"), "clinical")
def risk(place: Place) -> Iterable[Row]:
    """The tier that counts, as computed or overridden."""
    if place.case.risk:
        yield row(_("Tier"), Case.Risk(place.case.risk).label, tier=place.case.risk)


def reconciled_when(case: Any) -> Any:
    """When the medicines were reconciled last; None while a list is open or none was."""
    found = _reconciled(Place(case, 1, None))
    return found.reconciled_at if found else None


def _reconciled(place: Place) -> Any:
    rows = MedicationList.objects.filter(case=place.case, error_at=None)
    if rows.filter(status=MedicationList.Status.OPEN).exists():
        return None
    return rows.order_by("-reconciled_at").first()


def _problems(place: Place, which: Q) -> Iterable[Row]:
    """The open problems; what was found by asking about violence goes nowhere by itself."""
    rows = Problem.objects.filter(which, case=place.case, error_at=None, status=Problem.Status.ACTIVE)
    rows = rows.exclude(kind=SAFETY).exclude(need__sort__in=_hidden(which))
    for one in rows.order_by("priority", "pk"):
        yield row(one.words, one.get_kind_display(), kind=one.kind)


def _hidden(which: Q) -> tuple[str, ...]:
    """The classes of need that stay out: behind a problem of mood, only those of safety."""
    return ("safeguarding",) if which == Q(kind=MOOD) else ("safeguarding", "behavioural")


def _abilities(place: Place, names: tuple[str, ...]) -> Iterable[Row]:
    found = rated.latest(place.case)
    for name in names:
        if (one := found.get(name)) is None:
            continue
        expected = (
            _("expected: %(level)s") % {"level": one.get_expected_display()}
            if one.expected is not None
            else ""
        )
        yield row(one.get_ability_display(), one.get_now_display(), expected, ability=name, level=one.now)
