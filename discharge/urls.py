from django.urls import path

from discharge.views import caseload, leaving, stages, summary
from discharge.views import plan_verbs as plan

app_name = "cases"
urlpatterns = [
    path("cases/", caseload.cases, name="list"),
    path("cases/csv/", caseload.cases_csv, name="csv"),
    path("cases/<uuid:pk>/", summary.summary, name="summary"),
    path("cases/<uuid:pk>/timeline/", summary.timeline, name="timeline"),
    path("cases/<uuid:pk>/discharge/", leaving.discharge, name="discharge"),
    path("cases/<uuid:pk>/discharge/set-date/", leaving.set_date, name="set-date"),
    path("cases/<uuid:pk>/discharge/wishes/", plan.wishes, name="wishes"),
    path("cases/<uuid:pk>/discharge/add-destination/", plan.add_destination, name="add-destination"),
    path("cases/<uuid:pk>/discharge/choose-destination/", plan.choose_destination, name="choose-destination"),
    path("destinations/<uuid:pk>/back-up/", plan.set_backup, name="back-up"),
    path("destinations/<uuid:pk>/rank/", plan.rank_destination, name="rank-destination"),
    path("destinations/<uuid:pk>/evaluate/", plan.evaluate_destination, name="evaluate-destination"),
    path("destinations/<uuid:pk>/drop/", plan.drop_destination, name="drop-destination"),
    path("cases/<uuid:pk>/gates/<slug:gate>/done/", plan.satisfy_gate, name="gate-done"),
    path("cases/<uuid:pk>/gates/<slug:gate>/not-needed/", plan.gate_not_needed, name="gate-not-needed"),
    path("cases/<uuid:pk>/gates/<slug:gate>/carry/", plan.carry_gate, name="gate-carry"),
    path("cases/<uuid:pk>/gates/<slug:gate>/override/", plan.override_gate, name="gate-override"),
    path("gate-checks/<uuid:pk>/undo/", plan.undo_gate, name="gate-undo"),
    path("items/<uuid:pk>/make-up/", plan.make_up, name="make-up"),
    path("cases/<uuid:pk>/stages/<slug:stage>/reach/", plan.reach_stage, name="reach-stage"),
    path("leaving-steps/<uuid:pk>/back/", plan.step_back, name="step-back"),
    path("cases/<uuid:pk>/leave-as-planned/", leaving.leave_as_planned, name="leave-as-planned"),
    path("cases/<uuid:pk>/leave/", leaving.leave, name="leave"),
    path("cases/<uuid:pk>/begin-transition/", stages.begin_transition, name="begin-transition"),
    path("cases/<uuid:pk>/return-to-active/", stages.return_to_active, name="return-to-active"),
    path("cases/<uuid:pk>/begin-follow-up/", stages.begin_follow_up, name="begin-follow-up"),
    path("cases/<uuid:pk>/close/", stages.close, name="close"),
    path("cases/<uuid:pk>/reopen/", stages.reopen, name="reopen"),
]
