from django.urls import path

from teams.views import grants, people, responsibilities, team, transfers

app_name = "teams"
urlpatterns = [
    path("cases/<uuid:pk>/team/", team.case, name="case"),
    path("cases/<uuid:pk>/team/add/", team.add, name="add"),
    path("cases/<uuid:pk>/team/lead/", team.lead, name="lead"),
    path("cases/<uuid:pk>/team/complexity/", team.complexity, name="complexity"),
    path("cases/<uuid:pk>/team/take/", responsibilities.take, name="take"),
    path("cases/<uuid:pk>/team/give/", responsibilities.give, name="give"),
    path("cases/<uuid:pk>/team/share/", responsibilities.share, name="share"),
    path("cases/<uuid:pk>/team/physician/", responsibilities.name_practitioner, name="name-practitioner"),
    path("responsibilities/<uuid:pk>/move/", responsibilities.move, name="move"),
    path("responsibilities/<uuid:pk>/release/", responsibilities.release, name="release"),
    path("responsibilities/<uuid:pk>/offer/", transfers.offer, name="offer"),
    path("responsibilities/<uuid:pk>/ask/", transfers.ask_for, name="ask"),
    path("assignments/<uuid:pk>/offer/", transfers.offer_part, name="offer-part"),
    path("transfers/<uuid:pk>/", transfers.transfer, name="transfer"),
    path("transfers/<uuid:pk>/accept/", transfers.accept, name="accept"),
    path("transfers/<uuid:pk>/reject/", transfers.reject, name="reject"),
    path("transfers/<uuid:pk>/revoke/", transfers.revoke, name="revoke"),
    path("assignments/<uuid:pk>/stand-down/", team.stand_down, name="stand-down"),
    path("cases/<uuid:pk>/grants/add/", grants.grant, name="grant"),
    path("grants/<uuid:pk>/revoke/", grants.revoke, name="revoke-grant"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/roles/<uuid:pk>/change/", people.change_role, name="change-role"),
    path("people/<uuid:pk>/<slug:verb>/", people.change_access, name="person-access"),
]
