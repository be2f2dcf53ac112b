from django.urls import path

from careplans.views import plan, verbs

app_name = "careplans"
urlpatterns = [
    path("cases/<uuid:pk>/plan/", plan.plan, name="plan"),
    path("cases/<uuid:pk>/plan/draft/", verbs.draft, name="draft"),
    path("cases/<uuid:pk>/begin-planning/", verbs.begin_planning, name="begin-planning"),
    path("plans/<uuid:pk>/what-matters/", verbs.what_matters, name="what-matters"),
    path("plans/<uuid:pk>/goal/", verbs.propose, name="propose"),
    path("plans/<uuid:pk>/activate/", verbs.activate, name="activate"),
    path("plans/<uuid:pk>/close/", verbs.close_plan, name="close"),
    path("goals/<uuid:pk>/agree/", verbs.agree, name="agree-goal"),
    path("goals/<uuid:pk>/close/", verbs.close_goal, name="close-goal"),
]
