"""Who else tried to open a binder: read from the audit trail, for the advocate whose binder it is."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q

from accounts.models import User
from accounts.permissions import Role
from advocacy.models import Binder
from audit.models import Event
from patients.models import Patient

SHOWN = 50


@dataclass(frozen=True)
class Attempt:
    """Somebody was refused at the binder."""

    at: datetime
    who: str
    role: str


def attempts(binder: Binder) -> list[Attempt]:
    """The newest refusals at a binder or an entry of it, of anybody but its advocate."""
    same = Patient.objects.filter(Q(pk=binder.patient_id) | Q(merged_into=binder.patient_id))
    # Cut to the patient first: that is what the trail is indexed by.
    near = Event.objects.filter(
        patient_ids__overlap=ArraySubquery(same.values("pk")), outcome=Event.Outcome.DENIED
    )
    here = Q(target="advocacy.binder", target_id=binder.pk) | Q(
        target="advocacy.binderentry", target_id__in=binder.entries.values("pk")
    )
    found = list(near.filter(here).exclude(actor_id=binder.advocate_id).order_by("-at")[:SHOWN])
    people = User.objects.in_bulk({event.actor_id for event in found if event.actor_id})
    roles = dict(Role.choices)
    return [
        Attempt(
            event.at,
            str(people.get(event.actor_id, event.actor)),
            str(roles.get(event.role or getattr(people.get(event.actor_id), "default_role", ""), "")),
        )
        for event in found
    ]
