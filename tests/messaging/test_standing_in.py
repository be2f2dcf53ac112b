"""Who is offered a colleague's row of a change is exactly who may answer it, and one's own row is answered first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from facilities.models import Facility
from messaging import actions
from messaging.models import Acknowledgement
from messaging.queries import changes as queries
from tests.messaging.changes import row_of, stand_in, tell

pytestmark = pytest.mark.django_db


def offered(user, change):
    return [row.user for row in queries.waiting_for(user, change)]


@pytest.fixture
def both(case, team_of_four, facility):
    """The doctor stands in for the social worker, and is asked too."""
    absence = stand_in(team_of_four.worker, team_of_four.doctor, facility)
    return absence, tell(case, team_of_four.nurse), team_of_four.doctor, team_of_four.worker


def test_whoever_stands_in_is_offered_both_rows_their_own_first(both):
    _absence, change, doctor, worker = both
    assert offered(doctor, change) == [doctor, worker]


@pytest.mark.parametrize(
    "less", [{"only_led": True}, {"roles": [Role.NURSE]}, {"facility": "another"}, {"status": "ended"}]
)
def test_what_a_cover_leaves_out_is_offered_to_nobody(both, client, less):
    absence, change, doctor, worker = both
    if "facility" in less:
        less = {"facility": Facility.objects.create(name="Another house", zone="America/New_York")}
    type(absence).objects.filter(pk=absence.pk).update(**less)
    assert offered(doctor, change) == [doctor]
    assert [row.user for row in queries.one(change, doctor, ()).rows if row.mine] == [doctor]
    client.force_login(doctor)
    assert client.post(reverse("messaging:acknowledge", args=[change.pk])).status_code == 303
    assert (row_of(change, doctor).status, row_of(change, worker).status) == ("acknowledged", "due")
    assert queries.waiting(doctor) == []
    assert not queries.one(change, doctor, ()).waits_for_me


def test_who_covers_the_led_cases_answers_for_the_lead(case, team_of_four, facility):
    absence = stand_in(team_of_four.lead, team_of_four.doctor, facility)
    type(absence).objects.filter(pk=absence.pk).update(only_led=True)
    change = tell(case, team_of_four.nurse)
    assert offered(team_of_four.doctor, change) == [team_of_four.doctor, team_of_four.lead]
    for row in queries.waiting_for(team_of_four.doctor, change):
        actions.acknowledge(row, by=team_of_four.doctor)
    assert Acknowledgement.objects.filter(change=change, status="due").count() == 1


def test_a_list_of_changes_costs_the_same_however_many_there_are(
    case, team_of_four, both, django_assert_num_queries
):
    doctor = team_of_four.doctor
    with CaptureQueriesContext(connection) as one:
        assert len(queries.waiting(doctor)) == 1
    for n in range(3):
        tell(case, team_of_four.nurse, what=f"Fell {n}")
    with django_assert_num_queries(len(one)):
        assert len(queries.waiting(doctor)) == 4
