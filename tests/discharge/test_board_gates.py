"""The board and the page of a case judge the gates alike, for every case and every gate; and a house costs no more than a bed."""

# ruff: noqa: F811 - fixtures of other files are imported by name

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from assessments.actions.abilities import rate_ability
from assessments.actions.protocols import do_step, raise_protocol
from assessments.models import MedicationList
from careplans.actions.education import teach
from core import clock
from discharge import actions
from discharge.actions import screening, visits
from discharge.gates import present
from discharge.models import DischargePlan, GateCheck, LeavingStep, Notice
from discharge.plans import plan_of
from discharge.queries import board, board_gates
from facilities.models import Facility
from patients.models import Patient
from policy.ready import leaving_gates
from referrals.actions import answering, booking, going, packets
from referrals.actions.asking import draft_referrals, send_referrals
from referrals.actions.choices import offer_choice, record_choice
from teams.actions import assign
from tests.conftest import THEN
from tests.discharge.test_board import TODAY, house  # noqa: F401
from tests.referrals.conftest import SHOWN, service  # noqa: F401
from worklist.models import Item

pytestmark = pytest.mark.django_db
PLACES = ("01", "06", "03", "50", "07", "02", "20", "", "62", "70", "01", "03")
CASES = 36


@pytest.fixture
def staff(person, manager, supervisor, team):
    """Who does what on each case of the house: its manager leads, the others join as the case is made."""
    made = {role: person(f"a-{role}", role) for role in (Role.NURSE, Role.SOCIAL_WORKER)}

    def join(case):
        for role, user in made.items():
            assign(case, by=supervisor, user=user, role=role)
        return made | {Role.CASE_MANAGER: manager}

    return join


@pytest.fixture
def varied(house, staff, service):
    """A house in which every fact is so for some and otherwise for others, over all the places people go to."""

    def make(number=CASES, first=0):
        made = house(number, first=first)
        services = {
            kind: service(f"{kind} {first}", kind) for kind in ("snf", "home_health", "irf", "equipment")
        }
        for n, case in enumerate(made, first):
            _vary(case, Random(n), staff(case), services, PLACES[n % len(PLACES)])
        return made

    return make


def _vary(case, rng, who, services, place):
    manager, plan = who[Role.CASE_MANAGER], plan_of(case, who[Role.CASE_MANAGER])
    days = rng.choice((-1, 0, 0, 1, 5))
    actions.set_expected_date(plan, by=manager, expected_on=TODAY + timedelta(days=max(days, 0)), why="x")
    if place in ("07", "20"):
        # Nobody plans this: only an import leaves it on a plan.
        DischargePlan.objects.filter(pk=plan.pk).update(disposition=place)
    elif place:
        actions.choose_destination(plan, by=manager, disposition=place)
    plan.refresh_from_db()
    for step in (
        _medicines,
        _teaching,
        _support,
        _safety,
        _notices,
        _papers,
        _screening,
        _asked,
        _identity,
        _said,
    ):
        if rng.random() < 0.6:
            step(case, plan, rng, who, services)
    if rng.random() < 0.5:
        actions.reach_stage(plan, by=who[Role.CASE_MANAGER], stage="medically_ready", said_by="Dr. A. Ito")
    if rng.random() < 0.2:
        _was_away(case, plan, manager, rng)


def _medicines(case, _plan, rng, who, _services):
    done = {"status": "reconciled", "reconciled_at": THEN, "reconciled_by": who[Role.NURSE]}
    MedicationList.objects.create(case=case, moment="admission", created_by=who[Role.NURSE], **done)
    if rng.random() < 0.3:
        MedicationList.objects.create(case=case, moment="leaving", created_by=who[Role.NURSE])


def _teaching(case, _plan, rng, who, _services):
    teach(
        case,
        by=who[Role.NURSE],
        topic="warning_signs",
        result="understood",
        method="talk",
        note="Said it back",
    )


def _support(case, plan, rng, who, _services):
    rate_ability(case, by=who[Role.NURSE], ability="functional", now=1, support_needed=6, support_arranged=0)
    place = plan.destinations.first()
    if place is not None and rng.random() < 0.8:
        hours = rng.choice((2, 6, 24))
        actions.evaluate_destination(place, by=who[Role.CASE_MANAGER], available=True, support_hours=hours)


def _safety(case, _plan, rng, who, _services):
    kind = rng.choice(("self_harm", "violence"))
    made = raise_protocol(case, by=who[Role.SOCIAL_WORKER], kind=kind, because="Said so")
    if rng.random() < 0.5:
        for step in made.steps.all():
            do_step(step, by=who[Role.SOCIAL_WORKER])


def _notices(case, _plan, rng, who, _services):
    how = {"delivered_at": THEN, "delivered_by": who[Role.NURSE], "method": "in_person"}
    Notice.objects.filter(case=case, status="due").update(status="delivered", **how)


def _papers(case, _plan, rng, who, _services):
    by = who[Role.CASE_MANAGER]
    made = packets.build_packet(case, by=by, purpose="transition", receiver="Elm")
    why = {"incomplete_because": "Tomorrow", "without_consent_because": "Treatment"}
    sent = packets.send_packet(made, by=by, how="fax", **why)
    if rng.random() < 0.3:
        packets.reopen_packet(sent, by=by, because="New address")


def _screening(case, plan, rng, who, _services):
    outcome = rng.choice(("negative", "positive"))
    screening.record_pasrr(case, by=who[Role.CASE_MANAGER], screened_at=THEN, outcome=outcome)
    at = THEN + timedelta(days=5)
    visits.book_visit_after(case, by=who[Role.CASE_MANAGER], kind="primary", with_whom="Dr Elm", at=at)


def _asked(case, plan, rng, who, services):
    by, kind = who[Role.CASE_MANAGER], {"03": "snf", "06": "home_health", "62": "irf"}.get(plan.disposition)
    if kind is not None:
        chosen = offer_choice(case, by=by, kind=kind, area="10001")
        record_choice(chosen, by=by, how="signed", ranks=[services[kind].pk], **SHOWN)
        row = _send(case, by, services[kind], asks_for="A place")
        if rng.random() < 0.8:
            booking.book(
                answering.accept(row, by=by, who="A. Ng"), by=by, promised_at=THEN + timedelta(hours=2)
            )
    row = _send(case, by, services["equipment"], asks_for="Oxygen", essential=True)
    if rng.random() < 0.5:
        going.deliver(answering.accept(row, by=by, who="A. Ng"), by=by, at=THEN)
        going.teach_use(row, by=by, at=THEN, who="The daughter")


def _send(case, by, service, **more):
    return send_referrals(case, by=by, referrals=draft_referrals(case, by=by, services=[service], **more))[0]


def _identity(case, _plan, rng, who, _services):
    if rng.random() < 0.5:
        Patient.objects.filter(pk=case.patient_id).update(provisional=True, alias="River")
    else:
        facts = {"kind": "identity", "what": "Who is it?", "due_at": THEN, "created_by": who[Role.NURSE]}
        Item.objects.create(case=case, patient=case.patient, role=Role.INTAKE, **facts)


def _said(case, plan, rng, who, _services):
    """What people say: done, not needed, overridden, taken back, left open, and for an earlier departure."""
    version, rules = leaving_gates(case.facility, THEN)
    facts = {"case": case, "plan": plan, "rules": version, "at": THEN, "by": who[Role.NURSE]}
    work = Item.objects.filter(case=case).first()
    for gate, hard in rules.asked(plan.disposition):
        status = rng.choice(("met", "not_needed", "overridden", "undone", "left_open", "", "", "", "", ""))
        if status and hard and (work or status != "left_open"):
            facts["item"] = work if status == "left_open" else None
            more = {
                "leaving": rng.choice((1, 1, 9)),
                "reason": "x",
                "created_by": who[Role.NURSE],
                "hard": hard,
            }
            GateCheck.objects.create(gate=gate.code, status=status, **facts, **more)


def _was_away(case, plan, manager, rng):
    """The patient left and is here again: what was done for that departure counts no more, unless it was later."""
    at = THEN + timedelta(hours=rng.choice((0, -1)))
    facts = {"stage": "left", "leaving": 1, "created_by": manager}
    LeavingStep.objects.create(plan=plan, case=case, at=at, **facts)
    DischargePlan.objects.filter(pk=plan.pk).update(leaving=2)


def _on_the_page(client, case):
    """The hard gates that the page of a case lists as still to be done."""
    rows = client.get(reverse("cases:discharge", args=[case.pk])).context["leaving"].must
    return [(row.gate.rule.code, row.gate.sentence) for row in rows]


def test_board_and_case_page_list_the_same_open_gates(varied, manager, client):
    cases = varied()
    client.force_login(manager)
    facility = cases[0].facility_id
    keys = [case.pk for case in cases]
    checks = {(row.case_id, row.gate): row for row in present(keys)}
    found = board_gates.holding(keys, board.rules_of({facility}), checks)
    said = {pk: [(gate.rule.code, gate.sentence) for gate in gates] for pk, gates in found.items()}
    assert said == {case.pk: _on_the_page(client, case) for case in cases}

    open_ = Counter(code for gates in said.values() for code, _words in gates)
    _version, rules = leaving_gates(Facility.objects.get(pk=facility), clock.now())
    asked = Counter()
    for case in cases:
        goes = DischargePlan.objects.get(case=case).disposition
        asked.update(gate.code for gate, hard in rules.asked(goes) if hard)
    assert set(asked) == {code for group in rules.groups for code in group.hard}
    every = {gate.code for gate in rules.gates if gate.fact} & set(asked)
    assert not {code for code in every if open_[code] == asked[code]}, "of every fact some are met"
    assert not {code for code in every - {"date_and_place"} if not open_[code]}, "and some open"


def test_nobody_is_ready_whose_page_lists_an_open_gate(varied, manager, client):
    varied()
    client.force_login(manager)
    lines = board.rows(manager)
    groups = Counter(line.group for line in lines)
    assert len(groups) > 2
    for line in lines:
        must = _on_the_page(client, line)
        due = "medically_ready" in line.facts.reached or (line.expected_on - TODAY).days <= 1
        assert list(line.facts.gates) == (must if due else [])
        assert not (line.group == "ready" and must)
        if due and must:
            assert line.blocker.kind in ("gate", "delay")
            assert line.blocker.words == must[0][1] or line.blocker.kind == "delay"
            assert line.blocker.more == len(must) - 1


def test_ready_once_the_last_gate_is_done(house, manager, supervisor):
    case = house(1)[0]
    plan = plan_of(case, manager)
    actions.set_expected_date(plan, by=manager, expected_on=TODAY, why="x")
    actions.choose_destination(plan, by=manager, disposition="01")
    actions.reach_stage(plan, by=manager, stage="medically_ready", said_by="Dr. A. Ito")
    assert board.rows(manager)[0].group == "today"
    while left := board.rows(manager)[0].facts.gates:
        plan.refresh_from_db()
        actions.override_gate(plan, by=supervisor, gate=left[0][0], reason="Agreed")
    assert board.rows(manager)[0].group == "ready"


def test_a_house_asks_what_a_few_beds_ask(varied, manager, client, django_assert_max_num_queries):
    varied(len(PLACES))
    client.force_login(manager)
    url = reverse("board:home")
    client.get(url)
    with django_assert_max_num_queries(12) as few:
        client.get(url)
    varied(CASES, first=len(PLACES))
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).context["total"] == CASES + len(PLACES)
    assert len(many) == len(few)


def test_the_token_changes_with_what_a_gate_rests_on(house, manager):
    case = house(1)[0]
    Patient.objects.filter(pk=case.patient_id).update(version=7)
    seen = {board.token(manager)}
    steps = (
        lambda: visits.book_visit_after(
            case, by=manager, kind="primary", with_whom="Dr Elm", at=THEN + timedelta(days=5)
        ),
        lambda: MedicationList.objects.create(case=case, moment="admission", created_by=manager),
        lambda: screening.record_pasrr(case, by=manager, screened_at=THEN, outcome="negative"),
        lambda: packets.build_packet(case, by=manager, purpose="transition", receiver="Elm"),
    )
    for n, step in enumerate(steps, 2):
        step()
        seen.add(board.token(manager))
        assert len(seen) == n
