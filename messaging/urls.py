from django.urls import path

from messaging.views import changes, relays, tab, threads

app_name = "messaging"
urlpatterns = [
    path("cases/<uuid:pk>/messages/", tab.case, name="case"),
    path("live/knows/<uuid:pk>/", tab.knows, name="knows"),
    path("quick/change/", tab.choose_change, name="choose_change"),
    path("quick/relay/", tab.choose_relay, name="choose_relay"),
    path("cases/<uuid:pk>/changes/new/", changes.broadcast, name="broadcast"),
    path("changes/", changes.changes, name="changes"),
    path("changes/<uuid:pk>/", changes.change, name="change"),
    path("changes/<uuid:pk>/acknowledge/", changes.acknowledge, name="acknowledge"),
    path("acknowledgements/<uuid:pk>/excuse/", changes.excuse, name="excuse"),
    path("cases/<uuid:pk>/relays/new/", relays.raise_relay, name="raise_relay"),
    path("relays/", relays.relays, name="relays"),
    path("relays/report/", relays.report, name="report"),
    path("relays/<uuid:pk>/", relays.relay, name="relay"),
    path("relays/<uuid:pk>/deliver/", relays.deliver, name="deliver"),
    path("relays/<uuid:pk>/understood/", relays.understood, name="understood"),
    path("relays/<uuid:pk>/answer/", relays.answer, name="answer"),
    path("relays/<uuid:pk>/close/", relays.close, name="close"),
    path("relays/<uuid:pk>/withdraw/", relays.withdraw, name="withdraw"),
    path("cases/<uuid:pk>/threads/new/", threads.open_thread, name="open_thread"),
    path("threads/", threads.threads, name="threads"),
    path("threads/<uuid:pk>/", threads.thread, name="thread"),
    path("threads/<uuid:pk>/say/", threads.say, name="say"),
    path("threads/<uuid:pk>/settle/", threads.settle, name="settle"),
    path("threads/<uuid:pk>/reopen/", threads.reopen, name="reopen"),
    path("threads/<uuid:pk>/unread/", threads.unread, name="unread"),
    path("messages/<uuid:pk>/pin/", threads.pin, name="pin"),
]
