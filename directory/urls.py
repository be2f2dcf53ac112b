from django.urls import path

from directory import views

app_name = "directory"
urlpatterns = [
    path("directory/", views.services, name="services"),
    path("directory/add/", views.add, name="add"),
    path("directory/<uuid:pk>/", views.service, name="service"),
    path("directory/<uuid:pk>/change/", views.change, name="change"),
    path("directory/<uuid:pk>/capabilities/", views.capabilities, name="capabilities"),
    path("directory/<uuid:pk>/payers/", views.payers, name="payers"),
    path("directory/<uuid:pk>/quality/", views.quality, name="quality"),
    path("directory/<uuid:pk>/verify/", views.verify, name="verify"),
    path("directory/<uuid:pk>/close/", views.close, name="close"),
    path("directory/<uuid:pk>/reopen/", views.reopen, name="reopen"),
]
