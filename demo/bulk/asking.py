"""The directory of every facility, and who was asked to take the patients of its house."""

from collections.abc import Iterator

from demo.bulk.cases import goes_to
from demo.bulk.sql import Kind, Rows, draw, key, literal
from demo.offers import INTEREST, MEDICARE, OFFERS
from directory.models import Organisation, Service, ServiceCapability
from referrals.models import Choice, Referral

# Asked after a choice: whom a disposition leads to, and what three of them have said.
KINDS = {"06": "home_health", "03": "snf"}
STATES = ("declined", "accepted", "viewed")


def rows() -> Iterator[Rows]:
    """Every table of this module."""
    yield from directory()
    yield choices()
    yield referrals()


def directory() -> Iterator[Rows]:
    """Every service at every facility; all but every sixth was verified in the last weeks."""
    offers = ", ".join(
        f"({n}, {literal(offer.name)}, {literal(offer.kind)}, {literal(offer.least)}::int,"
        f" {str(offer.kind in MEDICARE).lower()}, {literal(INTEREST if offer.interest else '')})"
        for n, offer in enumerate(OFFERS)
    )
    of = f"(values {offers}) as o (i, name, kind, least, medicare, interest)"
    provider = {
        "id": key(Kind.PROVIDER, "o.i"),
        "name": "o.name",
        "kinds": "array['provider']",
        "invented": "true",
    }
    yield Rows(Organisation, of, provider)
    called = "case when mod(o.i, 6) <> 1 then"
    service = {
        "id": key(Kind.SERVICE, "s.f * 100 + o.i"),
        "organisation_id": key(Kind.PROVIDER, "o.i"),
        "facility_id": key(Kind.FACILITY, "s.f"),
        "kind": "o.kind",
        "name": "o.name",
        "medicare": "o.medicare",
        "asked_to_be_listed": "o.kind = 'home_health'",
        "financial_interest": "o.interest",
        "verified_at": f"{called} core_now() - interval '20 days' end",
        "verified_by_id": f"{called} s.id end",
        "invented": "true",
    }
    yield Rows(
        Service, f"bulk_staff s cross join {of} where s.role = 'administrator' and s.place = 1", service
    )
    yield _abilities(of)


def _abilities(of: str) -> Rows:
    """The five abilities of every service that looks after people, each with its lowest level."""
    can = {"id": key(Kind.CAPABILITY, "(s.f * 100 + o.i) * 10 + a.i"), "code": "a.code", "least": "o.least"}
    can |= {"service_id": key(Kind.SERVICE, "s.f * 100 + o.i")}
    abilities = ", ".join(f"({n}, {literal(code)})" for n, code in enumerate(ServiceCapability.ABILITIES))
    each = f"(values {abilities}) as a (i, code)"
    source = f"bulk_staff s cross join {of} cross join {each}"
    return Rows(
        ServiceCapability,
        f"{source} where s.role = 'administrator' and s.place = 1 and o.least is not null",
        can,
    )


def choices() -> Rows:
    """Everybody who goes where the law wants a choice has made one."""
    columns = {
        "id": key(Kind.CHOICE, "c.n"),
        "case_id": "c.id",
        "created_by_id": "c.lead_id",
        "kind": _kind(),
        "seed": draw("c.n", 90, 1_000_000),
        "status": "'recorded'",
        "offered_at": "c.opened_at + interval '4 hours'",
        "offered_by_id": "c.lead_id",
        "how": "'verbal'",
        "witness": "'Nurse of the ward'",
        "recorded_at": "c.opened_at + interval '6 hours'",
        "recorded_by_id": "c.lead_id",
    }
    columns |= dict.fromkeys(("quality_shared", "network_shown", "interests_shown"), "true")
    return Rows(Choice, f"bulk_case c where c.here and {_kind()} <> ''", columns)


def referrals() -> Rows:
    """Three asked for each of them: one said no, one yes, one looks at it."""
    asked = "c.opened_at + interval '7 hours'"
    answered = (
        f"case when r.i < 3 then {asked} + make_interval(mins => 60 + {draw('c.n * 4 + r.i', 91, 900)}) end"
    )
    columns = {
        "id": key(Kind.REFERRAL, "c.n * 4 + r.i"),
        "case_id": "c.id",
        "created_by_id": "c.lead_id",
        "service_id": "r.id",
        "kind": "r.kind",
        "leaving": "1",
        "choice_id": key(Kind.CHOICE, "c.n"),
        "asks_for": "'A place from the day of leaving'",
        "status": f"(array[{', '.join(map(literal, STATES))}])[r.i]",
        "sent_at": asked,
        "viewed_at": f"{asked} + interval '30 minutes'",
        "first_answer_at": answered,
        "accepted_at": answered.replace("r.i < 3", "r.i = 2"),
        "ended_at": answered.replace("r.i < 3", "r.i = 1"),
        "answered_by": "case when r.i < 3 then 'The intake nurse' else '' end",
        "declined_because": "case when r.i = 1 then 'no_bed' else '' end",
    }
    listed = "select s.id, s.kind, s.facility_id, row_number() over (partition by s.facility_id, s.kind order by s.name) as i"
    source = f"bulk_case c join ({listed} from directory_service s) r on r.facility_id = c.facility_id and r.i <= 3"
    return Rows(Referral, f"{source} and r.kind = {_kind()} where c.here", columns)


def _kind() -> str:
    whens = " ".join(f"when {literal(code)} then {literal(kind)}" for code, kind in KINDS.items())
    return f"(case {goes_to('c.n')} {whens} else '' end)"
