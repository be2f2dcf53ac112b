"""Patients and what hangs on them."""

from rest_framework import serializers

from api.nouns import Noun, Verb
from api.v1.oversight import KEEPING_AWAY
from coverage import actions as paying
from coverage.models import BenefitCheck, Coverage
from facilities.models import Facility
from patients import actions
from patients.models import (
    CommunicationProfile,
    Consent,
    ContactPoint,
    DuplicateCandidate,
    Identifier,
    Merge,
    Patient,
    PatientName,
    RelatedPerson,
    Sex,
)

_NAMES = {
    name: serializers.CharField(required=False, allow_blank=True, max_length=120)
    for name in ("family", "given", "middle", "preferred_name", "pronouns")
}
_CORRECT = {
    **_NAMES,
    "sex": serializers.ChoiceField(choices=Sex.choices, required=False),
    "birth_date": serializers.DateField(required=False, allow_null=True),
}
_SPEAK = {
    "spoken": serializers.CharField(required=False, allow_blank=True, max_length=8),
    "read": serializers.CharField(required=False, allow_blank=True, max_length=8),
    "interpreter": serializers.ChoiceField(choices=CommunicationProfile.Interpreter.choices, required=False),
    "decides": serializers.ChoiceField(choices=CommunicationProfile.Decides.choices, required=False),
    "faith": serializers.CharField(required=False, allow_blank=True, max_length=80),
    "diet": serializers.CharField(required=False, allow_blank=True, max_length=120),
    "zone": serializers.CharField(required=False, allow_blank=True, max_length=60),
}

PATIENT = Noun(
    "patients",
    Patient,
    (
        "id version facility family given middle suffix preferred_name pronouns sex birth_date birth_precision"
        " provisional alias estimated_age deceased_at merged_into"
    ).split(),
    create=Verb(
        "register", actions.register, Patient, without=("identifiers", "verification", "deceased_at")
    ),
    within=("facility", Facility),
    verbs=(
        Verb("resolve-identity", actions.resolve_identity, Patient, without=("verification",)),
        Verb("correct", actions.correct, Patient, more=_CORRECT, without=("verification",)),
        Verb("verify-field", actions.verify_field),
        Verb("add-name", actions.add_name, PatientName),
        Verb("add-identifier", actions.add_identifier, Identifier),
        Verb("add-contact-point", actions.add_contact_point, ContactPoint),
        Verb("set-communication", actions.set_communication, CommunicationProfile, more=_SPEAK),
        Verb("add-related-person", actions.add_related_person, RelatedPerson),
        Verb("record-consent", actions.record_consent, Consent),
        Verb("disclose", actions.disclose),
        Verb("suspect-duplicate", actions.suspect, DuplicateCandidate),
        Verb("merge", actions.merge, Merge),
        Verb("add-coverage", paying.add_coverage, Coverage),
        *KEEPING_AWAY,
    ),
)
IDENTIFIER = Noun(
    "identifiers",
    Identifier,
    ("id", "version", "patient", "authority", "value", "kind", "verified_at", "retired"),
    verbs=(Verb("retire", actions.retire_identifier),),
    filters=("patient",),
    perm="view_ids",
)
CONTACT_POINT = Noun(
    "contact-points",
    ContactPoint,
    (
        "id",
        "version",
        "patient",
        "person",
        "kind",
        "use",
        "value",
        "safe_to_call",
        "leave_message",
        "hours",
        "ended",
    ),
    verbs=(Verb("end", actions.end_contact_point),),
    filters=("patient",),
)
RELATED_PERSON = Noun(
    "related-people",
    RelatedPerson,
    (
        "id",
        "version",
        "patient",
        "name",
        "relation",
        "household",
        "emergency",
        "authority",
        "may_be_told",
        "until_on",
    ),
    verbs=(Verb("end", actions.end_related_person),),
    filters=("patient",),
)
CONSENT = Noun(
    "consents",
    Consent,
    (
        "id version patient purpose to_user to_organisation to_person to_class classes by_ways says method witness starts_at"
        " ends_at revoked_at"
    ).split(),
    verbs=(Verb("revoke", actions.revoke_consent),),
    filters=("patient",),
)
DUPLICATE = Noun(
    "duplicate-candidates",
    DuplicateCandidate,
    ("id", "version", "one", "other", "score", "reasons", "status", "reason"),
    verbs=(Verb("dismiss", actions.dismiss_duplicate),),
    filters=("status",),
)
MERGE = Noun(
    "merges",
    Merge,
    ("id", "version", "survivor", "retired", "reason", "status", "created_at", "undone_at"),
    verbs=(Verb("unmerge", actions.unmerge),),
    filters=("status",),
)
COVERAGE = Noun(
    "coverages",
    Coverage,
    ("id", "version", "patient", "plan", "member_id", "group", "rank", "from_on", "until_on", "verified_at"),
    verbs=(
        Verb("end", paying.end_coverage),
        Verb("log-benefit-check", paying.log_benefit_check, BenefitCheck),
    ),
    filters=("patient",),
)
BENEFIT_CHECK = Noun(
    "benefit-checks",
    BenefitCheck,
    (
        "id",
        "version",
        "coverage",
        "how",
        "reference",
        "covered",
        "units_left",
        "active",
        "valid_until",
        "checked_at",
    ),
    filters=("coverage",),
)
NOUNS = (
    PATIENT, IDENTIFIER, CONTACT_POINT, RELATED_PERSON, CONSENT, DUPLICATE, MERGE, COVERAGE, BENEFIT_CHECK,
)  # fmt: skip
