from django.urls import path

from policy import views

app_name = "policy"
urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("facilities/<uuid:pk>/rules/activities/", views.edit_activities, name="activities"),
    path("rules/versions/<uuid:pk>/", views.version, name="version"),
    path("rules/versions/<uuid:pk>/put-in-force/", views.put_in_force, name="put-in-force"),
]
