"""What the demonstration tells of the way out: a directory of invented services, an invented table, departures of every kind."""

from collections import Counter
from datetime import timedelta
from itertools import islice
from random import Random

import pytest

from audit.models import Event
from core import clock
from demo import grouping, offers, problems
from demo.house import found
from demo.life import Life
from demo.offers import OFFERS
from directory.models import Organisation, Service
from discharge.models import DelaySegment, GateCheck, HuddleDecision, LeavingStep, Notice
from encounters import table5
from encounters.models import Encounter, ExpectedStay, StatusOrder, StayCoding
from referrals.models import Choice, Packet, Referral
from tests.conftest import THEN


@pytest.fixture
def house(db, at):
    clock.move(THEN)
    built = found(7, 12, THEN.date())
    offers.open_directory(built, Random(1))
    return built


def test_services_of_every_kind_are_on_the_list_of_every_site(house):
    assert {offer.kind for offer in OFFERS} == set(Service.Kind.values)
    for site in house.sites:
        assert Service.objects.filter(facility=site).count() == len(OFFERS) >= 20
    assert not Service.objects.filter(invented=False).exists()
    assert not Organisation.objects.filter(services__isnull=False, invented=False).exists()
    assert Service.objects.exclude(financial_interest="").count() == len(house.sites)
    # Where the law wants quality on a list there is a fact with its day and source.
    by_choice = Service.objects.filter(kind__in=["home_health", "snf", "irf", "ltch"])
    assert not by_choice.exclude(qualities__source=offers.INVENTED).exists()
    assert not by_choice.filter(capabilities=None).exists()


def test_some_services_are_never_verified_and_some_not_for_ninety_days(house):
    story = offers.keep_directory(house, Random(2))
    for at in islice(story, 4):
        clock.move(at)
    clock.move(THEN + timedelta(days=91))
    assert Service.objects.filter(verified_at=None).exists()
    assert Service.objects.filter(verified_at__lt=clock.now() - timedelta(days=90)).exists()
    assert Service.objects.filter(verified_at__gt=clock.now() - timedelta(days=35)).exists()


def test_the_table_of_expected_stays_has_every_problem_and_says_that_it_is_invented(house):
    grouping.bring_table(THEN - timedelta(days=90), THEN)
    titles = {problem.title for problem in problems.PROBLEMS}
    assert set(grouping.GROUPS) == titles
    assert {row.drg for row in table5.read(grouping.table())} == set(grouping.GROUPS.values())
    assert ExpectedStay.objects.exists()
    assert all("invented" in row.title and row.brought.invented for row in ExpectedStay.objects.all())


@pytest.mark.slow
@pytest.mark.django_db
def test_two_weeks_tell_of_the_way_out_through_the_verbs_alone(at):
    life = Life(7, 14, 12, until=THEN)
    life.live(lambda day: None)
    clock.move(None)
    assert life.diary.broken == []
    assert not Event.objects.filter(outcome="denied").exists()
    # A forecast waits for a past of its own, which two weeks may not have: tests/demo/test_populate.py has one.
    for model in (Choice, Packet, DelaySegment, Notice, StatusOrder, StayCoding, HuddleDecision):
        assert model.objects.exists(), model
    states = Counter(Referral.objects.values_list("status", flat=True))
    assert states["declined"]
    assert states["started"] + states["closed"]
    left = LeavingStep.objects.filter(stage="left", reversed_at=None)
    assert left.filter(by_fact=False).exists()
    assert left.filter(by_fact=True).exists()
    assert GateCheck.objects.filter(status="left_open", item=None).count() == 0
    # Nobody left as planned with something hard open that nobody overrode.
    planned = left.filter(by_fact=False).values("plan")
    assert not GateCheck.objects.filter(plan__in=planned, leaving=1, status="left_open").exists()
    told = Event.objects.filter(verb="discharge.leave_as_planned", outcome="done").count()
    assert told == left.filter(by_fact=False).count()
    assert Encounter.objects.filter(status="finished", codings__final=True).exists()
