"""Addresses of asking, answering and signing."""

from django.urls import URLPattern, path

from assessments.views import ending, joint, sections, tab

RECORDING: list[URLPattern] = [
    path("cases/<uuid:pk>/assess/", tab.case, name="case"),
    path("cases/<uuid:pk>/assess/start/", tab.start, name="start"),
    path("assessments/<uuid:pk>/", joint.assessment, name="assessment"),
    path("assessments/<uuid:pk>/sum-up/", joint.sum_up, name="sum_up"),
    path("assessments/<uuid:pk>/complete/", joint.complete, name="complete"),
    path("assessments/<uuid:pk>/abandon/", joint.abandon, name="abandon"),
    path("contradictions/<uuid:pk>/settle/", joint.settle, name="settle_contradiction"),
    path("sections/<uuid:pk>/", sections.section, name="section"),
    path("sections/<uuid:pk>/answer/", sections.answer, name="answer"),
    path("sections/<uuid:pk>/settle/", sections.settle, name="settle"),
    path("sections/<uuid:pk>/verify/", sections.verify, name="verify"),
    path("sections/<uuid:pk>/sign/", ending.sign, name="sign"),
    path("sections/<uuid:pk>/drop/", ending.drop, name="drop"),
    path("sections/<uuid:pk>/addendum/", ending.addendum, name="addendum"),
]
