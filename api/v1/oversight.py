"""Questions outside the team, sight given by hand, blocks and emergency access.

An emergency is opened at its page only, where the password is asked again; programs can see, end and review it.
Findings in the access log are judged at their page only, which shows nobody what is about themselves.
"""

from rest_framework import serializers

from accounts.models import User
from api.nouns import Noun, Verb
from api.shapes import Scoped
from audit.models import Disclosure
from oversight import actions as oversight
from oversight.models import AccountingRequest, Suspension
from patients.models import Patient
from teams import actions as teams
from teams.models import AccessBlock, CaseGrant, Consult, EmergencyAccess
from worklist import actions as work

ASKING = (Verb("ask-consult", work.ask_consult, Consult), Verb("grant", teams.grant, CaseGrant))
KEEPING_AWAY = (
    Verb("block-access", teams.block_access, AccessBlock),
    Verb(
        "watch",
        teams.watch_record,
        Patient,
        more={"own_user": Scoped(User, required=False, allow_null=True)},
    ),
    Verb("open-accounting", oversight.open_accounting, AccountingRequest),
    Verb("suspend-accounting", oversight.suspend_accounting, Suspension),
    Verb("note-disclosure", oversight.note_disclosure, Disclosure),
)

CONSULT = Noun(
    "consults",
    Consult,
    (
        "id version case to_user question summary urgency due_at status finding advice watch_for answered_at answered_by"
        " decline_reason created_by"
    ).split(),
    verbs=(
        Verb("answer", work.answer_consult),
        Verb("decline", work.decline_consult),
        Verb("withdraw", work.withdraw_consult),
        Verb("apply", work.apply_consult),
    ),
    filters=("case", "status"),
)
GRANT = Noun(
    "grants",
    CaseGrant,
    (
        "id",
        "version",
        "case",
        "user",
        "kind",
        "role",
        "permission",
        "why",
        "starts_at",
        "ends_at",
        "read_until",
    ),
    verbs=(Verb("revoke", teams.revoke_grant, more={"why": serializers.CharField(max_length=240)}),),
    filters=("case", "user"),
)
BLOCK = Noun(
    "blocks",
    AccessBlock,
    ("id", "version", "patient", "user", "why", "note", "starts_at", "ends_at"),
    verbs=(Verb("lift", teams.lift_block),),
    filters=("patient", "user"),
)
EMERGENCY = Noun(
    "emergencies",
    EmergencyAccess,
    (
        "id version patient user role reason words opened_at expires_at ended_at review_due_at status outcome"
        " review_note reviewed_at reviewed_by"
    ).split(),
    verbs=(
        Verb("end", oversight.end_emergency),
        Verb("close", oversight.close_emergency),
        Verb("review", oversight.review_emergency),
    ),
    filters=("patient", "user", "status"),
)
ACCOUNTING = Noun(
    "accountings",
    AccountingRequest,
    "id version patient asked_by received_on from_on until_on due_on extended_because is_free status how".split(),
    verbs=(Verb("extend", oversight.extend_accounting), Verb("answer", oversight.answer_accounting)),
    filters=("patient", "status"),
)
SUSPENSION = Noun(
    "suspensions",
    Suspension,
    "id version patient recipient form official statement stated_on until_on ended_at ended_by".split(),
    verbs=(Verb("end", oversight.end_suspension),),
    filters=("patient",),
)
NOUNS = (CONSULT, GRANT, BLOCK, EMERGENCY, ACCOUNTING, SUSPENSION)
