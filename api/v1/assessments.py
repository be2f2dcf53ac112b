"""Assessments, their sections and answers: each seen and written by the class of information it belongs to.

`answer` takes what changed: `{"answers": {"q1": {"value": "LA6568-5", "base": 0}}}`, where `base` is the version of the answer
that the caller saw, 0 for none. What somebody else has changed since is left as it is and stands in `clashes`.
"""

from typing import Any

from rest_framework import serializers

from api.nouns import Noun, Verb
from assessments.actions.answering import answer
from assessments.actions.completing import abandon, complete_assessment, settle_contradiction, sum_up
from assessments.actions.signing import add_addendum, drop_section, sign_section, verify_section
from assessments.actions.starting import start
from assessments.models import Addendum, Answer, Assessment, Contradiction, Section
from patients.models import Case


class Given(serializers.Serializer[Any]):
    """One answer: a value or declined, and the version that was seen."""

    value = serializers.JSONField(required=False, allow_null=True)
    declined = serializers.BooleanField(required=False)
    base = serializers.IntegerField(required=False, min_value=0)


ANSWERS = {"answers": serializers.DictField(child=Given())}
MAYBE = {"answers": serializers.DictField(child=Given(), required=False)}
LINKS = {"links": serializers.ListField(child=serializers.CharField(max_length=80), required=False)}
ASSESSMENT = Noun(
    "assessments",
    Assessment,
    (
        "id version case form title trigger item status joint synthesis completed_at completed_by ended_because"
        " created_by created_at"
    ).split(),
    create=Verb("start", start, Assessment),
    within=("case", Case),
    verbs=(
        Verb("sum-up", sum_up),
        Verb("complete", complete_assessment),
        Verb("abandon", abandon),
    ),
    filters=("case", "status", "form"),
)
SECTION = Noun(
    "sections",
    Section,
    (
        "id version case assessment instrument sort discipline position status signed_at signed_by dropped_because"
        " verifies clashes"
    ).split(),
    verbs=(
        Verb("answer", answer, more=ANSWERS),
        Verb("sign", sign_section, more=MAYBE),
        Verb("verify", verify_section, more=LINKS),
        Verb("drop", drop_section),
        Verb("add-addendum", add_addendum, Addendum),
    ),
    filters=("case", "assessment", "status"),
)
ANSWER = Noun(
    "answers",
    Answer,
    "id version section link_id value declined verifies answered_at answered_by".split(),
    filters=("section",),
)
ADDENDUM = Noun(
    "section-addenda",
    Addendum,
    ("id", "case", "section", "link_id", "text", "at", "written_by"),
    filters=("section",),
)
CONTRADICTION = Noun(
    "contradictions",
    Contradiction,
    "id version case assessment rule decision because settled_at settled_by gone_at".split(),
    verbs=(Verb("settle", settle_contradiction),),
    filters=("assessment",),
)
NOUNS = (ASSESSMENT, SECTION, ANSWER, ADDENDUM, CONTRADICTION)
