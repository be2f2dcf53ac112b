from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("drafts/<slug:form>/", views.draft, name="draft"),
    path("drafts/<slug:form>/<slug:about>/", views.draft, name="draft-about"),
    path("settings/me/", views.profile, name="profile"),
    path("settings/me/theme/", views.theme, name="theme"),
    path("settings/me/role/", views.role, name="role"),
    path("session/extend/", views.extend, name="extend"),
    path("help/keys/", views.keys, name="keys"),
]
