"""IN1: the policies as this sender lists them; one that is gone from the list ends, none is deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.refusals import Refused
from coverage import actions
from coverage.models import LAST_RANK, Coverage, Plan
from interop.hl7 import Code, Where
from interop.hl7.adt import Coverage as Said
from interop.inbound.applied import Applied
from interop.inbound.payers import plan_of
from interop.inbound.statements import Statements
from interop.troubles import blame


@dataclass(frozen=True)
class Policy:
    """One policy as our record would have it, and its place in the message."""

    where: Where
    plan: Plan
    member_id: str
    rank: int
    from_on: date | None
    until_on: date | None
    about: tuple[tuple[str, str], ...]

    @property
    def same_by(self) -> tuple[Any, str]:
        return self.plan.pk, self.member_id


def update(work: Applied, said: Statements) -> None:
    """Make the sender's policies what this message says, when it is its latest."""
    if not work.adt.coverages.stated:
        return
    listed = work.adt.coverages.value or ()
    if not said.counts("IN1", [_facts(one) for one in listed], of_sender=True):
        return
    policies = list(_one_a_rank(work, _readable(work, listed)))
    own = Coverage.objects.filter(patient=work.patient, source=work.source, error_at=None)
    here = {(policy.plan_id, policy.member_id): policy for policy in own.order_by("from_on")}
    stays = {policy.same_by for policy in policies if _is_still(policy, here.get(policy.same_by))}
    _end(work, [policy for key, policy in here.items() if key not in stays])
    for policy in policies:
        if policy.same_by in stays:
            _change_end(work, here[policy.same_by], policy)
        else:
            _add(work, policy)


def _facts(said: Said) -> Any:
    return (
        said.rank,
        *said.key,
        said.insured_id,
        said.group_number,
        said.starts and said.starts.full,
        said.ends and said.ends.full,
    )


def _readable(work: Applied, listed: Iterable[Said]) -> Iterable[Policy]:
    """The policies that can be kept; the others are left out with the reason."""
    for said in listed:
        member = said.insured_id or said.policy_number or said.medicare_number or said.medicaid_number
        if not member:
            work.left_out(
                said.where.at(36), _("The policy has no member number and was left out."), Code.MISSING
            )
            continue
        with blame(said.where.at(4)):
            plan = plan_of(said)
        if plan is None:
            work.left_out(said.where.at(4), _("The policy names no payer and was left out."), Code.MISSING)
            continue
        holder = said.insured_names[0].full[:120] if said.insured_names else ""
        relation = (said.relationship.text or said.relationship.value or said.relationship.code)[:40]
        about = (("group", said.group_number[:80]), ("holder", holder), ("relation", relation))
        starts, ends = (day.full if day else None for day in (said.starts, said.ends))
        yield Policy(said.where, plan, member[:80], said.rank, starts, ends, about)


def _one_a_rank(work: Applied, policies: Iterable[Policy]) -> Iterable[Policy]:
    """Of two policies with one rank the first is kept; the second is for a person."""
    ranks: set[int] = set()
    for policy in policies:
        if policy.rank in ranks or not 1 <= policy.rank <= LAST_RANK:
            work.ask(
                policy.where.at(1),
                _("Two policies have the same rank. The first was kept; enter the second by hand."),
            )
            continue
        ranks.add(policy.rank)
        yield policy


def _is_still(policy: Policy, here: Coverage | None) -> bool:
    return here is not None and here.rank == policy.rank and policy.from_on in (None, here.from_on)


def _end(work: Applied, gone: Iterable[Coverage]) -> None:
    """What is not listed any more ends the day before the event, or on its own first day."""
    for policy in gone:
        last = max(policy.from_on, work.day - timedelta(days=1))
        if policy.until_on is None or policy.until_on > last:
            actions.end_coverage(
                policy, by=work.by, until_on=last, reason=_("The sender does not list it any more.")
            )
            work.effects.append("coverage.ended")


def _change_end(work: Applied, here: Coverage, policy: Policy) -> None:
    if policy.until_on == here.until_on:
        return
    _try(work, policy.where.at(13), actions.end_coverage, here, until_on=policy.until_on)
    work.effects.append("coverage.changed")


def _add(work: Applied, policy: Policy) -> None:
    period = {
        "from_on": policy.from_on or min(work.day, policy.until_on or work.day),
        "until_on": policy.until_on,
    }
    facts = {"plan": policy.plan, "member_id": policy.member_id, "rank": policy.rank, "source": work.source}
    if _try(
        work, policy.where.at(1), actions.add_coverage, work.patient, **facts, **period, **dict(policy.about)
    ):
        work.effects.append("coverage.added")


def _try(work: Applied, where: Where, verb: Any, target: Any, **details: Any) -> bool:
    """A policy that clashes with one of a colleague's stays out, and a person decides."""
    try:
        verb(target, by=work.by, **details)
    except (Refused, ValidationError):
        work.ask(
            where, _("The policy clashes in rank and dates with one on record. Compare both and correct.")
        )
        return False
    return True
