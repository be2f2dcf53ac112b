from django.urls import path

from teams.views import people

app_name = "teams"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<uuid:pk>/<slug:verb>/", people.change_access, name="person-access"),
]
