"""Programmes: a patient enters when the rules are met, or with the reason why all the same, and leaves with a reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from careplans import programme_facts
from careplans.models import Enrolment
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from patients.models import Case
from policy import ready
from policy.programmes import MET, NOT_MET, Standing, standing


@action("edit_plan")
def enrol(
    case: Case,
    *,
    by: Any,
    programme: str,
    answers: Mapping[str, bool | None] | None = None,
    because: str = "",
    from_on: date | None = None,
) -> Enrolment:
    """Let a patient into a programme; each rule of entry is kept as it stood that day."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before the patient enters a programme."))
    version, known = ready.programmes_of(case.facility, clock.now())
    found = known.get(programme)
    if version is None or found is None:
        raise Refused(_("There is no such programme. Choose one of the list."), field="programme")
    stands = standing(found.entry, programme_facts.of(case), answers or {})
    _must_fit(stands, because)
    row = Enrolment(case=case, programme=programme, rules=version, created_by=by)
    row.from_on = from_on or clock.today(case.facility.tz)
    if row.from_on > clock.today(case.facility.tz):
        raise Refused(_("That day is still to come."), field="from_on")
    row.entered_because = because.strip() or _("All rules of entry are met")
    row.standing = [{"code": rule.code, "words": rule.words, "state": rule.state} for rule in stands.rules]
    return keep(row)


def _must_fit(stands: Standing, because: str) -> None:
    if stands.state == MET or because.strip():
        return
    words = "; ".join(rule.words for rule in stands.rules if rule.state != MET)
    sentence = _("Not met: %(rules)s.") if stands.state == NOT_MET else _("Not known yet: %(rules)s.")
    why = _("Ask, or say why the patient enters all the same.")
    raise Refused(f"{sentence % {'rules': words}} {why}", field="because")


@action("edit_plan")
def leave_programme(
    enrolment: Enrolment, *, by: Any, exit: str, note: str = "", until_on: date | None = None
) -> Enrolment:
    """The patient leaves on a day, for one of the reasons that the programme gives."""
    if enrolment.until_on is not None:
        raise Refused(_("The patient has left this programme."))
    found = ready.programmes_by(enrolment.rules).get(enrolment.programme)
    reason = found.exits.get(exit) if found is not None else None
    if reason is None:
        raise Refused(_("Choose one of the reasons."), field="exit")
    today = clock.today(enrolment.case.facility.tz)
    last = until_on or today
    if not enrolment.from_on <= last <= today:
        raise Refused(_("Choose a day since the patient entered, today at the latest."), field="until_on")
    enrolment.until_on, enrolment.exit, enrolment.left_by = last, exit, by
    enrolment.left_because = f"{reason}: {note.strip()}"[:240] if note.strip() else reason
    return enrolment
