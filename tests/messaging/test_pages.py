"""The pages of messaging: what they show, to whom, in how many statements, and without script."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from messaging import actions, sweeps
from messaging.models import ConditionChange, Relay
from teams.models import EmergencyAccess
from tests.conftest import THEN
from tests.messaging.changes import row_of, stand_in, tell

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
STATEMENTS = 12


def url(name, *rows):
    return reverse(f"messaging:{name}", args=[row.pk for row in rows])


def test_broadcast_by_one_button_and_what_was_typed_stays(client, case, team_of_four):
    client.force_login(team_of_four.nurse)
    page = client.get(url("broadcast", case))
    for severity in ("critical", "urgent", "routine"):
        assert f'name="severity" value="{severity}"' in page.content.decode()
    wrong = client.post(url("broadcast", case), {"what": "", "severity": "critical"})
    assert wrong.status_code == 422
    wrong = client.post(url("broadcast", case), {"what": "Fell at night", "severity": ""})
    assert (wrong.status_code, "Fell at night" in wrong.content.decode()) == (409, True)
    later = {"what": "Fell", "severity": "critical", "at_0": "2026-11-04", "at_1": "08:00"}
    wrong = client.post(url("broadcast", case), later)
    assert (wrong.status_code, "still to come" in wrong.content.decode()) == (409, True)
    skipped = later | {"at_0": "2026-03-08", "at_1": "02:30"}
    assert client.post(url("broadcast", case), skipped).status_code == 422
    assert not ConditionChange.objects.exists()
    done = client.post(url("broadcast", case), {"what": "Fell at night", "severity": "critical"})
    assert (done.status_code, done["Location"]) == (303, url("case", case))
    assert "0 of 3 know" in client.get(done["Location"]).content.decode()


def test_my_day_begins_with_the_change_and_its_button(client, case, team_of_four):
    change = tell(case, team_of_four.nurse, what="Fell at night")
    client.force_login(team_of_four.lead)
    page = client.get(reverse("worklist:my_day")).content.decode()
    assert page.index("Changes of condition") < page.index("Look at the plan")
    assert "Fell at night" in page
    assert f'action="{url("acknowledge", change)}"' in page
    answer = client.post(url("acknowledge", change), {"next": "/my-day/"})
    assert (answer.status_code, answer["Location"]) == (303, "/my-day/")
    assert row_of(change, team_of_four.lead).status == "acknowledged"
    again = client.post(url("acknowledge", change), {"next": "https://elsewhere.example/"})
    assert (again.status_code, again["Location"]) == (303, url("change", change))


def test_a_deputy_answers_for_both_with_one_press(client, case, team_of_four, facility):
    stand_in(team_of_four.lead, team_of_four.worker, facility)
    change = tell(case, team_of_four.nurse)
    client.force_login(team_of_four.worker)
    client.post(url("acknowledge", change))
    assert row_of(change, team_of_four.worker).standing_in is None
    assert row_of(change, team_of_four.lead).standing_in is not None
    assert "as deputy" in client.get(url("change", change)).content.decode()


def test_a_supervisor_sees_who_stayed_silent_but_not_what_happened(
    client, case, team_of_four, supervisor, at
):
    change = tell(case, team_of_four.nurse, what="Zyxquav")
    at(THEN + HOUR)
    client.force_login(supervisor)
    listed = client.get("/changes/").content.decode()
    assert listed.count("does not know yet") == 3
    for page in (
        listed,
        *(client.get(each).content.decode() for each in (url("change", change), url("case", case))),
    ):
        assert "Zyxquav" not in page
    row = row_of(change, team_of_four.doctor)
    assert client.post(url("excuse", row), {"reason": "Reached by phone"}).status_code == 303
    assert "Reached by phone" in client.get(url("change", change)).content.decode()


def test_a_consulted_clinician_has_the_changes_they_must_acknowledge(client, case, team_of_four):
    tell(case, team_of_four.nurse, what="Fell at night")
    client.force_login(team_of_four.doctor)
    page = client.get("/changes/").content.decode()
    assert "Fell at night" in page
    assert 'href="/changes/"' in page


def test_the_token_moves_when_somebody_learns_of_it(client, case, team_of_four, outsider):
    change = tell(case, team_of_four.nurse)
    client.force_login(team_of_four.lead)
    before = client.get(url("knows", case))
    assert (before.status_code, before.content) == (204, b"")
    assert client.get(url("knows", case))["ETag"] == before["ETag"]
    actions.acknowledge(row_of(change, team_of_four.doctor), by=team_of_four.doctor)
    assert client.get(url("knows", case))["ETag"] != before["ETag"]
    client.force_login(outsider)
    assert client.get(url("knows", case)).status_code == 404


def test_in_an_emergency_one_reads_and_does_nothing(client, case, team_of_four, person, facility, patient):
    night = person("d.night", Role.NURSE, facility)
    change = tell(case, team_of_four.nurse, what="Fell at night")
    thread = actions.open_thread(case, by=team_of_four.lead, topic="Oxygen", text="Order it")
    times = {"opened_at": THEN, "expires_at": THEN + HOUR, "review_due_at": THEN + 48 * HOUR}
    EmergencyAccess.objects.create(
        patient=patient, user=night, role="nurse", reason="treatment", words="Found on the floor", **times
    )
    client.force_login(night)
    for page in (url("case", case), url("change", change), url("thread", thread)):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "Pin as decided" not in answer.content.decode()
    assert "Fell at night" in client.get(url("change", change)).content.decode()
    assert client.get(url("broadcast", case)).status_code == 403
    assert client.post(url("acknowledge", change)).status_code in (403, 404)


def test_a_relay_by_its_pages(client, case, team_of_four):
    client.force_login(team_of_four.nurse)
    facts = {"direction": "to_patient", "message": "No salt", "other_side": "Dr Rao"}
    wrong = client.post(url("raise_relay", case), facts | {"direction": ""})
    assert (wrong.status_code, "No salt" in wrong.content.decode()) == (422, True)
    assert client.post(url("raise_relay", case), facts).status_code == 303
    relay = Relay.objects.get()
    wrong = client.post(url("deliver", relay), {"mode": "phone", "plain_version": ""})
    assert (wrong.status_code, "plain words first" in wrong.content.decode()) == (409, True)
    for name, body in (
        ("deliver", {"mode": "phone", "plain_version": "Eat no salt"}),
        ("understood", {"said_back": "No salt in the soup"}),
        ("answer", {"answer": "She agrees"}),
        ("close", {}),
    ):
        assert client.get(url(name, relay)).status_code == 200
        assert client.post(url(name, relay), body).status_code == 303
    page = client.get(url("relay", relay)).content.decode()
    for words in ("Eat no salt", "No salt in the soup", "She agrees", "Closed"):
        assert words in page
    assert client.post(url("close", relay)).status_code == 409


def test_lists_filter_by_what_they_know(client, team_of_four, supervisor):
    client.force_login(supervisor)
    assert client.get("/relays/?scope=team").status_code == 200
    assert client.get("/relays/?scope=all").status_code == 400
    assert client.get("/relays/report/?language=ig&interpreter=-").status_code == 200
    assert client.get("/relays/report/?language=xx").status_code == 400


@pytest.mark.parametrize("number", [1, 12])
def test_every_page_takes_few_statements(
    client, case, team_of_four, supervisor, at, number, django_assert_max_num_queries
):
    for n in range(number):
        change = tell(case, team_of_four.nurse, what=f"Fell {n}")
        relay = actions.raise_relay(
            case, by=team_of_four.lead, direction="to_patient", message=f"{n}", other_side="Dr Rao"
        )
        thread = actions.open_thread(case, by=team_of_four.nurse, topic=f"{n}", text="Hm")
        actions.say(thread, by=team_of_four.worker, text="Hm", mentions=[team_of_four.lead])
    pages = [url("case", case), url("change", change), "/changes/", "/my-day/", "/relays/", "/threads/"]
    pages += [url("relay", relay), url("broadcast", case), "/relays/report/", "/quick/change/"]
    client.force_login(team_of_four.lead)
    # The second look at a conversation; the first writes down that it was read.
    client.get(url("thread", thread))
    for page in [*pages, url("thread", thread), reverse("worklist:case_work", args=[case.pk])]:
        client.get(page)
        with django_assert_max_num_queries(STATEMENTS):
            assert client.get(page).status_code == 200, page


def test_the_timeline_tells_it_all_to_who_may_read_it(client, case, team_of_four, supervisor):
    change = tell(case, team_of_four.nurse, what="Zyxquav")
    actions.acknowledge(row_of(change, team_of_four.lead), by=team_of_four.lead)
    thread = actions.open_thread(case, by=team_of_four.lead, topic="Oxygen", text="Order it")
    actions.pin_decision(thread.messages.get(), by=team_of_four.lead)
    client.force_login(team_of_four.lead)
    page = client.get(reverse("cases:timeline", args=[case.pk])).content.decode()
    for words in ("Change of condition: critical", "Zyxquav", "Acknowledged a change", "Decided: Oxygen"):
        assert words in page
    client.force_login(supervisor)
    page = client.get(reverse("cases:timeline", args=[case.pk])).content.decode()
    assert "Change of condition: critical" in page
    assert "Zyxquav" not in page


def test_the_api_does_all_of_it(client, case, team_of_four, at):
    client.force_login(team_of_four.nurse)

    def post(path, **body):
        return client.post(f"/api/v1/{path}/", body, content_type="application/json")

    made = post("condition-changes", case=str(case.pk), what="Fell", severity="critical")
    assert made.status_code == 201, made.content
    change = ConditionChange.objects.get()
    row = row_of(change, team_of_four.lead)
    assert post(f"acknowledgements/{row.pk}/acknowledge").status_code == 409
    client.force_login(team_of_four.lead)
    assert post(f"acknowledgements/{row.pk}/acknowledge").json()["status"] == "acknowledged"
    relay = post("relays", case=str(case.pk), direction="to_patient", message="No salt", other_side="Dr Rao")
    assert relay.status_code == 201, relay.content
    at(THEN + timedelta(minutes=1))
    sent = post(f"relays/{relay.json()['id']}/deliver", mode="phone", plain_version="Eat no salt")
    assert sent.json()["status"] == "delivered"
    said = {"topic": "Oxygen", "text": "Order it", "mentions": [str(team_of_four.lead.pk)]}
    thread = post("threads", case=str(case.pk), **said)
    assert thread.status_code == 201, thread.content
    assert post(f"threads/{thread.json()['id']}/say", text="Done").status_code == 200
    assert sweeps.keep_rounds() == 0
