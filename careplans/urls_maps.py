from django.urls import path

from careplans.views import care_maps, decisions, education, programmes, readings, site_templates, templates

urlpatterns = [
    path("plans/<uuid:pk>/templates/", templates.templates, name="templates"),
    path("templates/", site_templates.places, name="site-templates"),
    path("facilities/<uuid:pk>/templates/", site_templates.approve, name="approve-template"),
    path("care-maps/variance/", care_maps.variance, name="variance"),
    path("cases/<uuid:pk>/care-maps/", care_maps.care_maps, name="care-maps"),
    path("cases/<uuid:pk>/care-maps/start/", care_maps.start, name="start-care-map"),
    path("care-map-steps/<uuid:pk>/done/", care_maps.do_step, name="do-step"),
    path("care-map-steps/<uuid:pk>/leave-out/", care_maps.skip_step, name="skip-step"),
    path("care-map-steps/<uuid:pk>/explain/", care_maps.explain, name="explain-late"),
    path("cases/<uuid:pk>/teaching/", education.teaching, name="teaching"),
    path("cases/<uuid:pk>/teach/", education.teach, name="teach"),
    path("cases/<uuid:pk>/decisions/", decisions.decisions, name="decisions"),
    path("cases/<uuid:pk>/decisions/record/", decisions.record, name="record-decision"),
    path("decisions/<uuid:pk>/decide/", decisions.decide, name="decide"),
    path("cases/<uuid:pk>/readings/", readings.readings, name="readings"),
    path("cases/<uuid:pk>/readings/limits/", readings.set_limits, name="set-limits"),
    path("reading-limits/<uuid:pk>/end/", readings.end_limits, name="end-limits"),
    path("cases/<uuid:pk>/programmes/", programmes.programmes, name="programmes"),
    path("enrolments/<uuid:pk>/leave/", programmes.leave, name="leave-programme"),
]
