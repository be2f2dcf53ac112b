from django.urls import path

from discharge.views import afterwards, stay

app_name = "after"
urlpatterns = [
    path("cases/<uuid:pk>/discharge/stay/", stay.stay, name="stay"),
    path("cases/<uuid:pk>/discharge/code-stay/", stay.code, name="code"),
    path("cases/<uuid:pk>/discharge/after/", afterwards.after, name="case"),
    path("afterwards/<uuid:pk>/check-medicines/", afterwards.medicines, name="check-medicines"),
    path("returns/<uuid:pk>/", afterwards.a_return, name="return"),
    path("returns/<uuid:pk>/review/", afterwards.review, name="review"),
]
