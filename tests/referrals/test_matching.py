"""What a patient will need against what a service can do: met, not met, or not known, and never taken for granted."""

import pytest

from accounts.permissions import Role
from assessments.models import AbilityRating
from careplans.models import Restriction
from directory.actions import set_capabilities
from directory.models import ServiceCapability
from patients.models import CommunicationProfile
from referrals import gap_words
from referrals.matching import Gap, Need, Offer, gaps, unmet
from referrals.queries import matching
from tests.conftest import THEN

# Need, offer, what is not met, what is not known.
CASES = [
    ("nothing is needed", Need(), Offer("snf"), [], []),
    ("a level as low as it looks after", Need({"physical": 1}), Offer(least={"physical": 1}), [], []),
    ("a level below", Need({"physical": 0}), Offer(least={"physical": 1}), ["physical"], []),
    ("a level nobody wrote down", Need({"cognitive": 1}), Offer(least={"physical": 1}), [], ["cognitive"]),
    ("an ability nobody rated", Need({"physical": 3}), Offer(least={"physical": 1, "emotional": 4}), [], []),
    ("hours enough", Need(hours=8), Offer(hours=8), [], []),
    ("hours too few", Need(hours=9), Offer(hours=8), ["hours"], []),
    ("hours not known", Need(hours=1), Offer("home_care"), [], ["hours"]),
    ("a house with somebody there always", Need(hours=24), Offer("snf"), [], []),
    ("hours said of a house count", Need(hours=24), Offer("snf", hours=12), ["hours"], []),
    ("no hours needed", Need(hours=0), Offer("home_care"), [], []),
    (
        "a treatment offered",
        Need(treatments=frozenset({"oxygen"})),
        Offer(treatments=frozenset({"oxygen"})),
        [],
        [],
    ),
    (
        "one it has not among others",
        Need(treatments=frozenset({"oxygen"})),
        Offer(treatments=frozenset({"wound"})),
        ["oxygen"],
        [],
    ),
    (
        "one of a service that said nothing",
        Need(treatments=frozenset({"oxygen"})),
        Offer("snf"),
        [],
        ["oxygen"],
    ),
    ("nights where somebody is always there", Need(treatments=frozenset({"nights"})), Offer("snf"), [], []),
]


@pytest.mark.parametrize(
    ("said", "need", "offer", "missing", "unknown"), CASES, ids=[case[0] for case in CASES]
)
def test_what_is_met(said, need, offer, missing, unknown):
    found = gaps(need, offer)
    assert [gap.code for gap in found if gap.known] == missing == unmet(need, offer)
    assert [gap.code for gap in found if not gap.known] == unknown


def test_what_nobody_rated_is_named():
    assert Need({"physical": 1, "cognitive": 2}).unrated == ("functional", "emotional", "socioeconomic")


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        (
            Gap("physical", True, 0, 2),
            "Moving: needs somebody all the time; the service looks after people from “needs some help” on.",
        ),
        (Gap("physical", False, 1), "Moving: needs much help; not known whom the service looks after."),
        (Gap("oxygen", True), "Oxygen is needed; the service does not offer it."),
        (Gap("oxygen", False), "Oxygen is needed; not known whether the service offers it."),
        (Gap("hours", True, 24, 8), "24 hours of support a day are needed; somebody is there 8."),
        (Gap("hours", False, 1), "1 hour of support a day is needed; not known how long somebody is there."),
    ],
)
def test_each_gap_is_a_sentence(gap, sentence):
    assert gap_words.sentence(gap) == sentence


@pytest.mark.django_db
def test_the_need_is_what_the_record_says(case, on_team, service):
    nurse = on_team(Role.NURSE)
    said = {"case": case, "rated_at": THEN, "rated_by": nurse}
    AbilityRating.objects.create(ability="physical", now=1, expected=2, support_needed=4, **said)
    AbilityRating.objects.create(ability="functional", now=3, support_needed=6, **said)
    order = {"case": case, "words": "x", "from_on": "2026-11-01", "created_by": nurse}
    Restriction.objects.create(kind="oxygen", value="continuous", **order)
    Restriction.objects.create(kind="isolation", until_on="2026-11-02", **order)
    Restriction.objects.create(kind="supervision", value="reminders", **order)
    CommunicationProfile.objects.create(patient=case.patient, spoken="es", interpreter="phone")
    need = matching.need(case)
    assert need.levels == {"physical": 2, "functional": 3}
    assert need.hours == 6
    assert need.treatments == {"oxygen", "interpreter"}
    house = service("Elm House", support_hours=5)
    ServiceCapability.objects.create(service=house, code="physical", least=3)
    assert matching.unmet(case, house) == ["physical", "hours", "interpreter", "oxygen"]
    assert [gap.code for gap in matching.gaps(case, house) if not gap.known] == ["functional"]


@pytest.mark.django_db
def test_what_a_service_can_no_more_counts_no_more(case, person, facility, service):
    manager = person("m.desk", Role.CASE_MANAGER, facility)
    house = service("Elm House")
    set_capabilities(house, by=manager, capabilities={"physical": 1, "oxygen": None})
    set_capabilities(house, by=manager, capabilities={"physical": 2})
    assert matching.offer(house) == Offer("snf", {"physical": 2}, frozenset())
