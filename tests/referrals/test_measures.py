"""KPI-09 and KPI-19 by hand-counted cases, and the scorecard of a service: of too few, no rate."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from encounters.models import Encounter
from referrals.models import Referral, StartCheck
from referrals.queries import measures
from referrals.queries.measures import Share
from referrals.queries.scorecard import card
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PERIOD = (THEN - timedelta(days=1), THEN + timedelta(days=30))


def given(case, service, manager, *rows):
    """Rows of community referrals, which need no choice: (status, hours to the answer or None, reason)."""
    return Referral.objects.bulk_create(
        Referral(
            case=case, service=service, kind="community", asks_for=f"Meals {number}", created_by=manager, status=status,
            sent_at=THEN, first_answer_at=THEN + HOUR * hours if hours is not None else None,
            accepted_at=THEN + HOUR * hours if status == "accepted" else None, declined_because=reason,
        )
        for number, (status, hours, reason) in enumerate(rows)
    )  # fmt: skip


def test_answers_by_hand(case, service, manager, facility):
    given(
        case, service("Meals", "community"), manager, ("accepted", 4, ""), ("accepted", 8, ""), ("declined", 2, "payer"),
        ("declined", 10, "no_bed"), ("declined", 6, "payer"), ("sent", None, ""), ("viewed", None, ""),
        ("info_requested", 1, ""), ("withdrawn", None, ""), ("withdrawn", 3, ""),
    )  # fmt: skip
    found = measures.answers(measures.sent(facility, *PERIOD))
    assert found.sent == 9, "taken back before any answer counts nowhere"
    assert (found.first_answer.of, found.first_answer.median, found.first_answer.p90) == (7, 4.0, 10.0)
    assert (found.acceptance.of, found.acceptance.median) == (1, 4.0), "the first yes of the departure"
    assert (found.accepted, found.accepted.rate) == (Share(2, 5), 40.0)
    assert (found.no_response, found.no_response.rate) == (Share(2, 9), 22.2)
    assert found.declines == {"payer": 2, "no_bed": 1}


def test_nothing_has_no_rate(facility):
    found = measures.answers(measures.sent(facility, *PERIOD))
    assert (found.sent, found.accepted.rate, found.no_response.rate, found.first_answer.median) == (
        0,
        None,
        None,
        None,
    )


def test_only_what_was_sent_in_the_period(case, service, manager, facility):
    given(case, service("Meals", "community"), manager, ("sent", None, ""))
    assert measures.sent(facility, THEN, THEN + HOUR).count() == 1
    assert measures.sent(facility, THEN - HOUR, THEN).count() == 0


@pytest.mark.parametrize(
    ("chosen", "asked", "documented"),
    [(True, True, True), (True, False, True), (False, False, False)],
    ids=["choice, then referral", "choice, no referral", "no choice"],
)
def test_choices_on_record(case, facility, houses, choose, send, chosen, asked, documented):
    if chosen:
        choose(*houses)
    if asked:
        send(*houses)
    Encounter.objects.create(
        patient=case.patient, facility=facility, case=case, kind="IMP", status="finished", started_at=THEN - HOUR,
        ended_at=THEN + HOUR, disposition="03",
    )  # fmt: skip
    rows = measures.post_acute(facility, *PERIOD)
    assert measures.choices_documented(rows) == Share(int(documented), 1)


def test_a_choice_of_another_kind_is_none(case, facility, houses, choose):
    choose(*houses)
    Encounter.objects.create(
        patient=case.patient, facility=facility, case=case, kind="IMP", status="finished", started_at=THEN - HOUR,
        ended_at=THEN + HOUR, disposition="06",
    )  # fmt: skip
    rows = measures.post_acute(facility, *PERIOD)
    assert measures.choices_documented(rows) == Share(0, 1)
    assert len(measures.without_choice(rows)) == 1


def checks(row, manager, number, on_time):
    StartCheck.objects.bulk_create(
        StartCheck(
            referral=row, started=True, started_on_time=n < on_time, as_ordered=True, punctual=4 if n % 2 else 5,
            asked="The daughter", at=THEN, by=manager,
        )
        for n in range(number)
    )  # fmt: skip


@pytest.mark.parametrize(("number", "says"), [(10, "too few (10)"), (12, "75.0 %")])
def test_the_scorecard_tells_no_rate_of_too_few(case, service, manager, number, says):
    meals = service("Meals", "community")
    row = Referral.objects.create(
        case=case,
        service=meals,
        kind="community",
        asks_for="Meals",
        created_by=manager,
        status="sent",
        sent_at=THEN,
    )
    checks(row, manager, number, 9)
    words = {line.label: line.words for line in card(meals, manager)["lines"]}
    assert words["Checks of a start"] == str(number)
    assert words["Began when promised"] == says
    assert words["They come when they say"] == ("4.5 of 5" if number == 12 else "too few (10)")
    assert words["They know the plan"] == "n/a"
    assert words["Accepted, of those answered"] == "n/a"
    assert words["No answer"] == "too few (1)"


def test_the_card_stands_on_the_page_of_the_service(client, service, person, facility):
    meals = service("Meals", "community")
    client.force_login(person("n.desk", Role.NURSE, facility))
    text = client.get(reverse("directory:service", args=[meals.pk])).content.decode()
    assert "From our own referrals" in text
    assert "n/a" in text
