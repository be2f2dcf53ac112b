"""Logs carry facts from a list and nothing else: a patient's name in a request, an exception or a statement never does."""

import io
import json
import logging

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from core.logs import FACTS, AllowListFormatter
from core.routes import route
from patients.models import Patient

CANARY = "Qvxzanary"


@route("GET", "POST", kind="public")
def breaks(request, name):
    patient = CANARY
    raise RuntimeError(f"No bed for {patient}")


@route("GET", "POST", kind="public")
def breaks_in_the_database(request, name):
    with connection.cursor() as cursor:
        cursor.execute("select %s::int", [CANARY])
    return HttpResponse()


@route("GET", kind="public")
def warns(request, name):
    logging.getLogger("core.somewhere").warning("odd patient %s", CANARY)
    logging.getLogger("django.db.backends").error("select '%s'", CANARY)
    logging.getLogger("somebody.else").error(f"about {CANARY}")
    return HttpResponse()


urlpatterns = [
    path("breaks/<str:name>/", breaks, name="breaks"),
    path("database/<str:name>/", breaks_in_the_database, name="database"),
    path("warns/<str:name>/", warns, name="warns"),
]


@pytest.fixture
def written():
    """What the process writes while the test runs, as the handler of settings would."""
    out, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(out)
    handler.setFormatter(AllowListFormatter())
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.urls("tests.core.test_logs")
@pytest.mark.parametrize(("where", "status"), [("breaks", 500), ("database", 500), ("warns", 200)])
def test_a_name_in_path_query_body_or_error_never_reaches_the_log(client, written, where, status):
    client.raise_request_exception = False
    url = f"/{where}/{CANARY}/?q={CANARY}"
    answer = client.get(url, headers={"X-Name": CANARY, "Referer": f"http://testserver/{CANARY}/"})
    assert answer.status_code == status
    assert CANARY not in written.getvalue()
    assert CANARY not in answer.content.decode()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert any(line.get("route") == f"{where}/<str:name>/" and line["status"] == status for line in lines)


@pytest.mark.django_db
@pytest.mark.urls("tests.core.test_logs")
def test_an_error_is_logged_by_class_and_place(client, written):
    client.raise_request_exception = False
    client.post(f"/breaks/{CANARY}/", {"name": CANARY})
    (line,) = [one for one in map(json.loads, written.getvalue().splitlines()) if one.get("error")]
    assert line["error"] == "RuntimeError"
    assert "tests.core.test_logs:" in line["place"]
    assert CANARY not in written.getvalue()


@pytest.mark.django_db
def test_a_row_that_stands_in_a_message_says_no_name(facility, written):
    patient = Patient.objects.create(facility=facility, family=CANARY, given=CANARY)
    logging.getLogger("core.somewhere").warning("seen " + str(patient))
    logging.getLogger("core.somewhere").warning(patient)
    logging.getLogger("core.somewhere").warning("%r", patient)
    assert CANARY not in written.getvalue()


def test_only_listed_facts_are_written(written):
    logging.getLogger("core.somewhere").warning(
        "odd", extra={"patient": CANARY, "status": 200, "body": CANARY}
    )
    (line,) = [json.loads(one) for one in written.getvalue().splitlines()]
    assert set(line) - {"time", "level", "logger", "message"} <= set(FACTS)
    assert line["status"] == 200


def test_a_line_cannot_be_forged(written):
    logging.getLogger("core.somewhere").warning("one\ntwo\r\x1b[31mthree\u2028four\x9b")
    (line,) = written.getvalue().splitlines()
    assert json.loads(line)["message"] == "one two  [31mthree four "
