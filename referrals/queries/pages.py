"""What the pages of referrals read: one case with its lists and referrals, the services to compare, one list, one referral."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.models import Service
from directory.queries import detailed, serving, stale_before
from patients.models import Case
from referrals import gap_words, matching
from referrals.models import Choice, ChoiceOption, Referral
from referrals.queries import asking, choices
from referrals.queries.matching import need, offer

# How many services are compared on one page.
MOST = 30


@dataclass(frozen=True)
class Compared:
    """One service with what it does not meet, as far as the reader may read of the needs."""

    service: Service
    unmet: list[str]
    unknown: list[str]


@dataclass(frozen=True)
class Line:
    """One service of a list as its page and its paper show it."""

    option: ChoiceOption
    quality: list[dict[str, Any]]
    unmet: list[str]


def of_case(case: Case) -> dict[str, Any]:
    """The lists given and the referrals, by departure and kind; two statements."""
    found: dict[str, Any] = {"choices": choices.of_case(case), "referrals": list(asking.of_case(case))}
    for row in (*found["choices"], *found["referrals"]):
        row.case = case
    return found


def card(case: Case, rights: Collection[str]) -> dict[str, Any]:
    """How the referrals of a case stand, for its page of leaving; one statement."""
    if "view_discharge" not in rights:
        return {}
    rows = list(asking.of_case(case).exclude(status__in=("withdrawn", "closed")))
    return {
        "referrals": rows,
        "late": [row for row in rows if row.item_id and row.status in ("sent", "viewed")],
    }


def compared(case: Case, kind: str, area: str, rights: Collection[str]) -> dict[str, Any]:
    """The open services of a kind against what the patient will need, those that meet most first."""
    rows = Service.objects.filter(facility=case.facility_id, kind=kind, closed_at=None).order_by("name")
    if area:
        rows = rows.filter(serving(area))
    wanted = need(case)
    found = [_compared(row, wanted, rights) for row in detailed(rows)[:MOST]]
    found.sort(key=lambda each: (len(each.unmet), len(each.unknown)))
    unrated = [code for code in wanted.unrated if gap_words.readable(code, rights)]
    return {"compared": found, "unrated": [gap_words.name(code) for code in unrated]}


def _compared(service: Service, wanted: matching.Need, rights: Collection[str]) -> Compared:
    gaps = [gap for gap in matching.gaps(wanted, offer(service)) if gap_words.readable(gap.code, rights)]
    return Compared(
        service,
        [gap_words.sentence(gap) for gap in gaps if gap.known],
        [gap_words.sentence(gap) for gap in gaps if not gap.known],
    )


def lines(choice: Choice, rights: Collection[str]) -> list[Line]:
    """The services of a list in its order, with what was copied of each; of needs only what the reader may read."""
    return [_line(option, rights) for option in choices.options(choice)]


def _line(option: ChoiceOption, rights: Collection[str]) -> Line:
    facts = [fact | {"as_of": date.fromisoformat(fact["as_of"])} for fact in option.quality]
    codes = [code for code in option.unmet if gap_words.readable(code, rights)]
    return Line(option, facts, [gap_words.name(code) for code in codes])


def to_send(case: Case) -> list[Referral]:
    """The drafts of a case, each with the papers that would go along; two statements."""
    rows = list(asking.of_case(case).filter(status=Referral.Status.DRAFT))
    along = asking.papers_of(rows)
    for row in rows:
        row.papers = along.get((row.service_id, row.leaving))  # type: ignore[attr-defined]
    return rows


def unverified(case: Case, services: Iterable[Service]) -> list[Service]:
    """Those of some services whose entry nobody has verified lately."""
    before = stale_before(case.facility)
    return [row for row in services if row.verified_at is None or row.verified_at < before]
