"""Addresses that break a gate on purpose."""

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.views.generic import FormView

from core.routes import card


class Planted(FormView):
    """A view of another package: it would also answer PUT."""

    form_class = forms.Form
    template_name = "400.html"
    success_url = "/"
    route = card("GET", "POST", kind="public", event="none: planted")


urlpatterns = [
    path("form/", Planted.as_view(), name="planted-form"),
    path("unclassified/", lambda request: HttpResponse("seen"), name="planted-unclassified"),
]
