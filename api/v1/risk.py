"""Scores with their arithmetic, overrides of a band, and reassessments: raised by the clock, by what happened, or asked for.

A score with something missing has no `total` but `low` and `high`; `missing` names the inputs that could still change it.
"""

from rest_framework import serializers

from api.nouns import Noun, Verb
from assessments import external
from assessments.actions import reassessments, results, risk
from assessments.models import Reassessment, Score, ScoreOverride
from assessments.risk.acuity import DESTINATIONS
from assessments.risk.conditions import LABELS


def _number(**options: object) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=7, decimal_places=2, **options)  # type: ignore[arg-type]


TYPED = {
    "conditions": serializers.ListField(
        child=serializers.ChoiceField(choices=list(LABELS)), required=False, max_length=len(LABELS)
    ),
    "haemoglobin": _number(required=False, allow_null=True),
    "sodium": _number(required=False, allow_null=True),
    "destination": serializers.ChoiceField(choices=["", *DESTINATIONS], required=False),
}
RESULT = {
    "instrument": serializers.ChoiceField(choices=[*external.KNOWN, external.OTHER]),
    "sort": serializers.ChoiceField(choices=["", *external.SORTS], required=False),
    "total": _number(),
    "scale_min": _number(required=False, allow_null=True),
    "scale_max": _number(required=False, allow_null=True),
}
TRIGGER = {"trigger": serializers.ChoiceField(choices=[each.value for each in reassessments.ASKED])}

SCORE = Noun(
    "scores",
    Score,
    (
        "id case kind sort section code label rules inputs points missing total low high band band_label projected"
        " scored_by source_document scale_min scale_max supersedes at created_by"
    ).split(),
    verbs=(Verb("override", risk.override_score, ScoreOverride),),
    filters=("case", "kind", "code"),
)
OVERRIDE = Noun(
    "score-overrides",
    ScoreOverride,
    "id version case score code band band_label reason starts_at until ended_at ended_by created_by".split(),
    verbs=(Verb("end", risk.end_override),),
    filters=("case", "code"),
)
REASSESSMENT = Noun(
    "reassessments",
    Reassessment,
    (
        "id version case trigger because happened_at due_at item assessment status signed_at ended_because created_by"
        " created_at"
    ).split(),
    verbs=(Verb("end", reassessments.end_reassessment),),
    filters=("case", "status", "trigger"),
)
NOUNS = (SCORE, OVERRIDE, REASSESSMENT)
# Verbs on the case itself.
ON_THE_CASE = (
    Verb("assess-risk", risk.assess_risk, Score, more=TYPED),
    Verb("refresh-risk", risk.refresh_risk, Score),
    Verb("record-result", results.record_external, Score, more=RESULT),
    Verb("ask-reassessment", reassessments.ask_reassessment, Reassessment, more=TRIGGER),
)
