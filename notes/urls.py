from django.urls import path

from notes.views import reading, verbs

app_name = "notes"
urlpatterns = [
    path("cases/<uuid:pk>/notes/", reading.case, name="case"),
    path("cases/<uuid:pk>/notes/write/", verbs.write, name="write"),
    path("notes/<uuid:pk>/", reading.note, name="note"),
    path("notes/<uuid:pk>/print/", reading.on_paper, name="print"),
    path("notes/<uuid:pk>/rewrite/", verbs.rewrite, name="rewrite"),
    path("notes/<uuid:pk>/sign/", verbs.sign, name="sign"),
    path("notes/<uuid:pk>/addendum/", verbs.addendum, name="addendum"),
    path("notes/<uuid:pk>/wrong/", verbs.wrong, name="wrong"),
]
