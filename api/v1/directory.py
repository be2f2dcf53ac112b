"""The directory of services outside the house, and the numbers a team steers by."""

from rest_framework import serializers

from api.nouns import Noun, Verb
from api.shapes import Scoped
from dashboards import actions as numbers
from dashboards.models import Brief, DailySnapshot, MeasureTarget
from directory import actions as directory
from directory.listing import FACTS
from directory.models import Organisation, Quality, Service, ServiceCapability, ServicePayer
from facilities.models import Facility


def _facts(*needed: str) -> dict[str, serializers.Field]:
    """What may be said of a service, by its own columns; only what is needed is asked for."""
    meta = type("Meta", (), {"model": Service, "fields": list(FACTS)})
    made = type("ServiceFacts", (serializers.ModelSerializer,), {"Meta": meta})().get_fields()
    for name, field in made.items():
        field.required = name in needed
    return dict(made)


_CAPABILITIES = {
    "capabilities": serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=4, allow_null=True), allow_empty=True
    )
}
_PAYERS = {"payers": Scoped(Organisation, many=True)}
_NUMBER = {"value": serializers.DecimalField(max_digits=10, decimal_places=3)}
SERVICE = Noun(
    "services",
    Service,
    (
        "id version organisation facility kind name address postal_code areas languages phone fax contact hours medicare"
        " asked_to_be_listed financial_interest support_hours verified_at verified_by closed_at closed_because invented"
    ).split(),
    create=Verb("add", directory.add_service, Service, more=_facts("name")),
    within=("facility", Facility),
    within_by="view_directory",
    verbs=(
        Verb("change", directory.change_service, more=_facts()),
        Verb("set-capabilities", directory.set_capabilities, more=_CAPABILITIES),
        Verb("set-payers", directory.set_payers, more=_PAYERS),
        Verb("add-quality", directory.add_quality, Quality),
        Verb("verify", directory.verify_service),
        Verb("close", directory.close_service),
        Verb("reopen", directory.reopen_service),
    ),
    filters=("facility", "kind"),
)
CAPABILITY = Noun(
    "service-capabilities",
    ServiceCapability,
    "id version service code least ended_at".split(),
    filters=("service", "code"),
)
PAYER = Noun(
    "service-payers", ServicePayer, "id version service payer ended_at".split(), filters=("service",)
)
QUALITY = Noun(
    "service-qualities",
    Quality,
    "id service measure value as_of source recorded_at".split(),
    filters=("service",),
)
TARGET = Noun(
    "measure-targets",
    MeasureTarget,
    "id version facility measure value source".split(),
    create=Verb("set", numbers.set_target, MeasureTarget, more=_NUMBER),
    within=("facility", Facility),
    filters=("facility", "measure"),
)
SNAPSHOT = Noun(
    "measure-days",
    DailySnapshot,
    "id team measure version day numerator denominator".split(),
    filters=("team", "measure"),
)
BRIEF = Noun("weekly-letters", Brief, "id team week_of made_at figures".split(), filters=("team",))
NOUNS = (SERVICE, CAPABILITY, PAYER, QUALITY, TARGET, SNAPSHOT, BRIEF)
