from django.urls import path

from facilities import views

app_name = "facilities"
urlpatterns = [
    path("places/", views.places, name="places"),
    path("facilities/<uuid:pk>/units/add/", views.add_unit, name="add-unit"),
    path("facilities/<uuid:pk>/holidays/add/", views.add_holiday, name="add-holiday"),
    path("units/<uuid:pk>/name/", views.name_unit, name="name-unit"),
    path("units/<uuid:pk>/beds/add/", views.add_bed, name="add-bed"),
]
