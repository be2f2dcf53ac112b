"""Needs, abilities, medicines and allergies, what caregivers can carry, and high-risk protocols."""

from rest_framework import serializers

from accounts.models import User
from api.nouns import Noun, Verb
from api.shapes import Scoped
from assessments.actions import abilities, family, medicines, needs, protocols
from assessments.models import (
    AbilityRating,
    Allergy,
    CaregiverCapacity,
    MedicationItem,
    MedicationList,
    Need,
    Protocol,
    ProtocolPerson,
    ProtocolStep,
)
from patients.models import Case

# `source` elsewhere means the system that wrote; of a medicine it is who told of it.
SOURCE = {"source": serializers.ChoiceField(choices=MedicationItem.Source.choices)}
DECISION = {
    "action": serializers.ChoiceField(choices=[each for each in MedicationItem.Action.choices if each[0]])
}
WANTS = {"wants": serializers.ChoiceField(choices=sorted(needs.ANSWERS))}

NEED = Noun(
    "needs",
    Need,
    (
        "id version case domain words severity codes systemic section status owner answered_at answered_by"
        " no_goal_because outcome outcome_words closed_at closed_by created_by"
    ).split(),
    create=Verb("find", needs.find_need, Need),
    within=("case", Case),
    verbs=(
        Verb("answer", needs.answer_need, more=WANTS),
        Verb("give", needs.give_need),
        Verb("note-no-goal", needs.note_no_goal),
        Verb("close", needs.close_need),
    ),
    filters=("case", "domain", "status", "owner"),
)
ABILITY = Noun(
    "ability-ratings",
    AbilityRating,
    "id case ability before now expected support_needed support_arranged note rated_at rated_by".split(),
    create=Verb("rate", abilities.rate_ability, AbilityRating),
    within=("case", Case),
    filters=("case", "ability"),
)
LIST = Noun(
    "medication-lists",
    MedicationList,
    "id version case moment status none_taken note reconciled_at reconciled_by created_by".split(),
    create=Verb("open", medicines.open_medication_list, MedicationList),
    within=("case", Case),
    verbs=(
        Verb("add", medicines.add_medicine, MedicationItem, more=SOURCE),
        Verb("paste", medicines.paste_medicines, more=SOURCE),
        Verb("take-none", medicines.take_no_medicines),
        Verb("note-control", medicines.note_control),
        Verb("reconcile", medicines.reconcile),
    ),
    filters=("case", "moment", "status"),
)
MEDICINE = Noun(
    "medicines",
    MedicationItem,
    (
        "id version case list name dose route frequency source high_risk action changed_to reason decided_at decided_by"
    ).split(),
    verbs=(Verb("decide", medicines.decide_medicine, more=DECISION), Verb("flag", medicines.flag_medicine)),
    filters=("case", "list", "action"),
)
ALLERGY = Noun(
    "allergies",
    Allergy,
    "id version case substance reaction severity refuted_at refuted_by refuted_because created_by".split(),
    create=Verb("record", medicines.record_allergy, Allergy),
    within=("case", Case),
    verbs=(Verb("refute", medicines.refute_allergy),),
    filters=("case",),
)
CAPACITY = Noun(
    "caregiver-capacities",
    CaregiverCapacity,
    (
        "id version case person hours_per_week tasks unable strain own_health_limits willing training_needed"
        " support_wanted asked_at"
    ).split(),
    create=Verb("record", family.record_capacity, CaregiverCapacity),
    within=("case", Case),
    filters=("case", "person"),
)
PROTOCOL = Noun(
    "protocols",
    Protocol,
    (
        "id version case kind because acute owner status asked_at asked_by asked_because cleared_at cleared_by"
        " cleared_note created_at created_by"
    ).split(),
    create=Verb(
        "raise", protocols.raise_protocol, Protocol, more={"people": Scoped(User, many=True, required=False)}
    ),
    within=("case", Case),
    verbs=(
        Verb("ask-clear", protocols.ask_clear),
        Verb("clear", protocols.clear),
        Verb("keep", protocols.keep_protocol),
        Verb("name", protocols.name_on_protocol, ProtocolPerson),
        Verb("give", protocols.give_protocol),
    ),
    filters=("case", "kind", "status"),
)
STEP = Noun(
    "protocol-steps",
    ProtocolStep,
    "id version case protocol code text position due_at done_at done_by note".split(),
    verbs=(Verb("do", protocols.do_step),),
    filters=("case", "protocol"),
)
NAMED = Noun(
    "protocol-people", ProtocolPerson, ("id", "case", "protocol", "user"), filters=("case", "protocol")
)
NOUNS = (NEED, ABILITY, LIST, MEDICINE, ALLERGY, CAPACITY, PROTOCOL, STEP, NAMED)
