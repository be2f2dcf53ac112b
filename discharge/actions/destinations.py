"""Where the patient could go: options in order, one chosen, one as the back-up (C51; 42 CFR 482.43(a)(2))."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from careplans import conflicting
from core.actions import action, change, keep
from core.refusals import Refused
from directory.models import Service
from discharge import plans
from discharge.models import Destination, DischargePlan
from encounters.dispositions import PLANNABLE

Status = Destination.Status
STANDING = (Status.OPTION, Status.CHOSEN, Status.BACKUP)
# Outside all ranks, while two rows change places.
ASIDE = 32_000


@action("edit_discharge")
def add_destination(
    plan: DischargePlan,
    *,
    by: Any,
    disposition: str,
    service: Service | None = None,
    words: str = "",
    available: bool | None = None,
    accessible: bool | None = None,
    support_hours: int | None = None,
) -> Destination:
    """Put a place on the list, last in rank; whether there is a place and the patient can get there may be said later."""
    _must_be_to_come(plan)
    said = {"available": available, "accessible": accessible, "support_hours": support_hours}
    return _add(plan, by, disposition, service=service, words=words, **said)


@action("edit_discharge", after=conflicting.look_again)
def choose_destination(
    plan: DischargePlan,
    *,
    by: Any,
    destination: Destination | None = None,
    disposition: str = "",
    service: Service | None = None,
    words: str = "",
) -> DischargePlan:
    """Say where the patient is to go: one of the list, or a place that is put on it; the one chosen before stays possible."""
    _must_be_to_come(plan)
    if destination is not None:
        # Read anew: it may have been put aside since the caller saw it.
        wanted = _standing(plan).filter(pk=destination.pk).first()
    else:
        known = _standing(plan).filter(disposition=disposition, service=service, words=words)
        wanted = known.first() or _add(plan, by, disposition, service=service, words=words)
    if wanted is None:
        raise Refused(
            _("This destination was put aside. Choose another, or add it again."), field="destination"
        )
    for other in _standing(plan).filter(status=Status.CHOSEN).exclude(pk=wanted.pk):
        change(other, status=Status.OPTION)
    if wanted.status != Status.CHOSEN:
        change(wanted, status=Status.CHOSEN)
    plan.disposition = wanted.disposition
    return plan


@action("edit_discharge")
def set_backup(destination: Destination, *, by: Any) -> Destination:
    """Say where the patient goes if the chosen place falls through."""
    _must_be_to_come(destination.plan)
    if destination.status not in (Status.OPTION, Status.BACKUP):
        raise Refused(_("Only a place that is possible and not chosen can be the back-up."))
    for other in _standing(destination.plan).filter(status=Status.BACKUP).exclude(pk=destination.pk):
        change(other, status=Status.OPTION)
    destination.status = Status.BACKUP
    return destination


@action("edit_discharge")
def rank_destination(destination: Destination, *, by: Any, rank: int) -> Destination:
    """Move a place to another rank; those between move up or down."""
    _must_be_to_come(destination.plan)
    rows = list(_standing(destination.plan).order_by("rank"))
    places = [row.rank for row in rows]
    if destination.status not in STANDING or not 1 <= rank <= len(rows):
        raise Refused(_("Choose a rank of the list."), field="rank")
    order = [row for row in rows if row.pk != destination.pk]
    order.insert(rank - 1, destination)
    if places == list(range(1, len(rows) + 1)) and rows[rank - 1].pk == destination.pk:
        raise Refused(_("It has this rank already."), field="rank")
    for row in order:
        Destination.objects.filter(pk=row.pk).update(rank=ASIDE + order.index(row))
    for number, row in enumerate(order, 1):
        if row.pk == destination.pk:
            destination.rank = number
        else:
            change(row, rank=number)
    return destination


@action("edit_discharge")
def evaluate_destination(
    destination: Destination,
    *,
    by: Any,
    available: bool | None = None,
    accessible: bool | None = None,
    support_hours: int | None = None,
) -> Destination:
    """Say whether there is a place, whether the patient can get and use it, and how many hours of support stand there."""
    _must_be_to_come(destination.plan)
    if destination.status == Status.DROPPED:
        raise Refused(_("This destination was put aside. Add it again first."))
    destination.available, destination.accessible = available, accessible
    destination.support_hours = support_hours
    return destination


@action("edit_discharge", after=conflicting.look_again)
def drop_destination(destination: Destination, *, by: Any, why: str) -> Destination:
    """Put a place aside, with the reason; when it was the chosen one the plan has none."""
    _must_be_to_come(destination.plan)
    if destination.status == Status.DROPPED:
        raise Refused(_("This destination is put aside already."))
    if not why.strip():
        raise Refused(_("Say why this destination is put aside."), field="why")
    if destination.status == Status.CHOSEN:
        change(destination.plan, disposition="")
    destination.status, destination.why = Status.DROPPED, why.strip()
    return destination


def _must_be_to_come(plan: DischargePlan) -> None:
    """Refused once the patient has left: where they went stands on the visit, and its gates were asked by it."""
    if plans.has_left(plan) is not None:
        raise Refused(_("The patient has left. Where they went is corrected on the visit."))


def _add(plan: DischargePlan, by: Any, disposition: str, **said: Any) -> Destination:
    if disposition not in PLANNABLE:
        raise Refused(_("Choose where the patient goes from the list."), field="disposition")
    service = said.get("service")
    if service is not None and not service.is_open:
        raise Refused(_("This service is not offered any more. Choose another."), field="service")
    last = _standing(plan).aggregate(last=Max("rank"))["last"] or 0
    facts = {"disposition": disposition, "rank": last + 1, "created_by": by}
    return keep(Destination(case=plan.case, plan=plan, **facts, **said))


def _standing(plan: DischargePlan) -> Any:
    return Destination.objects.filter(plan=plan, error_at=None).exclude(status=Status.DROPPED)
