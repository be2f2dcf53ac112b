"""Addresses of the feed: the door for other systems, the fix list for people."""

from django.urls import path

from interop.views import endpoint, fixing

app_name = "interop"
urlpatterns = [
    path("interop/hl7v2/", endpoint.hl7v2, name="hl7v2"),
    path("fix-list/", fixing.fix_list, name="fix_list"),
    path("fix-list/<uuid:pk>/", fixing.message, name="message"),
    path("fix-list/<uuid:pk>/retry/", fixing.replay, name="replay"),
    path("fix-list/<uuid:pk>/set-aside/", fixing.dismiss, name="dismiss"),
    path("fix-list/<uuid:pk>/raw/", fixing.raw, name="raw"),
    path("fix-list/issues/<uuid:pk>/settle/", fixing.fix_issue, name="fix_issue"),
]
