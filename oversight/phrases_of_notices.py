"""What the verbs of notices, reviews, screenings and orders of status are called; see `oversight.phrases`."""

from django.utils.translation import gettext_noop

OF_NOTICES = {
    "discharge.deliver_notice": gettext_noop("gave a notice"),
    "discharge.mark_notice_in_error": gettext_noop("took back a wrong entry about a notice"),
    "discharge.miss_notice": gettext_noop("marked a notice as not given in time"),
    "discharge.pick_notice": gettext_noop("picked a notice to give"),
    "discharge.record_determination": gettext_noop("recorded what Level II came to"),
    "discharge.record_pasrr": gettext_noop("recorded a screening before a nursing facility"),
    "discharge.record_qio_decision": gettext_noop("recorded what a review decided"),
    "discharge.refer_level_two": gettext_noop("asked for Level II"),
    "discharge.request_qio_review": gettext_noop("recorded that a review was asked for"),
    "discharge.settle_notices": gettext_noop("brought notices in line with a stay"),
    "discharge.settle_answers": gettext_noop("brought the answers others owe in line with the facts"),
    "encounters.order_status": gettext_noop("recorded an order of status"),
}
