"""Places, equipment and rides of the demonstration: lists given, services asked, answers, one taken, whether it began."""

from contextlib import suppress
from datetime import timedelta

from core import clock
from core.refusals import Refused
from demo import places, words_of_leaving
from demo.diary import Story
from demo.stay import interpreting
from demo.way import HOMES, Way
from directory.models import Service
from discharge import actions as leaving
from discharge.gate_facts_of_referrals import kind_for
from referrals.actions import answering, asking, booking, choices, going, packets
from referrals.models import BY_CHOICE, Choice, Referral
from referrals.queries.choices import home_area
from referrals.steps import AGREED, ASKED

# How many are asked at once where the patient named several.
MOST = 5
DECLINES, SILENT, ASKS_MORE = 0.35, 0.08, 0.15


def begin(way: Way) -> None:
    """Whatever has to be there when the patient leaves is looked for, each beside the other."""
    kind = kind_for(way.disposition)
    if kind:
        way.beside(place(way, kind))
    if way.chance(0.35):
        way.beside(equipment(way))
    if way.disposition not in HOMES or way.chance(0.3):
        way.beside(ride(way))


def place(way: Way, kind: str) -> Story:
    """A list, a choice, several asked at once, and the rest once nobody has said yes for a day."""
    yield way.at(way.stay.rng.uniform(0.1, 0.35))
    chosen = _services(way, kind)
    if kind in BY_CHOICE:
        choice = _given(way, kind)
        yield way.stay.hours(2, 20)
        chosen = _chosen(way, choice)
    yield way.stay.hours(0.5, 3)
    later = chosen[MOST - 1 :] or chosen[-1:] if len(chosen) > 1 else []
    ask(way, [each for each in chosen if each not in later])
    yield way.stay.hours(22, 30)
    if later and not _taken(way, kind):
        ask(way, later, sure=True)


def ask(way: Way, services: list[Service], *, sure: bool = False) -> None:
    """Ask several services for the same; each answers in its own time."""
    wanted = f"{way.stay.figure.problem.title}: place from {way.leaves_at:%-d %b}"
    drafts = asking.draft_referrals(way.case, by=way.helper, services=services, asks_for=wanted)
    if way.chance(0.3):
        with suppress(Refused):  # nothing of the record may go yet
            _papers(way, services[0])
    sent = asking.send_referrals(way.case, by=way.helper, referrals=drafts)
    for referral in sorted(sent, key=lambda row: row.service.name):
        way.beside(answer(way, referral, sure=sure))


def answer(way: Way, referral: Referral, *, sure: bool) -> Story:
    """Looked at, at times a question, then yes or no; some never answer. The first yes is booked."""
    rng, by, who = way.stay.rng, way.helper, way.stay.rng.choice(words_of_leaving.WHO)
    if not sure and rng.random() < SILENT:
        return
    yield way.stay.hours(0.5, 5)
    answering.mark_viewed(referral, by=by, who=who)
    if rng.random() < ASKS_MORE:
        answering.ask_more(referral, by=by, asked=rng.choice(words_of_leaving.ASKED), who=who)
        yield way.stay.hours(0.5, 5)
        answering.resend(referral, by=by, words=words_of_leaving.SENT)
    yield way.stay.hours(0.5, 16)
    referral.refresh_from_db()
    if referral.status not in ASKED:
        return
    if not sure and rng.random() < DECLINES:
        because, words = rng.choice(words_of_leaving.DECLINES)
        answering.decline(referral, by=by, because=because, who=who, words=words)
        return
    answering.accept(referral, by=by, who=who)
    yield way.stay.hours(0.3, 4)
    if not _taken(way, referral.kind, booked=True):
        book(way, referral, who)


def book(way: Way, referral: Referral, who: str) -> None:
    """From the hour of leaving in a facility, from the day after at home."""
    day = timedelta(hours=way.stay.rng.uniform(16, 30) if way.disposition in HOMES else 1)
    starts = max(way.leaves_at, clock.now()) + day
    room = "" if way.disposition in HOMES else f"Room {way.stay.rng.randint(1, 60)}"
    booking.book(referral, by=way.helper, promised_at=starts, place=room, report_to=who)


def equipment(way: Way) -> Story:
    """Ordered, promised, delivered and explained; one in eight comes too late."""
    rng = way.stay.rng
    what = rng.choice(words_of_leaving.EQUIPMENT)
    yield way.at(rng.uniform(0.2, 0.5))
    supplier = rng.choice(_services(way, "equipment"))
    drafts = asking.draft_referrals(
        way.case, by=way.helper, services=[supplier], asks_for=what, essential=what == words_of_leaving.ESSENTIAL
    )  # fmt: skip
    row = asking.send_referrals(way.case, by=way.helper, referrals=drafts)[0]
    yield way.stay.hours(1, 12)
    answering.accept(row, by=way.helper, who=rng.choice(words_of_leaving.WHO))
    booking.book(row, by=way.helper, promised_at=max(way.before(4, 12), clock.now()), place="Bedside")
    if rng.random() < 0.12:
        return
    yield way.before(3, 12)
    going.deliver(row, by=way.helper, at=clock.now())
    yield way.stay.hours(0.2, 1)
    going.teach_use(row, by=way.nurse or way.helper, at=clock.now(), who="The patient")


def ride(way: Way) -> Story:
    """A car, a wheelchair van, or an ambulance that a physician certified."""
    rng = way.stay.rng
    yield way.at(rng.uniform(0.4, 0.7))
    mode = rng.choice(["car", "wheelchair", "wheelchair", "bls"])
    certified = words_of_leaving.PHYSICIAN if mode == "bls" else ""
    company = rng.choice(_services(way, "transport"))
    drafts = asking.draft_referrals(
        way.case, by=way.helper, services=[company], asks_for="Ride on the day of leaving", mode=mode,
        certified_by=certified,
    )  # fmt: skip
    row = asking.send_referrals(way.case, by=way.helper, referrals=drafts)[0]
    yield way.stay.hours(0.5, 8)
    answering.accept(row, by=way.helper, who=rng.choice(words_of_leaving.WHO))
    booking.book(row, by=way.helper, promised_at=max(way.leaves_at, clock.now()), place="Main entrance")


def picked_up(way: Way) -> None:
    """The ride that was booked stood at the door, and took the patient."""
    for row in Referral.objects.filter(
        case=way.case, leaving=way.plan.leaving, kind="transport", status="booked"
    ):
        going.transport_arrived(row, by=way.helper, at=clock.now())
        booking.start(row, by=way.helper, at=clock.now())
        booking.close_loop(row, by=way.helper, outcome="met")


def _given(way: Way, kind: str) -> Choice:
    area = home_area(way.case) if kind == "home_health" else ""
    if kind == "home_health" and not area:
        area = places.TOWNS[0][1]
    given: Choice = choices.offer_choice(
        way.case, by=way.lead, kind=kind, area=area, language=way.stay.figure.language
    )
    return given


def _chosen(way: Way, choice: Choice) -> list[Service]:
    """The patient's ranks, or all of the list where they leave it to the team."""
    rng = way.stay.rng
    listed = [row.service for row in choice.options.select_related("service").order_by("service__name")]
    how = rng.choice(["signed", "signed", "verbal", "verbal", "declined"])
    ranked = (
        listed
        if how == "declined"
        else rng.sample(listed, rng.randint(min(2, len(listed)), min(MOST, len(listed))))
    )
    person = "Telephone interpreter" if interpreting(way.stay, way.case) else ""
    choices.record_choice(
        choice, by=way.lead, how=how, ranks=[] if how == "declined" else [row.pk for row in ranked],
        witness="Nurse of the ward" if how == "verbal" else "", interpreter=person, quality_shared=True,
        network_shown=True, interests_shown=True,
    )  # fmt: skip
    return ranked


def _services(way: Way, kind: str) -> list[Service]:
    rows = Service.objects.filter(facility=way.case.facility_id, kind=kind, closed_at=None)
    return list(rows.order_by("name"))


def _taken(way: Way, kind: str, *, booked: bool = False) -> bool:
    states = AGREED[1:] if booked else AGREED
    rows = Referral.objects.filter(case=way.case, leaving=way.plan.leaving, kind=kind, error_at=None)
    return rows.filter(status__in=states).exists()


def _papers(way: Way, service: Service) -> None:
    """What is needed to decide, for one of those asked."""
    packet = packets.build_packet(
        way.case, by=way.lead, purpose="referral", service=service, leaving=way.plan.leaving
    )
    lacks = words_of_leaving.PAPERS_LACK if packet.missing else ""
    packets.send_packet(
        packet,
        by=way.lead,
        how="fax",
        incomplete_because=lacks,
        without_consent_because=words_of_leaving.TREATMENT,
    )


def authorised(way: Way) -> Story:
    """Facilities wait for the payer's word; it comes a day or so after they said yes."""
    if way.disposition not in ("03", "62", "63"):
        return
    while not way.gone:
        yield way.stay.hours(10, 26)
        if _taken(way, kind_for(way.disposition)):
            leaving.reach_milestone(way.plan, by=way.lead, code="authorised")
            return
