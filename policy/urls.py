from django.urls import path

from policy.views import conflicts, rules, wording

app_name = "policy"
urlpatterns = [
    path("rules/", rules.rules, name="rules"),
    path("facilities/<uuid:pk>/rules/activities/", rules.edit_activities, name="activities"),
    path("facilities/<uuid:pk>/rules/follow-up/", rules.edit_follow_up, name="follow_up"),
    path("facilities/<uuid:pk>/rules/ladder/", rules.edit_ladder, name="ladder"),
    path("facilities/<uuid:pk>/rules/series/", rules.edit_series, name="series"),
    path("facilities/<uuid:pk>/rules/conflicts/", conflicts.edit_conflicts, name="conflicts"),
    path("rules/versions/<uuid:pk>/", rules.version, name="version"),
    path("rules/versions/<uuid:pk>/put-in-force/", rules.put_in_force, name="put-in-force"),
    path("facilities/<uuid:pk>/words/", wording.words, name="words"),
    path("facilities/<uuid:pk>/words/add/", wording.add_term, name="add-term"),
    path("words/<uuid:pk>/change/", wording.change_term, name="change-term"),
    path("words/<uuid:pk>/retire/", wording.retire_term, name="retire-term"),
    path("facilities/<uuid:pk>/translations/", wording.translations, name="translations"),
    path("facilities/<uuid:pk>/translations/propose/", wording.propose, name="propose-translation"),
    path("translations/<uuid:pk>/approve/", wording.approve, name="approve-translation"),
    path("translations/<uuid:pk>/retire/", wording.retire, name="retire-translation"),
]
