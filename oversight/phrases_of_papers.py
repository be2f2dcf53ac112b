"""What the verbs of papers, visits after leaving and results still to come are called; see `oversight.phrases`."""

from django.utils.translation import gettext_noop

OF_PAPERS = {
    "discharge.book_visit_after": gettext_noop("booked a visit after leaving"),
    "discharge.cancel_visit_after": gettext_noop("cancelled a visit after leaving"),
    "discharge.keep_visit_after": gettext_noop("recorded that a visit took place"),
    "discharge.miss_visit_after": gettext_noop("recorded that the patient did not come"),
    "discharge.tell_plan": gettext_noop("told the plan and recorded the answer"),
    "referrals.add_pending": gettext_noop("recorded a result still to come"),
    "referrals.build_packet": gettext_noop("put papers together"),
    "referrals.cancel_pending": gettext_noop("recorded that a result is not awaited any more"),
    "referrals.confirm_receipt": gettext_noop("recorded who has the papers"),
    "referrals.put_packet_aside": gettext_noop("put papers aside"),
    "referrals.reopen_packet": gettext_noop("opened papers again"),
    "referrals.result_back": gettext_noop("recorded that a result came"),
    "referrals.send_packet": gettext_noop("sent papers"),
}
