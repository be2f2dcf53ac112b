from django.urls import path

from patients.views import merges, pages, verbs

app_name = "patients"
urlpatterns = [
    path("search/", pages.search, name="search"),
    path("patients/<uuid:pk>/", pages.patient, name="patient"),
    path("patients/<uuid:pk>/correct/", verbs.correct, name="correct"),
    path("patients/<uuid:pk>/verify/", verbs.verify, name="verify"),
    path("patients/<uuid:pk>/names/add/", verbs.add_name, name="add-name"),
    path("patients/<uuid:pk>/numbers/add/", verbs.add_number, name="add-number"),
    path("patients/<uuid:pk>/contacts/add/", verbs.add_contact, name="add-contact"),
    path("patients/<uuid:pk>/communication/", verbs.communication, name="communication"),
    path("patients/<uuid:pk>/people/add/", verbs.add_person, name="add-person"),
    path("patients/<uuid:pk>/consents/record/", verbs.record_consent, name="record-consent"),
    path("patients/<uuid:pk>/share/", verbs.disclose, name="disclose"),
    path("numbers/<uuid:pk>/retire/", verbs.retire_number, name="retire-number"),
    path("contact-points/<uuid:pk>/end/", verbs.end_contact, name="end-contact"),
    path("related-people/<uuid:pk>/end/", verbs.end_person, name="end-person"),
    path("consents/<uuid:pk>/revoke/", verbs.revoke_consent, name="revoke-consent"),
    path("merges/", merges.merges, name="merges"),
    path("merges/<uuid:pk>/<uuid:retired>/", merges.merge, name="merge"),
    path("merges/<uuid:pk>/unmerge/", merges.unmerge, name="unmerge"),
    path("duplicates/<uuid:pk>/dismiss/", merges.dismiss, name="dismiss"),
]
