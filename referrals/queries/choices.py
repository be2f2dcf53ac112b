"""The lists given to patients: who would stand on one, what is said of each, what was chosen, and whether it is whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core import clock
from coverage.models import Coverage, Plan
from coverage.queries import active_on
from directory.models import Quality, Service
from directory.queries import detailed
from patients.models import Case, ContactPoint
from referrals import choosing, leavings, matching
from referrals.models import Choice, ChoiceOption
from referrals.queries.matching import need, offer


@dataclass(frozen=True)
class Listed:
    """One service as the list would show it: its newest quality facts, network, and the codes of needs it does not meet."""

    service: Service
    quality: list[dict[str, str]]
    in_network: bool | None
    unmet: list[str]


def home_area(case: Case) -> str:
    """The postal code the patient lives in, as the record has it; empty where it has none."""
    rows = ContactPoint.objects.filter(patient=case.patient_id, person=None, kind=ContactPoint.Kind.ADDRESS)
    found = rows.filter(ended=False).exclude(postcode="").order_by("-created_at").first()
    return found.postcode if found else ""


def payer_first(case: Case) -> Coverage | None:
    """The policy that pays first today."""
    return active_on(case.patient_id, clock.today(case.facility.tz)).first()


def listed(case: Case, kind: str, area: str) -> list[Listed]:
    """Every service that belongs on a list of this kind for an area, in no order yet; five statements."""
    found = [row for row in _open(case, kind) if _belongs(row, kind, area)]
    quality, policy = newest_quality(found), payer_first(case)
    plan: Plan | None = policy.plan if policy else None
    wanted = need(case)
    return [
        Listed(
            row,
            quality.get(row.pk, []),
            choosing.in_network(
                medicare=row.medicare,
                takes={each.payer_id for each in row.takes},
                payer=plan.payer_id if plan else None,
                product=plan.product if plan else "",
            ),
            matching.unmet(wanted, offer(row)),
        )
        for row in found
    ]


def _open(case: Case, kind: str) -> Iterable[Any]:
    return detailed(Service.objects.filter(facility=case.facility_id, kind=kind, closed_at=None))


def _belongs(row: Service, kind: str, area: str) -> bool:
    return choosing.belongs(
        kind=kind,
        area=area,
        is_open=row.is_open,
        serves=row.serves(area),
        medicare=row.medicare,
        asked_to_be_listed=row.asked_to_be_listed,
    )


def newest_quality(services: Iterable[Service]) -> dict[Any, list[dict[str, str]]]:
    """The newest value of each measure by service, as a list shows it."""
    rows = Quality.objects.filter(service__in=[row.pk for row in services])
    found: dict[Any, list[dict[str, str]]] = {}
    for row in rows.order_by("service", "measure", "-as_of").distinct("service", "measure"):
        said = {
            "measure": row.measure,
            "value": row.value,
            "as_of": row.as_of.isoformat(),
            "source": row.source,
        }
        found.setdefault(row.service_id, []).append(said)
    return found


def complete(case: Case, kind: str) -> Choice | None:
    """The newest whole choice of a kind for this departure; before there is one nothing goes to those of BY_CHOICE.

    What was chosen before the patient last left was a choice for that departure.
    """
    rows = Choice.objects.filter(case=case, kind=kind, status=Choice.Status.RECORDED, error_at=None)
    rows = rows.filter(leavings.fresh(case, "recorded_at"))
    return rows.order_by("-recorded_at", "-pk").first()


def chosen(choice: Choice) -> set[Any]:
    """The services that may be asked on a choice: those ranked, or all of the list where the patient left it to the team."""
    rows = ChoiceOption.objects.filter(choice=choice)
    if choice.how != Choice.How.DECLINED:
        rows = rows.exclude(rank=None)
    return set(rows.values_list("service_id", flat=True))


def of_case(case: Case) -> list[Choice]:
    """Every list that was given, newest first, those put aside as well."""
    rows = Choice.objects.filter(case=case, error_at=None).select_related(
        "offered_by", "recorded_by", "chosen_by"
    )
    return list(rows.order_by("-offered_at", "-pk"))


def options(choice: Choice) -> list[ChoiceOption]:
    """The services of a list in its own order."""
    return list(choice.options.select_related("service__organisation").order_by("place"))
