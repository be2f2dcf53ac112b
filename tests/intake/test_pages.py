"""The queue and the page of a request, as people see them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import Event
from intake import actions
from intake.models import IntakeAnswer, IntakeRequest
from patients.models import Patient
from tests.conftest import THEN
from tests.intake.conftest import CALM
from worklist.models import Appointment, Availability

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, intake):
    client.force_login(intake)
    return client


def url(name, row=None):
    return reverse(f"intake:{name}", args=[row.pk] if row else [])


@pytest.fixture
def many(request_, facility, intake, unit):
    """Put more requests into the queue, a minute apart."""

    def make(number):
        for n in range(number):
            someone = Patient.objects.create(
                facility=facility,
                family=f"Silva{n}",
                given="Joao",
                birth_date="1952-01-12",
                search_name=f"silva{n} joao",
            )
            actions.receive(someone, by=intake, source="feed", unit=unit, need="home")

    return make


class TestQueue:
    def test_nearest_breach_first_with_counts(self, at, client, request_, many, intake):
        many(1)
        urgent = IntakeRequest.objects.exclude(pk=request_.pk).get()
        actions.screen(urgent, by=intake, triage={"danger": "yes"})
        at(THEN + timedelta(hours=1))
        client.force_login(intake)
        page = client.get(url("queue")).content.decode()
        assert page.index("Silva0") < page.index("Okafor")
        assert "2 waiting" in page
        assert "1 breaches within the hour" in page
        client.logout()
        at(THEN + timedelta(hours=3))
        client.force_login(intake)
        assert "1 late" in client.get(url("queue")).content.decode()

    def test_filters_narrow_and_anything_else_is_refused(self, desk, request_, many, unit):
        many(1)
        page = desk.get(url("queue"), {"status": "screening"}).content.decode()
        assert "No request matches" in page
        assert "Okafor" in desk.get(url("queue"), {"unit": unit.pk, "tier": "urgent"}).content.decode()
        assert desk.get(url("queue"), {"name": "okafor"}).status_code == 400

    def test_the_part_is_the_rows_alone(self, desk, request_):
        part = desk.get(url("queue"), headers={"HX-Request": "true", "HX-Target": "rows"}).content.decode()
        assert 'id="rows"' in part
        assert "<html" not in part

    def test_new_ones_wait_to_be_shown(self, at, desk, request_, many):
        since = request_.received_at.isoformat()
        token = desk.get(url("live")).headers["ETag"]
        at(THEN + timedelta(minutes=1))
        many(3)
        assert desk.get(url("live")).headers["ETag"] != token
        asked = {"HX-Request": "true", "HX-Target": "arrivals"}
        part = desk.get(url("queue"), {"since": since}, headers=asked).content.decode()
        assert "3 new, show" in part
        assert "Silva" not in part

    def test_asking_for_the_token_tells_nothing(self, desk, request_, outsider, client):
        answer = desk.get(url("live"))
        assert (answer.status_code, answer.content) == (204, b"")
        client.force_login(outsider)
        assert client.get(url("live")).headers["ETag"] == '"0"'

    def test_pages_by_key(self, desk, many):
        many(60)
        first = desk.get(url("queue"))
        after = first.context["links"]["older"]
        second = desk.get(after)
        keys = [row.pk for page in (first, second) for row in page.context["page"].rows]
        assert len(keys) == len(set(keys)) == 61
        assert desk.get(second.context["links"]["newer"]).context["page"].rows[0].pk == keys[0]

    def test_as_few_queries_for_many_rows(self, desk, request_, many, django_assert_max_num_queries):
        desk.get(url("queue"))
        with django_assert_max_num_queries(12) as few:
            desk.get(url("queue"))
        many(30)
        with django_assert_max_num_queries(12) as lots:
            desk.get(url("queue"))
        assert len(few) == len(lots)

    def test_an_outsider_sees_nobody_and_it_is_on_record_who_saw_whom(
        self, client, desk, request_, outsider, intake
    ):
        desk.get(url("queue"))
        event = Event.objects.get(verb="list", outcome="seen", actor=intake.username)
        assert event.patient_ids == [request_.patient_id]
        client.force_login(outsider)
        page = client.get(url("queue")).content.decode()
        assert "Okafor" not in page
        assert "Nobody is waiting" in page

    def test_not_signed_in(self, client):
        assert client.get(url("queue")).status_code == 302


class TestRequest:
    def test_who_what_and_how_urgent(self, desk, request_, django_assert_max_num_queries):
        desk.get(url("request", request_))
        with django_assert_max_num_queries(12):
            page = desk.get(url("request", request_)).content.decode()
        assert "Not fully asked yet" in page
        assert "How urgent" in page
        assert "Okafor" not in page.split("</title>")[0]

    def test_a_chip_counts_the_clock_anew_in_place(self, desk, request_):
        part = desk.post(
            url("screen", request_), {"danger": "yes"}, headers={"HX-Request": "true"}
        ).content.decode()
        assert "Emergent" in part
        assert "<html" not in part
        request_.refresh_from_db()
        assert request_.triage == {"danger": "yes"}

    def test_without_script_it_comes_back_to_the_page(self, desk, request_):
        answer = desk.post(url("screen", request_), CALM)
        assert (answer.status_code, answer.url) == (303, url("request", request_))
        assert desk.get(url("screen", request_)).status_code == 200

    def test_a_wrong_answer_is_said_beside_its_item(self, desk, request_):
        answer = desk.post(url("screen", request_), {"danger": "perhaps"})
        assert answer.status_code == 422
        assert "danger" in answer.context["form"].errors

    def test_accept_is_one_button(self, desk, request_, intake, lead):
        actions.screen(request_, by=intake, triage=CALM)
        answer = desk.post(url("accept", request_), {"complexity": "high"})
        assert answer.status_code == 303
        page = desk.get(answer.url).content.decode()
        assert "Assign R. Patel" in page

    def test_accepting_too_early_says_why(self, desk, request_):
        answer = desk.post(url("accept", request_), {"complexity": "high"})
        assert answer.status_code == 409
        assert "It can be done only when it is screening" in answer.content.decode()

    def test_a_declined_one_prints_its_letter(self, desk, request_):
        assert desk.get(url("letter", request_)).status_code == 404
        wrong = desk.post(url("decline", request_), {"reason": ""})
        assert wrong.status_code == 422
        desk.post(url("decline", request_), {"reason": "Needs no case management"})
        assert "Needs no case management" in desk.get(url("letter", request_)).content.decode()

    def test_sent_on(self, desk, request_):
        answer = desk.post(
            url("redirect", request_), {"to": "Palliative care", "reason": "Comfort first"}, follow=True
        )
        assert "Palliative care" in answer.content.decode()

    def test_unseen_is_404_and_on_record(self, client, request_, outsider):
        client.force_login(outsider)
        for name in (
            "request",
            "screen",
            "accept",
            "assign",
            "decline",
            "redirect",
            "contact",
            "letter",
            "next-steps",
        ):
            assert client.get(url(name, request_)).status_code == 404
        assert Event.objects.filter(outcome="denied", actor=outsider.username).exists()

    def test_a_lead_may_look_but_not_decide(self, client, accepted, intake, lead):
        actions.assign(accepted, by=intake, user=lead, waiver="Is there now")
        client.force_login(lead)
        assert client.get(url("request", accepted)).status_code == 200
        assert client.get(url("decline", accepted)).status_code == 403


class TestAssign:
    @pytest.fixture
    def offered(self, accepted, lead, facility):
        start = THEN + timedelta(hours=1)
        return Availability.objects.create(
            user=lead, facility=facility, starts_at=start, ends_at=start + timedelta(hours=1)
        )

    def test_free_times_of_the_one_suggested(self, desk, accepted, lead, offered):
        answer = desk.get(url("assign", accepted), {"user": lead.pk})
        assert [slot["begins"] for slot in answer.context["slots"]] == [
            offered.starts_at, offered.starts_at + timedelta(minutes=30)
        ]  # fmt: skip

    def test_a_slot_books_and_assigns(self, desk, accepted, lead, offered):
        slot = desk.get(url("assign", accepted)).context["slots"][0]["value"]
        answer = desk.post(url("assign", accepted), {"user": lead.pk, "mode": "bedside", "slot": slot})
        assert answer.status_code == 303
        assert Appointment.objects.get(case=accepted.case).starts_at == offered.starts_at
        page = desk.get(answer.url).content.decode()
        assert "R. Patel" in page

    def test_neither_booked_nor_waived_stays_with_what_was_typed(self, desk, accepted, lead):
        answer = desk.post(
            url("assign", accepted), {"user": lead.pk, "mode": "phone", "because": "Knows them"}
        )
        assert answer.status_code == 409
        assert "Book the first contact" in answer.content.decode()
        assert "Knows them" in answer.content.decode()

    def test_only_people_who_could_lead_can_be_named(self, desk, accepted, outsider):
        answer = desk.post(url("assign", accepted), {"user": outsider.pk, "mode": "phone", "waiver": "x"})
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        "slot", ["x", "2026-11-03T10:00/2026-11-03T10:30", "/", "2026-11-03T10:00+00:00"]
    )
    def test_a_made_up_slot_is_refused(self, desk, accepted, lead, slot):
        answer = desk.post(url("assign", accepted), {"user": lead.pk, "mode": "phone", "slot": slot})
        assert answer.status_code == 422

    def test_another_time_is_read_where_the_facility_is(self, desk, accepted, lead):
        asked = {"user": lead.pk, "mode": "phone", "another_0": "2026-11-03", "another_1": "13:00"}
        assert desk.post(url("assign", accepted), asked).status_code == 303
        assert Appointment.objects.get().starts_at == THEN + timedelta(hours=3)


def test_the_first_contact_is_logged_from_its_page(client, accepted, intake, lead):
    actions.assign(accepted, by=intake, user=lead, waiver="Is there now")
    client.force_login(intake)
    assert client.get(url("contact", accepted)).status_code == 403
    assert "Log the first contact" not in client.get(url("request", accepted)).content.decode()
    client.force_login(lead)
    assert "Log the first contact" in client.get(url("request", accepted)).content.decode()
    said = {"outcome": "reached", "mode": "in_person", "minutes": "15", "next_step": "Assessment"}
    assert client.post(url("contact", accepted), said).status_code == 303
    accepted.refresh_from_db()
    assert accepted.status == "contacted"


def test_the_sheet_says_who_comes_and_when(desk, accepted, intake, lead):
    assert "Somebody will speak with you by" in desk.get(url("next-steps", accepted)).content.decode()
    slot = (THEN + timedelta(hours=2), THEN + timedelta(hours=3))
    actions.assign(accepted, by=intake, user=lead, slot=slot)
    sheet = desk.get(url("next-steps", accepted)).content.decode()
    assert "Ravi Patel will be your main contact" in sheet
    assert "Tuesday 3 November, 12:00, at the bedside" in sheet


def test_whoever_asked_reads_the_answer_and_nobody_else_does(
    at, packs, client, patient, intake, person, outsider
):
    at(THEN)
    nurse = person("n.ward", "nurse")
    made = actions.receive(patient, by=intake, source="nurse", asked_by=nurse)
    actions.decline(made, by=intake, reason="Needs no case management")
    answer = IntakeAnswer.objects.get()
    client.force_login(nurse)
    assert "Needs no case management" in client.get(url("answer", answer)).content.decode()
    for who in (intake, outsider):
        client.force_login(who)
        assert client.get(url("answer", answer)).status_code == 404
