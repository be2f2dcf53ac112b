from django.urls import path

from oversight.views import emergencies

app_name = "oversight"
urlpatterns = [
    path("emergency/", emergencies.emergency, name="emergency"),
    path("emergencies/<uuid:pk>/end/", emergencies.end, name="end-emergency"),
    path("emergencies/<uuid:pk>/close/", emergencies.close, name="close-emergency"),
    path("privacy/reviews/", emergencies.reviews, name="reviews"),
    path("privacy/reviews/<uuid:pk>/", emergencies.review, name="review"),
]
