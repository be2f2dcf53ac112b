"""A call by a script: two identifiers first, one answer at a time, a red one escalates at once; no end without an owner."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import access, clock
from core.actions import action, change, keep
from core.refusals import Denied, Refused
from outreach import calling, flags
from outreach.models import ScriptAnswer, ScriptRun
from patients.models import Case, RelatedPerson
from policy.models import RulePack
from policy.queries import in_force
from policy.script import IDENTIFIERS, read
from worklist import actions as work
from worklist import offers, owners, promises
from worklist.models import ContactAttempt, Item, Notification

Status = ScriptRun.Status
GOES_ON = {Status.RUNNING: Status.RUNNING}
STANDARD = "after_leaving"


@action("edit_work")
def start_call(
    case: Case,
    *,
    by: Any,
    script: str = STANDARD,
    person: RelatedPerson | None = None,
    item: Item | None = None,
) -> ScriptRun:
    """Begin a call by a script of the pack in force, which it keeps to its end."""
    _must_read(case, by)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before promising anything."))
    version = in_force(RulePack.Kind.SCRIPT, case.facility, clock.now())
    if script not in read(version.body):
        raise ValidationError({"script": _("There is no script of this name. Choose one of the list.")})
    owners.must_be_of_the_patient(person, case, field="person")
    if item is not None and (item.case_id != case.pk or not item.is_live):
        raise Refused(
            _("That work is not open on this case any more. Begin the call without it."), field="item"
        )
    return keep(ScriptRun(case=case, rule=version, script=script, person=person, item=item, created_by=by))


@action("edit_work", moves=GOES_ON)
def verify(run: ScriptRun, *, by: Any, identifiers: Sequence[str]) -> ScriptRun:
    """Say by which two things the person at the other end was known; nothing is told before."""
    _must_read(run.case, by)
    known = dict(calling.script_of(run).identifiers)
    given = [code for code in known if code in set(identifiers)]
    if len(given) < IDENTIFIERS:
        raise Refused(
            _("Ask for two things that only this person knows, and tick both."), field="identifiers"
        )
    run.verified_by, run.verified_at = given, clock.now()
    return run


@action("edit_work", moves=GOES_ON)
def answer(run: ScriptRun, *, by: Any, question: str, answer: str, note: str = "") -> ScriptAnswer:
    """Keep one answer; a red one is somebody's work before the next is asked. A later answer to the same counts."""
    _must_read(run.case, by)
    script = calling.script_of(run)
    asked = script.get(question)
    given = asked.get(answer) if asked else None
    if given is None:
        raise ValidationError({"answer": _("This cannot be answered so. Choose one of the answers.")})
    if run.verified_at is None:
        raise Refused(_("Verify first with whom you speak: two identifiers."))
    made = ScriptAnswer(run=run, question=question, answer=answer, note=note.strip(), red=given.red, by=by)
    made.n = 1 + run.answers.filter(question=question).count()
    made.at, made.because = clock.now(), given.because
    if given.red:
        made.item = flags.raise_flag(run.case, script.levels[given.red], by=by, about=f"script:{run.pk}")
    return keep(made)


@action("edit_work", moves=GOES_ON)
def give_flag(run: ScriptRun, *, by: Any, item: Item, to: Any) -> ScriptRun:
    """Name who acts on a red flag of this call; they are told at once."""
    _must_read(run.case, by)
    if not run.answers.filter(item=item).exists() or not item.is_live:
        raise Refused(_("This is no open flag of this call."), field="item")
    owners.must_be_able(to, item, field="to")
    change(item, owner=to, role="", status=offers.begun_anew(item))
    promises.forget(item)
    promises.climb(item)
    promises.tell(item, Notification.Kind.LATE, n=item.version, safety=True)
    return run


@action("edit_work", moves={Status.RUNNING: Status.ENDED})
def end_call(
    run: ScriptRun,
    *,
    by: Any,
    outcome: str,
    note: str = "",
    minutes: int = 0,
    next_at: datetime | None = None,
    next_step: str = "",
    interpreter_used: bool | None = None,
    no_interpreter_because: str = "",
    distinct_because: str = "",
) -> ScriptRun:
    """End the call with its outcome: it becomes a contact; every red flag has an owner first."""
    _must_read(run.case, by)
    ended = calling.script_of(run).outcome(outcome)
    if ended is None:
        raise ValidationError({"outcome": _("Choose how the call ended.")})
    calling.must_be_over(run, ended)
    run.outcome, run.ended_at, run.ended_by = outcome, clock.now(), by
    item = run.item if run.item is not None and run.item.is_live else None
    run.contact = work.log_contact(
        run.case,
        by=by,
        activity=calling.script_of(run).activity,
        mode=ContactAttempt.Mode.PHONE,
        outcome=ended.contact,
        result=ended.result,
        item=item,
        person=run.person,
        minutes=minutes,
        note=note,
        next_at=next_at,
        next_step=next_step,
        interpreter_used=interpreter_used,
        no_interpreter_because=no_interpreter_because,
        distinct_because=distinct_because,
    )
    return run


def _must_read(case: Case, by: Any) -> None:
    """What a call asks is health information: whoever asks reads it."""
    if not access.can(by, "view_clinical", case):
        raise Denied("view_clinical", "outreach.start_call", case)
