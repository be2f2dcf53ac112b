"""A red flag: work that can harm when late, for somebody named, at once. Used inside verbs only."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Role
from core import clock
from core.actions import keep
from outreach import people
from patients.models import Case
from policy.script import Level
from worklist import promises
from worklist.dues import keep_next_due
from worklist.models import ContactAttempt, Item, Notification
from worklist.models.item import LIVE

Result = ContactAttempt.Result
WAITS = gettext_lazy("The patient comes to harm at home.")
# What a contact heard that escalates, as a level of the script; and within how many minutes where no script says it.
LEVEL = {Result.ED_911: "ed", Result.RN_NOW: "rn", Result.PCP_TODAY: "pcp"}
MINUTES = {"ed": 5, "rn": 15, "pcp": 240}
# What somebody says that the file does not know yet: the lead looks into it, nobody concludes it by themselves.
NEWS: dict[str, Any] = {
    Result.READMITTED: gettext_lazy("Look into it: the patient is said to be back in hospital"),
    Result.DIED: gettext_lazy("Look into it: the patient is said to have died"),
}


def raise_flag(case: Case, level: Level, *, by: Any, about: str) -> Item:
    """One flag of a level about one call; the work says how urgent it is, never what was said."""
    subject = f"flag:{level.code}:{about.rpartition(':')[2]}"
    standing = Item.objects.filter(case=case, subject=subject, status__in=LIVE).first()
    if standing is not None:
        return standing
    return _work(
        case,
        by=by,
        subject=subject,
        about=about,
        kind=Item.Kind.RED_FLAG,
        what=_("Red flag: %(level)s") % {"level": level.label},
        why=_("Heard by %(who)s in a call") % {"who": by.short},
        if_waits=str(WAITS),
        owner=people.hears_flag(case),
        role=Role.NURSE,
        due_at=clock.now() + timedelta(minutes=level.minutes),
        priority=Item.Priority.HARM,
    )


def alarm(case: Case, *, by: Any, about: str, what: str, why: str) -> Item:
    """Somebody of the house may be in danger: the supervisor at once."""
    return _work(
        case,
        by=by,
        subject=about,
        about=about,
        kind=Item.Kind.RED_FLAG,
        what=what,
        why=why,
        if_waits=_("A colleague may need help."),
        owner=people.supervises(case),
        role=Role.SUPERVISOR,
        due_at=clock.now(),
        priority=Item.Priority.HARM,
    )


def heard(contact: ContactAttempt, by: Any) -> bool:
    """A contact tells of danger, of a new stay or of a death: somebody is asked to act on it."""
    if contact.result in NEWS:
        _news(contact, by)
    elif contact.result in LEVEL and not _in_script(contact, code := LEVEL[Result(contact.result)]):
        level = Level(code, contact.get_result_display(), "", MINUTES[code])
        raise_flag(contact.case, level, by=by, about=f"contact:{contact.pk}")
    return False


def _in_script(contact: ContactAttempt, code: str) -> bool:
    """Whether a call by a script that is going on has raised this very flag, and somebody still acts on it."""
    runs = contact.case.scriptruns.filter(person=contact.person, status="running")
    return bool(runs.filter(answers__red=code, answers__item__status__in=LIVE).exists())


def _news(contact: ContactAttempt, by: Any) -> None:
    case = contact.case
    subject = f"news:{contact.result}"
    if case.is_open and not Item.objects.filter(case=case, subject=subject, status__in=LIVE).exists():
        _work(
            case,
            by=by,
            subject=subject,
            about=f"contact:{contact.pk}",
            kind=Item.Kind.REVIEW,
            what=str(NEWS[contact.result]),
            why=_("Heard by %(who)s in a call") % {"who": by.short},
            if_waits=_("People go on calling and planning as if nothing had happened."),
            owner=case.lead,
            role=Role.CASE_MANAGER,
            due_at=clock.now() + timedelta(hours=4),
            priority=Item.Priority.HIGH,
        )


def _work(case: Case, *, by: Any, owner: Any, role: str, **facts: Any) -> Item:
    item: Item = keep(
        Item(case=case, activity="follow_up", owner=owner, role="" if owner else role, created_by=by, **facts)
    )
    promises.climb(item)
    if owner is not None and owner.pk != by.pk:
        safety = item.priority == Item.Priority.HARM
        kind = Notification.Kind.LATE if safety else Notification.Kind.ASSIGNED
        promises.tell(item, kind, n=item.version, safety=safety)
    keep_next_due(case.pk)
    return item
