"""The way out of everybody in the house, for board, dashboard and forecast: where to, since when, what holds them, who was asked.

`progress` of a case (0 to 11) is how many milestones it has reached, in the order of the pack; whoever has left has them all.
"""

from collections.abc import Iterator

from demo import words_of_leaving
from demo.bulk.cases import goes_to
from demo.bulk.sql import Kind, Rows, draw, key, literal, pick
from discharge.models import (
    AfterDischarge,
    DelaySegment,
    Destination,
    ExpectedDateChange,
    Forecast,
    GateCheck,
    LeavingStep,
    Milestone,
    Notice,
)
from policy.milestones import CODES

PROGRESS = f"(case when c.here then greatest(0, {draw('c.n', 71, 17)} - 6) else 11 end)"
# A case from its opening until now, or until it ended for the patient.
SPAN = "(coalesce(c.left_at, core_now()) - c.opened_at)"
OWN = {"case_id": "c.id", "created_by_id": "c.lead_id", "plan_id": key(Kind.DISCHARGE, "c.n")}
# Cause, to whom it is put down, whether it could be avoided, what waits for it.
CAUSES = (
    ("A04", "nursing_therapy", "yes", ""),
    ("B02", "treating_team", "yes", "medically_ready"),
    ("C01", "payer", "yes", "authorised"),
    ("D01", "next_provider", "yes", "referral_accepted"),
    ("D04", "next_provider", "yes", "referral_accepted"),
    ("E02", "patient_family", "partly", ""),
    ("G02", "nobody", "no", ""),
)
DELAYED, TWICE = 35, 8
SAID = (("discharge_order", True), ("red_flag_sheet", False), ("contact_number", False), ("vaccines", False))

# What the shipped rules hold patients of one group or another by.
HARD = (
    "discharge_order", "choice", "pasrr", "medicines", "follow_up_visit", "taught", "notices", "safeguarding", "support",
    "essential_equipment", "packet", "date_and_place",
)  # fmt: skip


def rows() -> Iterator[Rows]:
    """Every table of this module."""
    yield from places()
    yield from stages()
    yield from delays()
    yield from gates()
    yield notices()
    yield forecasts()
    yield afterwards()


def rules(kind: str) -> str:
    """The version in force of a pack that came with the application."""
    found = "policy_packversion v join policy_rulepack p on p.id = v.pack_id"
    return f"(select v.id from {found} where p.kind = {literal(kind)} and p.facility_id is null order by v.id limit 1)"


def places() -> Iterator[Rows]:
    """The chosen destination, the first expected date, and for a third a later one with its cause."""
    chosen = {"id": key(Kind.DESTINATION, "c.n"), "disposition": goes_to("c.n")}
    chosen |= {"rank": "1", "status": "'chosen'", "support_hours": "8"}
    yield Rows(Destination, f"bulk_case c where c.here and {chosen['disposition']} <> ''", OWN | chosen)
    dated = {"case_id": "c.id", "changed_by_id": "c.lead_id", "why": "'First estimate'"}
    slipped = f"{draw('c.n', 72, 3)} = 0"
    first = {"id": key(Kind.DATE_CHANGE, "c.n * 2"), "changed_at": "c.opened_at"}
    first |= {"new": f"case when {slipped} then c.expected_on - 2 else c.expected_on end"}
    yield Rows(ExpectedDateChange, "bulk_case c where c.here", dated | first)
    later = {"id": key(Kind.DATE_CHANGE, "c.n * 2 + 1"), "changed_at": f"c.opened_at + {SPAN} * 0.7"}
    later |= {"old": "c.expected_on - 2", "new": "c.expected_on", "why": "'Nothing free before'"}
    later |= {"cause": pick("c.n", 73, [cause for cause, *_rest in CAUSES])}
    yield Rows(ExpectedDateChange, f"bulk_case c where c.here and {slipped}", dated | later)


def stages() -> Iterator[Rows]:
    """Milestones in order, evenly over the stay; the stages of leaving that go with them."""
    listed = ", ".join(f"({n}, {literal(code)})" for n, code in enumerate(CODES, 1))
    reached = f"m.i <= {PROGRESS}"
    columns = {
        "id": key(Kind.MILESTONE, "c.n * 20 + m.i"),
        "leaving": "1",
        "code": "m.code",
        "unit_id": "c.unit_id",
        "ready_at": f"case when m.i <= {PROGRESS} + 1 then c.opened_at + {SPAN} * ((m.i - 1) / 11.0) end",
        "reached_at": f"case when {reached} then c.opened_at + {SPAN} * (m.i / 11.0) end",
        "reached_by_id": f"case when {reached} then c.lead_id end",
    }
    source = f"bulk_case c join (values {listed}) as m (i, code) on c.open"
    yield Rows(Milestone, source, OWN | columns)
    step = {"leaving": "1", "created_at": "c.opened_at"}
    ready = {"id": key(Kind.STEP, "c.n * 2"), "stage": "'medically_ready'", "role": "'nurse'"}
    ready |= {"at": f"c.opened_at + {SPAN} / 11.0", "said_by": literal(words_of_leaving.PHYSICIAN)}
    yield Rows(LeavingStep, f"bulk_case c where c.here and {PROGRESS} >= 8", OWN | step | ready)
    left = {"id": key(Kind.STEP, "c.n * 2 + 1"), "stage": "'left'", "by_fact": "true", "at": "c.left_at"}
    yield Rows(LeavingStep, "bulk_case c where c.open and not c.here", OWN | step | left)


def delays() -> Iterator[Rows]:
    """Open ones of a third of the house, two at once for a few; a closed one of half of those who have left."""
    listed = ", ".join(f"({n}, {', '.join(map(literal, each))})" for n, each in enumerate(CAUSES))
    of = f"(values {listed}) as d (i, cause, attribution, avoidable, holds)"
    said = {name: f"d.{name}" for name in ("cause", "attribution", "avoidable", "holds")}
    said |= {"leaving": "1", "owner_id": "c.lead_id", "created_at": "c.opened_at"}
    chance, first = draw("c.n", 74, 100), draw("c.n", 75, len(CAUSES))
    open_ = {
        "id": key(Kind.DELAY, "c.n * 10 + d.i"),
        "status": "'open'",
        "started_at": f"c.opened_at + {SPAN} * 0.6",
    }
    which = f"d.i = {first} or {chance} < {TWICE} and d.i = mod({first} + 3, {len(CAUSES)})"
    yield Rows(
        DelaySegment,
        f"bulk_case c join {of} on {which} where c.here and {chance} < {DELAYED}",
        OWN | said | open_,
    )
    over = {
        "id": key(Kind.DELAY, "c.n * 10 + 9"),
        "status": "'closed'",
        "started_at": f"c.opened_at + {SPAN} * 0.3",
    }
    over |= {"ended_at": f"c.opened_at + {SPAN} * 0.5", "ended_by_id": "c.lead_id"}
    gone = f"d.i = {first} where c.open and not c.here and {chance} < 50"
    yield Rows(DelaySegment, f"bulk_case c join {of} on {gone}", OWN | said | over)


def gates() -> Iterator[Rows]:
    """What no fact answers, said by the lead for a part of the house; a few may go with what is open."""
    listed = ", ".join(f"({n}, {literal(code)}, {str(hard).lower()})" for n, (code, hard) in enumerate(SAID))
    columns = {
        "id": key(Kind.GATE, "c.n * 30 + g.i"),
        "leaving": "1",
        "gate": "g.code",
        "hard": "g.hard",
        "rules_id": rules("gates"),
        "status": "'met'",
        "role": "'case_manager'",
        "at": f"c.opened_at + {SPAN} * 0.8",
        "by_id": "c.lead_id",
    }
    may_go = f"{PROGRESS} >= 8 and mod(c.n, 3) = 0"
    source = f"bulk_case c join (values {listed}) as g (i, code, hard) on mod({draw('c.n', 76, 8)}, 4) >= g.i"
    yield Rows(GateCheck, f"{source} where c.here and not ({may_go})", OWN | columns)
    every = ", ".join(f"({n}, {literal(code)})" for n, code in enumerate(HARD))
    columns |= {"hard": "true", "status": "'overridden'", "reason": literal(words_of_leaving.OVERRIDDEN)}
    yield Rows(
        GateCheck, f"bulk_case c join (values {every}) as g (i, code) on c.here and {may_go}", OWN | columns
    )


def notices() -> Rows:
    """The first copy of everybody in the house: given to most, due or missed for the others."""
    status = pick("c.n", 77, ["delivered"] * 6 + ["due", "missed"])
    given = f"{status} = 'delivered'"
    columns = {
        "id": key(Kind.LEGAL_NOTICE, "c.n"),
        "case_id": "c.id",
        "created_by_id": "c.lead_id",
        "encounter_id": key(Kind.ENCOUNTER, "c.n"),
        "kind": "'im_first'",
        "rules_id": rules("notices"),
        "status": status,
        "because": "'Medicare inpatient'",
        "due_from": "c.admitted_at",
        "due_by": f"case when {status} = 'due' then core_now() + interval '20 hours' else c.admitted_at + interval '2 days' end",
        "delivered_at": f"case when {given} then least(core_now(), c.admitted_at + interval '20 hours') end",
        "delivered_by_id": f"case when {given} then c.lead_id end",
        "method": f"case when {given} then 'in_person' else '' end",
        "signer": f"case when {given} then 'The patient' else '' end",
    }
    return Rows(Notice, "bulk_case c where c.here", columns)


def forecasts() -> Rows:
    """This morning's forecast of everybody in the house."""
    columns = {
        "id": key(Kind.FORECAST, "c.n"),
        "case_id": "c.id",
        "leaving": "1",
        "made_at": "core_now() - interval '5 hours'",
        "p10": "c.expected_on",
        "p50": f"c.expected_on + {draw('c.n', 78, 3)}",
        "p90": f"c.expected_on + 3 + {draw('c.n', 79, 4)}",
        "drivers": "array['medicines_reconciled', 'referral_accepted']",
        "cases": "40",
        "thin": "false",
    }
    return Rows(Forecast, "bulk_case c where c.here", columns)


def afterwards() -> Rows:
    """The programme of everybody who has left: most were spoken with in time."""
    days = {"contact_by": 2, "business_contact_by": 3, "visit_7_by": 7, "visit_14_by": 14, "ends_at": 29}
    columns = {
        "id": key(Kind.AFTERWARDS, "c.n"),
        "case_id": "c.id",
        "created_by_id": "c.lead_id",
        "encounter_id": key(Kind.ENCOUNTER, "c.n"),
        "rules_id": rules("afterwards"),
        "tier": "'moderate'",
        "left_at": "c.left_at",
        "attempts": "1",
        "contacted_at": f"case when {draw('c.n', 80, 10)} < 8 then c.left_at + interval '30 hours' end",
    }
    columns |= {name: f"c.left_at + interval '{count} days'" for name, count in days.items()}
    return Rows(AfterDischarge, "bulk_case c where c.open and not c.here", columns)
