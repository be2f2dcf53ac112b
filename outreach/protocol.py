"""The unable-to-reach protocol as it unfolds: begun by a failed attempt, one step at a time. Used inside verbs only."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Role
from audit import record
from core import clock
from core.actions import change, keep
from core.refusals import Refused
from outreach import attempts, people
from outreach.models import Outreach
from outreach.models.protocol import OPEN
from patients.models import Case
from policy import queries as rules
from policy import reach
from policy.models import RulePack
from worklist import endings, promises
from worklist.dues import keep_next_due
from worklist.models import ContactAttempt, Item, Notification
from worklist.models.item import LIVE

Status = Outreach.Status
Mode = ContactAttempt.Mode
# What is to be done at each step, and which ways of contact are that step.
WHAT: dict[str, Any] = {
    "call": gettext_lazy("Call again"),
    "letter": gettext_lazy("Write a letter or portal message"),
    "visit": gettext_lazy("Visit the patient at home"),
    "decide": gettext_lazy("Decide: nobody reaches the patient"),
}
WAYS = {
    "call": (Mode.PHONE, Mode.VIDEO),
    "letter": (Mode.LETTER,),
    "visit": (Mode.HOME, Mode.IN_PERSON),
    "decide": (),
}
WAITS = gettext_lazy("Nobody knows how the patient is.")


def running(case: Case, person: Any) -> Outreach | None:
    """The open protocol for the patient (no person) or one of their people."""
    rows = Outreach.objects.filter(case=case, person=person, status__in=OPEN)
    return rows.select_related("item", "owner", "case__facility").first()


def heard(contact: ContactAttempt, by: Any) -> bool:
    """A contact was logged: an answer ends the protocol, the failed attempt that is one too many begins it.

    True when the protocol looks after the next attempt.
    """
    case, found = contact.case, running(contact.case, contact.person)
    if contact.outcome in attempts.REACHED:
        if found is not None:
            end(found, Status.REACHED, by=by, because=contact.get_outcome_display(), settled=contact.item)
        _nothing_left_to_try(contact)
        return False
    if not case.is_open or (found is not None and found.status == Status.HANDED_UP):
        return False
    tried = attempts.made(case, contact.person)
    if found is None and not reach.starts(attempts.rules_of(case), tried):
        _visit_if_wanted(contact, tried, by)
        return False
    if found is None:
        begin(case, by=by, person=contact.person, activity=contact.activity)
    elif contact.mode in WAYS[found.step]:
        _settle(found, contact, by)
        ask(found, by=by)
    return True


def stays(contact: ContactAttempt) -> bool:
    """The step of an open protocol is ended by the protocol alone; a visit asked for, by nothing but going or an answer."""
    item = contact.item
    if item is None or item.kind != Item.Kind.REACH:
        return False
    if item.about.startswith("reach:"):
        return Outreach.objects.filter(item=item, status__in=OPEN).exists()
    failed = contact.outcome not in attempts.REACHED
    return failed and item.subject.startswith("visit:") and contact.mode not in WAYS["visit"]


def begin(case: Case, *, by: Any, person: Any, activity: str) -> Outreach:
    """Begin the protocol with its first step; what was tried since the last answer counts."""
    if running(case, person) is not None:
        raise Refused(_("The protocol runs already for this person. Go on with that one."))
    tried = reach.failed(attempts.made(case, person))
    made = Outreach(case=case, person=person, activity=activity, created_by=by, tier=attempts.tier_of(case))
    made.rule = rules.governing(RulePack.Kind.REACH, case.facility, clock.now())
    made.owner = (people.calls(case) or by) if by.is_service else by
    made.since = tried[0].at if tried else clock.now()
    keep(made)
    record.did("outreach.start", made, by=by, at=clock.now(), changed=[], before={}, details={})
    ask(made, by=by)
    return made


def ask(found: Outreach, *, by: Any) -> None:
    """Raise the next step, and write down which it is."""
    plan(found, by=by)
    change(found, step=found.step, item=found.item)


def plan(found: Outreach, *, by: Any) -> None:
    """Raise the next step as a piece of work, due when the rules say; the caller or the kernel saves the protocol."""
    case, person = found.case, found.person
    rule, zone, tried = attempts.rules_of(case), attempts.zone_of(case), attempts.made(case, person)
    phone = attempts.has_phone(case, person)
    step = reach.step(rule, tried, zone, found.tier, has_phone=phone)
    due_at = reach.step_due(rule, step, tried, clock.now(), zone, found.tier)
    found.item, found.step = work(found, step, due_at, owner=found.owner, by=by), step


def work(found: Outreach, step: str, due_at: datetime, *, owner: Any, by: Any) -> Item:
    """One step in somebody's list, climbing when nobody acts."""
    count, _first = attempts.failed_days(found.case, found.person)
    why = ngettext("%(n)d attempt without an answer", "%(n)d attempts without an answer", count)
    item = Item(
        case=found.case,
        activity=found.activity,
        kind=Item.Kind.REACH,
        subject=f"reach:{found.pk}",
        about=f"reach:{found.pk}",
        target_person=found.person,
        what=str(WHAT[step]),
        why=why % {"n": count},
        if_waits=str(WAITS),
        due_at=due_at,
        owner=owner,
        role="" if owner else Role.SUPERVISOR,
        priority=Item.Priority.HIGH if found.tier == attempts.HIGH else Item.Priority.NORMAL,
        created_by=by,
    )
    keep(item)
    promises.climb(item)
    if owner is not None and owner.pk != by.pk:
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(found.case_id)
    return item


def end(found: Outreach, status: str, *, by: Any, because: str, settled: Item | None = None) -> None:
    """End it, and every step still open with it; `settled` is the piece of work that the caller ends itself."""
    before = record.snapshot(found)
    let_go(found, because, but=settled)
    change(found, status=status, ended_at=clock.now(), ended_by=by, ended_because=because[:240], step="")
    changed = record.changed_fields(found, before)
    record.did("outreach.end", found, by=by, at=clock.now(), changed=changed, before=before, details={})


def let_go(found: Outreach, because: str, but: Item | None = None) -> None:
    """Drop the steps still open: they are not needed any more."""
    rows = Item.objects.filter(about=f"reach:{found.pk}", case=found.case_id, status__in=LIVE)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    for item in rows:
        _drop(item, because[:240])
    keep_next_due(found.case_id)


def _nothing_left_to_try(contact: ContactAttempt) -> None:
    """Who was reached need not be visited nor called about what they missed: what was asked for before that is dropped."""
    tries = Item.objects.filter(case=contact.case_id, target_person=contact.person_id, kind=Item.Kind.REACH)
    for item in tries.filter(status__in=LIVE, created_at__lte=contact.at):
        if item.pk != contact.item_id:
            _drop(item, contact.get_outcome_display())


def _drop(item: Item, because: str) -> None:
    endings.drop_at_once(item, because)


def _settle(found: Outreach, contact: ContactAttempt, by: Any) -> None:
    """The step was done by this attempt; the caller's own row of it is changed, not a second copy."""
    item: Any = contact.item if contact.item_id == found.item_id else found.item
    if item is None or not item.is_live:
        return
    endings.finish_at_once(item, by=by, note=contact.get_outcome_display())


def _visit_if_wanted(contact: ContactAttempt, tried: list[reach.Attempt], by: Any) -> None:
    """High risk and two missed contacts, or no number: somebody is to go there within the week."""
    case, person = contact.case, contact.person
    rule, tier = attempts.rules_of(case), attempts.tier_of(case)
    phone = attempts.has_phone(case, person)
    subject = f"visit:{person.pk if person else case.patient_id}"
    if not reach.wants_visit(rule, tried, tier, has_phone=phone):
        return
    if Item.objects.filter(case=case, subject=subject, status__in=LIVE).exists():
        return
    due_at = reach.step_due(rule, "visit", tried, clock.now(), attempts.zone_of(case), tier)
    owner = people.calls(case) or by
    facts = {"subject": subject, "activity": contact.activity, "target_person": person, "owner": owner}
    why = _("High risk, and the patient was not reached") if phone else _("High risk, and no number to call")
    item = Item(case=case, kind=Item.Kind.REACH, what=str(WHAT["visit"]), why=why, due_at=due_at, **facts)
    item.if_waits, item.priority, item.created_by = str(WAITS), Item.Priority.HIGH, by
    keep(item)
    promises.climb(item)
    keep_next_due(case.pk)


def end_with_case(case: Case, *, by: Any, given_up: bool = False) -> None:
    """The case ends: every protocol on it too, and whatever was still to be tried."""
    because = _("The case was closed.")
    for found in Outreach.objects.filter(case=case, status__in=OPEN).select_related("case__facility"):
        end(found, Status.GIVEN_UP if given_up else Status.STOPPED, by=by, because=because)
    for item in Item.objects.filter(case=case, kind=Item.Kind.REACH, status__in=LIVE):
        _drop(item, because)
    keep_next_due(case.pk)
