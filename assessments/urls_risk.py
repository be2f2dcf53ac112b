"""Addresses of risk, trends and reassessments."""

from django.urls import URLPattern, path

from assessments.views import reassessments, risk, trends

RISK: list[URLPattern] = [
    path("cases/<uuid:pk>/risk/", risk.risk, name="risk"),
    path("cases/<uuid:pk>/risk/assess/", risk.assess, name="assess_risk"),
    path("scores/<uuid:pk>/override/", risk.override, name="override_score"),
    path("overrides/<uuid:pk>/end/", risk.end, name="end_override"),
    path("cases/<uuid:pk>/results/add/", risk.external, name="record_external"),
    path("cases/<uuid:pk>/trends/", trends.trends, name="trends"),
    path("cases/<uuid:pk>/reassessments/ask/", reassessments.ask, name="ask_reassessment"),
    path("reassessments/<uuid:pk>/end/", reassessments.end, name="end_reassessment"),
]
