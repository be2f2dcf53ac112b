from django.urls import path

from teams.views import people, team

app_name = "teams"
urlpatterns = [
    path("cases/<uuid:pk>/team/", team.case, name="case"),
    path("cases/<uuid:pk>/team/add/", team.add, name="add"),
    path("cases/<uuid:pk>/team/lead/", team.lead, name="lead"),
    path("assignments/<uuid:pk>/stand-down/", team.stand_down, name="stand-down"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<uuid:pk>/<slug:verb>/", people.change_access, name="person-access"),
]
