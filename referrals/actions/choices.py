"""The patient's choice among those who can care for them next: a list is given, a choice recorded, a list put aside."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from patients.models import Case, CommunicationProfile, RelatedPerson
from referrals import choosing, happened, leavings
from referrals.models import BY_CHOICE, Choice, ChoiceOption, Referral
from referrals.queries import choices as queries

Status = Choice.Status
How = Choice.How
SEEDS = 2**31
RANKS = 5
# A choice under these is still needed.
STANDING = ("sent", "viewed", "info_requested", "accepted", "booked", "started")


@action("edit_discharge")
def offer_choice(
    case: Case, *, by: Any, kind: str, area: str = "", language: str = "", interpreter: str = ""
) -> Choice:
    """Give the patient the list of all who can care for them next, in an order that chance decides (R-CHO).

    Each line is a copy of what was known on the day: quality with its source, network, interest, unmet needs.
    """
    _must_be_possible(case, kind, area)
    found = queries.listed(case, kind, area)
    if not found:
        raise Refused(
            _(
                "No service of this kind is on the directory for this area. Widen the area, or add services there."
            ),
            field="area",
        )
    made = Choice(case=case, kind=kind, area=area, language=language, interpreter=interpreter, created_by=by)
    made.seed, made.offered_at, made.offered_by = secrets.randbelow(SEEDS), clock.now(), by
    days = [fact["as_of"] for line in found for fact in line.quality]
    made.quality_on = date.fromisoformat(max(days)) if days else None
    keep(made)
    for place, line in enumerate(choosing.in_order(found, made.seed, lambda each: each.service.pk), 1):
        row = ChoiceOption(choice=made, service=line.service, place=place, in_network=line.in_network)
        row.interest, row.quality, row.unmet = line.service.financial_interest, line.quality, line.unmet
        keep(row)
    return made


def _must_be_possible(case: Case, kind: str, area: str) -> None:
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before you give a list."))
    if kind == choosing.HOME_HEALTH and not area.strip():
        raise Refused(
            _("Say the postal code of the home: only agencies that serve it are listed."), field="area"
        )
    if Choice.objects.filter(case=case, kind=kind, status=Status.OFFERED, error_at=None).exists():
        raise Refused(_("A list of this kind is given already. Record the choice on it, or put it aside."))


@action("edit_discharge", moves={Status.OFFERED: Status.RECORDED})
def record_choice(
    choice: Choice,
    *,
    by: Any,
    how: str,
    ranks: Sequence[UUID] = (),
    chosen_by: RelatedPerson | None = None,
    witness: str = "",
    interpreter: str = "",
    quality_shared: bool = False,
    network_shown: bool = False,
    interests_shown: bool = False,
) -> Choice:
    """Write down what the patient, or who speaks for them, chose: services by their keys, the first wish first.

    A patient who does not want to choose leaves it to the team: then nothing is ranked.
    """
    _must_rank(choice, how, ranks)
    _must_speak_for(choice.case, chosen_by)
    choice.interpreter = interpreter.strip() or choice.interpreter
    _must_be_understood(choice)
    by_service = {row.service_id: row for row in choice.options.all()}
    for rank, key in enumerate(ranks, 1):
        change(by_service[key], rank=rank)
    choice.how, choice.chosen_by, choice.witness = how, chosen_by, witness.strip()
    choice.quality_shared, choice.network_shown = quality_shared, network_shown
    choice.interests_shown = interests_shown
    choice.recorded_at, choice.recorded_by = clock.now(), by
    leaving = leavings.current(choice.case)
    happened.tell("choice_made", choice.case, leaving=leaving, at=choice.recorded_at, by=by)
    return choice


def _must_rank(choice: Choice, how: str, ranks: Sequence[UUID]) -> None:
    if how == How.DECLINED:
        if ranks:
            raise Refused(
                _("The patient either chooses or leaves it to the team. Take the ticks away."), field="how"
            )
        return
    if not ranks:
        raise Refused(_("Tick what the patient chose."), field="ranks")
    if len(set(ranks)) != len(ranks) or len(ranks) > RANKS:
        raise Refused(_("Give each wish another service, five at most."), field="ranks")
    if not set(ranks) <= set(choice.options.values_list("service_id", flat=True)):
        raise Refused(_("Choose among the services of this list."), field="ranks")


def _must_speak_for(case: Case, person: RelatedPerson | None) -> None:
    """The patient, or a person of theirs with a legal authority, or of the family the patient decides with."""
    if person is None:
        return
    if person.patient_id != case.patient_id:
        raise Refused(_("Choose a person of this patient."), field="chosen_by")
    profile = CommunicationProfile.objects.filter(patient=case.patient_id).first()
    together = profile is not None and profile.decides != CommunicationProfile.Decides.ALONE
    if person.authority == RelatedPerson.Authority.NONE and not together:
        raise Refused(
            _("Only the patient, or who may decide for them, chooses. Record their authority first."),
            field="chosen_by",
        )


def _must_be_understood(choice: Choice) -> None:
    profile = CommunicationProfile.objects.filter(patient=choice.case.patient_id).first()
    if profile is not None and profile.needs_interpreter and not choice.interpreter.strip():
        raise Refused(
            _("The patient asked for an interpreter. Say who interpreted, or why nobody did."),
            field="interpreter",
        )


@action("edit_discharge", moves=dict.fromkeys((Status.OFFERED, Status.RECORDED), Status.WITHDRAWN))
def put_aside(choice: Choice, *, by: Any, reason: str) -> Choice:
    """A list that is not used any more, with the reason; it stays readable. Never while a referral stands on it."""
    if not reason.strip():
        raise Refused(_("Say why the list is put aside."), field="reason")
    standing = Referral.objects.filter(choice=choice, status__in=STANDING, error_at=None)
    if choice.kind in BY_CHOICE and standing.exists():
        raise Refused(_("Referrals stand on this choice. Withdraw them first."))
    return choice
