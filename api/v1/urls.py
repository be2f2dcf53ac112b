from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from api.nouns import addresses, know
from api.v1 import (
    assessments,
    care,
    cases,
    directory,
    going_on,
    houses,
    instruments,
    leaving,
    messaging,
    notes,
    outreach,
    oversight,
    patients,
    plan_aids,
    responsibilities,
    risk,
    stays,
    teamwork,
    whole_person,
)
from core.routes import card

app_name = "v1"

_OPEN = card("GET", kind="session", does="view", event="none: the schema holds no data")


class Schema(SpectacularAPIView):
    """The OpenAPI document of this version."""

    route = _OPEN


class Viewer(SpectacularSwaggerSplitView):
    """The document to read and try, from files of our own."""

    route = _OPEN


_NOUNS = (
    *assessments.NOUNS,
    *patients.NOUNS,
    *plan_aids.NOUNS,
    *care.NOUNS,
    *cases.NOUNS,
    *leaving.NOUNS,
    *going_on.NOUNS,
    *directory.NOUNS,
    *stays.NOUNS,
    *responsibilities.NOUNS,
    *risk.NOUNS,
    *houses.NOUNS,
    *messaging.NOUNS,
    *notes.NOUNS,
    *outreach.NOUNS,
    *oversight.NOUNS,
    *teamwork.NOUNS,
    *whole_person.NOUNS,
)
know(*_NOUNS)

urlpatterns: list[URLPattern] = [
    *(address for noun in _NOUNS for address in addresses(noun)),
    *instruments.ADDRESSES,
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Viewer.as_view(url_name="v1:schema"), name="docs"),
]
