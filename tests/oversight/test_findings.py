"""The daily look at the trail: each rule finds what it names and nothing beside, once, and another judges it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit import record
from audit.models import Event
from core.refusals import Denied, Refused
from oversight import actions, sweeps
from oversight.models import DayReview, Finding
from oversight.patterns import Day, Look, hits
from patients.models import ContactPoint, Identifier, Patient
from policy.watching import Figures
from teams.models import FacilityRole
from tests.conftest import THEN
from worklist.models import Notification

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
FIGURES = Figures()


@pytest.fixture
def night(at):
    """The night after THEN: `night()` reads the day of THEN."""

    def look():
        at(THEN + DAY)
        return sweeps.look_through()

    at(THEN)
    return look


def found(**facts):
    return set(Finding.objects.filter(**facts).values_list("rule", flat=True))


def others(facility, number, start=1000):
    patients = [
        Patient.objects.create(facility=facility, family=f"Name{n}", birth_date="1960-01-01")
        for n in range(number)
    ]
    for n, patient in enumerate(patients):
        Identifier.objects.create(patient=patient, authority="NGH", value=str(start + 7 * n), kind="MR")
    return patients


# What the rules name ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"own": True, "same_name": True}, "own"),
        ({"same_address": True, "same_name": True}, "address"),
        ({"same_name": True}, "surname"),
        ({"watched": True, "unrelated": True}, "watched"),
        ({"left": True, "unrelated": True}, "after"),
        ({"unrelated": True}, "unrelated"),
        ({"unrelated": True, "role": Role.INTAKE}, None),
        ({"watched": True}, None),
        ({}, None),
    ],
)
def test_a_look_is_asked_about_once_by_its_strongest_rule(facts, rule):
    key, who = uuid4(), uuid4()
    met = hits(Day(who, THEN, [Look(key, THEN, **facts)]), FIGURES)
    assert [(hit.rule, hit.patient) for hit in met] == ([(rule, key)] if rule else [])


def day(number=0, *, night=0, numbers=(), **facts):
    looks = [
        Look(uuid4(), THEN, at_night=n < night, number=dict(enumerate(numbers)).get(n)) for n in range(number)
    ]
    return [(hit.rule, hit.number) for hit in hits(Day(uuid4(), THEN, looks, **facts), FIGURES)]


def test_the_rules_of_a_whole_day_hold_at_their_edges():
    assert day(19) == []
    assert day(20) == [("many", 20)]
    assert day(31, before=(10, 10)) == [("many", 31)]
    assert day(30, before=(10, 10)) == []
    assert day(4, night=4) == []
    assert day(5, night=5) == [("night", 5)]
    assert day(5, night=5, works_nights=True) == []
    assert day(5, numbers=(1, 2, 3, 4, 5)) == [("sequence", 5)]
    assert day(6, numbers=(1, 2, 3, 5, 6, 7)) == []
    assert day(0, idle_searches=9) == []
    assert day(0, idle_searches=10) == [("searches", 10)]
    assert day(0, exports=1) == []
    assert day(0, exports=1, leaving=True) == [("export", 1)]
    assert day(0, emergencies=2) == []
    assert day(0, emergencies=3) == [("emergencies", 3)]


# What is read from the trail --------------------------------------------------------------------------------------


def test_a_look_without_a_relation_is_found_and_one_of_the_team_is_not(
    night, case, patient, doctor, officer, on_team
):
    lead = on_team(Role.CASE_MANAGER, is_lead=True)
    record.seen([patient], by=doctor, at=THEN)
    record.seen([case], by=lead, at=THEN)
    assert night() >= 1
    assert found(user=doctor) == {"unrelated"}
    assert not Finding.objects.filter(user=lead).exists()
    review = DayReview.objects.get(on=date(2026, 11, 3))
    assert (review.found, review.facility) == (1, patient.facility)
    notice = Notification.objects.get(recipient=officer, source=f"findings:{review.pk}")
    assert notice.item_id is None


def test_a_list_opens_no_record(night, patient, doctor):
    record.seen([patient], by=doctor, at=THEN, verb="list")
    night()
    assert not Finding.objects.exists()


def test_a_relation_that_has_just_ended_is_told_apart(night, at, case, patient, on_team, supervisor):
    from teams.actions import stand_down
    from teams.models import Assignment

    nurse = on_team(Role.NURSE)
    part = Assignment.objects.get(user=nurse)
    stand_down(part, by=supervisor, why="moved on")
    Assignment.objects.filter(pk=part.pk).update(
        starts_at=THEN - 9 * DAY, ends_at=THEN - 8 * DAY, read_until=THEN - DAY
    )
    record.seen([patient], by=nurse, at=THEN)
    night()
    assert found(user=nurse) == {"after"}


def test_the_same_name_and_the_same_home_are_found_among_the_team_too(
    night, case, patient, on_team, facility
):
    nurse, manager = on_team(Role.NURSE), on_team(Role.CASE_MANAGER, is_lead=True)
    type(nurse).objects.filter(pk=nurse.pk).update(name="Ngozi Okafor")
    own = Patient.objects.create(
        facility=facility, family="Manager", birth_date="1980-01-01", own_user=manager
    )
    for person in (own, patient):
        ContactPoint.objects.create(patient=person, kind="address", value="12 Mill Lane", postcode="02139")
    for user in (nurse, manager):
        record.seen([case], by=user, at=THEN)
    night()
    assert found(user=nurse) == {"surname"}
    assert found(user=manager) == {"address"}


def test_even_a_refused_look_at_ones_own_record_is_found(night, facility, doctor):
    own = Patient.objects.create(facility=facility, family="Night", birth_date="1980-01-01", own_user=doctor)
    record.denied("view", own, by=doctor, at=THEN)
    night()
    assert found(user=doctor) == {"own"}


def test_many_records_at_night_and_in_order_are_found_in_the_trail(night, facility, doctor):
    late = THEN.replace(hour=4)  # 23:00 of the evening before in New York
    for n, patient in enumerate(others(facility, 20)):
        Identifier.objects.filter(patient=patient).update(value=str(500 + n))
        record.seen([patient], by=doctor, at=late + DAY + n * timedelta(minutes=1))
    night()
    assert {"many", "night", "sequence"} <= found(user=doctor, patient=None)


def test_a_usual_day_of_many_records_is_nothing_new(night, facility, doctor):
    patients = others(facility, 20)
    for back in (1, 2):
        for patient in patients:
            record.seen([patient], by=doctor, at=THEN - back * DAY)
    for patient in patients:
        record.seen([patient], by=doctor, at=THEN)
    night()
    assert "many" not in found(user=doctor, on=date(2026, 11, 3))


def test_searches_that_open_nothing_and_exports_before_leaving_are_found(
    night, patient, doctor, intake, facility
):
    for n in range(10):
        record.seen([patient], by=intake, at=THEN + n * timedelta(minutes=1), verb="search")
    FacilityRole.objects.filter(user=doctor).update(ends_at=THEN + 10 * DAY)
    record.seen([patient], by=doctor, at=THEN, verb="export")
    night()
    assert "searches" in found(user=intake)
    assert "export" in found(user=doctor)


# Once, and by another ---------------------------------------------------------------------------------------------


@pytest.fixture
def finding(night, patient, doctor, officer):
    record.seen([patient], by=doctor, at=THEN)
    night()
    return Finding.objects.get(user=doctor)


def test_a_day_is_looked_through_once_and_days_missed_are_made_up(night, at, finding):
    assert sweeps.look_through() == 0
    at(THEN + 4 * DAY)
    houses = DayReview.objects.values("facility").distinct().count()
    assert sweeps.look_through() == 3 * houses


def test_what_waits_or_was_justified_is_not_asked_again_and_the_unjustified_is(
    at, finding, patient, doctor, officer
):
    def again(days):
        record.seen([patient], by=doctor, at=THEN + days * DAY)
        at(THEN + (days + 1) * DAY)
        sweeps.look_through()
        return Finding.objects.filter(user=doctor).count()

    assert again(1) == 1
    actions.judge_finding(finding, by=officer, verdict="justified", note="Came with the trauma team.")
    assert again(2) == 1
    Finding.objects.filter(pk=finding.pk).update(status="unjustified")
    assert again(3) == 2


def test_a_verdict_needs_its_words_a_privacy_officer_and_never_oneself(finding, officer, supervisor, doctor):
    for by in (supervisor, doctor):
        with pytest.raises(Denied):
            actions.judge_finding(finding, by=by, verdict="justified", note="Fine.")
    with pytest.raises(Refused):
        actions.judge_finding(finding, by=officer, verdict="justified", note=" ")
    Finding.objects.filter(pk=finding.pk).update(user=officer)
    with pytest.raises(Refused):
        actions.judge_finding(finding, by=officer, verdict="justified", note="Fine.")


def test_the_queue_the_day_and_the_verdict_have_their_pages(client, finding, officer, supervisor, doctor):
    client.force_login(officer)
    assert (
        reverse("oversight:finding", args=[finding.pk]) in client.get("/privacy/findings/").content.decode()
    )
    assert doctor.name in client.get(reverse("oversight:day", args=[finding.review_id])).content.decode()
    page = reverse("oversight:finding", args=[finding.pk])
    assert "looked at" in client.get(page).content.decode()
    assert client.post(page, {"verdict": "unjustified"}).status_code == 422
    assert client.post(page, {"verdict": "unjustified", "note": "A neighbour."}).status_code == 303
    finding.refresh_from_db()
    assert (finding.status, finding.judged_by) == ("unjustified", officer)
    assert Event.objects.filter(verb="oversight.judge_finding", actor_id=officer.pk).exists()
    assert client.post(page, {"verdict": "justified", "note": "No."}).status_code == 409
    for other in (supervisor, doctor):
        client.force_login(other)
        assert client.get(page).status_code == 404
        assert client.get("/privacy/findings/").status_code == 404


def test_what_is_about_an_officer_is_not_shown_to_them(client, finding, officer, second_officer):
    Finding.objects.filter(pk=finding.pk).update(user=officer)
    page = reverse("oversight:finding", args=[finding.pk])
    client.force_login(officer)
    assert client.get(page).status_code == 404
    assert page not in client.get("/privacy/findings/").content.decode()
    client.force_login(second_officer)
    assert page in client.get("/privacy/findings/").content.decode()


def test_a_days_look_costs_the_same_for_two_records_and_for_many(
    night, facility, doctor, django_assert_max_num_queries
):
    from oversight.queries.days import of_day

    for patient in others(facility, 30):
        record.seen([patient], by=doctor, at=THEN)
    with django_assert_max_num_queries(14):
        assert len(of_day(facility, date(2026, 11, 3), FIGURES)[0].looks) == 30
