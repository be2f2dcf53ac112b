"""A departure typed in the hour that comes twice: the form asks which, keeps what was typed, and stores that one (E-3)."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from encounters.models import Movement

pytestmark = pytest.mark.django_db
TYPED = {"on": "2027-11-07", "at": "01:30", "disposition": "01", "destination": "Home"}


@pytest.mark.parametrize(("which", "hour"), [("first", 5), ("second", 6)])
def test_which_of_the_two_is_asked_and_kept(client, case, manager, visit, at, which, hour):
    at(datetime(2027, 11, 8, 15, tzinfo=UTC))
    client.force_login(manager)
    url = reverse("cases:leave", args=[case.pk])
    assert '<select name="which"' not in client.get(url).content.decode()
    asked = client.post(url, TYPED)
    assert asked.status_code == 422
    assert "comes twice" in asked.content.decode()
    assert '<select name="which"' in asked.content.decode()
    assert 'value="01:30"' in asked.content.decode()
    assert client.post(url, TYPED | {"which": which}).status_code == 303
    left = Movement.objects.get(kind="leave").event_at
    assert left == datetime(2027, 11, 7, hour, 30, tzinfo=UTC)


def test_a_time_of_the_spring_gap_is_refused_with_what_to_enter(client, case, manager, visit, at):
    at(datetime(2027, 3, 15, 15, tzinfo=UTC))
    client.force_login(manager)
    answer = client.post(reverse("cases:leave", args=[case.pk]), TYPED | {"on": "2027-03-14", "at": "02:30"})
    assert answer.status_code == 422
    assert "Enter a time before 02:00, or 03:00 or later" in answer.content.decode()
