"""Who may be given work: somebody who may do it, on that case or at that desk; and with whom it is done."""

from typing import Any

from django.utils.translation import gettext as _

from core import access
from core.refusals import Refused
from worklist import own_ends
from worklist.models import Item


def must_be_able(user: Any, thing: Any, *, field: str = "owner") -> None:
    """Refused unless the person may do work on the thing (a case, or an item), and what the item is about."""
    if user is not None and not access.can(user, "edit_work", thing):
        raise Refused(
            _("%(name)s may not do work here. Choose somebody on the care team, or assign them first.")
            % {"name": user.short},
            field=field,
        )
    if isinstance(thing, Item):
        own_ends.must_be_theirs_to_do(thing, user, field=field)


def must_be_of_the_patient(person: Any, case: Any, *, field: str) -> None:
    """Refused unless whom the work concerns is somebody in this patient's life."""
    if person is not None and person.patient_id != case.patient_id:
        raise Refused(_("Choose somebody who belongs to this patient."), field=field)


def default_owner(case: Any, owner: Any, role: str) -> Any:
    """The person named; else nobody when a role was named; else the lead, so that work never hangs in the air."""
    if owner is not None or role:
        return owner
    return case.lead
