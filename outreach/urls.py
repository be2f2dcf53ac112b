from django.urls import path

from outreach.views import calls, reach, script, visits

app_name = "outreach"
urlpatterns = [
    path("calls/", calls.calls, name="calls"),
    path("calls/<uuid:pk>/", calls.log, name="log"),
    path("cases/<uuid:pk>/calls/", reach.case, name="case"),
    path("cases/<uuid:pk>/outreach/start/", reach.start, name="start"),
    path("outreach/<uuid:pk>/hand-up/", reach.hand_up, name="hand_up"),
    path("outreach/<uuid:pk>/give-up/", reach.give_up, name="give_up"),
    path("outreach/<uuid:pk>/stop/", reach.stop, name="stop"),
    path("outreach/<uuid:pk>/resume/", reach.resume, name="resume"),
    path("cases/<uuid:pk>/visits/new/", visits.plan, name="plan_visit"),
    path("visits/<uuid:pk>/check-in/", visits.check_in, name="check_in"),
    path("visits/<uuid:pk>/check-out/", visits.check_out, name="check_out"),
    path("visits/<uuid:pk>/extend/", visits.extend, name="extend_visit"),
    path("visits/<uuid:pk>/cancel/", visits.cancel, name="cancel_visit"),
    path("cases/<uuid:pk>/script/", script.start, name="start_call"),
    path("script/<uuid:pk>/", script.run, name="run"),
    path("script/<uuid:pk>/verify/", script.verify, name="verify"),
    path("script/<uuid:pk>/answer/", script.answer, name="answer"),
    path("script/<uuid:pk>/give/", script.give, name="give_flag"),
    path("script/<uuid:pk>/end/", script.end, name="end_call"),
]
