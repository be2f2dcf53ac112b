"""Instruments: which there are, what each asks, and what answers to one come to, without anything being kept."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments import answers, reading
from assessments.models import InstrumentVersion
from assessments.queries import instruments as queries
from assessments.questionnaire import Flag
from assessments.scoring import Outcome, Result, Status, score
from core.routes import card

NOT_KEPT = "none: no patient is named and nothing is kept"
THING: dict[str, Any] = {
    "kind": "session",
    "data": "identity",
    "thing": "assessments.InstrumentVersion",
    "arg": "name",
}
OLDEST = 120


class VersionOutput(serializers.ModelSerializer[InstrumentVersion]):
    """An instrument as a list shows it."""

    code = serializers.CharField(source="instrument.code")

    class Meta:
        model = InstrumentVersion
        fields = "id code number title sort discipline licence status".split()


class VersionsOutput(serializers.Serializer[Any]):
    results = VersionOutput(many=True)


class AnswersInput(serializers.Serializer[Any]):
    """Answers by link id: an option's code or its points, a list of codes, a number, a text; "asked-declined" for any."""

    answers = serializers.DictField()
    age = serializers.IntegerField(min_value=0, max_value=OLDEST, required=False, allow_null=True)


class BandOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class ResultOutput(serializers.Serializer[Any]):
    """A total, or while something is missing the least and the most it can be."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in Status])
    total = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    band = BandOutput(allow_null=True)
    points = serializers.DictField(child=serializers.FloatField(allow_null=True))
    missing = serializers.ListField(child=serializers.CharField())
    declined = serializers.ListField(child=serializers.CharField())
    actions = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField(allow_blank=True)


class FlagOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    protocol = serializers.CharField(allow_blank=True)
    acute = serializers.BooleanField()
    actions = serializers.ListField(child=serializers.CharField())


class OutcomeOutput(serializers.Serializer[Any]):
    """What answers come to."""

    instrument = serializers.CharField()
    version = serializers.CharField()
    results = ResultOutput(many=True)
    flags = FlagOutput(many=True)
    actions = serializers.ListField(child=serializers.CharField())
    unanswered = serializers.ListField(child=serializers.CharField())


class Instruments(APIView):
    """Those asked here now."""

    route = {"get": card("GET", kind="session", data="identity", does="view", event=NOT_KEPT)}

    @extend_schema(operation_id="instruments_list", responses=VersionsOutput)
    def get(self, request: Request) -> Response:
        found = queries.scored_by(request.user).filter(status=InstrumentVersion.Status.IN_USE)
        rows = found.defer("body").order_by("instrument__code")
        return Response({"results": VersionOutput(rows, many=True).data})


class Instrument(APIView):
    """What a version asks: a FHIR R4 Questionnaire."""

    route = {"get": card("GET", **THING, does="view", event=NOT_KEPT)}

    @extend_schema(operation_id="instruments_detail", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, name: str) -> Response:
        return Response(queries.named(name, request.user).body)


class Scoring(APIView):
    """What answers to a version come to; wrong ones are 422, each named."""

    route = {"post": card("POST", **THING, does="view", event=NOT_KEPT)}

    @extend_schema(operation_id="instruments_score", request=AnswersInput, responses=OutcomeOutput)
    def post(self, request: Request, name: str) -> Response:
        version = queries.named(name, request.user)
        given = AnswersInput(data=request.data)
        given.is_valid(raise_exception=True)
        asks = reading.of(version)
        checked = answers.check(asks, given.validated_data["answers"])
        if checked.wrong:
            raise ValidationError({link_id: [sentence] for link_id, sentence in checked.wrong.items()})
        outcome = score(asks, checked.values, given.validated_data.get("age"))
        return Response(_shown(version, outcome))


class BareScoring(Scoring):
    """The same address without its last stroke: a POST cannot be led on to the other. The document names one."""

    schema = None


def _shown(version: InstrumentVersion, outcome: Outcome) -> dict[str, Any]:
    return {
        "instrument": version.instrument.code,
        "version": version.number,
        "results": [_result(each) for each in outcome.results],
        "flags": [_flag(each) for each in outcome.flags],
        "actions": list(outcome.actions),
        "unanswered": list(outcome.unanswered),
    }


def _result(result: Result) -> dict[str, Any]:
    numbers = {name: _number(getattr(result, name)) for name in ("total", "low", "high")}
    lists = {name: list(getattr(result, name)) for name in ("missing", "declined", "actions")}
    return {
        "code": result.code,
        "label": result.label,
        "status": result.status.value,
        **numbers,
        "band": {"code": result.band.code, "label": result.band.label} if result.band else None,
        "points": {link_id: _number(points) for link_id, points in result.points.items()},
        **lists,
        "note": result.note,
    }


def _flag(flag: Flag) -> dict[str, Any]:
    said = {name: getattr(flag, name) for name in ("code", "label", "protocol", "acute")}
    return {**said, "actions": list(flag.actions)}


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


ADDRESSES: list[URLPattern] = [
    path("instruments/", Instruments.as_view(), name="instruments"),
    path("instruments/<slug:name>/", Instrument.as_view(), name="instruments-detail"),
    path("instruments/<slug:name>/score/", Scoring.as_view(), name="instruments-score"),
    path("instruments/<slug:name>/score", BareScoring.as_view(), name="instruments-score-bare"),
]
