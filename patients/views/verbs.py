"""A page for every verb that a form on the patient's page asks for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from patients import actions
from patients.forms import identity, reaching, sharing
from patients.forms.base import ReasonForm, VerbForm
from patients.models import Consent, ContactPoint, Identifier, Patient, RelatedPerson
from patients.queries import record
from patients.views.verb_page import to_patient, verb_page

WHO, REACH, KNOW = to_patient("who"), to_patient("reach"), to_patient("know")


def _shares(consent: Any) -> dict[str, Any]:
    return {"shares": record.shares(consent)}


correct = verb_page(
    actions.correct, identity.CorrectForm, Patient, back=WHO,
    title=_("Correct the details"), button=_("Save the correction"), sentence=_("Details corrected."),
)  # fmt: skip
verify = verb_page(
    actions.verify_field, identity.VerifyForm, Patient, back=WHO,
    title=_("Verify a detail"), button=_("Verify"), sentence=_("Verification recorded."),
)  # fmt: skip
add_name = verb_page(
    actions.add_name, identity.NameForm, Patient, back=WHO,
    title=_("Add another name"), button=_("Add name"), sentence=_("Name added."),
)  # fmt: skip
add_number = verb_page(
    actions.add_identifier, identity.NumberForm, Patient, back=WHO, data="identity",
    title=_("Add a number"), button=_("Add number"), sentence=_("Number added."),
)  # fmt: skip
retire_number = verb_page(
    actions.retire_identifier, ReasonForm, Identifier, back=WHO, data="identity",
    title=_("Take a number out of use"), button=_("Take out of use"), sentence=_("Number taken out of use."),
)  # fmt: skip
add_contact = verb_page(
    actions.add_contact_point, reaching.PointForm, Patient, back=REACH,
    title=_("Add a phone, e-mail or address"), button=_("Add"), sentence=_("Contact added."),
)  # fmt: skip
end_contact = verb_page(
    actions.end_contact_point, VerbForm, ContactPoint, back=REACH,
    title=_("Stop using this contact"), button=_("Stop using it"), sentence=_("Contact no longer in use."),
)  # fmt: skip
communication = verb_page(
    actions.set_communication, reaching.CommunicationForm, Patient, back=REACH,
    title=_("How to speak with the patient"), button=_("Save"), sentence=_("Communication profile saved."),
)  # fmt: skip
add_person = verb_page(
    actions.add_related_person, reaching.PersonForm, Patient, back=KNOW,
    title=_("Add somebody close"), button=_("Add person"), sentence=_("Person added."),
)  # fmt: skip
end_person = verb_page(
    actions.end_related_person, reaching.EndPersonForm, RelatedPerson, back=KNOW,
    title=_("Until when"), button=_("Save"), sentence=_("Saved."),
)  # fmt: skip
record_consent = verb_page(
    actions.record_consent, sharing.ConsentForm, Patient, back=KNOW,
    title=_("Record a consent"), button=_("Record consent"), sentence=_("Consent recorded."),
)  # fmt: skip
disclose = verb_page(
    actions.disclose, sharing.ShareForm, Patient, back=KNOW,
    title=_("Share information"), button=_("Record the share"), sentence=_("Share recorded."),
)  # fmt: skip
revoke_consent = verb_page(
    actions.revoke_consent, sharing.RevokeForm, Consent, back=KNOW, extra=_shares,
    title=_("Revoke this consent"), button=_("Revoke consent"),
    sentence=_("Consent revoked. Nothing more is shared on it; past shares are listed."),
)  # fmt: skip
