from django.urls import URLPattern, path

from assessments.urls_instruments import INSTRUMENTS
from assessments.urls_recording import RECORDING
from assessments.urls_risk import RISK
from assessments.views import abilities, family, medicines, needs, protocols

app_name = "assessments"
# The whole person: needs, abilities, medicines, family, protocols.
_PERSON: list[URLPattern] = [
    path("cases/<uuid:pk>/needs/", needs.needs, name="needs"),
    path("cases/<uuid:pk>/needs/find/", needs.find, name="find_need"),
    path("needs/<uuid:pk>/answer/", needs.answer, name="answer_need"),
    path("needs/<uuid:pk>/give/", needs.give, name="give_need"),
    path("needs/<uuid:pk>/no-goal/", needs.no_goal, name="note_no_goal"),
    path("needs/<uuid:pk>/close/", needs.close, name="close_need"),
    path("cases/<uuid:pk>/abilities/", abilities.abilities, name="abilities"),
    path("cases/<uuid:pk>/abilities/rate/", abilities.rate, name="rate_ability"),
    path("cases/<uuid:pk>/medicines/", medicines.medicines, name="medicines"),
    path("cases/<uuid:pk>/medicines/open/", medicines.open_list, name="open_list"),
    path("cases/<uuid:pk>/allergies/add/", medicines.allergy, name="record_allergy"),
    path("allergies/<uuid:pk>/refute/", medicines.refute, name="refute_allergy"),
    path("medication-lists/<uuid:pk>/add/", medicines.add, name="add_medicine"),
    path("medication-lists/<uuid:pk>/paste/", medicines.paste, name="paste_medicines"),
    path("medication-lists/<uuid:pk>/none/", medicines.none_taken, name="take_no_medicines"),
    path("medication-lists/<uuid:pk>/control/", medicines.control, name="note_control"),
    path("medication-lists/<uuid:pk>/reconcile/", medicines.reconcile, name="reconcile"),
    path("medicines/<uuid:pk>/decide/", medicines.decide, name="decide_medicine"),
    path("medicines/<uuid:pk>/flag/", medicines.flag, name="flag_medicine"),
    path("cases/<uuid:pk>/family/", family.family, name="family"),
    path("cases/<uuid:pk>/family/add/", family.add, name="add_member"),
    path("cases/<uuid:pk>/family/capacity/", family.capacity, name="record_capacity"),
    path("cases/<uuid:pk>/protocols/", protocols.protocols, name="protocols"),
    path("cases/<uuid:pk>/protocols/raise/", protocols.raise_, name="raise_protocol"),
    path("protocol-steps/<uuid:pk>/do/", protocols.do_step, name="do_step"),
    path("protocols/<uuid:pk>/ask-clear/", protocols.ask_clear, name="ask_clear"),
    path("protocols/<uuid:pk>/clear/", protocols.clear, name="clear_protocol"),
    path("protocols/<uuid:pk>/keep/", protocols.keep, name="keep_protocol"),
    path("protocols/<uuid:pk>/name/", protocols.name, name="name_on_protocol"),
    path("protocols/<uuid:pk>/give/", protocols.give, name="give_protocol"),
]
urlpatterns = [*_PERSON, *RECORDING, *INSTRUMENTS, *RISK]
