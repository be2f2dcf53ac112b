"""What stands beside a plan: templates, care maps, teaching, decisions, readings from home, programmes."""

from typing import Any

from rest_framework import serializers

from api.nouns import Noun, Verb
from careplans.actions import care_maps, decisions, education, programmes, readings, templates
from careplans.models import (
    DecisionRecord,
    EducationSession,
    Enrolment,
    PathwayStep,
    Reading,
    ReadingKind,
    TemplateUse,
    Threshold,
)
from patients.models import Case

TEXT = 240


def _figure(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=7, decimal_places=2, **options)


class OptionInput(serializers.Serializer[Any]):
    """One option of a decision."""

    words = serializers.CharField(max_length=160)
    benefits = serializers.CharField(max_length=500, required=False, allow_blank=True)
    risks = serializers.CharField(max_length=500, required=False, allow_blank=True)
    burden = serializers.CharField(max_length=500, required=False, allow_blank=True)
    cost_to_patient = serializers.CharField(max_length=160, required=False, allow_blank=True)
    costs_less = serializers.BooleanField(required=False)
    does_less = serializers.BooleanField(required=False)


# On the noun of a care plan.
APPLY_TEMPLATE = Verb(
    "apply-template",
    templates.apply_template,
    TemplateUse,
    more={
        "keys": serializers.ListField(
            child=serializers.CharField(max_length=120), max_length=200, required=False, allow_null=True
        ),
        "blanks": serializers.DictField(child=serializers.CharField(max_length=80), required=False),
        "why": serializers.CharField(max_length=TEXT, required=False, allow_blank=True),
    },
)
# On the noun of a facility.
APPROVE_TEMPLATE = Verb("approve-template", templates.approve_template, perm="manage_policy")

TEMPLATE_USE = Noun(
    "template-uses",
    TemplateUse,
    ("id", "case", "plan", "rules", "code", "why", "brought", "left_out", "at", "used_by"),
    filters=("case", "plan", "code"),
)
STEP = Noun(
    "care-map-steps",
    PathwayStep,
    (
        "id version case pathway code label position expected_on tolerance_days status done_on variance cause reason"
        " unit note recorded_at recorded_by"
    ).split(),
    create=Verb("start", care_maps.start_care_map, PathwayStep),
    within=("case", Case),
    verbs=(
        Verb("do", care_maps.do_step),
        Verb("skip", care_maps.skip_step),
        Verb("explain", care_maps.explain_late),
    ),
    filters=("case", "pathway", "status", "variance", "cause", "unit"),
)
TAUGHT = Noun(
    "education-sessions",
    EducationSession,
    (
        "id case topic topic_words for_leaving learner method language interpreter_used material material_grade result"
        " note repeat at taught_by"
    ).split(),
    create=Verb(
        "teach",
        education.teach,
        EducationSession,
        more={
            "material_grade": serializers.DecimalField(
                max_digits=4, decimal_places=1, min_value=0, max_value=18, required=False, allow_null=True
            )
        },
    ),
    within=("case", Case),
    filters=("case", "topic", "result"),
)
DECISION = Noun(
    "decisions",
    DecisionRecord,
    (
        "id",
        "version",
        "case",
        "question",
        "no_cheaper_because",
        "preference",
        "why",
        "decided_at",
        "decided_by",
    ),
    create=Verb(
        "record",
        decisions.record_decision,
        DecisionRecord,
        more={"options": OptionInput(many=True)},
    ),
    within=("case", Case),
    verbs=(Verb("decide", decisions.decide),),
    filters=("case",),
)
READING = Noun(
    "readings",
    Reading,
    ("id", "case", "kind", "value", "source", "taken_at", "out_of_range", "item", "recorded_by"),
    create=Verb(
        "record",
        readings.record_reading,
        Reading,
        more={
            "value": _figure(),
            "source": serializers.ChoiceField(choices=Reading.Source.choices, required=False),
            "source_key": serializers.CharField(max_length=120, required=False, allow_blank=True),
        },
    ),
    within=("case", Case),
    filters=("case", "kind", "out_of_range"),
)
LIMITS = Noun(
    "reading-limits",
    Threshold,
    (
        "id",
        "version",
        "case",
        "kind",
        "low",
        "high",
        "role",
        "every_days",
        "set_by_whom",
        "from_on",
        "until_on",
    ),
    create=Verb(
        "set",
        readings.set_limits,
        Threshold,
        more={
            "kind": serializers.ChoiceField(choices=ReadingKind.choices),
            "low": _figure(required=False, allow_null=True),
            "high": _figure(required=False, allow_null=True),
        },
    ),
    within=("case", Case),
    verbs=(Verb("end", readings.end_limits),),
    filters=("case", "kind"),
)
ENROLMENT = Noun(
    "enrolments",
    Enrolment,
    (
        "id version case programme rules from_on until_on entered_because standing exit left_because left_by"
    ).split(),
    create=Verb(
        "enrol",
        programmes.enrol,
        Enrolment,
        more={
            "answers": serializers.DictField(child=serializers.BooleanField(allow_null=True), required=False),
        },
    ),
    within=("case", Case),
    verbs=(Verb("leave", programmes.leave_programme),),
    filters=("case", "programme"),
)
NOUNS = (TEMPLATE_USE, STEP, TAUGHT, DECISION, READING, LIMITS, ENROLMENT)
