"""Addresses of work, contacts, appointments and notices."""

from django.urls import path

from worklist.views import calendar, cases, contacts, items, my_day, notices, promises, transfers

app_name = "worklist"
urlpatterns = [
    path("my-day/", my_day.my_day, name="my_day"),
    path("items/<uuid:pk>/", items.item, name="item"),
    path("items/<uuid:pk>/start/", items.start, name="start"),
    path("items/<uuid:pk>/done/", items.complete, name="done"),
    path("items/<uuid:pk>/wait/", items.wait, name="wait"),
    path("items/<uuid:pk>/snooze/", items.snooze, name="snooze"),
    path("items/<uuid:pk>/cancel/", items.cancel, name="cancel"),
    path("items/<uuid:pk>/reassign/", items.reassign, name="reassign"),
    path("items/<uuid:pk>/join/", items.join, name="join"),
    path("items/<uuid:pk>/leave/", items.leave, name="leave"),
    path("items/<uuid:pk>/comment/", items.comment, name="comment"),
    path("items/<uuid:pk>/offer/", items.offer, name="offer_item"),
    path("items/<uuid:pk>/ask/", items.ask, name="ask_for_item"),
    path("item-offers/<uuid:pk>/accept/", transfers.accept, name="accept_item"),
    path("item-offers/<uuid:pk>/reject/", transfers.reject, name="reject_item"),
    path("item-offers/<uuid:pk>/revoke/", transfers.revoke, name="revoke_item"),
    path("cases/<uuid:pk>/items/", cases.case_work, name="case_work"),
    path("cases/<uuid:pk>/items/new/", cases.new_item, name="new_item"),
    path("cases/<uuid:pk>/follow-ups/new/", cases.new_follow_up, name="new_follow_up"),
    path("cases/<uuid:pk>/appointments/new/", cases.new_appointment, name="new_appointment"),
    path("quick/contact/", contacts.choose_case, name="quick_contact"),
    path("quick/contact/<uuid:pk>/", contacts.quick_contact, name="contact"),
    path("contacts/<uuid:pk>/join/", contacts.join_contact, name="join_contact"),
    path("follow-ups/<uuid:pk>/stop/", promises.stop_follow_up, name="stop_follow_up"),
    path("appointments/<uuid:pk>/keep/", promises.keep_appointment, name="keep_appointment"),
    path("appointments/<uuid:pk>/miss/", promises.miss_appointment, name="miss_appointment"),
    path("appointments/<uuid:pk>/cancel/", promises.cancel_appointment, name="cancel_appointment"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/offer/", calendar.offer, name="offer"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read-all/", notices.mark_all_read, name="mark_all_read"),
    path("notices/preferences/", notices.preferences, name="preferences"),
    path("notices/<uuid:pk>/read/", notices.mark_read, name="mark_read"),
    path("live/unread/", notices.unread, name="unread"),
    path("go/<uuid:pk>/", notices.go, name="go"),
]
