from django.urls import path

from advocacy.views import clients, verbs

app_name = "advocacy"
urlpatterns = [
    path("clients/", clients.clients, name="clients"),
    path("clients/<uuid:pk>/", clients.binder, name="binder"),
    path("clients/<uuid:pk>/add/", verbs.add, name="add"),
    path("clients/<uuid:pk>/export/", verbs.export, name="export"),
    path("patients/<uuid:pk>/binder/", clients.open_binder, name="open"),
    path("binder-entries/<uuid:pk>/answer/", verbs.answer, name="answer"),
    path("binder-entries/<uuid:pk>/release/", verbs.release, name="release"),
]
