"""After a verb: the page that shows the result is loaded, also when it is the page one is on."""

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from core.htmx import done

PATIENT = "/patients/0192f0c0-0000-7000-8000-000000000000/"


def request(**headers: str) -> HttpRequest:
    made = RequestFactory().post("/verb/", headers=headers)
    made.htmx = HtmxDetails(made)  # type: ignore[attr-defined]
    made.session = {}  # type: ignore[assignment]
    made._messages = FallbackStorage(made)  # type: ignore[attr-defined]
    return made


def from_page(path: str) -> HttpRequest:
    return request(**{"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"})


def test_without_script_it_is_a_redirect() -> None:
    answer = done(request(), PATIENT + "#pays")
    assert (answer.status_code, answer["Location"]) == (303, PATIENT + "#pays")


def test_another_page_is_gone_to() -> None:
    answer = done(from_page("/cases/"), PATIENT + "#pays")
    assert answer["HX-Redirect"] == PATIENT + "#pays"
    assert not answer.has_header("HX-Refresh")


@pytest.mark.parametrize("here", [PATIENT, PATIENT + "#pays"])
def test_the_same_page_is_loaded_again_for_a_fragment(here: str) -> None:
    answer = done(from_page(here), PATIENT + "#pays")
    assert answer["HX-Refresh"] == "true"
    assert not answer.has_header("HX-Redirect")
