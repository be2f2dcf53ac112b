"""The verbs of one referral, each as a form of its own."""

from django.utils.translation import gettext_lazy as _

from referrals.actions import answering, booking, going
from referrals.actions.asking import withdraw as withdraw_
from referrals.actions.starting import record_start_check
from referrals.forms import asking as forms
from referrals.views.asked import verb_view

VERBS = (
    withdraw_, answering.mark_viewed, answering.ask_more, answering.resend, answering.accept, answering.decline,
    booking.book, booking.start, booking.not_started, booking.close_loop, going.arrange_transport,
    going.transport_arrived, going.need_before_leaving, going.deliver, going.teach_use, record_start_check,
)  # fmt: skip

viewed = verb_view(
    "viewed", answering.mark_viewed, forms.Viewed, _("Seen by them"), _("On record: they have seen it.")
)
more = verb_view(
    "more", answering.ask_more, forms.AskMore, _("They ask for more"), _("What they ask is on your list.")
)
resend = verb_view(
    "resend", answering.resend, forms.Resend, _("Sent what they asked"), _("On record. They decide now.")
)
accept = verb_view(
    "accept", answering.accept, forms.Accept, _("They accept"), _("Accepted. Book it when it is chosen.")
)
decline = verb_view("decline", answering.decline, forms.Decline, _("They decline"), _("On record."))
withdraw = verb_view("withdraw", withdraw_, forms.Withdraw, _("Withdraw"), _("Withdrawn. Tell the service."))
book = verb_view("book", booking.book, forms.Book, _("Book"), _("Booked. The others are withdrawn."))
start = verb_view("start", booking.start, forms.At, _("It has begun"), _("On record: it has begun."))
not_started = verb_view(
    "not_started",
    booking.not_started,
    forms.NotStarted,
    _("It did not begin"),
    _("On record. Ask the next one."),
)
close = verb_view("close", booking.close_loop, forms.CloseLoop, _("Close the loop"), _("The loop is closed."))
transport = verb_view(
    "transport", going.arrange_transport, forms.Transport, _("How the patient travels"), _("On record.")
)
arrived = verb_view("arrived", going.transport_arrived, forms.At, _("The transport is here"), _("On record."))
essential = verb_view(
    "essential", going.need_before_leaving, forms.Essential, _("Needed before leaving"), _("On record.")
)
deliver = verb_view("deliver", going.deliver, forms.At, _("Delivered"), _("On record: it is there."))
teach = verb_view("teach", going.teach_use, forms.Taught, _("Its use was taught"), _("On record: taught."))
check = verb_view(
    "check", record_start_check, forms.Check, _("Did it begin?"), _("What the patient says is on record.")
)
