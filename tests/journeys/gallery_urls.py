"""The application's addresses and the page of components, which production does not have."""

from django.urls import path

from casemgmt.urls import urlpatterns as application
from core.gallery import gallery

urlpatterns = [
    *(each for each in application if getattr(each, "name", "") != "gallery"),
    path("gallery/", gallery),
]
