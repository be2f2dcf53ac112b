"""The index of each day with its arithmetic; a fall is one piece of work."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from outreach import points, sweeps
from outreach.models import EngagementScore
from patients.models import RelatedPerson
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Item

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_once_a_day_with_every_part(case, tries):
    tries(0, outcome="reached")
    assert (sweeps.keep_index(), sweeps.keep_index()) == (1, 0)
    score = EngagementScore.objects.get()
    assert score.points == sum(part["points"] for part in score.parts) == 40 + 12 + 10 + 15
    assert {part["code"]: (part["good"], part["of"]) for part in score.parts}["reached"] == (1, 1)


def test_a_fall_makes_one_piece_of_work_for_whoever_calls(case, caller, tries, at):
    tries(0, outcome="reached")
    sweeps.keep_index()
    for day in (20, 21):
        tries(24 * day)
    assert sweeps.keep_index() == 1
    asked = Item.objects.get(kind="quiet")
    fallen = EngagementScore.objects.latest("on")
    assert (fallen.fell, fallen.before, fallen.item, asked.owner) == (True, 77, asked, caller)
    assert asked.why == f"Engagement fell from 77 to {fallen.points}"
    tries(24 * 40)
    sweeps.keep_index()
    assert Item.objects.filter(kind="quiet").count() == 1


def test_a_score_is_never_changed(case, at):
    sweeps.keep_index()
    score = EngagementScore.objects.get()
    score.points = 100
    with pytest.raises(DatabaseError), transaction.atomic():
        score.save()


def test_the_number_of_statements_does_not_grow_with_the_cases(
    case, intake, team, facility, django_assert_max_num_queries
):
    from patients.actions import open_case
    from patients.models import Patient

    for n in range(12):
        other = Patient.objects.create(
            facility=facility, family=f"Other{n}", given="X", search_name=f"other{n} x"
        )
        open_case(other, by=intake, team=team)
    with django_assert_max_num_queries(14):
        assert sweeps.keep_index() == 13


@pytest.mark.parametrize(
    ("tried", "counted"),
    [((), 1), (("message",), 0), (("no_answer", "message"), 0), (("no_answer", "reached"), 1)],
)
def test_a_follow_up_counts_as_done_when_it_was_tried_and_somebody_answered(case, caller, at, tried, counted):
    work.start_follow_up(
        case, by=caller, activity="follow_up", what="Weight by phone", owner=caller, first_due_at=THEN + HOUR
    )
    call = Item.objects.get(series__isnull=False)
    for hour, outcome in enumerate(tried):
        at(THEN + hour * HOUR)
        work.log_contact(case, by=caller, activity="follow_up", mode="phone", outcome=outcome, item=call)
        call.refresh_from_db()
    if call.is_live:
        work.complete(call, by=caller)
    at(THEN + DAY)
    said = points.counted([case], THEN + DAY, 60)[case.pk]
    assert said.answered == (counted, 1)


def test_nothing_is_counted_or_asked_for_a_patient_who_has_died(case, patient, lead, caller, at):
    booked = work.book(
        case, by=lead, user=lead, activity="follow_up", mode="phone", despite=True,
        starts_at=THEN + HOUR, ends_at=THEN + 2 * HOUR,
    )  # fmt: skip
    at(THEN + 3 * HOUR)
    work.miss_appointment(booked, by=lead)
    patient.deceased_at = THEN + HOUR
    patient.save(update_fields=["deceased_at"])
    assert (sweeps.call_after_missed(), sweeps.keep_index()) == (0, 0)
    assert not Item.objects.filter(kind__in=("reach", "quiet")).exists()


def test_a_missed_appointment_asks_for_a_call_within_a_business_day(case, caller, lead, at):
    booked = work.book(
        case, by=lead, user=lead, activity="follow_up", mode="phone", despite=True,
        starts_at=THEN + HOUR, ends_at=THEN + 2 * HOUR,
    )  # fmt: skip
    at(THEN + 3 * HOUR)
    work.miss_appointment(booked, by=lead)
    assert (sweeps.call_after_missed(), sweeps.call_after_missed()) == (1, 0)
    asked = Item.objects.get(kind="reach")
    # Tuesday 13:00 in New York: by Wednesday 16:00.
    assert (asked.owner, asked.due_at) == (caller, THEN + DAY + 6 * HOUR)


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"outcome": "no_answer"}, 1),
        ({"outcome": "message"}, 1),
        ({"outcome": "reached", "of": "daughter"}, 1),
        ({"outcome": "reached"}, 0),
        ({"outcome": "declined"}, 0),
    ],
)
def test_only_who_spoke_with_the_patient_has_called_about_it(case, patient, lead, tries, at, facts, asked):
    booked = work.book(
        case, by=lead, user=lead, activity="follow_up", mode="phone", despite=True,
        starts_at=THEN + HOUR, ends_at=THEN + 2 * HOUR,
    )  # fmt: skip
    at(THEN + 3 * HOUR)
    work.miss_appointment(booked, by=lead)
    facts = dict(facts)
    if facts.pop("of", ""):
        facts["person"] = RelatedPerson.objects.create(patient=patient, name="N. Okafor", relation="daughter")
    tries(4, **facts)
    assert sweeps.call_after_missed() == asked


def test_a_protocol_ends_with_its_case(case, lead, caller, tries, patient, at):
    from outreach.models import Outreach

    tries(0), tries(4), tries(28)
    patient.deceased_at = THEN + 29 * HOUR
    patient.save(update_fields=["deceased_at"])
    assert (sweeps.stop_ended(), sweeps.stop_ended()) == (1, 0)
    found = Outreach.objects.get()
    assert (found.status, found.ended_because) == ("stopped", "The patient has died.")
