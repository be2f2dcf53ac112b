from django.urls import path

from discharge.views import papers, papers_verbs

app_name = "packets"
urlpatterns = [
    path("cases/<uuid:pk>/discharge/packet/", papers.papers, name="case"),
    path("cases/<uuid:pk>/discharge/build-packet/", papers_verbs.build, name="build"),
    path("cases/<uuid:pk>/discharge/book-visit/", papers_verbs.book, name="book"),
    path("cases/<uuid:pk>/discharge/add-result/", papers_verbs.pending, name="add-result"),
    path("cases/<uuid:pk>/discharge/tell/", papers_verbs.tell, name="tell"),
    path("packets/<uuid:pk>/", papers.packet, name="packet"),
    path("packets/<uuid:pk>/paper/", papers.paper, name="paper"),
    path("packets/<uuid:pk>/document/", papers.document, name="document"),
    path("packets/<uuid:pk>/send/", papers_verbs.send, name="send"),
    path("packets/<uuid:pk>/received/", papers_verbs.received, name="received"),
    path("packets/<uuid:pk>/reopen/", papers_verbs.reopen, name="reopen"),
    path("packets/<uuid:pk>/aside/", papers_verbs.aside, name="aside"),
    path("visits-after/<uuid:pk>/keep/", papers_verbs.kept, name="keep-visit"),
    path("visits-after/<uuid:pk>/miss/", papers_verbs.missed, name="miss-visit"),
    path("visits-after/<uuid:pk>/cancel/", papers_verbs.cancelled, name="cancel-visit"),
    path("pending-results/<uuid:pk>/back/", papers_verbs.back, name="result-back"),
    path("pending-results/<uuid:pk>/cancel/", papers_verbs.not_awaited, name="cancel-result"),
]
