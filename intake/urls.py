from django.urls import path

from intake.views import assign, queue, request

app_name = "intake"
urlpatterns = [
    path("intake/", queue.queue, name="queue"),
    path("intake/answers/<uuid:pk>/", queue.answer, name="answer"),
    path("intake/<uuid:pk>/", request.request_, name="request"),
    path("intake/<uuid:pk>/accept/", request.accept, name="accept"),
    path("intake/<uuid:pk>/assign/", assign.assign, name="assign"),
    path("intake/<uuid:pk>/contact/", request.contact, name="contact"),
    path("intake/<uuid:pk>/decline/", request.decline, name="decline"),
    path("intake/<uuid:pk>/letter/", request.letter, name="letter"),
    path("intake/<uuid:pk>/next-steps/", request.next_steps, name="next-steps"),
    path("intake/<uuid:pk>/redirect/", request.redirect, name="redirect"),
    path("intake/<uuid:pk>/screen/", request.screen, name="screen"),
    path("live/intake/", queue.live, name="live"),
]
