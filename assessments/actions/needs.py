"""Needs: found, asked about, given to somebody, and closed with what came of them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Need
from core import access, clock
from core.actions import action, keep
from core.refusals import Denied, Refused
from patients.models import Case
from worklist import told

Status = Need.Status
# How the patient answers "do you want help with this".
ANSWERS = {"yes": Status.ACCEPTED, "no": Status.DECLINED, "later": Status.LATER}
OPEN = (Status.FOUND, Status.ACCEPTED, Status.DECLINED, Status.LATER)
STAYS = {status: status for status in OPEN}


@action("edit_psychosocial")
def find_need(
    case: Case,
    *,
    by: Any,
    domain: str,
    words: str,
    severity: int = Need.Severity.MODERATE,
    codes: Sequence[str] = (),
    systemic: bool = False,
) -> Need:
    """Put a need on record that somebody heard or saw; safety at home is read only by those who may ask about it."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before adding to it."))
    sort = "safeguarding" if domain == Need.Domain.SAFETY else Need.PSYCHOSOCIAL
    made = Need(case=case, domain=domain, sort=sort, words=words, severity=severity, created_by=by)
    made.codes, made.systemic = [code.strip() for code in codes if code.strip()], systemic
    return keep(made)


@action("edit_psychosocial", moves=STAYS)
def answer_need(need: Need, *, by: Any, wants: str) -> Need:
    """Write down whether the patient wants help with it: yes, no, or not now. What is declined is left alone."""
    if wants not in ANSWERS:
        raise Refused(_("Choose yes, no or not now."), field="wants")
    need.status = ANSWERS[wants]
    need.answered_at, need.answered_by = clock.now(), by
    if need.status == Status.DECLINED:
        need.owner = None
    return need


@action("edit_plan", moves={Status.ACCEPTED: Status.ACCEPTED})
def give_need(need: Need, *, by: Any, to: Any) -> Need:
    """Say who looks after an accepted need; they are told, without what it is about."""
    _must_see(need, by, "give_need")
    if not access.can(to, "summary_psychosocial", need):
        raise Refused(
            _("%(name)s may not read this. Choose somebody of the care team who may.") % {"name": to.short},
            field="to",
        )
    need.owner = to
    if to.pk != by.pk:
        told.tell(to, "need", need.case_id, n=need.version)
    return need


@action("edit_plan", moves={Status.ACCEPTED: Status.ACCEPTED})
def note_no_goal(need: Need, *, by: Any, because: str) -> Need:
    """Say why no goal of the plan serves an accepted need."""
    _must_see(need, by, "note_no_goal")
    if not because.strip():
        raise Refused(_("Say why no goal serves this need."), field="because")
    need.no_goal_because = because.strip()
    return need


@action(
    "edit_psychosocial", moves=dict.fromkeys((Status.FOUND, Status.ACCEPTED, Status.LATER), Status.CLOSED)
)
def close_need(need: Need, *, by: Any, outcome: str, outcome_words: str = "") -> Need:
    """End a need: met, partly or not met. One that was declined stays on record as it is."""
    need.outcome, need.outcome_words = outcome, outcome_words.strip()
    need.closed_at, need.closed_by = clock.now(), by
    return need


def _must_see(need: Need, by: Any, verb: str) -> None:
    """Whoever plans the care of a case does not thereby read what was asked about violence."""
    if not access.can(by, "view_psychosocial", need):
        raise Denied("view_psychosocial", f"assessments.{verb}", need)
