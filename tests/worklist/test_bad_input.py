"""What cannot be: by its page and by the API, each with its status and its sentence, and nothing of it half-applied."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from rest_framework.test import APIClient

from messaging.models import Mention, Message, Thread
from patients.models import CommunicationProfile
from tests.conftest import THEN
from worklist.models import ContactAttempt, FollowUp, Item, Notification, Outbox, Reminder

pytestmark = pytest.mark.django_db
# Everything that any of these would write.
WRITTEN = (FollowUp, Item, Reminder, Notification, Outbox, ContactAttempt, Thread, Message, Mention)
DAY = timedelta(days=1)
PROMISED = {"activity": "follow_up", "what": "Call after leaving"}
BY_PAGE = PROMISED | {"first_due_at_0": "2026-11-10", "first_due_at_1": "10:00"}
BY_API = PROMISED | {"first_due_at": (THEN + 7 * DAY).isoformat()}
SPOKE = {"activity": "follow_up", "mode": "phone", "outcome": "reached"}


@pytest.fixture
def rows() -> Any:
    """Every row as it stands: a refused request leaves each as it was."""
    return lambda: {model: list(model._default_manager.order_by("pk").values()) for model in WRITTEN}


@pytest.fixture
def page(client: Any, lead: Any, rows: Any) -> Any:
    """Post to a page as the lead; status and text, when nothing was written."""
    client.force_login(lead)

    def post(url: str, data: Any, **more: Any) -> tuple[int, str]:
        before = rows()
        answer = client.post(url, data, **more)
        assert rows() == before
        return answer.status_code, answer.content.decode()

    return post


@pytest.fixture
def api(lead: Any, rows: Any) -> Any:
    """Post to the API as the lead; status, sentence and fields, when nothing was written."""
    caller = APIClient()
    caller.force_login(lead)

    def post(url: str, data: dict[str, Any]) -> tuple[int, str]:
        before = rows()
        answer = caller.post(f"/api/v1/{url}", data, format="json")
        assert rows() == before
        assert set(answer.json()) >= {"detail", "fields"}
        return answer.status_code, json.dumps(answer.json())

    return post


def test_a_cadence_of_nothing(page, api, case, lead):
    for name in ("every_days", "every_months", "at_most"):
        status, text = page(f"/cases/{case.pk}/follow-ups/new/", BY_PAGE | {"owner": lead.pk, name: "0"})
        assert (status, "greater than or equal to 1" in text) == (422, True)
        assert "Call after leaving" in text, "what was typed stays"
        status, text = api(f"cases/{case.pk}/start-follow-up/", BY_API | {"owner": str(lead.pk), name: 0})
        assert (status, "greater than or equal to 1" in text, f'"{name}"' in text) == (422, True, True)


def test_a_stop_before_the_start(page, api, case, lead):
    repeated = {"every_days": "1", "until_on": "2026-11-09"}
    for status, text in (
        page(f"/cases/{case.pk}/follow-ups/new/", BY_PAGE | {"owner": lead.pk} | repeated),
        api(f"cases/{case.pk}/start-follow-up/", BY_API | {"owner": str(lead.pk)} | repeated),
    ):
        assert (status, "before the first" in text) == (409, True)


def test_a_contact_in_the_future(page, api, case):
    tomorrow = THEN + DAY
    for status, text in (
        page(f"/quick/contact/{case.pk}/", SPOKE | {"at_0": "2026-11-04", "at_1": "10:00"}),
        api(f"cases/{case.pk}/log-contact/", SPOKE | {"at": tomorrow.isoformat()}),
    ):
        assert (status, "in the future" in text) == (409, True)


def test_a_zone_that_is_none(page, api, case, lead):
    status, text = page("/settings/me/", {"zone": "Mars/Olympus", "keys_on": "on"})
    assert (status, "not one of the available choices" in text) == (422, True)
    lead.refresh_from_db()
    assert lead.zone != "Mars/Olympus"
    spoken = {"interpreter": "none", "decides": "alone", "zone": "Mars/Olympus"}
    for status, text in (
        page(f"/patients/{case.patient_id}/communication/", spoken),
        api(f"patients/{case.patient_id}/set-communication/", spoken),
    ):
        assert (status, "There is no such time zone" in text) == (422, True)
    assert not CommunicationProfile.objects.exists()


@pytest.mark.parametrize("missing", ["2027-03-14", "2028-03-12"])
def test_an_hour_that_does_not_exist(page, api, case, lead, open_work, missing):
    item = open_work()
    when = {"first_due_at_0": missing, "first_due_at_1": "02:30", "owner": lead.pk}
    later = {"due_at_0": missing, "due_at_1": "02:30"}
    for url, data in (
        (f"/cases/{case.pk}/follow-ups/new/", BY_PAGE | when),
        (f"/items/{item.pk}/snooze/", later),
    ):
        status, text = page(url, data)
        assert (status, "does not exist" in text) == (422, True), url
    # By the API there is no wall: an instant names its offset, and every instant exists.
    for url, name, data in (
        (f"cases/{case.pk}/start-follow-up/", "first_due_at", BY_API | {"owner": str(lead.pk)}),
        (f"items/{item.pk}/snooze/", "due_at", {}),
    ):
        status, text = api(url, data | {name: f"{missing}T02:30:00"})
        assert (status, "with its offset" in text, f'"{name}"' in text) == (422, True, True), url


@pytest.mark.parametrize("number", [61, 10_000])
def test_ten_thousand_recipients(page, api, case, lead, django_assert_max_num_queries, number):
    people = [str(lead.pk)] * number
    said = {"topic": "Visit", "text": "When?"}
    with django_assert_max_num_queries(80):
        status, text = api("threads/", said | {"case": str(case.pk), "mentions": people})
    assert (status, "Name at most 60" in text or "more than 5000 rows" in text) == (
        422 if number == 61 else 400,
        True,
    )
    status, text = api(f"cases/{case.pk}/start-follow-up/", BY_API | {"owner": people})
    assert status == (422 if number == 61 else 400)
    if number > 2000:
        said |= {"mentions": people}
        assert page(f"/cases/{case.pk}/threads/new/", said)[0] == 413
        in_one_line = {
            "data": urlencode(said, doseq=True),
            "content_type": "application/x-www-form-urlencoded",
        }
        assert page(f"/cases/{case.pk}/threads/new/", **in_one_line)[0] == 400
