"""What the page of one patient shows, as far as this person may see it."""

from typing import Any

from django.db.models import F, Prefetch, QuerySet

from core import access
from patients import claims, languages
from patients.models import (
    Case,
    CommunicationProfile,
    Consent,
    ContactPoint,
    Disclosure,
    FieldClaim,
    Identifier,
    Patient,
    RelatedPerson,
    Sex,
)

NEEDS = dict(CommunicationProfile.Need.choices)
PRIVATE = frozenset(Identifier.Kind.values) - {Identifier.Kind.MRN, Identifier.Kind.OTHER}


def page(patient: Patient, rights: frozenset[str]) -> dict[str, Any]:
    """The four blocks of the page: who, how to reach, who pays, who may know."""
    points = list(ContactPoint.objects.filter(patient=patient, ended=False).order_by("kind", "created_at"))
    people = list(RelatedPerson.objects.filter(patient=patient).order_by("-emergency", "name"))
    for person in people:
        person.points = [point for point in points if point.person_id == person.pk]  # type: ignore[attr-defined]
    profile = CommunicationProfile.objects.filter(patient=patient).first()
    return {
        "claims": {claim.field: claim for claim in _claims(patient)},
        "names": patient.patientnames.order_by("use", "created_at"),
        "numbers": _numbers(patient, rights),
        "points": [point for point in points if point.person_id is None],
        "profile": profile,
        "spoken": languages.name_of(profile.spoken) if profile else "",
        "read": languages.name_of(profile.read) if profile else "",
        "needs": [str(NEEDS.get(need, need)) for need in profile.needs] if profile else [],
        "people": people,
        "consents": _consents(patient),
        "policies": _policies(patient) if "view_coverage" in rights else [],
        "stubs": patient.merged_from.all(),
    }


def rights_on(patient: Patient, by: Any) -> frozenset[str]:
    return access.held(by, patient)


def shares(consent: Consent) -> QuerySet[Disclosure]:
    """What was given to anybody on a consent, the latest first."""
    return Disclosure.objects.filter(consent=consent).select_related("given_by").order_by("-at")


def _claims(patient: Patient) -> QuerySet[FieldClaim]:
    key = FieldClaim.objects.filter(patient=patient, current=True, field__in=claims.KEY_FIELDS)
    return key.select_related("said_by")


def _numbers(patient: Patient, rights: frozenset[str]) -> list[Any]:
    """Numbers in full, by their last four characters, or not at all; the record number is for all who see the page."""
    shown = []
    for number in Identifier.objects.filter(patient=patient, retired=False).order_by("kind", "created_at"):
        if number.kind in PRIVATE and "view_ids" not in rights:
            if "summary_ids" not in rights:
                continue
            number.value = f"…{number.value[-4:]}"
        shown.append(number)
    return shown


def _consents(patient: Patient) -> QuerySet[Consent]:
    given = Prefetch("disclosures", Disclosure.objects.select_related("given_by").order_by("-at"))
    parties = ("to_user", "to_organisation", "to_person", "revoked_by")
    return (
        Consent.objects.filter(patient=patient)
        .select_related(*parties)
        .prefetch_related(given)
        .order_by("-starts_at")
    )


def _policies(patient: Patient) -> Any:
    """Rows of the app above, read through the relation: nothing of it is imported here."""
    policies = patient.coverages.filter(error_at=None).select_related("plan__payer", "verified_by")
    return policies.prefetch_related("checks__checked_by").order_by("rank", "-from_on")


def cases(patient: Patient, by: Any) -> QuerySet[Case]:
    """The patient's cases this person may see, open ones first."""
    return (
        access.visible_to(Case, by)
        .filter(patient=patient)
        .order_by(F("closed_at").desc(nulls_first=True), "-opened_at")
    )


def known(patient: Patient, page: dict[str, Any]) -> set[str]:
    """The facts of `patients.completeness` that stand on the page."""
    profile, policies, people = page["profile"], page["policies"], page["people"]
    kinds = {point.kind for point in page["points"]}
    facts = {
        "family": patient.family,
        "given": patient.given,
        "birth_date": patient.birth_date,
        "sex": patient.sex != Sex.UNKNOWN,
        "number": page["numbers"],
        "spoken": profile and profile.spoken,
        "interpreter": profile,
        "phone": ContactPoint.Kind.PHONE in kinds,
        "address": ContactPoint.Kind.ADDRESS in kinds,
        "plan": policies,
        "member_id": any(policy.member_id for policy in policies),
        "person": people,
        "emergency": any(person.emergency for person in people),
        "consent": page["consents"],
    }
    return {fact for fact, value in facts.items() if value}
