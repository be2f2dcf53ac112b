"""The trail in words: who, what and on whom, each name only as far as the reader may see it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.permissions import Role
from audit.models import Event
from core.access import visible_to
from patients.models import Patient

SAID = {
    "view": gettext_noop("looked at"),
    "list": gettext_noop("saw in a list"),
    "search": gettext_noop("found by searching"),
    "print": gettext_noop("printed"),
    "export": gettext_noop("exported"),
    "preview": gettext_noop("previewed what somebody would see"),
}
THINGS = {
    "patients.patient": gettext_noop("the record"),
    "patients.case": gettext_noop("the case"),
    "careplans.careplan": gettext_noop("the plan"),
    "worklist.item": gettext_noop("work"),
    "worklist.contactattempt": gettext_noop("a contact"),
    "encounters.encounter": gettext_noop("a visit"),
    "coverage.coverage": gettext_noop("coverage"),
    "patients.consent": gettext_noop("a consent"),
    "intake.intakerequest": gettext_noop("a request"),
}


def name_all(rows: Iterable[Event], user: Any) -> list[Any]:
    """The rows with `who`, `did`, `thing` and `patients` on each: three statements whatever the rows."""
    found: list[Any] = list(rows)
    people = User.objects.in_bulk({row.actor_id for row in found if row.actor_id})
    wanted = {key for row in found for key in row.patient_ids}
    seen = visible_to(Patient, user).filter(pk__in=wanted).in_bulk() if wanted else {}
    for row in found:
        person = people.get(row.actor_id)
        row.who = person.name if person else row.actor
        row.did, row.thing = say(row.verb), _(THINGS[row.target]) if row.target in THINGS else ""
        row.as_role = str(Role(row.role).label) if row.role in Role.values else ""
        row.patients = [seen[key] for key in row.patient_ids if key in seen]
        row.others = len(row.patient_ids) - len(row.patients)
    return found


def say(verb: str) -> str:
    """A verb of the trail in words: what reading is called, else the verb's own words."""
    return _(SAID[verb]) if verb in SAID else verb.rpartition(".")[2].replace("_", " ")
