"""The pages of notices: read by who may, in few statements, with answers 403, 404, 409 and 422 that lose nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from discharge.models import Notice, Pasrr, QioReview
from encounters import statuses
from encounters.models import StatusOrder
from tests.conftest import THEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notice_packs")]
SIGNED = {
    "at_0": "2026-11-03", "at_1": "10:00", "method": "in_person", "signer": "A. Okafor", "edition": "as printed",
}  # fmt: skip


@pytest.fixture
def first(case, medicare, visit):
    return Notice.objects.get(case=case, kind="im_first")


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return client


def page(name, row):
    return reverse(f"notices:{name}", args=[row.pk])


def test_the_page_shows_windows_statuses_and_both_counts(signed_in, case, first):
    shown = signed_in.get(page("case", case)).content.decode()
    for words in (
        "Important Message from Medicare, first copy",
        "Status of the stay",
        "Midnights since care began",
        "not met: 0 of 3",
        "Screening before a nursing facility",
    ):
        assert words in shown
    assert Event.objects.filter(verb="list", case_id=case.pk).exists()


@pytest.mark.parametrize("role", [Role.NURSE, Role.SOCIAL_WORKER, Role.COORDINATOR, Role.CONSULTANT])
def test_the_team_reads_and_is_offered_nothing_to_give(client, case, first, on_team, role):
    client.force_login(on_team(role))
    assert client.get(page("case", case)).status_code == 200
    shown = client.get(page("notice", first)).content.decode()
    assert page("deliver", first) not in shown
    assert client.get(page("deliver", first)).status_code == 403


def test_strangers_find_nothing(client, case, first, outsider):
    client.force_login(outsider)
    for name, row in (("case", case), ("notice", first), ("deliver", first), ("print", first)):
        assert client.get(page(name, row)).status_code == 404


def test_a_notice_is_given_by_its_form(signed_in, first):
    assert signed_in.get(page("deliver", first)).status_code == 200
    answer = signed_in.post(page("deliver", first), SIGNED)
    assert (answer.status_code, answer["Location"]) == (303, page("notice", first))
    shown = signed_in.get(page("notice", first)).content.decode()
    assert "Delivered" in shown
    assert "A. Okafor" in shown


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(signed_in, first):
    answer = signed_in.post(page("deliver", first), SIGNED | {"signer": "", "note": "Asked twice"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Write who signed" in shown
    assert "Asked twice" in shown
    answer = signed_in.post(page("deliver", first), SIGNED | {"at_1": "later"})
    assert answer.status_code == 422
    assert 'value="as printed"' in answer.content.decode()


def test_given_twice_is_a_clash(signed_in, first):
    signed_in.post(page("deliver", first), SIGNED)
    assert signed_in.post(page("deliver", first), SIGNED).status_code == 409


def test_the_record_prints_in_our_own_words(signed_in, first):
    signed_in.post(page("deliver", first), SIGNED)
    shown = signed_in.get(page("print", first)).content.decode()
    assert "The record of the notice, not the notice itself" in shown
    assert Event.objects.filter(verb="print", target_id=first.pk).exists()


def test_a_wrong_entry_is_taken_back(signed_in, case, first):
    signed_in.post(page("deliver", first), SIGNED)
    assert signed_in.post(page("in-error", first), {"reason": ""}).status_code == 409
    assert signed_in.post(page("in-error", first), {"reason": "Another patient's"}).status_code == 303
    assert "entered wrong" in signed_in.get(page("case", case)).content.decode()


def test_the_desk_sees_first_copies_and_gives_them(client, intake, case, first):
    client.force_login(intake)
    shown = client.get(reverse("notices:desk")).content.decode()
    assert page("notice", first) in shown
    assert client.get(page("notice", first)).status_code == 200
    assert client.post(page("deliver", first), SIGNED).status_code == 303
    assert page("notice", first) not in client.get(reverse("notices:desk")).content.decode()


def test_the_desk_of_another_house_sees_none(client, outsider, first):
    client.force_login(outsider)
    assert page("notice", first) not in client.get(reverse("notices:desk")).content.decode()


def test_an_order_of_status_is_recorded_and_corrected(signed_in, visit, case, first, at):
    at(THEN + timedelta(hours=30))
    said = {
        "status": "observation",
        "ordered_at_0": "2026-11-03",
        "ordered_at_1": "12:00",
        "ordered_by": "Dr. L",
    }
    assert signed_in.post(page("order", visit), said).status_code == 409
    assert (
        signed_in.post(page("order", visit), said | {"reason": "Committee and physician"}).status_code == 303
    )
    wrong = StatusOrder.objects.get()
    fixed = said | {"ordered_at_1": "13:00", "reason": "An hour early", "corrects": str(wrong.pk)}
    assert signed_in.post(page("order", visit), fixed).status_code == 303
    answer = signed_in.get(page("case", case))
    shown = answer.content.decode()
    assert answer.context["stay"].timeline == statuses.timeline(visit), "read with the visit as by itself"
    assert [row.status for row in answer.context["stay"].timeline] == ["inpatient", "observation"]
    assert "corrected" in shown
    assert "Medicare Outpatient Observation Notice" in shown


def test_an_order_without_a_time_is_422(signed_in, visit):
    answer = signed_in.post(page("order", visit), {"status": "inpatient", "ordered_by": "Dr. L"})
    assert answer.status_code == 422
    assert 'value="Dr. L"' in answer.content.decode()


def test_a_review_and_its_decision(signed_in, visit, case, first):
    told = {"notified_at_0": "2026-11-03", "notified_at_1": "09:00"}
    assert signed_in.post(page("ask-review", visit), told | {"notified_at_1": "23:00"}).status_code == 409
    assert signed_in.post(page("ask-review", visit), told).status_code == 303
    review = QioReview.objects.get()
    said = {"outcome": "agrees", "decided_at_0": "2026-11-03", "decided_at_1": "10:00"}
    assert signed_in.post(page("decide", review), said).status_code == 303
    assert "Agrees with the discharge" in signed_in.get(page("case", case)).content.decode()


def test_a_notice_is_picked(signed_in, visit, case, first):
    assert signed_in.post(page("pick", visit), {"trigger": "nothing"}).status_code == 422
    assert signed_in.post(page("pick", visit), {"trigger": "stays_on"}).status_code == 303
    assert "HINN 12" in signed_in.get(page("case", case)).content.decode()


def test_a_screening_goes_its_way(signed_in, case, visit):
    said = {"outcome": "positive", "screened_at_0": "2026-11-03", "screened_at_1": "09:00"}
    assert signed_in.post(page("record-pasrr", case), said | {"outcome": "exempt"}).status_code == 409
    assert signed_in.post(page("record-pasrr", case), said).status_code == 303
    row = Pasrr.objects.get()
    assert (
        signed_in.post(
            page("refer", row), {"referred_at_0": "2026-11-03", "referred_at_1": "09:30"}
        ).status_code
        == 303
    )
    done = {"determination": "approved", "determined_at_0": "2026-11-03", "determined_at_1": "10:00"}
    assert signed_in.post(page("determine", row), done).status_code == 303
    assert "Nursing facility approved" in signed_in.get(page("case", case)).content.decode()


def test_as_many_statements_for_thirty_notices_as_for_two(signed_in, case, visit, medicare, manager, first):
    signed_in.get(page("case", case))
    with CaptureQueriesContext(connection) as few:
        signed_in.get(page("case", case))
    facts = {
        "case": case,
        "encounter": visit,
        "rules": first.rules,
        "created_by": manager,
        "because": "Picked",
    }
    Notice.objects.bulk_create(Notice(**facts, kind="hinn_11", number=n) for n in range(1, 29))
    with CaptureQueriesContext(connection) as many:
        assert "copy 28" in signed_in.get(page("case", case)).content.decode()
    assert len(many) == len(few)
