"""What the patient agreed to share, and each share made on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from directory.models import Organisation
from patients.models import By, Consent, Disclosure, Patient, RelatedPerson, Says, Shared
from patients.stubs import must_stand


@action("edit_identity")
def record_consent(
    patient: Patient,
    *,
    by: Any,
    purpose: str,
    method: str,
    classes: Sequence[str] = (),
    by_ways: Sequence[str] = (),
    says: Sequence[str] | None = None,
    to_user: Any = None,
    to_organisation: Organisation | None = None,
    to_person: RelatedPerson | None = None,
    to_class: str = "",
    witness: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Consent:
    """Keep what the patient agreed to: for what, with whom, which kinds of information, until when.

    Reminders to the patient name by which ways (`by_ways`) and what they may say (`says`; by default date, time, place
    and call-back number); their party is the patient.
    """
    must_stand(patient)
    if purpose == Consent.Purpose.REMINDERS:
        _must_name_ways(by_ways, says)
        classes, to_class = classes or (Shared.ENCOUNTER,), to_class or _("the patient")
    if to_person is not None and to_person.patient_id != patient.pk:
        raise Refused(_("That person belongs to another record."), field="to_person")
    if method == Consent.Method.VERBAL and not witness:
        raise Refused(_("Name the witness of a spoken consent."), field="witness")
    if not set(classes) <= set(Shared.values):
        raise Refused(_("Choose among the kinds of information that can be shared."), field="classes")
    if purpose == Consent.Purpose.ADVOCACY and to_user is not None:
        _must_be_an_advocate(to_user, by)
    made = Consent(patient=patient, purpose=purpose, method=method, witness=witness, classes=list(classes))
    made.to_user, made.to_organisation, made.to_person = to_user, to_organisation, to_person
    made.to_class, made.by_ways, made.ends_at = to_class, list(by_ways), ends_at
    made.starts_at = starts_at or clock.now()
    made.says = list(says) if says is not None else made.says
    return keep(made)


@action("edit_identity")
def revoke_consent(consent: Consent, *, by: Any, reason: str = "") -> Consent:
    """End a consent now: nothing more may be shared on it. `queries.shares` lists what was."""
    if consent.revoked_at:
        raise Refused(_("This consent was revoked already."))
    consent.revoked_at, consent.revoked_by, consent.live = clock.now(), by, False
    return consent


@action("share_information")
def disclose(
    patient: Patient,
    *,
    by: Any,
    classes: Sequence[str],
    what: str,
    how: str,
    recipient: str,
    to_user: Any = None,
    to_organisation: Organisation | None = None,
    to_person: RelatedPerson | None = None,
    to_class: str = "",
) -> Disclosure:
    """Keep that information was given to somebody; refused without a live consent that names party and kinds."""
    party = {
        "to_user": to_user,
        "to_organisation": to_organisation,
        "to_person": to_person,
        "to_class": to_class,
    }
    consent = _consent_for(must_stand(patient), classes, party)
    if consent is None:
        raise Refused(
            _("There is no consent to share this with %(party)s. Record one first, or share less.")
            % {"party": to_organisation or to_class or _("this person")}
        )
    return keep(
        Disclosure(
            consent=consent,
            classes=list(classes),
            what=what,
            how=how,
            recipient=recipient,
            at=clock.now(),
            given_by=by,
        )
    )


def _must_name_ways(by_ways: Sequence[str], says: Sequence[str] | None) -> None:
    """Wrong input beside its field (422): a way that there is not, or none; something a reminder can never say."""
    if not by_ways or not set(by_ways) <= set(By.values):
        raise ValidationError({"by_ways": _("Choose how the patient wants to be reminded.")})
    if says is not None and not set(says) <= set(Says.values):
        raise ValidationError({"says": _("Choose among what a reminder may say.")})


def _must_be_an_advocate(user: Any, by: Any) -> None:
    """A consent for advocacy opens the case to whom it names: to an advocate only, and never to whoever writes it."""
    if user.pk == by.pk:
        raise Refused(
            _("Nobody records a consent for themselves. Ask a colleague to do it."), field="to_user"
        )
    if user.default_role != Role.ADVOCATE:
        raise Refused(
            _("%(name)s is not a patient advocate. Choose one.") % {"name": user.short}, field="to_user"
        )


def _consent_for(patient: Patient, classes: Sequence[str], party: dict[str, Any]) -> Consent | None:
    live = Consent.objects.filter(patient=patient, live=True, **party)
    now = clock.now()
    return next((consent for consent in live if classes and consent.covers(classes, now)), None)
