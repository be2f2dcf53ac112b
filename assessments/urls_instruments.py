"""Addresses of the instruments that an administrator looks after."""

from django.urls import URLPattern, path

from assessments.views import instruments

INSTRUMENTS: list[URLPattern] = [
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/<uuid:pk>/", instruments.instrument, name="instrument"),
    path("instruments/<uuid:pk>/try/", instruments.try_, name="try_instrument"),
    path("instruments/<uuid:pk>/put-in-use/", instruments.put_in_use, name="put_in_use"),
    path("instruments/<uuid:pk>/retire/", instruments.retire, name="retire_version"),
]
