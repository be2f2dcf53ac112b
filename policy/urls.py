from django.urls import path

from policy import views

app_name = "policy"
urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("facilities/<uuid:pk>/rules/activities/", views.edit_activities, name="activities"),
    path("facilities/<uuid:pk>/rules/follow-up/", views.edit_follow_up, name="follow_up"),
    path("facilities/<uuid:pk>/rules/ladder/", views.edit_ladder, name="ladder"),
    path("facilities/<uuid:pk>/rules/series/", views.edit_series, name="series"),
    path("rules/versions/<uuid:pk>/", views.version, name="version"),
    path("rules/versions/<uuid:pk>/put-in-force/", views.put_in_force, name="put-in-force"),
]
