"""Conflicts, restrictions, overlaps and holes."""

from django.urls import path

from careplans.views import conflicts, overlaps, restrictions

urlpatterns = [
    path("cases/<uuid:pk>/conflicts/", conflicts.conflicts, name="conflicts"),
    path("plans/<uuid:pk>/check-conflicts/", conflicts.check, name="check-conflicts"),
    path("plans/<uuid:pk>/raise-conflict/", conflicts.raise_, name="raise-conflict"),
    path("conflicts/<uuid:pk>/accept/", conflicts.accept, name="accept-conflict"),
    path("conflicts/<uuid:pk>/settle/", conflicts.settle, name="settle-conflict"),
    path("conflicts/<uuid:pk>/withdraw/", conflicts.withdraw, name="withdraw-conflict"),
    path("cases/<uuid:pk>/restrictions/", restrictions.restrictions, name="restrictions"),
    path("restrictions/<uuid:pk>/lift/", restrictions.lift, name="lift-restriction"),
    path("cases/<uuid:pk>/overlaps/", overlaps.overlaps, name="overlaps"),
    path("cases/<uuid:pk>/look-for-overlaps/", overlaps.refresh, name="refresh-overlaps"),
    path("overlaps/<uuid:pk>/dismiss/", overlaps.dismiss, name="dismiss-overlap"),
    path("overlaps/", overlaps.of_teams, name="team-overlaps"),
]
