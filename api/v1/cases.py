"""Cases, their team, visits and work."""

from rest_framework import serializers

from accounts.models import User
from api.nouns import Noun, Verb
from api.v1 import responsibilities, risk
from api.v1.care import ON_THE_CASE
from api.v1.oversight import ASKING
from api.v1.stays import ON_THE_VISIT
from encounters.models import Encounter, Movement
from patients.models import Case
from teams import actions as teams
from teams.models import Assignment
from worklist import actions as work
from worklist import wishes
from worklist.models import (
    Appointment,
    CalendarFeed,
    ClockKind,
    ContactAttempt,
    FollowUp,
    FollowUpOutcome,
    Item,
    ItemComment,
    ItemHelper,
    ItemTransfer,
    Notification,
    Preference,
)

# Said as the columns of a follow-up say it; below one is wrong input.
_CADENCE = {
    "clock_kind": serializers.ChoiceField(choices=ClockKind.choices, required=False),
    "every_days": serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=3650),
    "every_months": serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=120),
    "at_most": serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=400),
}
CASE = Noun(
    "cases",
    Case,
    (
        "id version reference patient facility team stage stage_since complexity risk high_risk purpose unit bed lead"
        " admitted_at expected_leaving_on next_due_at opened_at closed_at closing"
    ).split(),
    verbs=(
        Verb("assign", teams.assign, Assignment),
        Verb("change-lead", teams.change_lead, Assignment),
        Verb("open-item", work.open_item, Item),
        Verb("start-follow-up", work.start_follow_up, FollowUp, more=_CADENCE),
        Verb("start-series", work.start_series, FollowUp),
        Verb("log-contact", work.log_contact, ContactAttempt),
        Verb("book", work.book, Appointment),
        *ON_THE_CASE,
        *responsibilities.ON_THE_CASE,
        *risk.ON_THE_CASE,
        *ASKING,
    ),
    filters=("patient", "stage", "unit", "lead"),
    levels={
        "risk": "view_risk",
        "high_risk": "flag_safeguarding",
        "unit": "summary_encounter",
        "bed": "summary_encounter",
        "admitted_at": "summary_encounter",
        "expected_leaving_on": "summary_discharge",
        "purpose": "view_plan",
        "next_due_at": "view_work",
    },
)
ASSIGNMENT = Noun(
    "assignments",
    Assignment,
    (
        "id",
        "version",
        "case",
        "user",
        "role",
        "discipline",
        "scope",
        "is_lead",
        "status",
        "starts_at",
        "ends_at",
        "why",
    ),
    verbs=(Verb("stand-down", teams.stand_down), *responsibilities.ON_A_PART),
    filters=("case", "status"),
)
ITEM = Noun(
    "items",
    Item,
    (
        "id version case patient activity subject kind what why if_waits owner role due_at priority status waiting_on"
        " series n done_at cancel_reason"
    ).split(),
    verbs=(
        Verb("start", work.start),
        Verb("wait", work.wait),
        Verb("complete", work.complete),
        Verb("record-outcome", work.record_outcome, FollowUpOutcome),
        Verb("cancel", work.cancel),
        Verb("reassign", work.reassign),
        Verb("snooze", work.snooze),
        Verb("join", work.join),
        Verb("leave", work.leave),
        Verb("comment", work.comment),
        Verb("offer", work.offer_item),
        Verb("ask", work.ask_for_item),
    ),
    filters=("case", "owner", "status"),
)
ITEM_TRANSFER = Noun(
    "item-transfers",
    ItemTransfer,
    (
        "id version item from_user to_user answer_by created_by status why expires_at answered_at answered_by answer"
    ).split(),
    verbs=(
        Verb("accept", work.accept_item),
        Verb("reject", work.reject_item),
        Verb("revoke", work.revoke_item),
    ),
    filters=("item", "status", "answer_by"),
)
ITEM_HELPER = Noun(
    "item-helpers", ItemHelper, ("id", "version", "item", "user", "created_at", "left_at"), filters=("item",)
)
ITEM_COMMENT = Noun(
    "item-comments", ItemComment, ("id", "item", "by", "text", "created_at"), filters=("item",)
)
FEED = Noun(
    "calendar-feeds",
    CalendarFeed,
    ("id", "version", "label", "with_names", "created_at", "last_read_at", "revoked_at"),
    verbs=(Verb("revoke", work.revoke_feed),),
    perm="own_account",
)
FOLLOW_UP = Noun(
    "follow-ups",
    FollowUp,
    (
        "id",
        "version",
        "case",
        "activity",
        "what",
        "owner",
        "first_due_at",
        "rule",
        "rule_code",
        "tier",
        "clock",
        "every_days",
        "every_months",
        "at_most",
        "until_on",
        "grace_hours",
        "stops_on",
        "status",
        "stop_reason",
    ),
    verbs=(Verb("stop", work.stop_follow_up),),
    filters=("case", "status"),
)
OUTCOME = Noun(
    "follow-up-outcomes",
    FollowUpOutcome,
    (
        "id item amends response side_effects decision decision_note told_user told_practitioner explained understood"
        " agreed obstacles recorded_by created_at"
    ).split(),
    verbs=(Verb("amend", work.amend_outcome, FollowUpOutcome),),
    filters=("item",),
)
CONTACT = Noun(
    "contacts",
    ContactAttempt,
    (
        "id version case activity item mode person outcome at minutes interpreter_used no_interpreter_because note"
        " next_step recorded_by"
    ).split(),
    verbs=(Verb("add-note", work.add_to_contact),),
    filters=("case",),
)
APPOINTMENT = Noun(
    "appointments",
    Appointment,
    (
        "id version case activity user practitioner mode place directions bring unoffered_because starts_at ends_at"
        " status cancel_reason"
    ).split(),
    verbs=(
        Verb("move", work.move_appointment),
        Verb("keep", work.keep_appointment),
        Verb("miss", work.miss_appointment),
        Verb("cancel", work.cancel_appointment),
    ),
    filters=("case", "status"),
)
ENCOUNTER = Noun(
    "encounters",
    Encounter,
    (
        "id",
        "version",
        "patient",
        "case",
        "facility",
        "kind",
        "status",
        "started_at",
        "ended_at",
        "unit",
        "bed",
        "disposition",
    ),
    verbs=ON_THE_VISIT,
    filters=("patient", "case", "status"),
)
MOVEMENT = Noun(
    "movements",
    Movement,
    ("id", "encounter", "kind", "event_at", "visit_kind", "to_unit", "to_bed", "disposition", "takes_back"),
    filters=("encounter",),
)
NOTICE = Noun(
    "notices",
    Notification,
    ("id", "version", "kind", "item", "safety", "delayed", "told_at", "read_at"),
    verbs=(Verb("read", work.mark_read),),
    perm="own_account",
)
_WISHES = {
    "muted": serializers.ListField(child=serializers.ChoiceField(wishes.MUTABLE), required=False),
    "quiet_from": serializers.TimeField(required=False, allow_null=True),
    "quiet_until": serializers.TimeField(required=False, allow_null=True),
}
PREFERENCE = Noun(
    "preferences",
    Preference,
    ("id version by_email by_sms sms_to muted quiet_from quiet_until digest").split(),
    verbs=(Verb("set", work.change_preference, more=_WISHES),),
    create=Verb("set", work.set_preference, Preference, _WISHES),
    within=("user", User),
    perm="own_account",
)
NOUNS = (
    CASE,
    ASSIGNMENT,
    ITEM,
    ITEM_TRANSFER,
    ITEM_HELPER,
    ITEM_COMMENT,
    FEED,
    FOLLOW_UP,
    OUTCOME,
    CONTACT,
    APPOINTMENT,
    ENCOUNTER,
    MOVEMENT,
    NOTICE,
    PREFERENCE,
)
