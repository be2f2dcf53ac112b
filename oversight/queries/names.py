"""The trail in words: who, what and on whom, each name only as far as the reader may see it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.permissions import Role
from audit.models import Event
from core.access import visible_to
from oversight.phrases import PHRASES
from patients.models import Patient

THINGS = {
    "patients.patient": gettext_noop("the record"),
    "patients.case": gettext_noop("the case"),
    "careplans.barrier": gettext_noop("a barrier"),
    "careplans.careplan": gettext_noop("the plan"),
    "careplans.intervention": gettext_noop("a part of the plan"),
    "careplans.planversion": gettext_noop("a version of the plan"),
    "careplans.problem": gettext_noop("a problem"),
    "worklist.item": gettext_noop("work"),
    "worklist.contactattempt": gettext_noop("a contact"),
    "encounters.encounter": gettext_noop("a visit"),
    "coverage.coverage": gettext_noop("coverage"),
    "patients.consent": gettext_noop("a consent"),
    "intake.intakerequest": gettext_noop("a request"),
    "intake.screening": gettext_noop("a screening"),
    "careplans.goal": gettext_noop("a goal"),
    "discharge.dischargeplan": gettext_noop("the plan for leaving"),
    "notes.casenote": gettext_noop("notes"),
    "teams.consult": gettext_noop("a question to a colleague"),
    "teams.transfer": gettext_noop("a hand-over"),
    "teams.handover": gettext_noop("a hand-over sheet"),
    "teams.responsibility": gettext_noop("a responsibility"),
    "teams.assignment": gettext_noop("a part in the case"),
    "teams.absence": gettext_noop("an absence"),
    "worklist.appointment": gettext_noop("an appointment"),
    "worklist.followup": gettext_noop("a follow-up"),
    "advocacy.binder": gettext_noop("the client's binder"),
    "advocacy.binderentry": gettext_noop("the client's binder"),
    "patients.merge": gettext_noop("the joining of two records"),
    "oversight.finding": gettext_noop("a finding in the access log"),
    "oversight.suspension": gettext_noop("what an agency had held back"),
    "oversight.accountingrequest": gettext_noop("an accounting"),
    "teams.emergencyaccess": gettext_noop("emergency access"),
    "teams.accessblock": gettext_noop("a block"),
    "accounts.user": gettext_noop("an account"),
    "facilities.facility": gettext_noop("the facility"),
}
# What is said with its object: "looked at the case". The other phrases have theirs in them.
STRAIGHT = ("view", "print", "export")


def name_all(rows: Iterable[Event], user: Any) -> list[Any]:
    """The rows with `who`, `did`, `thing`, `straight` and `patients` on each: three statements whatever the rows."""
    found: list[Any] = list(rows)
    people = User.objects.in_bulk({row.actor_id for row in found if row.actor_id})
    wanted = {key for row in found for key in row.patient_ids}
    seen = visible_to(Patient, user).filter(pk__in=wanted).in_bulk() if wanted else {}
    for row in found:
        person = people.get(row.actor_id)
        row.who = person.name if person else row.actor
        row.did, row.thing = say(row.verb), _(THINGS[row.target]) if row.target in THINGS else ""
        row.straight = row.verb in STRAIGHT
        row.as_role = str(Role(row.role).label) if row.role in Role.values else ""
        row.patients = [seen[key] for key in row.patient_ids if key in seen]
        row.others = len(row.patient_ids) - len(row.patients)
    return found


def say(verb: str) -> str:
    """A verb of the trail in words; one that no release knows any more is said by its own."""
    return _(PHRASES[verb]) if verb in PHRASES else verb.rpartition(".")[2].replace("_", " ")
