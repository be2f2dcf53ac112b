"""No order of verbs sends a referral or papers to home health, SNF, IRF or LTCH without a choice that names the service."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from core.refusals import Refused
from directory.models import Service
from policy.loading import PACKS, load, whole
from referrals.actions import answering, booking, packets
from referrals.actions.asking import draft_referrals, send_referrals, withdraw
from referrals.actions.choices import offer_choice, put_aside, record_choice
from referrals.models import BY_CHOICE, Choice, ChoiceOption, Packet, Referral
from referrals.queries import choices
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
WORLDS, STEPS = 12, 40


class World:
    """One case, on which somebody does things in any order, half of them wrong."""

    def __init__(self, case: Any, by: Any, services: list[Service], seed: int) -> None:
        self.case, self.by, self.chance = case, by, Random(seed)
        self.kinds = self.chance.sample(BY_CHOICE, 2)
        self.services = [row for row in services if row.kind in self.kinds]
        self.went, self.refused = Counter(), Counter()

    def one(self, model: Any) -> Any:
        rows = list(model.objects.filter(case=self.case).order_by("created_at", "pk"))
        return self.chance.choice(rows) if rows else None

    def offer(self) -> None:
        offer_choice(self.case, by=self.by, kind=self.chance.choice(self.kinds), area="10001")

    def record(self) -> None:
        choice, said = self.one(Choice), self.chance.random() < 0.8
        how = self.chance.choice(["signed", "declined"])
        options = [row.service_id for row in choices.options(choice)]
        ranks = self.chance.sample(options, 1) if how == "signed" else []
        shown = dict.fromkeys(("quality_shared", "network_shown", "interests_shown"), said)
        record_choice(choice, by=self.by, how=how, ranks=ranks, **shown)

    def aside(self) -> None:
        put_aside(self.one(Choice), by=self.by, reason="x")

    def draft(self) -> None:
        asked = self.chance.sample(self.services, 2)
        draft_referrals(self.case, by=self.by, services=asked, asks_for=f"Care {self.chance.random()}")

    def chose(self, service: Service) -> bool:
        """By the rows alone, not by the query that the verbs ask: the newest choice of the kind lets it be asked."""
        rows = Choice.objects.filter(case=self.case, kind=service.kind, status="recorded", error_at=None)
        last = rows.order_by("-recorded_at", "-pk").first()
        named = ChoiceOption.objects.filter(choice=last, service=service)
        return last is not None and (named if last.how == "declined" else named.exclude(rank=None)).exists()

    def must_stand_on_a_choice(self, what: str, service: Service, doing: Callable[[], Any]) -> None:
        """Without a choice the verb itself refuses, before the database would; with one it may go."""
        chosen = self.chose(service)
        try:
            with transaction.atomic():
                doing()
        except Refused:
            self.refused[what] += not chosen
            raise
        except ValidationError as error:
            raise AssertionError(f"only the database stopped {what}") from error
        assert chosen, f"{what} to a service that nobody chose"
        self.went[what] += 1

    def send(self) -> None:
        row = self.one(Referral)
        self.must_stand_on_a_choice(
            "referral", row.service, lambda: send_referrals(self.case, by=self.by, referrals=[row])
        )

    def build(self) -> None:
        to, purpose = self.chance.choice(self.services), self.chance.choice(Packet.Purpose.values)
        packets.build_packet(self.case, by=self.by, purpose=purpose, service=to)

    def papers(self) -> None:
        row = self.one(Packet)
        said = {"how": "fax", "incomplete_because": "Later", "without_consent_because": "Treatment"}
        self.must_stand_on_a_choice(
            "papers", row.service, lambda: packets.send_packet(row, by=self.by, **said)
        )

    def accept(self) -> None:
        answering.accept(self.one(Referral), by=self.by, who="A. Ng")

    def ask_more(self) -> None:
        answering.ask_more(self.one(Referral), by=self.by, asked="More", who="A. Ng")

    def resend(self) -> None:
        answering.resend(self.one(Referral), by=self.by, words="More")

    def decline(self) -> None:
        answering.decline(self.one(Referral), by=self.by, because="no_bed", who="A. Ng")

    def book(self) -> None:
        booking.book(self.one(Referral), by=self.by, promised_at=THEN)

    def take_back(self) -> None:
        withdraw(self.one(Referral), by=self.by, reason="x")


# How often each is tried.
OFTEN = {
    "offer": 3, "record": 4, "aside": 1, "draft": 2, "send": 6, "accept": 5, "ask_more": 1, "resend": 1, "decline": 1,
    "book": 5, "take_back": 1, "build": 2, "papers": 4,
}  # fmt: skip
DOINGS = [name for name, times in OFTEN.items() for _time in range(times)]


@pytest.fixture(autouse=True)
def rules(db):
    """What goes along with a patient, by the pack in force."""
    load(whole(PACKS / "packet.json"))


def step(world: World) -> None:
    """Something is done, or refused and then nothing of it stays."""
    doing = world.chance.choice(DOINGS)
    with suppress(Refused, ValidationError, AttributeError), transaction.atomic():
        getattr(world, doing)()


def holds(case: Any) -> None:
    """What was ever sent by choice stands on a whole choice of its kind that lets this service be asked."""
    for row in Referral.objects.filter(case=case, kind__in=BY_CHOICE).exclude(sent_at=None):
        assert row.choice is not None
        assert (row.choice.case_id, row.choice.kind) == (case.pk, row.kind)
        assert row.choice.recorded_at is not None
        assert row.choice.recorded_at <= row.sent_at
        assert row.service_id in choices.chosen(row.choice)
    for row in Packet.objects.filter(case=case, service__kind__in=BY_CHOICE).exclude(sent_at=None):
        before = Choice.objects.filter(case=case, kind=row.service.kind, recorded_at__lte=row.sent_at)
        assert before.filter(options__service=row.service).exists()
    for kind in BY_CHOICE:
        booked = Referral.objects.filter(case=case, kind=kind, status__in=["booked", "started"])
        assert booked.count() <= 1


@pytest.mark.parametrize("seed", range(WORLDS))
def test_no_order_of_verbs_sends_one_without_a_choice(case, manager, service, seed):
    services = [service(f"{name} {kind}", kind) for kind in BY_CHOICE for name in ("Elm", "Fir")]
    world = World(case, manager, services, seed)
    for _step in range(STEPS):
        step(world)
    holds(case)


def far_enough(went: Counter, refused: Counter) -> bool:
    """Referrals and papers went, and were refused for want of a choice; one was booked."""
    often = min(went["referral"], went["papers"], refused["referral"], refused["papers"])
    return often > 3 and Referral.objects.filter(status="booked").exists()


def test_the_worlds_reach_far_enough(case, manager, service):
    """What the random walk proves is not about nothing; lists are in an order by chance, so some walks go less far."""
    services = [service(f"{name} {kind}", kind) for kind in BY_CHOICE for name in ("Elm", "Fir")]
    went, refused = Counter(), Counter()
    for seed in range(4 * WORLDS):
        world = World(case, manager, services, seed)
        for _step in range(STEPS):
            step(world)
        went, refused = went + world.went, refused + world.refused
        if far_enough(went, refused):
            break
    assert far_enough(went, refused), (went, refused)
    holds(case)
