"""What the layers around every view do: limits before parsing, refusals as answers, denials on record."""

import pytest
from django.http import HttpResponse
from django.urls import path

from accounts.permissions import Role
from audit.models import Event
from core.access import fetch
from core.refusals import Refused
from core.routes import route
from patients.models import Case
from teams.actions import assign

pytestmark = pytest.mark.django_db


@route("POST", kind="session", event="none: a test")
def assign_me(request, pk):
    case = fetch(Case, pk, by=request.user)
    assign(case, by=request.user, user=request.user, role=Role.NURSE)
    return HttpResponse("done")


@route("GET", kind="phi", data="case", event="view")
def look(request, pk):
    return HttpResponse(str(fetch(Case, pk, by=request.user)))


@route("GET", kind="session", event="none: a test")
def refuse(request):
    raise Refused("The bed is taken. Choose another.")


urlpatterns = [
    path("assign/<uuid:pk>/", assign_me, name="assign"),
    path("look/<uuid:pk>/", look, name="look"),
    path("refuse/", refuse, name="refuse"),
]
urls = pytest.mark.urls("tests.core.test_middleware")


@pytest.fixture
def signed_in(client, on_team):
    client.force_login(on_team(Role.NURSE))
    return client


@urls
def test_what_a_verb_denies_is_403_and_on_record_after_the_rollback(signed_in, case):
    answer = signed_in.post(f"/assign/{case.pk}/")
    assert answer.status_code == 403
    event = Event.objects.get(outcome="denied")
    assert (event.verb, event.permission, event.case_id) == ("teams.assign", "manage_team", case.pk)
    assert (event.patient_ids, event.route) == ([case.patient_id], "assign/<uuid:pk>/")


@urls
def test_a_look_is_on_record_with_who_what_and_where(signed_in, case):
    assert signed_in.get(f"/look/{case.pk}/").status_code == 200
    event = Event.objects.get(outcome="seen")
    assert (event.target, event.target_id, event.patient_ids) == ("patients.case", case.pk, [case.patient_id])
    assert event.route == "look/<uuid:pk>/"
    assert len(event.request_id) == 32


@urls
def test_a_look_by_somebody_without_relation_is_404_and_on_record(client, case, outsider):
    client.force_login(outsider)
    there, nowhere = client.get(f"/look/{case.pk}/"), client.get(f"/look/{outsider.pk}/")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.content == nowhere.content
    event = Event.objects.get(outcome="denied")
    assert (event.actor, event.permission, event.case_id) == (outsider.username, "view_case", case.pk)


@urls
def test_what_a_rule_refuses_is_409_with_its_sentence(signed_in):
    answer = signed_in.get("/refuse/")
    assert answer.status_code == 409
    assert "The bed is taken. Choose another." in answer.content.decode()


@pytest.mark.parametrize(
    ("url", "headers", "status"),
    [
        ("/healthz?" + "a" * 4_100, {}, 414),
        ("/healthz", {f"X-H{n}": "1" for n in range(61)}, 431),
        ("/healthz", {"X-Long": "a" * 17_000}, 431),
        ("/healthz?q=%00", {}, 400),
        ("/healthz%00", {}, 400),
        ("/healthz", {}, 200),
    ],
)
def test_limits_before_parsing(client, url, headers, status):
    assert client.get(url, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("length", "status"), [("2000000", 413), ("ten", 400), ("-1", 400), ("²", 400), ("9" * 5_000, 400)]
)
def test_a_length_that_is_no_length_or_too_much(client, length, status):
    assert client.generic("POST", "/accounts/login/", CONTENT_LENGTH=length).status_code == status


def test_every_answer_says_how_it_may_be_kept_and_used(client):
    answer = client.get("/healthz")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_no_page_is_kept_in_a_cache(settings):
    assert not [name for name in settings.MIDDLEWARE if "cache" in name.lower()]


def test_a_header_cannot_change_the_method(client):
    assert client.post("/healthz", headers={"X-HTTP-Method-Override": "GET"}).status_code == 405
