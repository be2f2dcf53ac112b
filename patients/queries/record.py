"""What the page of one patient shows, as far as this person may see it: three statements, whatever there is."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet

from core import access, languages
from patients import claims
from patients.models import (
    Case,
    CommunicationProfile,
    Consent,
    ContactPoint,
    Disclosure,
    FieldClaim,
    Identifier,
    Patient,
    PatientName,
    RelatedPerson,
    Sex,
    Shared,
)
from patients.queries.bundle import bundle, unpack

NEEDS = dict(CommunicationProfile.Need.choices)
PRIVATE = frozenset(Identifier.Kind.values) - {Identifier.Kind.MRN, Identifier.Kind.OTHER}
MINE = OuterRef("pk")
SHARED = dict(Shared.choices)
# What must be held to know that a patient has records of a label.
CLEARING = {"42cfr2": "clear_42cfr2", "sens": "clear_sens"}


def rights_on(patient: Patient, by: Any) -> frozenset[str]:
    """Every permission this person holds on the patient."""
    return access.held(by, patient)


def page(patient: Patient, by: Any, rights: frozenset[str]) -> dict[str, Any]:
    """The four blocks of the page: who, how to reach, who pays, who may know."""
    row: Any = Patient.objects.filter(pk=patient.pk).annotate(**_lists(by)).get()
    points, people = unpack(ContactPoint, row.points), unpack(RelatedPerson, row.people)
    for person in people:
        person.points = [point for point in points if point.person_id == person.pk]  # type: ignore[attr-defined]
    profile = next(iter(unpack(CommunicationProfile, row.profile)), None)
    return {
        "claims": {claim.field: claim for claim in unpack(FieldClaim, row.claims)},
        "names": unpack(PatientName, row.names),
        "numbers": _readable(unpack(Identifier, row.numbers), rights),
        "points": [point for point in points if point.person_id is None],
        "profile": profile,
        "spoken": languages.name_of(profile.spoken) if profile else "",
        "read": languages.name_of(profile.read) if profile else "",
        "needs": [str(NEEDS.get(need, need)) for need in profile.needs] if profile else [],
        "people": people,
        "consents": _consents(patient, rights),
        "policies": _policies(patient) if "view_coverage" in rights else [],
        "stubs": unpack(Patient, row.stubs),
        "cases": unpack(Case, row.mine),
    }


def shares(consent: Consent) -> QuerySet[Disclosure]:
    """What was given to anybody on a consent, the latest first."""
    return Disclosure.objects.filter(consent=consent).annotate(giver=F("given_by__name")).order_by("-at")


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


def _lists(by: Any) -> dict[str, Any]:
    """The lists that hang on a patient; cases only those this person may see, open ones first."""
    cases = access.visible_to(Case, by).filter(patient=MINE)
    key_claims = FieldClaim.objects.filter(patient=MINE, current=True, field__in=claims.KEY_FIELDS)
    numbers = Identifier.objects.filter(patient=MINE, retired=False)
    points = ContactPoint.objects.filter(patient=MINE, ended=False)
    people = RelatedPerson.objects.filter(patient=MINE)
    return {
        "claims": bundle(key_claims),
        "names": bundle(PatientName.objects.filter(patient=MINE).order_by("use", "created_at")),
        "numbers": bundle(numbers.order_by("kind", "created_at")),
        "points": bundle(points.order_by("kind", "created_at")),
        "profile": bundle(CommunicationProfile.objects.filter(patient=MINE)),
        "people": bundle(people.order_by("-emergency", "name")),
        "stubs": bundle(Patient.objects.filter(merged_into=MINE).order_by("pk")),
        "mine": bundle(cases.order_by(F("closed_at").desc(nulls_first=True), "-opened_at")),
    }


def _readable(numbers: list[Identifier], rights: frozenset[str]) -> list[Identifier]:
    """Numbers in full, by their last four characters, or not at all; the record number is for all who see the page."""
    shown = []
    for number in numbers:
        if number.kind in PRIVATE and "view_ids" not in rights:
            if "summary_ids" not in rights:
                continue
            number.value = f"…{number.value[-4:]}"
        shown.append(number)
    return shown


def _consents(patient: Patient, rights: frozenset[str]) -> list[Consent]:
    """The consents; that one names labelled records is told to those who keep consents or may read such records."""
    hidden = (
        set()
        if "edit_identity" in rights
        else {label for label, perm in CLEARING.items() if perm not in rights}
    )
    given = Disclosure.objects.filter(consent=MINE).order_by("-at")
    rows = Consent.objects.filter(patient=patient).select_related("to_user", "to_organisation", "to_person")
    found: list[Any] = list(rows.annotate(given=bundle(given, giver="given_by__name")).order_by("-starts_at"))
    for consent in found:
        shares = unpack(Disclosure, consent.given)
        consent.shares = [share for share in shares if not hidden & set(share.classes)]
        consent.told = [str(SHARED.get(name, name)) for name in consent.classes if name not in hidden]
    return found


def _policies(patient: Patient) -> list[Any]:
    """Rows of the app above, read through the relations: nothing of it is imported here."""
    policies: Any = patient.coverages.filter(error_at=None).select_related("plan__payer")
    check = policies.model._meta.get_field("checks").related_model
    asked = check._default_manager.filter(coverage=MINE).order_by("-checked_at")
    found = list(
        policies.annotate(asked=bundle(asked, checker="checked_by__name")).order_by("rank", "-from_on")
    )
    for policy in found:
        policy.answers = unpack(check, policy.asked)
    return found
