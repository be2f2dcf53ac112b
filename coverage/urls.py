from django.urls import path

from coverage import views

app_name = "coverage"
urlpatterns = [
    path("patients/<uuid:pk>/coverage/add/", views.add, name="add"),
    path("coverages/<uuid:pk>/end/", views.end, name="end"),
    path("coverages/<uuid:pk>/check/", views.check, name="check"),
]
