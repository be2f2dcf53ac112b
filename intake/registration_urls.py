from django.urls import path

from intake.views import registration

app_name = "registration"
urlpatterns = [
    path("intake/register/", registration.register, name="register"),
    path("intake/register/provisional/", registration.provisional, name="provisional"),
    path("patients/<uuid:pk>/resolve-identity/", registration.resolve, name="resolve-identity"),
]
