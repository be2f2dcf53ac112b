"""Answers that others owe us, where the case is closed and reopened."""

import pytest

from accounts.actors import system
from discharge import actions as leaving
from discharge.actions import reviews
from discharge.models import DischargePlan, Notice
from encounters import actions as encounters
from patients.models import Case
from tests.conftest import THEN
from tests.discharge.awaited import HOUR, gone, work_for
from tests.tables_of_time import shown
from worklist import actions as work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notice_packs")]


def close(case, by):
    leaving.close_case(
        Case.objects.get(pk=case.pk), by=by, closing="declined", outcome="x", handed_to="none needed",
        work_cancelled_because="The facility answers for it",
    )  # fmt: skip


def give_all(give):
    while notice := Notice.objects.filter(status="due").first():
        give(notice)


def reopen(case, by):
    leaving.reopen_case(Case.objects.get(pk=case.pk), by=by, why="Came back")


def test_closing_the_case_gives_it_up_with_the_reason(case, manager, exempt):
    gone(exempt)
    close(case, manager)
    assert work_for("resident-review").cancel_reason == "The facility answers for it"
    assert DischargePlan.objects.get(case=case).handed_to == "none needed"


def test_what_closing_gave_up_is_asked_for_again_when_the_case_is_reopened(
    case, manager, supervisor, exempt, at
):
    gone(exempt)
    close(case, manager)
    at(THEN + 40 * HOUR)
    reopen(case, supervisor)
    item = work_for("resident-review")
    assert (item.is_live, shown(item.due_at)) == (True, "Sun 2026-12-13 23:59")


def test_what_somebody_ended_before_the_closing_stays_ended(case, manager, supervisor, exempt, at):
    gone(exempt)
    work.cancel(work_for("resident-review"), by=manager, reason="Went home after a week")
    at(THEN + 40 * HOUR)
    close(case, manager)
    reopen(case, supervisor)
    assert not work_for("resident-review").is_live


def test_a_departure_taken_back_on_a_closed_case_counts_when_it_is_reopened(
    case, manager, supervisor, review, asked, leaves_today, give, at
):
    at(THEN + 2 * HOUR)
    give_all(give)
    gone(leaves_today, code="01")
    close(case, manager)
    encounters.cancel(leaves_today, by=system("feed"), kind="leave", key="back")
    assert not work_for("qio").is_live
    reopen(case, supervisor)
    assert work_for("qio").is_live
    assert work_for("level-two").is_live


def test_a_review_asked_for_on_a_closed_case_is_work_once_it_is_reopened(
    case, manager, supervisor, leaves_today, give, at
):
    at(THEN + 2 * HOUR)
    give_all(give)
    gone(leaves_today)
    close(case, manager)
    leaves_today.refresh_from_db()
    reviews.request_qio_review(leaves_today, by=system("keeper"), notified_at=THEN + 2 * HOUR)
    assert work_for("qio") is None
    reopen(case, supervisor)
    assert shown(work_for("qio").due_at) == "Fri 2026-12-04 23:59"
