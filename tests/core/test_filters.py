"""Filters written by hand into an address: read, or answered 400; never an error."""

import pytest
from django import forms
from django.core.exceptions import BadRequest
from django.test import RequestFactory
from django.urls import path
from pytest_django.asserts import assertHTMLEqual

from core.filters import ListFilter, PlainSelect
from core.routes import route
from patients.models import Patient

ask = RequestFactory()


class PatientFilter(ListFilter):
    age = forms.IntegerField()
    family = forms.CharField(max_length=40)
    born = forms.DateField()
    lookups = {"age": "estimated_age", "family": "family__istartswith", "born": "birth_date"}
    orders = {"born": ("birth_date", "pk"), "-born": ("-birth_date", "-pk")}


@route("GET", kind="public")
def listed(request):
    from django.http import HttpResponse

    rows = PatientFilter.of(request).narrow(Patient.objects.all())
    return HttpResponse(str(len(rows)))


urlpatterns = [path("list/", listed, name="list")]


@pytest.mark.parametrize(
    "query",
    [
        "age=twelve",
        "age=%00",
        "age=99999999999999999999",
        "age=-99999999999",
        "family=%00",
        "born=yesterday",
        "order=password",
        "order=-birth_date",
        "family__regex=.",
        "unknown=1",
        "after=%00",
        "age=1&" + "&".join(f"x{n}=1" for n in range(30)),
    ],
)
def test_what_cannot_be_read_is_400(query):
    with pytest.raises(BadRequest):
        PatientFilter.of(ask.get(f"/list/?{query}"))


@pytest.mark.django_db
def test_it_narrows_and_orders(patient, facility):
    other = Patient.objects.create(facility=facility, family="Abe", given="Jun", birth_date="1960-01-01")
    asked = PatientFilter.of(ask.get("/list/?order=-born"))
    assert list(asked.narrow(Patient.objects.all())) == [other, patient]
    asked = PatientFilter.of(ask.get("/list/?family=oka&born=1958-03-14"))
    assert list(asked.narrow(Patient.objects.all())) == [patient]


@pytest.mark.django_db
@pytest.mark.urls("tests.core.test_filters")
@pytest.mark.parametrize(
    ("query", "status"),
    [("", 200), ("age=5", 200), ("age=five", 400), ("family=%00", 400), ("age=1e400", 400)],
)
def test_through_the_whole_stack(client, query, status):
    assert client.get(f"/list/?{query}").status_code == status


class TeamFilter(PatientFilter):
    whose = ("family",)


def test_filters_in_use_are_counted_without_the_one_that_says_whose():
    assert PatientFilter.of(ask.get("/", {"family": "Oka", "age": "", "order": "born"})).active == 1
    assert TeamFilter.of(ask.get("/", {"family": "Oka", "age": "70"})).active == 1
    assert PatientFilter.of(ask.get("/")).active == 0


def test_a_plain_select_says_what_djangos_own_says():
    choices = [("", "All <of it>"), ("a", "A & B"), (7, "Seven")]
    for value, attrs in (("", {}), ("a", {"class": "x"}), ("7", {}), (None, {})):
        plain = PlainSelect(attrs, choices).render("which", value, {"id": "id_which"})
        own = forms.Select(attrs, choices).render("which", value, {"id": "id_which"})
        assertHTMLEqual(plain, own)
