from django.urls import path

from dashboards.views import briefs, causes, home, measures, targets

app_name = "dashboards"
urlpatterns = [
    path("team/dashboard/", home.dashboard, name="home"),
    path("team/dashboard/causes/", causes.causes, name="causes"),
    path("team/briefs/<uuid:pk>/", briefs.brief, name="brief"),
    path("measures/targets/", targets.targets, name="targets"),
    path("measures/targets/<uuid:pk>/<slug:name>/", targets.target, name="target"),
    path("measures/<slug:name>/", measures.measure, name="measure"),
    path("measures/<slug:name>/list/", measures.listed, name="list"),
    path("measures/<slug:name>/list.csv", measures.exported, name="csv"),
]
