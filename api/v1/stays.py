"""What a stay was ordered as and coded as, and what is done on a visit."""

from rest_framework import serializers

from api.nouns import Noun, Verb
from discharge.actions import notices, reviews
from discharge.models import Notice, QioReview
from encounters import actions as encounters
from encounters.models import ExpectedStay, StatusOrder, StayCoding

_REASON = {"reason": serializers.CharField(max_length=240, required=False, allow_blank=True)}
ORDER = Noun(
    "status-orders",
    StatusOrder,
    "id encounter status ordered_at ordered_by reason corrects recorded_by".split(),
    filters=("encounter",),
)
CODING = Noun(
    "stay-codings",
    StayCoding,
    "id encounter drg final condition line planned why coded_at coded_by".split(),
    filters=("encounter",),
)
EXPECTED = Noun(
    "expected-stays",
    ExpectedStay,
    "id fiscal_year drg title weight gmlos amlos post_acute special_pay".split(),
    filters=("fiscal_year", "drg"),
)
NOUNS = (ORDER, CODING, EXPECTED)
ON_THE_VISIT = (
    Verb("order-status", encounters.order_status, StatusOrder, more=_REASON),
    Verb("code", encounters.code_stay, StayCoding),
    Verb("pick-notice", notices.pick_notice, Notice),
    Verb("request-qio-review", reviews.request_qio_review, QioReview),
)
