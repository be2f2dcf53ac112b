"""Registration on one page: look first, then four blocks; and the short form for somebody unknown."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import languages
from core.access import visible_to
from core.fields import DayMonthYearField
from coverage.fields import RANKS, PlanField
from facilities.models import Facility, Unit
from intake.models import IntakeRequest
from patients import completeness
from patients.claims import Verification
from patients.fields import PhoneField
from patients.forms.base import VersionedForm, chips, classes_of_information, day
from patients.matching import Person
from patients.models import CommunicationProfile, Consent, Identifier, Sex

Profile = CommunicationProfile
ARRIVALS = [
    ("ambulance", _("Ambulance")),
    ("walked_in", _("Walked in")),
    ("police", _("Police")),
    ("transfer", _("From another hospital")),
    ("planned", _("Planned admission")),
]
NONE_FITS = [
    ("birth", _("Other birth date")),
    ("kin", _("Twin or relative")),
    ("documents", _("Other documents")),
    ("never_here", _("Never been here")),
]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
Chips = forms.RadioSelect


class DeskForm(forms.Form):
    """The desk somebody registers at; asked only of a clerk with several, the usual one chosen beforehand."""

    desk = forms.ChoiceField(label=_("Desk"), widget=Chips)

    def __init__(self, data: Any = None, *, desks: list[Facility], usual: Any = None) -> None:
        super().__init__(data if data and "desk" in data else None)
        self.rows = {str(row.pk): row for row in desks}
        first = str(usual) if str(usual) in self.rows else next(iter(self.rows))
        self.fields["desk"].choices = [(key, row.name) for key, row in self.rows.items()]  # type: ignore[attr-defined]
        self.fields["desk"].initial = first

    @property
    def several(self) -> bool:
        return len(self.rows) > 1

    @property
    def chosen(self) -> Facility | None:
        """The facility of the desk; nothing when what was sent is none of theirs."""
        return self.rows.get(str(self["desk"].value()))


class RegisterForm(forms.Form):
    """A new arrival: what is typed first finds look-alikes, the rest stands in four blocks."""

    names = ("use", "plan", "unit", "desk")
    status = 200
    made: Any = None

    family = forms.CharField(label=_("Family name"), max_length=120, required=False)
    given = forms.CharField(label=_("Given name"), max_length=120, required=False)
    birth_date = DayMonthYearField(label=_("Born"), required=False)
    phone = PhoneField(label=_("Phone"), max_length=40, required=False)
    number = forms.CharField(label=_("Record number"), max_length=80, required=False)
    none_fits = chips(_("None of these fits, because"), NONE_FITS)

    spoken = forms.ChoiceField(label=_("Language spoken"), choices=languages.CHOICES, required=False)
    interpreter = chips(_("Interpreter"), Profile.Interpreter.choices)
    preferred_name = forms.CharField(label=_("Name to use"), max_length=80, required=False)
    safe_to_call = chips(_("Is this phone safe to call?"), YES_NO)
    leave_message = chips(_("May a message be left?"), YES_NO)
    needs = forms.MultipleChoiceField(
        label=_("Needs help with"),
        choices=Profile.Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    directive = chips(_("Advance directive"), [row for row in Profile.Directive.choices if row[0]])
    address = forms.CharField(label=_("Address"), max_length=240, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)

    sex = chips(_("Administrative sex"), Sex.choices, initial=None)
    pronouns = forms.CharField(label=_("Pronouns"), max_length=40, required=False)
    middle = forms.CharField(label=_("Middle names"), max_length=120, required=False)
    suffix = forms.CharField(label=_("Suffix"), max_length=20, required=False)
    verification = chips(_("How sure are we of name and birth date?"), Verification.choices, initial="stated")

    plan = PlanField(label=_("Plan"), required=False)
    member_id = forms.CharField(label=_("Member number"), max_length=80, required=False)
    group = forms.CharField(label=_("Group number"), max_length=80, required=False)
    rank = forms.TypedChoiceField(
        label=_("Pays"), choices=RANKS[:3], coerce=int, initial=1, required=False, widget=Chips
    )
    from_on = day(_("From"), help_text=_("Empty: from today."))
    until_on = day(_("Until and including"))

    person_name = forms.CharField(label=_("Somebody close"), max_length=160, required=False)
    person_relation = forms.CharField(label=_("Relation"), max_length=60, required=False)
    person_phone = PhoneField(label=_("Their phone"), max_length=40, required=False)
    emergency = forms.BooleanField(label=_("Emergency contact"), required=False)
    may_be_told = classes_of_information(_("They may be told about"), required=False)
    method = chips(_("The patient agreed to this"), Consent.Method.choices)
    witness = forms.CharField(label=_("Witness"), max_length=120, required=False)

    arrival = chips(_("Arrival"), ARRIVALS)
    source = chips(_("Who asks for case management?"), IntakeRequest.Source.choices, initial="desk")
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("Not yet on a unit")
    )
    question = forms.CharField(label=_("What is asked for"), max_length=240, required=False)

    def __init__(self, data: Any = None, *, facility: Facility, by: Any, today: Any = None) -> None:
        super().__init__(data)
        self.facility, self.by, self.today = facility, by, today
        units: Any = self.fields["unit"]
        units.queryset = visible_to(Unit, by).filter(facility=facility).order_by("name")

    @property
    def blocks(self) -> list[tuple[str, Any, list[Any], int]]:
        """(key, title, fields, percent known) of the four blocks, in the order they are asked."""
        percents = completeness.percents(self.known())
        return [(key, title, [self[name] for name in names], percents[key]) for key, title, names in BLOCKS]

    def look_first(self) -> list[Any]:
        return [self[name] for name in ("family", "given", "birth_date", "phone", "number")]

    def route(self) -> list[Any]:
        return [self[name] for name in ("arrival", "source", "unit", "question")]

    def probe(self) -> Person:
        """What was typed so far, as far as it can be read; nothing is wrong yet while typing."""
        return Person(
            family=self._read("family") or "",
            given=self._read("given") or "",
            birth_date=self._read("birth_date"),
            phones=[phone] if (phone := self._read("phone")) else [],
            identifiers=[(self.facility.code, number)] if (number := self._read("number")) else [],
        )

    def known(self) -> set[str]:
        """The facts of `patients.completeness` that were typed."""
        if not self.is_bound:
            return set()
        sources = {"person": "person_name", "consent": "method"}
        facts = [fact for block in completeness.BLOCKS.values() for fact in block]
        return {
            fact
            for fact in facts
            if self._read(sources.get(fact, fact)) not in (None, "", [], "unknown", False)
        }

    def clean(self) -> dict[str, Any]:
        """The arguments of `intake.actions.arrive`, verb by verb."""
        typed = super().clean() or {}
        for name, sentence in self._missing(typed):
            self.add_error(name, sentence)
        return self.grouped(typed) if not self.errors else typed

    def grouped(self, typed: dict[str, Any]) -> dict[str, Any]:
        pick = lambda *names: {name: typed[name] for name in names if typed.get(name)}  # noqa: E731
        numbers = [(Identifier.Kind.MRN, self.facility.code, typed["number"])] if typed["number"] else []
        who = pick(
            "family",
            "given",
            "middle",
            "suffix",
            "preferred_name",
            "pronouns",
            "sex",
            "birth_date",
            "verification",
        )
        told = pick("spoken", "interpreter", "needs", "directive")
        agreed = {
            "purpose": Consent.Purpose.FAMILY,
            "classes": typed["may_be_told"],
            **pick("method", "witness"),
        }
        return {
            "who": {**who, "identifiers": numbers},
            "profile": told,
            "contacts": self._contacts(typed),
            "policy": self._policy(typed),
            "person": self._person(typed),
            "consent": agreed if typed["method"] else None,
            "request": {"source": typed["source"] or "desk", **pick("arrival", "question", "unit")},
            "none_fits": str(dict(NONE_FITS).get(typed["none_fits"], "")),
        }

    def _contacts(self, typed: dict[str, Any]) -> list[dict[str, Any]]:
        contacts = []
        if typed["phone"]:
            safe, message = typed["safe_to_call"] != "no", typed["leave_message"] == "yes"
            contacts.append(
                {"kind": "phone", "value": typed["phone"], "safe_to_call": safe, "leave_message": message}
            )
        if typed["address"]:
            contacts.append({"kind": "address", "value": typed["address"], "postcode": typed["postcode"]})
        return contacts

    def _policy(self, typed: dict[str, Any]) -> dict[str, Any] | None:
        if not typed["plan"]:
            return None
        policy = {name: typed[name] for name in ("plan", "member_id", "group", "until_on")}
        return policy | {"rank": typed["rank"] or 1, "from_on": typed["from_on"] or self.today}

    def _person(self, typed: dict[str, Any]) -> dict[str, Any] | None:
        if not typed["person_name"]:
            return None
        person = {
            "name": typed["person_name"],
            "relation": typed["person_relation"],
            "phone": typed["person_phone"],
        }
        return person | {name: typed[name] for name in ("emergency", "may_be_told")}

    def _missing(self, typed: dict[str, Any]) -> list[tuple[str, Any]]:
        """What belongs together is asked for together."""
        asked = [
            ("member_id", typed.get("plan") and not typed.get("member_id"), _("Enter the member number on the card.")),
            ("plan", typed.get("member_id") and not typed.get("plan"), _("Choose the plan of this member number.")),
            ("person_relation", typed.get("person_name") and not typed.get("person_relation"), _("Say how they are related.")),
            ("person_name", typed.get("method") and not typed.get("person_name"), _("Say who may be told.")),
            ("may_be_told", typed.get("method") and not typed.get("may_be_told"), _("Choose what they may be told about.")),
            ("witness", typed.get("method") == "verbal" and not typed.get("witness"), _("Name the witness of a spoken consent.")),
        ]  # fmt: skip
        return [(name, sentence) for name, missing, sentence in asked if missing and name not in self.errors]

    def _read(self, name: str) -> Any:
        """One field's value as typed, or None while it cannot be read."""
        field = self.fields[name]
        try:
            return field.clean(field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))
        except ValidationError:
            return None


BLOCKS = (
    ("reach", _("How to reach and speak with them"),
     ("spoken", "interpreter", "preferred_name", "safe_to_call", "leave_message", "needs", "directive", "address", "postcode")),
    ("who", _("Who"), ("sex", "pronouns", "middle", "suffix", "verification")),
    ("pays", _("Who pays"), ("plan", "member_id", "group", "rank", "from_on", "until_on")),
    ("know", _("Who may know"),
     ("person_name", "person_relation", "person_phone", "emergency", "may_be_told", "method", "witness")),
)  # fmt: skip


class ProvisionalForm(forms.Form):
    """Somebody who cannot be named yet: how they came, what they look like."""

    arrival = chips(_("Arrival"), ARRIVALS, required=True)
    sex = chips(_("Administrative sex"), Sex.choices, required=True)
    estimated_age = forms.IntegerField(
        label=_("Estimated age, years"), min_value=0, max_value=125, required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )  # fmt: skip


class IdentifyForm(VersionedForm):
    """The name of a patient who came without one."""

    family = forms.CharField(label=_("Family name"), max_length=120, required=False)
    given = forms.CharField(label=_("Given name"), max_length=120, required=False)
    birth_date = DayMonthYearField(label=_("Born"), required=False)
    sex = chips(_("Administrative sex"), Sex.choices, required=True)
    verification = chips(_("How do we know?"), Verification.choices, required=True, initial="document")
