"""Every address of the application: nouns first, then the verb; no name, number or search word in any of them."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from casemgmt import doors, health, metrics
from casemgmt.home import home
from core.gallery import gallery

# What is not ours is declared there; an address that nobody declared is not served.
__all__ = ["doors", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("accounts.urls")),
    path("", include("advocacy.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("interop.urls")),
    path("", include("facilities.urls")),
    path("", include("teams.urls")),
    path("api/v1/", include("api.v1.urls")),
    path("", include("oversight.urls")),
    path("", include("assessments.urls")),
    path("", include("careplans.urls")),
    path("", include("discharge.urls")),
    path("", include("discharge.urls_board")),
    path("", include("discharge.urls_after")),
    path("", include("discharge.urls_notices")),
    path("", include("discharge.urls_packet")),
    path("", include("referrals.urls")),
    path("", include("dashboards.urls")),
    path("", include("supervision.urls")),
    path("", include("outreach.urls")),
    path("", include("notes.urls")),
    path("", include("messaging.urls")),
    path("", include("worklist.urls")),
    path("", include("patients.urls")),
    path("", include("policy.urls")),
    path("", include("directory.urls")),
    path("", include("coverage.urls")),
    path("", include("intake.registration_urls")),
    path("", include("intake.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
if settings.DEBUG:
    urlpatterns.append(path("gallery/", gallery, name="gallery"))
