"""How people share the work: who answers for what, who is away, what is offered, asked, noted, opened and kept from whom.

All of it stands on open cases; the shares are a guess at a busy house. What hangs on nobody's list is little, but it is
there, because every question about rights looks for it.
"""

from collections.abc import Iterator

from accounts.permissions import Role
from core import clock
from demo import words
from demo.bulk.cases import TEAM
from demo.bulk.sql import Kind, Rows, draw, key, literal, pick
from facilities.models import Facility
from notes.models import CaseNote
from policy.activities import STAGES
from policy.queries import activities
from teams.models import (
    Absence,
    AccessBlock,
    CaseGrant,
    Consult,
    EmergencyAccess,
    Responsibility,
    Transfer,
)
from worklist.models import ItemHelper, ItemTransfer

# The second of each of these roles at a facility is away, and the third stands in.
AWAY = (Role.CASE_MANAGER, Role.NURSE)
FIRST = dict(reversed(TEAM))
ASKED_TO = "s.f = c.f and s.role = {role} and s.place = mod(c.turn + {later}, s.number) + 1"


def rows() -> Iterator[Rows]:
    """Every table of this module."""
    yield from ledger()
    yield from away()
    yield from offers()
    yield from consults()
    yield from protection()
    yield from notes()


def ledger() -> Iterator[Rows]:
    """Each activity that somebody must answer for at the stage of an open case, with whom the rules name."""
    facility = Facility.objects.order_by("pk")[0]
    staffed = {*FIRST, Role.INTAKE.value, Role.SUPERVISOR.value}
    lines = []
    for n, rule in enumerate(activities(facility, clock.now())):
        role = rule.accountable if rule.accountable in staffed else rule.otherwise
        if rule.from_stage and role in staffed:
            begins = STAGES.index(rule.from_stage)
            lines.append(f"({n}, {literal(rule.code)}, {literal(role)}, {FIRST.get(role, 0)}, {begins})")
    stages = f"array[{', '.join(map(literal, STAGES))}]"
    source = (
        f"bulk_case c join (values {', '.join(lines)}) as a (i, code, role, later, begins)"
        f" on c.open and a.begins < array_position({stages}, c.stage)"
        f" join bulk_staff s on {ASKED_TO.format(role='a.role', later='a.later')}"
    )
    yield Rows(
        Responsibility,
        source,
        {
            "id": key(Kind.RESPONSIBILITY, "c.n * 100 + a.i"),
            "case_id": "c.id",
            "created_by_id": "c.boss_id",
            "activity": "a.code",
            "holder_id": "s.id",
            "origin": "'rule'",
            "starts_at": "c.opened_at",
        },
    )


def away() -> Iterator[Rows]:
    """At each facility a case manager and a nurse are away this week, with a deputy; others will be."""
    roles = ", ".join(literal(role.value) for role in AWAY)
    source = (
        "bulk_staff s join bulk_staff d on d.f = s.f and d.role = s.role and d.place = s.place + 1"
        f" where s.role in ({roles}) and mod(s.place, 6) in (2, 4)"
    )
    now = "s.place = 2"
    yield Rows(
        Absence,
        source,
        {
            "id": key(Kind.ABSENCE, "s.person"),
            "user_id": "s.id",
            "deputy_id": "d.id",
            "facility_id": key(Kind.FACILITY, "s.f"),
            "created_by_id": "s.id",
            "roles": f"case when {now} then array[s.role] else '{{}}' end",
            "status": f"case when {now} then 'covered' else 'planned' end",
            "starts_at": f"core_now() + case when {now} then interval '-2 days' else interval '20 days' end",
            "ends_at": f"core_now() + case when {now} then interval '365 days' else interval '25 days' end",
            "answered_at": f"case when {now} then core_now() - interval '5 days' end",
        },
    )


def offers() -> Iterator[Rows]:
    """Every thirtieth open case has a part on offer; some work has a helper, or waits for a colleague's answer."""
    nurse = literal(Role.NURSE.value)
    giver, taker = (ASKED_TO.format(role=nurse, later=later) for later in (0, 2))
    handshake = {"status": "'offered'", "why": "'My list is too long this week'"}
    handshake |= {"expires_at": "core_now() + interval '365 days'"}
    yield Rows(
        Transfer,
        f"bulk_case c join bulk_staff s on {giver} join bulk_staff t on {taker.replace('s.', 't.')}"
        f" where c.open and s.id <> t.id and {draw('c.n', 50, 30)} = 0",
        handshake
        | {
            "id": key(Kind.TRANSFER, "c.n"),
            "case_id": "c.id",
            "created_by_id": "s.id",
            "from_user_id": "s.id",
            "to_user_id": "t.id",
            "answer_by_id": "t.id",
            "assignment_id": key(Kind.ASSIGNMENT, "c.n * 10 + 1"),
            "role": nurse,
        },
    )
    others = "bulk_item i join bulk_case c on c.id = i.case_id where i.live and i.owner_id <> c.lead_id"
    helper = {"id": key(Kind.HELPER, "i.n"), "item_id": key(Kind.ITEM, "i.n"), "user_id": "c.lead_id"}
    yield Rows(ItemHelper, f"{others} and {draw('i.n', 51, 30)} = 0", helper)
    asked = {"id": key(Kind.ITEM_TRANSFER, "i.n"), "item_id": key(Kind.ITEM, "i.n")}
    asked |= {"from_user_id": "i.owner_id", "created_by_id": "i.owner_id"}
    asked |= {"to_user_id": "c.lead_id", "answer_by_id": "c.lead_id"}
    yield Rows(ItemTransfer, f"{others} and {draw('i.n', 52, 60)} = 0", handshake | asked)


def consults() -> Iterator[Rows]:
    """Every fiftieth open case asks a consultant outside its team, who sees what the question shares."""
    consultant = literal(Role.CONSULTANT.value)
    asked = (
        f"bulk_case c join bulk_staff s on {ASKED_TO.format(role=consultant, later=1)}"
        f" where c.open and {draw('c.n', 53, 50)} = 0"
    )
    until = "core_now() + interval '365 days'"
    on = {"case_id": "c.id", "created_by_id": "c.lead_id", "classes": "array['clinical']"}
    grant = {"id": key(Kind.GRANT, "c.n"), "user_id": "s.id", "kind": "'consult'", "role": consultant}
    grant |= {"why": "'A consult'", "starts_at": "core_now() - interval '1 day'", "ends_at": until}
    yield Rows(CaseGrant, asked, on | grant)
    question = {"id": key(Kind.CONSULT, "c.n"), "to_user_id": "s.id", "grant_id": key(Kind.GRANT, "c.n")}
    question |= {"question": "'May the dose stay as it is at home?'", "summary": "'See the medicines'"}
    yield Rows(Consult, asked, on | question | {"due_at": until})


def protection() -> Iterator[Rows]:
    """A nurse in a hundred is kin of somebody on their list; some look at a record in an emergency, reviewed since."""
    nurse = ASKED_TO.format(role=literal(Role.NURSE.value), later=0)
    block = {"id": key(Kind.BLOCK, "c.n"), "patient_id": "c.patient_id", "user_id": "s.id"}
    block |= {"why": "'family'", "created_by_id": "c.boss_id", "starts_at": "c.opened_at"}
    each = f"bulk_case c join bulk_staff s on {nurse} where c.open and {draw('c.n', 54, 100)} = 0"
    yield Rows(AccessBlock, each, block)
    coordinator = ASKED_TO.format(role=literal(Role.COORDINATOR.value), later=1)
    opened = "c.opened_at + interval '1 hour'"
    look = {"id": key(Kind.EMERGENCY, "c.n"), "patient_id": "c.patient_id", "user_id": "s.id"}
    look |= {"role": "s.role", "reason": "'on_call'", "words": "'Called at night about the medicines'"}
    look |= {"opened_at": opened, "expires_at": f"{opened} + interval '4 hours'", "live": "false"}
    look |= {"review_due_at": f"{opened} + interval '2 days'", "status": "'reviewed'"}
    look |= {"outcome": "'justified'", "review_note": "'On call that night'", "reviewed_by_id": "c.boss_id"}
    each = f"bulk_case c join bulk_staff s on {coordinator} where {draw('c.n', 55, 100)} = 0"
    yield Rows(EmergencyAccess, each, look | {"reviewed_at": f"{opened} + interval '1 day'"})


def notes() -> Iterator[Rows]:
    """The lead has signed a note on every open case."""
    note = {"id": key(Kind.NOTE, "n"), "case_id": "id", "created_by_id": "lead_id"}
    note |= {"text": pick("n", 56, words.NOTES), "status": "'signed'"}
    note |= {"signed_at": "contact_at", "signed_by_id": "lead_id"}
    yield Rows(CaseNote, "bulk_case where open", note)
