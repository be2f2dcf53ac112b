"""How work comes into being, on a case or at the intake desk."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from core.actions import action, keep
from core.refusals import Refused
from directory.models import Organisation
from facilities.models import Facility
from patients.models import Case, Patient, RelatedPerson
from worklist import duplicates, owners, promises
from worklist.dues import keep_next_due
from worklist.models import Item, Notification
from worklist.models.item import LIVE


@action("edit_work")
def open_item(
    case: Case,
    *,
    by: Any,
    activity: str,
    what: str,
    why: str,
    kind: str = "task",
    due_at: datetime | None = None,
    owner: Any = None,
    role: str = "",
    priority: int = 3,
    if_waits: str = "",
    subject: str = "",
    target_person: RelatedPerson | None = None,
    target_organisation: Organisation | None = None,
    source_key: str = "",
    about: str = "",
    distinct_because: str = "",
) -> Item:
    """Open one piece of work; nobody named means the lead. The same work twice is refused with who holds it.

    With a `source_key` that is still live the item already open for it comes back, so a rule may repeat itself.
    """
    if (standing := _from_source(source_key)) is not None:
        return standing
    if not case.is_open and kind != Item.Kind.REVIEW:
        raise Refused(_("This case is closed. Reopen it before giving it new work."))
    owners.must_be_of_the_patient(target_person, case, field="target_person")
    owner = owners.default_owner(case, owner, role)
    owners.must_be_able(owner, case)
    key: dict[str, Any] = {"activity": activity, "subject": duplicates.normal(subject)}
    key |= {"target_person": target_person, "target_organisation": target_organisation}
    duplicates.guard_work(case, by=by, because=distinct_because, kind=kind, **key)
    item = Item(case=case, what=what, why=why, kind=kind, source_key=source_key, created_by=by, **key)
    item.due_at, item.owner, item.role, item.priority = due_at, owner, role, priority
    item.if_waits, item.about, item.distinct_because = if_waits, about, distinct_because.strip()
    return _begin(item, by)


@action("edit_work")
def open_desk_item(
    facility: Facility,
    *,
    by: Any,
    patient: Patient,
    activity: str,
    what: str,
    why: str,
    kind: str,
    due_at: datetime | None,
    role: str = Role.INTAKE,
    source_key: str = "",
    priority: int = 3,
    if_waits: str = "",
) -> Item:
    """Open work on a patient who has no case yet; those in a role at the facility's desk have it on their list."""
    if patient.facility_id != facility.pk:
        raise Refused(_("This patient is registered at another facility. Open the work there."))
    if (standing := _from_source(source_key)) is not None:
        return standing
    item = Item(
        patient=patient, facility_for_intake=facility, activity=activity, what=what, why=why, kind=kind
    )
    item.due_at, item.source_key, item.priority, item.if_waits = due_at, source_key, priority, if_waits
    item.role, item.created_by = role, by
    return _begin(item, by)


def _from_source(source_key: str) -> Item | None:
    return Item.objects.filter(source_key=source_key, status__in=LIVE).first() if source_key else None


def _begin(item: Item, by: Any) -> Item:
    keep(item)
    promises.climb(item)
    if item.owner_id not in (None, by.pk):
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(item.case_id)
    return item
