from django.urls import path

from discharge.views import caseload, leaving, stages, summary

app_name = "cases"
urlpatterns = [
    path("cases/", caseload.cases, name="list"),
    path("cases/csv/", caseload.cases_csv, name="csv"),
    path("cases/<uuid:pk>/", summary.summary, name="summary"),
    path("cases/<uuid:pk>/timeline/", summary.timeline, name="timeline"),
    path("cases/<uuid:pk>/discharge/", leaving.discharge, name="discharge"),
    path("cases/<uuid:pk>/discharge/set-date/", leaving.set_date, name="set-date"),
    path("cases/<uuid:pk>/discharge/choose-disposition/", leaving.disposition, name="disposition"),
    path("cases/<uuid:pk>/leave/", leaving.leave, name="leave"),
    path("cases/<uuid:pk>/begin-transition/", stages.begin_transition, name="begin-transition"),
    path("cases/<uuid:pk>/return-to-active/", stages.return_to_active, name="return-to-active"),
    path("cases/<uuid:pk>/begin-follow-up/", stages.begin_follow_up, name="begin-follow-up"),
    path("cases/<uuid:pk>/close/", stages.close, name="close"),
    path("cases/<uuid:pk>/reopen/", stages.reopen, name="reopen"),
]
