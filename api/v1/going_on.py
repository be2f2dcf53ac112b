"""Choices of care after the hospital, referrals with what came of them, and the papers that go along."""

from rest_framework import serializers

from api.nouns import Noun, Verb
from api.shapes import Scoped
from directory.models import Service
from patients.models import Case, Consent
from referrals.actions import answering, asking, booking, choices, going, packets, results, starting
from referrals.models import (
    Choice,
    ChoiceOption,
    Packet,
    PendingResult,
    Referral,
    ReferralStep,
    StartCheck,
)

_SERVICES = {"services": Scoped(Service, many=True)}
_REFERRALS = {"referrals": Scoped(Referral, many=True)}
_RANKS = {"ranks": serializers.ListField(child=serializers.UUIDField(), required=False, max_length=60)}
_DECLINED = {"because": serializers.ChoiceField(choices=Referral.Declined.choices)}
_TO = {
    "service": Scoped(Service, required=False, allow_null=True),
    "consent": Scoped(Consent, required=False, allow_null=True),
}
CHOICE = Noun(
    "choices",
    Choice,
    (
        "id version case kind area status offered_at offered_by quality_on quality_shared network_shown interests_shown"
        " language interpreter chosen_by how witness recorded_at recorded_by"
    ).split(),
    create=Verb("offer", choices.offer_choice, Choice),
    within=("case", Case),
    verbs=(Verb("record", choices.record_choice, more=_RANKS), Verb("put-aside", choices.put_aside)),
    filters=("case", "kind", "status"),
)
OPTION = Noun(
    "choice-options",
    ChoiceOption,
    "id version choice service place rank interest in_network quality unmet".split(),
    filters=("choice",),
)
REFERRAL = Noun(
    "referrals",
    Referral,
    (
        "id version case service kind leaving choice packet need asks_for status sent_at viewed_at first_answer_at"
        " accepted_at booked_at ended_at answered_by asked_for_more declined_because words promised_at place report_to"
        " delivered_at taught_at essential mode certified_by started_at outcome"
    ).split(),
    create=Verb("draft", asking.draft_referrals, Referral, more=_SERVICES),
    within=("case", Case),
    verbs=(
        Verb("mark-viewed", answering.mark_viewed),
        Verb("ask-more", answering.ask_more),
        Verb("resend", answering.resend),
        Verb("accept", answering.accept),
        Verb("decline", answering.decline, more=_DECLINED),
        Verb("withdraw", asking.withdraw),
        Verb("book", booking.book),
        Verb("start", booking.start),
        Verb("not-started", booking.not_started),
        Verb("close", booking.close_loop),
        Verb("arrange-transport", going.arrange_transport),
        Verb("arrived", going.transport_arrived),
        Verb("need-before-leaving", going.need_before_leaving),
        Verb("deliver", going.deliver),
        Verb("teach-use", going.teach_use),
        Verb("check-start", starting.record_start_check, StartCheck),
    ),
    filters=("case", "kind", "status", "service"),
)
STEP = Noun(
    "referral-steps", ReferralStep, "id referral status words who at by".split(), filters=("referral",)
)
CHECK = Noun(
    "start-checks",
    StartCheck,
    "id referral started started_on_time as_ordered punctual informed respectful words asked at by".split(),
    filters=("referral",),
)
PACKET = Noun(
    "packets",
    Packet,
    (
        "id version case purpose number leaving service receiver status missing left_out consent without_consent_because"
        " incomplete_because content_hash sent_at sent_by how received_at received_by_name questions reopened_because"
    ).split(),
    create=Verb("build", packets.build_packet, Packet, more=_TO),
    within=("case", Case),
    verbs=(
        Verb("send", packets.send_packet),
        Verb("confirm-receipt", packets.confirm_receipt),
        Verb("reopen", packets.reopen_packet),
        Verb("put-aside", packets.put_packet_aside),
    ),
    filters=("case", "status", "purpose"),
)
PENDING = Noun(
    "pending-results",
    PendingResult,
    "id version case what leaving owner clinician expected_at status back_at says told item".split(),
    create=Verb("add", results.add_pending, PendingResult),
    within=("case", Case),
    verbs=(Verb("back", results.result_back), Verb("cancel", results.cancel_pending)),
    filters=("case", "status", "owner"),
    levels={"says": "view_clinical"},
)
NOUNS = (CHOICE, OPTION, REFERRAL, STEP, CHECK, PACKET, PENDING)
# The verb on the case that sends several at once.
ON_THE_CASE = (Verb("send-referrals", asking.send_referrals, Referral, more=_REFERRALS),)
