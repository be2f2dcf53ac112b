"""The medication picture: lists opened, medicines put on them by source, decided one by one, reconciled; allergies."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import pasted, relisted
from assessments.models import Allergy, MedicationItem, MedicationList
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from patients.models import Case

Status = MedicationList.Status
Action = MedicationItem.Action
STILL_OPEN = {Status.OPEN: Status.OPEN}


@action("edit_clinical")
def open_medication_list(case: Case, *, by: Any, moment: str) -> MedicationList:
    """Begin the list of a moment: on admission, on transfer, before leaving, after."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before adding to it."))
    return keep(MedicationList(case=case, moment=moment, created_by=by))


@action("edit_clinical", moves=STILL_OPEN)
def add_medicine(
    medication_list: MedicationList,
    *,
    by: Any,
    name: str,
    source: str,
    dose: str = "",
    route: str = "",
    frequency: str = "",
    high_risk: str = "",
) -> MedicationItem:
    """Put a medicine on an open list, as one source tells it."""
    facts = {"name": name, "dose": dose, "route": route, "frequency": frequency}
    made = _medicine(medication_list, by, source, facts)
    made.high_risk = high_risk
    medication_list.none_taken = False
    return keep(made)


@action("edit_clinical", moves=STILL_OPEN)
def paste_medicines(medication_list: MedicationList, *, by: Any, text: str, source: str) -> MedicationList:
    """Put many medicines on an open list at once, one a line; a line that cannot be kept keeps all of them out."""
    lines = pasted.read(text)
    if not lines:
        raise Refused(_("Paste the medicines, one a line."), field="text")
    if len(lines) > pasted.MOST_LINES:
        raise Refused(
            _("These are %(n)d lines. Paste at most %(most)d at once.")
            % {"n": len(lines), "most": pasted.MOST_LINES},
            field="text",
        )
    if wrong := [line for line in lines if line.fault]:
        raise Refused(
            _("Line %(number)d cannot be read: “%(written)s”. Mend it; nothing was added yet.")
            % {"number": wrong[0].number, "written": wrong[0].written[:60]},
            field="text",
        )
    for line in lines:
        keep(_medicine(medication_list, by, source, line.facts))
    medication_list.none_taken = False
    return medication_list


@action("edit_clinical")
def decide_medicine(
    medicine: MedicationItem, *, by: Any, action: str, reason: str = "", changed_to: str = ""
) -> MedicationItem:
    """Decide about one medicine: continue, change (to what), stop (why), new. While the list is open it may be changed."""
    _must_be_open(medicine.list)
    if action not in Action.values or action == Action.UNDECIDED:
        raise Refused(_("Choose continue, change, stop or new."), field="action")
    medicine.action, medicine.reason = action, reason.strip()
    medicine.changed_to = changed_to.strip() if action == Action.CHANGE else ""
    medicine.decided_at, medicine.decided_by = clock.now(), by
    return medicine


@action("edit_clinical")
def flag_medicine(medicine: MedicationItem, *, by: Any, high_risk: str) -> MedicationItem:
    """Say which kind of high-risk medicine it is; empty: it is none."""
    _must_be_open(medicine.list)
    medicine.high_risk = high_risk
    return medicine


@action("edit_clinical", moves=STILL_OPEN)
def take_no_medicines(medication_list: MedicationList, *, by: Any) -> MedicationList:
    """Say that the patient takes no medicines at all."""
    if medication_list.items.filter(error_at=None).exists():
        raise Refused(_("There are medicines on this list. Decide about each instead."))
    medication_list.none_taken = True
    return medication_list


@action("edit_clinical", moves=STILL_OPEN)
def note_control(medication_list: MedicationList, *, by: Any, note: str) -> MedicationList:
    """Say how well the illnesses are under control, and what else the list needs to be read rightly."""
    medication_list.note = note.strip()
    return medication_list


@action("edit_clinical", moves={Status.OPEN: Status.RECONCILED}, after=relisted.medicines)
def reconcile(medication_list: MedicationList, *, by: Any) -> MedicationList:
    """Say that a list is reconciled: every medicine on it was decided about, or the patient takes none."""
    rows = medication_list.items.filter(error_at=None)
    undecided = rows.filter(action=Action.UNDECIDED).count()
    if undecided:
        raise Refused(
            ngettext(
                "%(n)d medicine is not decided yet. Decide about it first.",
                "%(n)d medicines are not decided yet. Decide about each first.",
                undecided,
            )
            % {"n": undecided}
        )
    if not medication_list.none_taken and not rows.exists():
        raise Refused(_("There is no medicine on this list. Add them, or say that the patient takes none."))
    medication_list.reconciled_at, medication_list.reconciled_by = clock.now(), by
    return medication_list


@action("edit_clinical")
def record_allergy(
    case: Case, *, by: Any, substance: str, reaction: str = "", severity: str = Allergy.Severity.UNKNOWN
) -> Allergy:
    """Put on record what the patient does not bear."""
    facts = {"substance": substance.strip(), "reaction": reaction.strip(), "severity": severity}
    made: Allergy = keep(Allergy(case=case, created_by=by, **facts))
    relisted.tell(case, "allergies", by)
    return made


@action("edit_clinical", after=relisted.allergies)
def refute_allergy(allergy: Allergy, *, by: Any, because: str) -> Allergy:
    """Say that something is no allergy after all; it stays on record with the reason."""
    if allergy.refuted_at is not None:
        raise Refused(_("This was said to be no allergy already."))
    if not because.strip():
        raise Refused(_("Say why it is no allergy."), field="because")
    allergy.refuted_at, allergy.refuted_by, allergy.refuted_because = clock.now(), by, because.strip()
    return allergy


def _must_be_open(medication_list: MedicationList) -> None:
    if medication_list.status != Status.OPEN:
        raise Refused(_("This list is reconciled. Open a new one to decide anew."))


def _medicine(medication_list: MedicationList, by: Any, source: str, facts: dict[str, str]) -> MedicationItem:
    said = {name: words.strip() for name, words in facts.items()}
    return MedicationItem(
        case=medication_list.case, list=medication_list, source=source, created_by=by, **said
    )
