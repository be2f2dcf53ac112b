from django.urls import path

from referrals.views import asking, choices, verbs

app_name = "referrals"
urlpatterns = [
    path("cases/<uuid:pk>/discharge/referrals/", asking.referrals, name="case"),
    path("cases/<uuid:pk>/discharge/compare/", asking.compare, name="compare"),
    path("cases/<uuid:pk>/discharge/offer-choice/", choices.offer, name="offer"),
    path("cases/<uuid:pk>/discharge/ask/<slug:kind>/", asking.draft, name="draft"),
    path("cases/<uuid:pk>/discharge/send-referrals/", asking.send, name="send"),
    path("choices/<uuid:pk>/", choices.choice, name="choice"),
    path("choices/<uuid:pk>/record/", choices.record_choice, name="record-choice"),
    path("choices/<uuid:pk>/put-aside/", choices.put_aside, name="put-aside"),
    path("choices/<uuid:pk>/paper/", choices.on_paper, name="choice-paper"),
    path("referrals/<uuid:pk>/", asking.referral, name="referral"),
    path("referrals/<uuid:pk>/viewed/", verbs.viewed, name="viewed"),
    path("referrals/<uuid:pk>/more/", verbs.more, name="more"),
    path("referrals/<uuid:pk>/resend/", verbs.resend, name="resend"),
    path("referrals/<uuid:pk>/accept/", verbs.accept, name="accept"),
    path("referrals/<uuid:pk>/decline/", verbs.decline, name="decline"),
    path("referrals/<uuid:pk>/withdraw/", verbs.withdraw, name="withdraw"),
    path("referrals/<uuid:pk>/book/", verbs.book, name="book"),
    path("referrals/<uuid:pk>/start/", verbs.start, name="start"),
    path("referrals/<uuid:pk>/not-started/", verbs.not_started, name="not-started"),
    path("referrals/<uuid:pk>/close/", verbs.close, name="close"),
    path("referrals/<uuid:pk>/transport/", verbs.transport, name="transport"),
    path("referrals/<uuid:pk>/arrived/", verbs.arrived, name="arrived"),
    path("referrals/<uuid:pk>/essential/", verbs.essential, name="essential"),
    path("referrals/<uuid:pk>/deliver/", verbs.deliver, name="deliver"),
    path("referrals/<uuid:pk>/teach/", verbs.teach, name="teach"),
    path("referrals/<uuid:pk>/check/", verbs.check, name="check"),
]
