from django.urls import path

from supervision.views import absences, balance, handovers, home

app_name = "supervision"
urlpatterns = [
    path("absences/", absences.absences, name="absences"),
    path("absences/plan/", absences.plan, name="plan-absence"),
    path("absences/<uuid:pk>/accept/", absences.accept, name="accept-cover"),
    path("absences/<uuid:pk>/decline/", absences.decline, name="decline-cover"),
    path("absences/<uuid:pk>/end/", absences.end, name="end-absence"),
    path("absences/<uuid:pk>/hand-over/", absences.hand_over, name="hand-over"),
    path("absences/<uuid:pk>/hand-back/", absences.hand_back, name="hand-back"),
    path("handovers/<uuid:pk>/", handovers.handover, name="handover"),
    path("handovers/<uuid:pk>/accept/", handovers.accept, name="accept-handover"),
    path("team/", home.team, name="home"),
    path("team/load/<uuid:pk>/", home.load, name="load"),
    path("team/lists/<slug:name>/", home.listed, name="list"),
    path("team/balance/", balance.balance, name="balance"),
    path("team/balance/<uuid:pk>/", balance.preview, name="preview"),
    path("team/balance/<uuid:pk>/apply/", balance.apply, name="apply"),
    path("team/balance/<uuid:pk>/undo/", balance.undo, name="undo"),
]
