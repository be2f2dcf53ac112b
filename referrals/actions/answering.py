"""What a service answers: seen, a question, yes or no with a reason; and what is sent after a question."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.refusals import Refused
from referrals import happened, steps
from referrals.models import Referral
from referrals.queries.asking import papers

Status = Referral.Status
ANSWERABLE = dict.fromkeys(steps.ASKED, Status.ACCEPTED)
# A service may take its word back until it has begun.
REFUSABLE = dict.fromkeys((*steps.ASKED, Status.ACCEPTED, Status.BOOKED), Status.DECLINED)


@action("edit_discharge", moves={Status.SENT: Status.VIEWED})
def mark_viewed(referral: Referral, *, by: Any, who: str = "") -> Referral:
    """The service has seen it; that is no answer yet."""
    referral.viewed_at = clock.now()
    steps.step(referral, by=by, who=who)
    return referral


@action("edit_discharge", moves=dict.fromkeys(steps.WAITING, Status.INFO_REQUESTED))
def ask_more(referral: Referral, *, by: Any, asked: str, who: str) -> Referral:
    """The service wants to know more before it decides: now it is our turn."""
    if not asked.strip():
        raise Refused(_("Say what they ask."), field="asked")
    steps.answered(referral, by=by, who=who)
    referral.asked_for_more = asked.strip()
    steps.step(referral, by=by, words=asked, who=who)
    steps.ask(
        referral, "more", by=by, due_at=clock.now(), what=_("Send what the service asks"),
        why=_("A service asks for more before it decides"), if_waits=_("The service does not decide."),
    )  # fmt: skip
    return referral


@action("edit_discharge", moves={Status.INFO_REQUESTED: Status.SENT})
def resend(referral: Referral, *, by: Any, words: str) -> Referral:
    """What was asked for went; the clock of their answer begins anew."""
    if not words.strip():
        raise Refused(_("Say what was sent."), field="words")
    steps.settle(referral, by=by)
    referral.packet = papers(referral) or referral.packet
    steps.step(referral, by=by, words=words)
    return referral


@action("edit_discharge", moves=ANSWERABLE)
def accept(referral: Referral, *, by: Any, who: str, words: str = "") -> Referral:
    """The service takes the patient; whether it is booked is the patient's and the team's to say."""
    steps.answered(referral, by=by, who=who)
    referral.accepted_at, referral.words = clock.now(), words.strip()
    steps.step(referral, by=by, words=words, who=who)
    happened.tell(
        "referral_accepted", referral.case, leaving=referral.leaving, at=referral.accepted_at, by=by
    )
    return referral


@action("edit_discharge", moves=REFUSABLE)
def decline(referral: Referral, *, by: Any, because: str, who: str, words: str = "") -> Referral:
    """The service does not take the patient, and why; the next choice is added unless others are asked."""
    if because not in Referral.Declined.values:
        raise Refused(_("Choose why they declined."), field="because")
    if because == Referral.Declined.OTHER and not words.strip():
        raise Refused(_("Say in a few words why."), field="words")
    steps.answered(referral, by=by, who=who)
    referral.declined_because, referral.words, referral.ended_at = because, words.strip(), clock.now()
    steps.step(referral, by=by, words=words, who=who)
    steps.another(referral, by=by)
    return referral
