"""A call that is begun from the page of the time after leaving keeps the call that was promised, so that nobody makes it twice."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from encounters import actions as encounters
from outreach import actions as outreach
from outreach.models import ScriptRun
from patients.models import Case
from tests.conftest import THEN
from worklist.models import Item

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LEFT = THEN + 3 * DAY


@pytest.fixture
def promised(case, manager, visit, packs, at):
    """The patient has left for home at high risk; the calls promised are the manager's, the first one first."""
    Case.objects.filter(pk=case.pk).update(risk="high")
    at(LEFT)
    encounters.leave(visit, by=manager, event_at=LEFT, disposition="01", key="left-1")
    return list(Item.objects.filter(series__case=case).order_by("due_at"))


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return client


def button(client, case):
    page = client.get(reverse("after:case", args=[case.pk])).content.decode()
    return re.search(r'href="([^"]*)">Call the patient', page)[1]


def log(client, address, outcome="reached"):
    said = {"outcome": outcome, "mode": "phone", "interpreter_used": "true", "again": "no"}
    path, _mark, query = address.partition("?")
    return client.post(path, said | dict([query.split("=", 1)] if query else []))


def test_the_call_ends_the_one_that_was_promised(signed_in, case, promised):
    address = button(signed_in, case)
    assert signed_in.get(address).status_code == 200
    answer = log(signed_in, address)
    assert (answer.status_code, answer["Location"]) == (303, reverse("after:case", args=[case.pk]))
    promised[0].refresh_from_db()
    assert promised[0].status == Item.Status.DONE


def test_the_page_of_the_call_goes_back_to_where_it_was_begun(signed_in, case, promised):
    page = signed_in.get(button(signed_in, case)).content.decode()
    assert f'name="next" value="{reverse("after:case", args=[case.pk])}"' in page


def test_a_call_by_the_script_begun_there_ends_it_as_well(signed_in, case, manager, promised):
    address = button(signed_in, case)
    found = re.search(rf'action="({reverse("outreach:start_call", args=[case.pk])})".*?name="item" value="([^"]+)"',
                      signed_in.get(address).content.decode(), re.DOTALL)  # fmt: skip
    signed_in.post(found[1], {"item": found[2]})
    run = ScriptRun.objects.get(case=case)
    outreach.end_call(run, by=manager, outcome="message")
    promised[0].refresh_from_db()
    assert promised[0].status == Item.Status.DONE


def test_once_the_patient_was_reached_a_call_keeps_what_is_due_today_alone(
    signed_in, case, manager, promised, at
):
    log(signed_in, button(signed_in, case))
    assert button(signed_in, case) == reverse("outreach:case", args=[case.pk])
    later = next(item for item in promised[1:] if item.due_at > clock.now())
    at(later.due_at)
    later_on = Client()
    later_on.force_login(manager)
    following = (
        Item.objects.filter(series__case=case, status__in=["open", "scheduled"]).order_by("due_at").first()
    )
    assert reverse("outreach:log", args=[following.pk]) in button(later_on, case)
