"""How somebody is told: switches, number, quiet hours, kinds kept inside; and what no switch holds back."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.refusals import Refused
from tests.worklist.promises import due_reminders
from worklist import actions, planner, told
from worklist.models import Notification, Outbox, Preference

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def reached(lead):
    lead.email, lead.zone = "lead@example.org", "America/New_York"
    lead.save()
    return lead


@pytest.fixture
def texts(settings):
    settings.SMS_URL = "http://127.0.0.1:9/"


def planned(case, owner, **facts):
    due_reminders(case, owner, 1, **facts)
    planner.plan_all()
    return {row.channel: row for row in Outbox.objects.all()}


def test_by_both_ways_each_once(case, reached, texts):
    actions.set_preference(reached, by=reached, by_sms=True, sms_to="+1 555 010 0199")
    found = planned(case, reached)
    assert set(found) == {"email", "sms"}
    assert len({row.idem_key for row in found.values()}) == 2


@pytest.mark.parametrize(
    ("wishes", "priority", "ways"),
    [
        ({"by_email": False}, 3, set()),
        ({"by_email": False}, 1, {"email"}),
        ({"muted": ["due"]}, 3, set()),
        ({"muted": ["due"]}, 1, {"email"}),
        ({"muted": ["late"]}, 3, {"email"}),
        ({"by_email": False, "by_sms": True, "sms_to": "5550100199"}, 2, {"sms"}),
    ],
)
def test_every_switch_counts_and_none_holds_back_harm(case, reached, texts, wishes, priority, ways):
    actions.set_preference(reached, by=reached, **wishes)
    assert set(planned(case, reached, priority=priority)) == ways
    assert Notification.objects.count() == 1, "in the application always"


@pytest.mark.parametrize(
    ("wall", "priority", "waits_until"),
    [
        ((2026, 11, 3, 22, 0), 3, (2026, 11, 4, 6, 30)),
        ((2026, 11, 4, 5, 0), 2, (2026, 11, 4, 6, 30)),
        ((2026, 11, 3, 22, 0), 1, None),
        ((2026, 11, 3, 12, 0), 3, None),
        # The night in which the clocks go back is an hour longer.
        ((2026, 10, 31, 23, 0), 3, (2026, 11, 1, 6, 30)),
    ],
)
def test_quiet_hours_where_the_person_is(case, reached, at, wall, priority, waits_until):
    actions.set_preference(reached, by=reached, quiet_from=time(21, 30), quiet_until=time(6, 30))
    now = datetime(*wall, tzinfo=NEW_YORK)
    at(now)
    message = planned(case, reached, at=now - timedelta(minutes=1), priority=priority)["email"]
    due_at = now - timedelta(minutes=1)
    assert message.next_try == (datetime(*waits_until, tzinfo=NEW_YORK) if waits_until else due_at)


def test_whoever_chose_nothing_sleeps_by_the_house(case, reached, at):
    now = datetime(2026, 11, 3, 23, 0, tzinfo=NEW_YORK)
    at(now)
    message = planned(case, reached, at=now - timedelta(minutes=1))["email"]
    assert message.next_try == datetime(2026, 11, 4, 7, 0, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    "wishes",
    [
        {"muted": ["climbed"]},
        {"muted": ["change"]},
        {"by_sms": True},
        {"quiet_from": time(21)},
        {"quiet_from": time(21), "quiet_until": time(21)},
    ],
)
def test_what_cannot_be_wished(reached, wishes):
    from django.core.exceptions import ValidationError

    with pytest.raises((ValidationError, Refused)):
        actions.set_preference(reached, by=reached, **wishes)
    assert not Preference.objects.exists()


def test_wishing_again_changes_the_same_row(reached):
    actions.set_preference(reached, by=reached, muted=["late", "late"])
    actions.change_preference(Preference.objects.get(), by=reached, digest="daily")
    held = Preference.objects.get()
    assert (held.muted, held.digest) == ([], "daily")


@pytest.mark.parametrize(
    ("tone", "safety", "written"),
    [("", False, 0), ("message", False, 1), ("change", True, 1), ("assigned", False, 0)],
)
def test_what_is_told_at_once_goes_outside_by_its_tone(reached, tone, safety, written):
    told.tell(reached, "consult", "00000000-0000-0000-0000-000000000001", tone=tone, safety=safety)
    told.tell(reached, "consult", "00000000-0000-0000-0000-000000000001", tone=tone, safety=safety)
    assert (Notification.objects.count(), Outbox.objects.count()) == (1, written)
    assert all(row.safety is safety and row.risk == (1 if safety else 3) for row in Outbox.objects.all())


def test_the_page_says_what_cannot_be_held_back_and_what_is_not_set_up(client, reached):
    client.force_login(reached)
    page = client.get("/notices/preferences/").content.decode()
    assert "What can harm when it is late is always sent" in page
    assert "Not set up at this hospital" in page


def test_the_page_keeps_what_was_chosen(client, reached, texts):
    client.force_login(reached)
    wishes = {
        "by_sms": "on",
        "sms_to": "+1 555 010 0199",
        "muted": ["due"],
        "quiet_from": "22:00",
        "quiet_until": "06:00",
    }
    answer = client.post("/notices/preferences/", wishes | {"digest": "weekly"})
    assert answer.status_code == 303
    held = Preference.objects.get(user=reached)
    assert (held.by_email, held.by_sms, held.muted, held.digest) == (False, True, ["due"], "weekly")
    assert (held.quiet_from, held.quiet_until) == (time(22), time(6))


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"sms_to": "call me"}, "Enter a number"),
        ({"by_sms": "on"}, "number for text"),
        ({"quiet_from": "21:00"}, "both times"),
    ],
)
def test_wrong_wishes_are_said_beside_their_field(client, reached, texts, wrong, beside):
    client.force_login(reached)
    answer = client.post("/notices/preferences/", wrong)
    assert answer.status_code == 422
    assert beside in answer.content.decode()


def asked(client, address, **facts):
    return client.post(f"/api/v1/preferences/{address}", facts, content_type="application/json")


def test_the_api_keeps_and_changes_one_s_own_wishes(client, reached):
    client.force_login(reached)
    made = asked(client, "", user=str(reached.pk), muted=["late"], digest="daily")
    assert (made.status_code, made.json()["muted"], made.json()["digest"]) == (201, ["late"], "daily")
    again = asked(
        client, f"{made.json()['id']}/set/", by_email=False, quiet_from="22:00", quiet_until="06:00"
    )
    assert (again.status_code, again.json()["by_email"], again.json()["quiet_from"]) == (
        200,
        False,
        "22:00:00",
    )


@pytest.mark.parametrize("wrong", [{"muted": ["climbed"]}, {"muted": ["nonsense"]}, {"quiet_from": "25:00"}])
def test_the_api_holds_to_the_same_limits(client, reached, wrong):
    client.force_login(reached)
    assert asked(client, "", user=str(reached.pk), **wrong).status_code in (400, 422)
    assert not Preference.objects.exists()


def test_nobody_keeps_another_s_wishes(client, reached, nurse):
    client.force_login(nurse)
    assert asked(client, "", user=str(reached.pk), by_email=False).status_code == 404
    held = Preference.objects.create(user=reached)
    assert asked(client, f"{held.pk}/set/", by_email=False).status_code == 404
