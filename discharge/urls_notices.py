from django.urls import path

from discharge.views import notice_verbs as verbs
from discharge.views import notices, screening

app_name = "notices"
urlpatterns = [
    path("cases/<uuid:pk>/discharge/notices/", notices.notices, name="case"),
    path("notices/first-copies/", notices.first_copies, name="desk"),
    path("notices/<uuid:pk>/", notices.notice, name="notice"),
    path("notices/<uuid:pk>/print/", notices.paper, name="print"),
    path("notices/<uuid:pk>/deliver/", verbs.deliver, name="deliver"),
    path("notices/<uuid:pk>/in-error/", verbs.in_error, name="in-error"),
    path("visits/<uuid:pk>/order-status/", verbs.order, name="order"),
    path("visits/<uuid:pk>/pick-notice/", verbs.pick, name="pick"),
    path("visits/<uuid:pk>/ask-review/", verbs.ask_review, name="ask-review"),
    path("qio-reviews/<uuid:pk>/decide/", verbs.decide, name="decide"),
    path("cases/<uuid:pk>/discharge/record-pasrr/", screening.record_pasrr, name="record-pasrr"),
    path("pasrr/<uuid:pk>/refer/", screening.refer, name="refer"),
    path("pasrr/<uuid:pk>/determine/", screening.determine, name="determine"),
]
