from django.urls import path

from oversight.views import emergencies, findings, log, privacy, simulator, suspensions

app_name = "oversight"
urlpatterns = [
    path("emergency/", emergencies.emergency, name="emergency"),
    path("emergencies/<uuid:pk>/end/", emergencies.end, name="end-emergency"),
    path("emergencies/<uuid:pk>/close/", emergencies.close, name="close-emergency"),
    path("privacy/", privacy.home, name="home"),
    path("privacy/reviews/", emergencies.reviews, name="reviews"),
    path("privacy/reviews/<uuid:pk>/", emergencies.review, name="review"),
    path("privacy/findings/", findings.findings, name="findings"),
    path("privacy/findings/<uuid:pk>/", findings.finding, name="finding"),
    path("privacy/days/<uuid:pk>/", findings.day, name="day"),
    path("privacy/watched/", privacy.watched, name="watched"),
    path("privacy/simulator/", simulator.preview, name="simulator"),
    path("privacy/patients/<uuid:pk>/", log.of_patient, name="log-of-patient"),
    path("privacy/patients/<uuid:pk>/csv/", log.patient_csv, name="patient-csv"),
    path("privacy/patients/<uuid:pk>/report/", log.report, name="report"),
    path("privacy/patients/<uuid:pk>/report/csv/", log.report_csv, name="report-csv"),
    path("privacy/patients/<uuid:pk>/protect/", privacy.protect, name="protect"),
    path("privacy/patients/<uuid:pk>/watch/", privacy.watch, name="watch"),
    path("privacy/patients/<uuid:pk>/disclosures/", privacy.disclosures, name="disclosures"),
    path("privacy/patients/<uuid:pk>/suspend/", suspensions.suspend, name="suspend"),
    path("suspensions/<uuid:pk>/end/", suspensions.end, name="end-suspension"),
    path("privacy/patients/<uuid:pk>/accountings/open/", privacy.new_accounting, name="new-accounting"),
    path("privacy/people/<uuid:pk>/", log.of_person, name="log-of-person"),
    path("privacy/people/<uuid:pk>/csv/", log.person_csv, name="person-csv"),
    path("blocks/<uuid:pk>/lift/", privacy.lift, name="lift-block"),
    path("accountings/<uuid:pk>/", privacy.accounting, name="accounting"),
    path("accountings/<uuid:pk>/extend/", privacy.extend, name="extend-accounting"),
]
