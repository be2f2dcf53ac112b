"""The last day in the demonstration: the stages in order, what is still open, and how somebody leaves.

Most leave as planned; some by a message before everything is done, against advice, to another hospital, or they die.
"""

from collections.abc import Callable
from contextlib import suppress

from accounts.permissions import Role
from core import clock
from core.refusals import Refused
from demo import asking, words_of_leaving
from demo.diary import Story
from demo.stay import leave
from demo.way import Way
from discharge import actions as leaving
from discharge.gates import Standing
from discharge.models import LeavingStep
from encounters import actions as visits
from patients import actions as patients
from referrals.actions import packets
from referrals.models import Packet, Referral

Stage = LeavingStep.Stage
# How somebody leaves, out of 100.
HOWS = {"planned": 82, "message": 9, "against": 4, "died": 3, "transfer": 2}
# Gates that no fact answers: those of the orders nearly always, the others most of the time.
ORDERS = ("discharge_order", "transfer_order")
SAID = ("red_flag_sheet", "contact_number", "diet_activity", "vaccines", "belongings")
# Two supervisors of three let somebody go with something open; else they go as it is.
OVERRIDES = 0.67


def depart(way: Way) -> Story:
    """By the stages of leaving, or by whatever else happens."""
    how = way.stay.rng.choices(list(HOWS), weights=list(HOWS.values()))[0]
    yield way.before(4, 12)
    if how in ("planned", "message"):
        medically_ready(way)
    yield way.stay.hours(0.7, 3)
    with suppress(Refused):  # the plan of care was never agreed
        leaving.begin_transition(way.case, by=way.lead)
    ENDS[how](way)


def medically_ready(way: Way) -> None:
    """On a physician's word; now and then it is taken back and said again."""
    by = way.nurse or way.lead
    with suppress(Refused):
        said = leaving.reach_stage(
            way.plan, by=by, stage=Stage.MEDICALLY_READY, said_by=words_of_leaving.PHYSICIAN
        )
        if way.chance(0.05):
            leaving.step_back(said, by=by, reason=words_of_leaving.STEP_BACK)
            leaving.reach_stage(
                way.plan, by=by, stage=Stage.MEDICALLY_READY, said_by=words_of_leaving.PHYSICIAN
            )


def as_planned(way: Way) -> None:
    """Everything said and sent, then the stages; who is not ready after all is told on by a message."""
    say_gates(way)
    with suppress(Refused):  # nothing of the record may go yet
        send_papers(way)
    try:
        leaving.reach_stage(way.plan, by=way.lead, stage=Stage.PLAN_READY)
        leaving.reach_stage(way.plan, by=way.helper, stage=Stage.ACCEPTED)
        if way.nurse is not None:
            leaving.reach_stage(way.plan, by=way.nurse, stage=Stage.NURSING_COMPLETE)
        override(way)
        by = way.nurse or way.lead
        leaving.leave_as_planned(way.plan, by=by, event_at=clock.now(), receiver=taken_over_by(way))
    except Refused:  # a stage or a gate is open: the patient goes, and the record says with what
        by_message(way)
        return
    asking.picked_up(way)


def by_message(way: Way) -> None:
    """The feed says that the patient has left, whatever our own stages say."""
    leave(way.stay, way.disposition)


def against_advice(way: Way) -> None:
    """The patient goes although everybody advises otherwise; the risks are explained to most."""
    if way.nurse is not None and way.chance(0.7):
        leaving.choose_destination(way.plan, by=way.lead, disposition="01", words=words_of_leaving.AGAINST)
    _left(way, "07")


def died(way: Way) -> None:
    """The patient dies here; the case ends with it."""
    _left(way, "20")
    patients.correct(way.case.patient, by=way.stay.clerk, deceased_at=clock.now())


def transferred(way: Way) -> None:
    """Another acute hospital takes over."""
    leaving.choose_destination(way.plan, by=way.lead, disposition="02", words="Saltwick General")
    say_gates(way)
    _left(way, "02")


ENDS: dict[str, Callable[[Way], None]] = {
    "planned": as_planned,
    "message": by_message,
    "against": against_advice,
    "died": died,
    "transfer": transferred,
}


def say_gates(way: Way) -> None:
    """What is done is said; what the family does tomorrow is carried over; what nobody needs is left out with a reason."""
    for gate in (each for each in way.gates().gates if each.open):
        with suppress(Refused):
            _say(way, gate, gate.rule.code)


def _say(way: Way, gate: Standing, code: str) -> None:
    by, chance = way.nurse or way.lead, way.stay.rng.random()
    if (code in ORDERS and chance < 0.96) or (
        code in SAID and by.default_role in gate.rule.satisfies and chance < 0.8
    ):
        leaving.satisfy_gate(way.plan, by=by, gate=code)
    elif gate.rule.waivable and not gate.rule.satisfies and chance < 0.6:
        leaving.gate_not_needed(way.plan, by=way.lead, gate=code, reason=words_of_leaving.NOT_NEEDED)
    elif not gate.hard and chance > 0.7:
        leaving.carry_gate(way.plan, by=way.lead, gate=code, reason=words_of_leaving.CARRIED)


def override(way: Way) -> None:
    """A supervisor lets the patient go with what is open, on record; not always."""
    house = way.gates()
    if not house.open_hard or not way.chance(OVERRIDES):
        return
    boss = way.stay.house.next(Role.SUPERVISOR, way.stay.house.site_of(way.stay.unit))
    for gate in house.open_hard:
        leaving.override_gate(way.plan, by=boss, gate=gate.rule.code, reason=words_of_leaving.OVERRIDDEN)


def send_papers(way: Way) -> None:
    """Complete, or with why not; to the place that is booked, else to the practice."""
    row = _booked(way)
    service = row.service if row is not None else None
    packet = packets.build_packet(
        way.case, by=way.lead, purpose="transition", leaving=way.plan.leaving, service=service,
        receiver="" if service else words_of_leaving.PRACTICE,
    )  # fmt: skip
    sent = packets.send_packet(
        packet, by=way.lead, how=way.stay.rng.choice(["fax", "electronic"]),
        incomplete_because=words_of_leaving.PAPERS_LACK if packet.missing else "",
        without_consent_because=words_of_leaving.TREATMENT,
    )  # fmt: skip
    way.beside(received(way, sent))


def received(way: Way, packet: Packet) -> Story:
    """Somebody there says that they have the papers in hand; some never do."""
    if way.chance(0.15):
        return
    yield way.stay.hours(0.5, 20)
    packets.confirm_receipt(
        packet, by=way.helper, received_by_name=way.stay.rng.choice(words_of_leaving.WHO),
        questions=words_of_leaving.READ if way.chance(0.3) else "",
    )  # fmt: skip


def taken_over_by(way: Way) -> str:
    row = _booked(way)
    return row.service.name if row is not None else words_of_leaving.PRACTICE


def _booked(way: Way) -> Referral | None:
    rows = Referral.objects.filter(case=way.case, leaving=way.plan.leaving, status="booked", error_at=None)
    return (
        rows.exclude(kind__in=("equipment", "transport")).select_related("service").order_by("kind").first()
    )


def _left(way: Way, disposition: str) -> None:
    visits.leave(
        way.stay.visit, by=way.lead, event_at=clock.now(), disposition=disposition,
        key=f"demo-{way.stay.number}-leave", source="demonstration",
    )  # fmt: skip
