"""The house itself: when somebody can be booked, what was given up and is sent again, and its rules with their versions."""

from rest_framework import serializers

from api.nouns import Noun, Verb
from api.v1.plan_aids import APPROVE_TEMPLATE
from facilities.models import Facility
from policy import actions as policy
from policy.models import PackVersion, RulePack
from worklist import actions
from worklist.models import Availability

# Here the source is what somebody says: who decided this, and when.
DRAFT = {"body": serializers.DictField(), "source": serializers.CharField(max_length=240)}

FACILITY = Noun(
    "facilities",
    Facility,
    ("id", "version", "code", "name", "zone", "phone"),
    verbs=(
        Verb("offer-time", actions.offer_time, Availability),
        Verb("offer-practitioner-time", actions.offer_practitioner_time, Availability),
        Verb("send-again", actions.send_again, perm="manage_access"),
        APPROVE_TEMPLATE,
        Verb(
            "open-pack",
            policy.open_pack,
            RulePack,
            more={"kind": serializers.ChoiceField(choices=RulePack.Kind.choices)},
            perm="manage_policy",
        ),
    ),
    filters=("code",),
)
# As on the pages: rules and their drafts are read where they are changed.
PACK = Noun(
    "rule-packs",
    RulePack,
    ("id", "version", "kind", "facility"),
    verbs=(Verb("draft", policy.draft_pack, PackVersion, more=DRAFT),),
    filters=("kind", "facility"),
    perm="manage_policy",
)
PACK_VERSION = Noun(
    "pack-versions",
    PackVersion,
    ("id", "version", "pack", "number", "source", "body"),
    verbs=(Verb("put-in-force", policy.put_in_force),),
    filters=("pack",),
    perm="manage_policy",
)
NOUNS = (FACILITY, PACK, PACK_VERSION)
