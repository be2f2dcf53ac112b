"""Health that tells the truth, numbers for a monitor, and a page in sentences for people."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from accounts.permissions import Role
from audit.models import Event
from patients import actions as patients
from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from worklist import planner, pulse, relay, system, ticks, told_patients
from worklist.models import ChannelState, Outbox, Reminder, Tick
from worklist.set_up import KEPT

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TOKEN = "a-token-of-the-monitor"


@pytest.fixture
def admin(person, facility):
    return person("a.root", Role.ADMINISTRATOR, facility)


@pytest.fixture
def reached(lead):
    lead.email = "lead@example.org"
    lead.save()
    return lead


@pytest.fixture
def running():
    """Every clock has just ticked."""
    for name in pulse.CLOCKS:
        ticks.tick(name)


def said():
    return [each.text for each in system.sentences(pulse.read())]


def test_when_all_is_well_it_says_so(running):
    assert said() == ["Reminders are told in time, and everything has left the house."]


def test_it_says_how_late_and_why(running, case, reached, at):
    due_reminders(case, reached, 2, priority=1)
    planner.plan_all()
    ChannelState.objects.create(
        channel="email", failures=7, last_error="no connection", open_until=THEN + 5 * MINUTE
    )
    at(THEN + 4 * MINUTE)
    for name in pulse.CLOCKS:
        ticks.tick(name)
    assert said() == [
        "Reminders are 5 min late because mail is down (no connection); 2 wait.",
        "mail failed again and again; it is tried again in 1 min.",
    ]


def test_it_says_what_nobody_told_and_which_clock_stopped(running, case, reached, at):
    due_reminders(case, reached, 3)
    at(THEN + 9 * MINUTE)
    assert said() == [
        "Reminders are 10 min late: 3 wait to be told. Start the relay (manage.py run_relay) or the worker.",
        "The clock that starts everything has been silent for 9 min.",
        "The planner, which tells what is due, has been silent for 9 min.",
        "The relay, which sends e-mail, has been silent for 9 min.",
    ]


def test_it_says_what_rang_for_nobody(running, case, reached):
    due_reminders(case, reached, 1)
    Reminder.objects.update(status="planned", planned_at=THEN)
    assert said() == [
        "1 reminder rang and nobody was there to hear it: no deputy, no supervisor, or no way to the patient."
    ]


@pytest.fixture
def folder(settings, tmp_path):
    """No mail server: letters go to a folder, as in the demonstration."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "core.mailbox.EmailBackend", str(tmp_path)
    return tmp_path


@pytest.fixture
def badges(client, admin, case):
    """What the page says beside the name of a channel."""

    def read(label):
        client.force_login(admin)
        page = client.get("/system/").content.decode()
        [title] = re.findall(rf'cm-row-title">{label} (.*?)</p>', page, re.DOTALL)
        return re.sub(r"<[^>]+>", "", title).strip()

    return read


def test_letters_in_a_folder_are_marked_and_mail_is_never_shown_as_set_up(
    running, client, case, reached, folder, badges
):
    due_reminders(case, reached, 1)
    planner.plan_all()
    assert relay.send_all() == 1
    assert Outbox.objects.get().status == "sent"
    assert len(list(folder.glob("*.eml"))) == 1
    assert badges("E-mail") == "not set up: letters are kept in a folder"
    assert "last kept" in client.get("/system/").content.decode()
    assert said() == [KEPT]
    client.force_login(reached)
    for url in ("/notices/preferences/", "/ledger/", f"/cases/{case.pk}/ledger/"):
        assert str(KEPT) in client.get(url).content.decode(), url


def test_letters_that_stay_too_long_are_said_in_a_folder_too(running, case, reached, folder, at):
    due_reminders(case, reached, 2, priority=1)
    planner.plan_all()
    at(THEN + 4 * MINUTE)
    assert "Reminders are 5 min late because mail is slow; 2 wait." in said()


def test_where_a_time_is_booked_a_folder_is_said_too(case, patient, lead, settings):
    patients.add_contact_point(patient, by=lead, kind="mail", value="amara@example.org")
    patients.record_consent(
        patient, by=lead, purpose="reminders", method="verbal", witness="R. Patel", by_ways=["mail"]
    )
    assert told_patients.of_case(case) == told_patients.Shown(("E-mail",), "", ())
    settings.EMAIL_BACKEND = "core.mailbox.EmailBackend"
    assert told_patients.of_case(case).refusals == (str(KEPT),)


def test_with_a_mail_server_nothing_is_said_of_a_folder(running, client, case, reached, badges):
    assert badges("E-mail") == "set up"
    assert said() == ["Reminders are told in time, and everything has left the house."]
    client.force_login(reached)
    for url in ("/notices/preferences/", "/ledger/", f"/cases/{case.pk}/ledger/"):
        assert "kept in a folder" not in client.get(url).content.decode(), url


@pytest.mark.parametrize(
    ("label", "address"), [("Text message", "SMS_URL"), ("Another system", "WEBHOOK_URL")]
)
def test_a_channel_without_configuration_is_not_set_up(settings, badges, label, address):
    setattr(settings, address, "")
    assert badges(label) == "not set up"
    setattr(settings, address, "https://gateway.example/messages")
    assert badges(label) == "set up"


def test_the_monitor_is_told_the_same(client, settings, folder):
    settings.METRICS_TOKEN = TOKEN
    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert 'casemgmt_outbox_set_up{channel="email"} 0.0' in text


@pytest.mark.parametrize(
    ("who", "status"), [("supervisor", 200), ("admin", 200), ("lead", 403), ("outsider", 403)]
)
def test_the_page_is_for_supervisors_and_administrators(client, request, case, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/system/").status_code == status


@pytest.mark.parametrize("number", [2, 30])
def test_the_page_names_no_patient_and_asks_little(
    client, admin, case, reached, number, django_assert_max_num_queries
):
    due_reminders(case, reached, number, priority=1)
    planner.plan_all()
    Outbox.objects.update(status="dead", last_error="smtp 550")
    from teams.models import TeamMember

    TeamMember.objects.create(team=case.team, user=reached, starts_at=THEN - timedelta(days=9))
    client.force_login(admin)
    client.get("/system/")
    with django_assert_max_num_queries(12):
        page = client.get("/system/").content.decode()
    assert f"{number} messages by mail were given up" in page
    assert "smtp 550" in page
    for word in (case.patient.family, case.patient.given, case.reference):
        assert word not in page


def test_what_was_given_up_is_sent_again(client, admin, facility, case, reached):
    from teams.models import TeamMember

    TeamMember.objects.create(team=case.team, user=reached, starts_at=THEN - timedelta(days=9))
    due_reminders(case, reached, 2, priority=1)
    planner.plan_all()
    Outbox.objects.update(status="dead", attempts=6)
    client.force_login(admin)
    assert client.post(f"/system/{facility.pk}/again/").status_code == 303
    assert set(Outbox.objects.values_list("status", "attempts")) == {("pending", 0)}
    assert Event.objects.filter(verb="worklist.send_again").count() == 1
    assert relay.send_all() == 2


def test_a_supervisor_reads_and_does_not_mend(client, supervisor, facility):
    client.force_login(supervisor)
    assert client.post(f"/system/{facility.pk}/again/").status_code in (403, 404)


def test_ready_says_what_makes_it_so_and_how_the_engine_does(client, running):
    facts = client.get("/readyz").json()
    assert facts.keys() == {"database", "migrations", "broker", "beat_seconds", "oldest_undelivered_seconds"}
    assert (facts["database"], facts["migrations"]) == (True, True)


def test_a_broker_that_is_away_makes_nobody_unready(client, settings, case, reached, at):
    settings.BROKER_URL = "redis://127.0.0.1:9/0"
    ticks.tick("beat")
    due_reminders(case, reached, 1)
    at(THEN + 5 * MINUTE)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() | {"database": True} == {
        "database": True, "migrations": True, "broker": False, "beat_seconds": 300, "oldest_undelivered_seconds": 360,
    }  # fmt: skip


def test_a_table_that_is_missing_makes_it_unready(client):
    [newest] = MigrationExecutor(connection).loader.graph.leaf_nodes("worklist")
    MigrationRecorder(connection).record_unapplied(*newest)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


@pytest.mark.parametrize(("said", "status"), [("", 403), ("Bearer wrong", 403), (f"Bearer {TOKEN}", 200)])
def test_metrics_are_for_the_monitor_alone(client, settings, said, status):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"Authorization": said} if said else {}).status_code == status


def test_without_a_token_there_are_no_metrics(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_metrics_count_and_name_nobody(client, settings, case, reached, at):
    settings.METRICS_TOKEN = TOKEN
    due_reminders(case, reached, 3, priority=1)
    planner.plan_all()
    due_reminders(case, reached, 2, activity="teaching")
    at(THEN + 2 * MINUTE)
    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(lines["casemgmt_reminders_due"]) == 2
    assert float(lines["casemgmt_reminders_oldest_due_seconds"]) == 180
    assert float(lines['casemgmt_outbox_waiting{channel="email"}']) == 3
    assert float(lines['casemgmt_outbox_oldest_seconds{channel="email"}']) == 180
    assert float(lines['casemgmt_tick_age_seconds{clock="planner"}']) == 120
    for word in (case.patient.family, case.reference, reached.username, reached.email):
        assert word not in text


def test_a_clock_is_written_at_most_once_a_second(at):
    ticks.tick("beat")
    ticks.tick("beat")
    at(THEN + timedelta(seconds=5))
    ticks.tick("beat")
    assert Tick.objects.get(name="beat").at == THEN + timedelta(seconds=5)
