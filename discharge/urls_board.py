"""The board, the huddle, the forecast, and the ledger of delays."""

from django.urls import path

from discharge.views import board, delays, huddles, milestones

app_name = "board"
urlpatterns = [
    path("board/", board.home, name="home"),
    path("board/live/", board.live, name="live"),
    path("board/wall/", board.wall, name="wall"),
    path("board/forecast/", board.forecast, name="forecast"),
    path("board/huddle/", huddles.start, name="huddle"),
    path("huddles/<uuid:pk>/", huddles.huddle, name="round"),
    path("huddles/<uuid:pk>/present/", huddles.note_present, name="present"),
    path("huddles/<uuid:pk>/end/", huddles.end_huddle, name="end"),
    path("huddles/<uuid:pk>/<uuid:case>/", huddles.decide, name="decide"),
    path("cases/<uuid:pk>/discharge/delays/", delays.ledger, name="delays"),
    path("cases/<uuid:pk>/discharge/delays/open/", delays.open_delay, name="open-delay"),
    path("cases/<uuid:pk>/milestones/reach/", milestones.reach_milestone, name="reach-milestone"),
    path(
        "cases/<uuid:pk>/milestones/not-needed/", milestones.milestone_not_needed, name="milestone-not-needed"
    ),
    path("cases/<uuid:pk>/milestones/take-back/", milestones.take_back_milestone, name="take-back-milestone"),
    path("delays/<uuid:pk>/", delays.delay, name="delay"),
    path("delays/<uuid:pk>/change/", delays.change_delay, name="change-delay"),
    path("delays/<uuid:pk>/close/", delays.close_delay, name="close-delay"),
    path("delays/<uuid:pk>/reopen/", delays.reopen_delay, name="reopen-delay"),
    path("delays/<uuid:pk>/error/", delays.mark_delay_in_error, name="delay-error"),
]
