"""Answers that others owe us: the QIO's decision, Level II, the resident review. Somebody is reminded until each is there."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.actors import system
from core.refusals import Refused
from discharge import answers
from discharge.actions import reviews, screening
from discharge.models import DeadlineChange, DischargePlan, Notice
from discharge.sweeps import notices as sweeps
from encounters import actions as encounters
from patients import actions as patients
from patients.models import Case
from tests.conftest import THEN
from tests.discharge.awaited import HOUR, another, expect, gone, work_for
from tests.tables_of_time import shown
from worklist import actions as work
from worklist.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notice_packs")]
DAY = timedelta(days=1)


# --- The decision of the QIO ----------------------------------------------------------------------------------------


def test_a_review_is_somebodys_work_until_the_decision_and_climbs(manager, supervisor, review):
    item = work_for("qio")
    # All information at noon of the next day, a day for the decision.
    assert (item.owner, shown(item.due_at)) == (manager, "Thu 2026-11-05 23:59")
    assert {each.to for each in item.reminders.filter(status="waiting")} >= {"person", "supervisor"}


def test_the_decision_ends_it(manager, review):
    reviews.record_qio_decision(review, by=manager, decided_at=THEN, outcome="disagrees")
    item = work_for("qio")
    assert (item.status, item.done_note) == (Item.Status.DONE, "The stay goes on")
    assert not item.reminders.filter(status="waiting").exists()


def test_it_ends_by_no_other_way(manager, review):
    with pytest.raises(Refused, match="decision is on record"):
        work.complete(work_for("qio"), by=manager)
    with pytest.raises(Refused, match="decision is on record"):
        work.cancel(work_for("qio"), by=manager, reason="x")


def test_information_given_sooner_moves_it_old_to_new(case, manager, review, give):
    give(Notice.objects.get(case=case, kind="dnd"))
    item = work_for("qio")
    assert shown(item.due_at) == "Wed 2026-11-04 23:59"
    [moved] = DeadlineChange.objects.filter(about__startswith="discharge.QioReview:")
    assert (shown(moved.old), shown(moved.new), moved.rule) == (
        "Thu 2026-11-05 23:59", "Wed 2026-11-04 23:59", "R-QIO-3",
    )  # fmt: skip
    first = item.reminders.filter(status="waiting").order_by("due_at").first()
    assert first.due_at <= item.due_at


def test_a_day_of_leaving_that_makes_the_request_late_moves_it(case, manager, leaves_today, at):
    at(THEN + DAY)
    reviews.request_qio_review(leaves_today, by=manager, notified_at=THEN + DAY)
    assert shown(work_for("qio").due_at) == "Sat 2026-11-07 23:59"
    expect(case, manager, date(2026, 11, 4), cause="A01")
    assert shown(work_for("qio").due_at) == "Fri 2026-11-06 23:59"


def test_under_another_number_the_stay_goes_on_and_so_does_the_wait(
    case, facility, unit, review, leaves_today, at
):
    at(THEN + 2 * HOUR)
    gone(leaves_today, code="09")
    assert work_for("qio").is_live
    second = another(case, facility, unit, 1)
    assert work_for("qio").is_live
    gone(second, hours=2, key="gone-2")
    assert work_for("qio").cancel_reason == "The patient has left."


def test_while_another_stay_goes_on_the_wait_does_and_a_later_one_does_not_renew_it(
    case, facility, unit, review, leaves_today, at
):
    at(THEN + 4 * HOUR)
    second = another(case, facility, unit, 1)
    gone(leaves_today, hours=2)
    assert work_for("qio").is_live
    gone(second, hours=3, key="gone-2")
    assert work_for("qio").cancel_reason == "The patient has left."
    another(case, facility, unit, 4, key="3")
    assert not work_for("qio").is_live


@pytest.mark.parametrize(("code", "why"), [("01", "The patient has left."), ("20", "The patient has died.")])
def test_leaving_and_death_end_it(review, leaves_today, at, code, why):
    at(THEN + 2 * HOUR)
    gone(leaves_today, code=code)
    item = work_for("qio")
    assert (item.status, item.cancel_reason) == (Item.Status.CANCELLED, why)


def test_a_departure_that_was_none_brings_it_back(review, leaves_today, at):
    at(THEN + 2 * HOUR)
    gone(leaves_today)
    encounters.cancel(leaves_today, by=system("feed"), kind="leave", key="back")
    assert work_for("qio").is_live


def test_who_asked_after_leaving_waits_for_thirty_days(manager, leaves_today, at):
    at(THEN + 2 * HOUR)
    gone(leaves_today)
    leaves_today.refresh_from_db()
    reviews.request_qio_review(leaves_today, by=manager, notified_at=THEN + 2 * HOUR)
    item = work_for("qio")
    assert (item.is_live, shown(item.due_at)) == (True, "Fri 2026-12-04 23:59")


def test_a_death_on_the_record_alone_ends_it(case, intake, review):
    patients.correct(case.patient, by=intake, deceased_at=THEN)
    assert sweeps.end_answers() == 1
    assert work_for("qio").cancel_reason == "The patient has died."
    assert sweeps.end_answers() == 0


def test_a_death_that_was_none_brings_all_of_it_back(case, intake, manager, review, asked):
    patients.correct(case.patient, by=intake, deceased_at=THEN)
    sweeps.end_answers()
    assert sweeps.renew_answers() == 0
    patients.correct(case.patient, by=intake, deceased_at=None)
    assert sweeps.renew_answers() == 1
    assert work_for("qio").is_live
    assert work_for("level-two").is_live
    assert sweeps.renew_answers() == 0


def test_what_came_or_is_awaited_no_more_does_not_come_back_with_the_patient(
    case, intake, manager, review, leaves_today, at
):
    patients.correct(case.patient, by=intake, deceased_at=THEN)
    sweeps.end_answers()
    at(THEN + 2 * HOUR)
    gone(leaves_today)
    patients.correct(case.patient, by=intake, deceased_at=None)
    assert sweeps.renew_answers() == 0
    assert not work_for("qio").is_live


# --- Level II -------------------------------------------------------------------------------------------------------


def test_level_two_is_awaited_for_nine_working_days(manager, asked):
    item = work_for("level-two")
    # Veterans Day does not count.
    assert (item.owner, shown(item.due_at)) == (manager, "Tue 2026-11-17 23:59")
    assert item.reminders.filter(status="waiting").exists()


def test_the_determination_ends_it(manager, asked):
    screening.record_determination(asked, by=manager, determination="approved", determined_at=THEN)
    item = work_for("level-two")
    assert (item.status, item.done_note) == (Item.Status.DONE, "Nursing facility approved")


def test_a_newer_screening_ends_the_wait_for_the_older(case, manager, asked, at):
    at(THEN + HOUR)
    screening.record_pasrr(case, by=manager, screened_at=THEN + HOUR, outcome="negative")
    assert work_for("level-two").cancel_reason == "A newer screening is on record."


def test_leaving_ends_it_and_a_departure_that_was_none_brings_it_back(visit, asked, at):
    at(THEN + 2 * HOUR)
    gone(visit, code="01")
    assert work_for("level-two").cancel_reason == "The patient has left."
    encounters.cancel(visit, by=system("feed"), kind="leave", key="back")
    assert work_for("level-two").is_live


def test_a_day_on_which_the_site_is_closed_moves_it(case, manager, facility, visit, asked):
    facility.holidays.create(on=date(2026, 11, 13), name="Founders' Day")
    reviews.settle_answers(case, by=manager)
    assert shown(work_for("level-two").due_at) == "Wed 2026-11-18 23:59"
    assert DeadlineChange.objects.filter(about__startswith="discharge.Pasrr:").count() == 1


# --- The resident review --------------------------------------------------------------------------------------------


def test_who_goes_to_a_nursing_facility_on_an_exemption_is_asked_after(manager, exempt):
    gone(exempt)
    item = work_for("resident-review")
    assert (item.owner, shown(item.due_at)) == (manager, "Sun 2026-12-13 23:59")


@pytest.mark.parametrize("code", ["01", "20"])
def test_nobody_is_asked_after_elsewhere(exempt, code):
    gone(exempt, code=code)
    assert work_for("resident-review") is None


def test_another_time_of_leaving_moves_it(exempt):
    gone(exempt)
    gone(exempt, hours=25, key="corrected")
    assert shown(work_for("resident-review").due_at) == "Mon 2026-12-14 23:59"
    assert DeadlineChange.objects.filter(about__startswith="discharge.LeavingStep:").count() == 1


def test_another_destination_ends_it_and_the_first_one_brings_it_back(exempt):
    gone(exempt)
    gone(exempt, code="01", key="home")
    assert work_for("resident-review").cancel_reason == "The patient went to another place of care."
    gone(exempt, key="nursing")
    assert work_for("resident-review").is_live


def test_a_screening_after_leaving_ends_it(case, manager, exempt):
    gone(exempt)
    screening.record_pasrr(case, by=manager, screened_at=THEN + 2 * HOUR, outcome="negative")
    item = work_for("resident-review")
    assert (item.status, item.done_note) == (Item.Status.DONE, "Level I negative")


def test_whoever_says_that_it_is_done_is_asked_no_more(case, manager, exempt):
    gone(exempt)
    work.cancel(work_for("resident-review"), by=manager, reason="Went home after a week")
    gone(exempt, hours=2, key="corrected")
    assert not work_for("resident-review").is_live


def test_back_in_the_house_it_ends(case, facility, unit, exempt, at):
    gone(exempt)
    at(THEN + 40 * HOUR)
    another(case, facility, unit, 39)
    assert work_for("resident-review").cancel_reason == "The patient is in the house again."


def test_an_admission_that_was_none_brings_it_back(case, manager, facility, unit, exempt, at):
    gone(exempt)
    at(THEN + 40 * HOUR)
    back = another(case, facility, unit, 39)
    plan = DischargePlan.objects.get(case=case)
    back.status = "cancelled"
    [awaited] = answers.of_screenings(Case.objects.get(pk=case.pk), plan, back)
    assert (awaited.over, shown(awaited.due)) == ("", "Sun 2026-12-13 23:59")
    encounters.cancel(back, by=system("feed"), kind="admit", key="none")
    reviews.settle_answers(Case.objects.get(pk=case.pk), by=manager)
    assert work_for("resident-review").is_live


def test_a_screening_from_before_leaving_entered_late_ends_it(case, intake, manager, exempt):
    gone(exempt, hours=10)
    screening.record_pasrr(case, by=manager, screened_at=THEN + HOUR, outcome="negative")
    assert work_for("resident-review").cancel_reason == "The patient did not leave on an exemption."
    patients.correct(case.patient, by=intake, deceased_at=THEN + 20 * HOUR)
    assert sweeps.end_answers() == 0


def test_of_two_entered_late_the_last_before_leaving_counts(case, manager, exempt):
    gone(exempt, hours=10)
    screening.record_pasrr(case, by=manager, screened_at=THEN + HOUR, outcome="negative")
    said = {"outcome": "exempt", "certified_by": "Dr. Lindqvist"}
    screening.record_pasrr(case, by=manager, screened_at=THEN + 2 * HOUR, **said)
    assert work_for("resident-review").is_live


def test_a_departure_that_was_none_ends_it(exempt):
    gone(exempt)
    encounters.cancel(exempt, by=system("feed"), kind="leave", key="back")
    item = work_for("resident-review")
    assert not item.is_live


# --- Where it is shown -----------------------------------------------------------------------------------------------


def test_the_page_says_until_when_an_answer_is_awaited(client, case, manager, review, asked):
    client.force_login(manager)
    page = client.get(reverse("notices:case", args=[case.pk])).content.decode()
    assert "Decision by Thu 5 Nov 23:59" in page
    assert "Determination expected by Tue 17 Nov 23:59" in page


def test_the_page_says_until_when_a_resident_review_is_due(client, case, manager, exempt):
    gone(exempt)
    client.force_login(manager)
    page = client.get(reverse("notices:case", args=[case.pk])).content.decode()
    assert "Resident review by Sun 13 Dec 23:59" in page


def test_the_work_leads_to_where_it_ends(client, manager, review, asked):
    client.force_login(manager)
    day = client.get(reverse("worklist:my_day")).content.decode()
    assert reverse("notices:decide", args=[review.pk]) in day
    assert reverse("notices:determine", args=[asked.pk]) in day
