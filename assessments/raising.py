"""How a protocol comes to be: its checklist as work, its people named, the flag of the case, and who is told. In verbs only.

What stands in lists of work and in notices says that there is a safety plan, never which: everybody who sees the work of a
case sees them. The words are on the protocol, for those who may read its class.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from assessments import danger
from assessments.models import Protocol, ProtocolPerson, ProtocolStep, Section
from assessments.models.protocols import CLASSES
from audit import record
from core import access, clock
from core.actions import change, keep
from patients.models import Case
from policy import queries as rules
from policy.protocols import Step
from teams.models import Assignment, FacilityRole, TeamMember
from worklist import promises, told
from worklist.dues import keep_next_due
from worklist.models import Item, Notification

ACTIVITY = "safety_behavioural"
# Before the colon of what a step's work is about.
STEP = "step"


def raise_from(section: Section, *, kind: str, because: str, acute: bool = False, by: Any) -> Protocol:
    """An answer opens its protocol at once, on an unfinished form too; the one that is open is given back."""
    case = section.case
    before = danger.standing(case).filter(kind=kind).exists()
    found = begin(case, by=by, kind=kind, because=because, acute=acute, section=section, owner=None)
    if not before:
        record.did("assessments.raise_protocol", found, by=by, at=clock.now())
    return found


def begin(
    case: Case,
    *,
    by: Any,
    kind: str,
    because: str,
    acute: bool,
    owner: Any,
    people: Iterable[Any] = (),
    section: Section | None = None,
) -> Protocol:
    """Raise a protocol, or bring what is new to the one already open; its owner is qualified, whoever raised it."""
    open_one = danger.standing(case).filter(kind=kind).first()
    if open_one is not None:
        return _more(open_one, because=because, acute=acute, by=by)
    version, checklists = rules.checklists(case.facility, clock.now())
    made = Protocol(case=case, kind=kind, because=because[:500], acute=acute, rules=version, section=section)
    made.created_by = by
    made.owner = owner or qualified(made, by)
    keep(made)
    named = {each.pk: each for each in (made.owner, *people, *_by_right(made, (by, case.lead)))}
    for each in named.values():
        name(made, each, by=by)
    checklist = checklists.get(kind)
    _ask(made, checklist.for_danger(acute) if checklist else (), by=by)
    danger.keep_flag(case.pk)
    _tell(made, checklist.told if checklist else (), by=by)
    return made


def name(protocol: Protocol, person: Any, *, by: Any) -> ProtocolPerson:
    """Name somebody on a protocol: they read its kind beside the patient's name, and are told that they are named."""
    found = ProtocolPerson.objects.filter(protocol=protocol, user=person).first()
    if found is None:
        found = keep(ProtocolPerson(case=protocol.case, protocol=protocol, user=person))
        if person.pk != by.pk:
            told.tell(person, "safety-named", protocol.case_id, n=_n(protocol), safety=True)
    return found


def qualified(protocol: Protocol, first: Any) -> Any:
    """Who can own a protocol: whoever raised it if they may work on it, else somebody of the team who may, else the lead."""
    present = [first, *(part.user for part in _parts(protocol.case))]
    able = (each for each in present if each and access.can(each, "edit_safeguarding", protocol))
    return next(able, None) or protocol.case.lead or first


def qualified_people(protocol: Protocol) -> list[User]:
    """Everybody of the team who may work on a protocol of its kind."""
    found = {part.user_id: part.user for part in _parts(protocol.case)}
    return [each for each in found.values() if access.can(each, "edit_safeguarding", protocol)]


def _more(found: Protocol, *, because: str, acute: bool, by: Any) -> Protocol:
    """What is said anew stands on the open protocol; an acute danger brings its steps, and nothing is cleared meanwhile."""
    new: dict[str, Any] = {}
    if because not in found.because:
        new["because"] = f"{found.because}; {because}"[:500]
    if acute and not found.acute:
        new["acute"] = True
    if found.status == Protocol.Status.CLEARING:
        new |= {"status": Protocol.Status.RAISED, "asked_at": None, "asked_by": None, "asked_because": ""}
    if new:
        change(found, **new)
    if "acute" in new:
        _version, checklists = rules.checklists(found.case.facility, clock.now())
        had = set(found.steps.values_list("code", flat=True))
        checklist = checklists.get(found.kind)
        wanted = checklist.for_danger(acute=True) if checklist else ()
        _ask(found, [step for step in wanted if step.code not in had], by=by)
    return found


def _ask(protocol: Protocol, steps: Iterable[Step], *, by: Any) -> None:
    """Put steps on the checklist, each with its work in the list of whoever does it."""
    first, now = protocol.steps.count(), clock.now()
    parts = _parts(protocol.case)
    for position, step in enumerate(steps, first):
        doer = _doer(protocol, step.role, parts)
        row = ProtocolStep(case=protocol.case, protocol=protocol, code=step.code, text=step.text)
        row.position, row.due_at, row.created_by = position, step.due(now), by
        row.item = _work(row, row.due_at, owner=doer, by=by)
        keep(row)


def _work(step: ProtocolStep, due_at: datetime, *, owner: Any, by: Any) -> Item:
    """One step in somebody's list, climbing when nobody acts; without a word of what it is about."""
    said = _narrow() if CLASSES[step.protocol.kind] == "safeguarding" else _open()
    item = Item(
        case=step.case,
        activity=ACTIVITY,
        subject=f"step:{step.pk}",
        about=f"{STEP}:{step.pk}",
        if_waits=_("Somebody could come to harm."),
        due_at=due_at,
        owner=owner,
        priority=Item.Priority.HARM,
        created_by=by,
        **said,
    )
    keep(item)
    promises.climb(item)
    if owner.pk != by.pk:
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version, safety=True)
    keep_next_due(step.case_id)
    return item


def _open() -> dict[str, str]:
    return {
        "kind": Item.Kind.PROTOCOL,
        "what": _("A step of the safety plan"),
        "why": _("A safety plan is open"),
    }


def _narrow() -> dict[str, str]:
    """Of violence at home not even that there is a plan: a task like any other."""
    return {
        "kind": Item.Kind.TASK,
        "what": _("Something is to be done today"),
        "why": _("Ask the lead"),
    }


def _doer(protocol: Protocol, role: str, parts: list[Assignment]) -> Any:
    """Who does a step: somebody of the team in its role who may read it, else the owner."""
    here = (part.user for part in parts if part.role == role)
    able = (each for each in here if access.can(each, "edit_safeguarding", protocol))
    return next(able, None) or protocol.owner


def _by_right(protocol: Protocol, people: Iterable[Any]) -> list[Any]:
    """Those of some people who may read a protocol anyway: naming them tells them nothing more."""
    return [each for each in people if each and access.can(each, "view_safeguarding", protocol)]


def _tell(protocol: Protocol, roles: Iterable[str], *, by: Any) -> None:
    """Supervisors, and the roles of the team that the rules name, hear that there is a safety plan."""
    wanted, case = set(roles), protocol.case
    team = [part.user for part in _parts(case) if part.role in wanted]
    hears = {each.pk: each for each in (*supervisors(case), *team) if each.pk != by.pk}
    for each in hears.values():
        told.tell(each, "safety-plan", case.pk, n=_n(protocol), safety=True)


def supervisors(case: Case) -> list[User]:
    """Who supervises the team of a case; where the team has nobody, the supervisors of the facility."""
    now = clock.now()
    teams = TeamMember.objects.filter(team=case.team_id, supervises=True, live=True, starts_at__lte=now)
    found: Any = teams.exclude(ends_at__lte=now).values("user")
    if not found.exists():
        house = FacilityRole.objects.filter(facility=case.facility_id, role="supervisor", live=True)
        found = house.filter(starts_at__lte=now).exclude(ends_at__lte=now).values("user")
    return list(User.objects.filter(pk__in=found, is_active=True).order_by("pk"))


def _parts(case: Case) -> list[Assignment]:
    """Who is on the team now, the lead first."""
    now = clock.now()
    rows = Assignment.objects.filter(case=case, live=True, error_at=None, status=Assignment.Status.ACTIVE)
    rows = rows.filter(starts_at__lte=now).exclude(ends_at__lte=now).select_related("user")
    return list(rows.order_by("-is_lead", "starts_at", "pk"))


def _n(protocol: Protocol) -> int:
    """Which protocol of its case it is: so that a notice of another one is another notice."""
    return Protocol.objects.filter(case=protocol.case_id, pk__lte=protocol.pk).count()
