"""A small hospital for the gates: one of everything that an address can name, and a person for every role.

`World.one("app.Model")` gives the object for a route's `thing`. Most rows are filled in by the model's own fields;
where constraints ask for more, write a maker below: a function from the world to the row, under the model's label.
"""

from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import Role
from facilities.models import Bed, Facility, Team, Unit
from patients.actions import open_case
from patients.models import Consent, Patient
from policy.loading import PACKS, whole
from teams.actions import assign
from teams.models import FacilityRole, TeamMember
from tests.policy import world_of_care, world_of_leaving  # noqa: F401 - register their makers
from tests.policy.filling import CANARY, LONG_AGO, MAKERS, SOON, filled, maker, missing

ON_THE_CASE = (Role.CASE_MANAGER, Role.NURSE, Role.SOCIAL_WORKER, Role.COORDINATOR, Role.CONSULTANT)
AT_THE_FACILITY = (Role.INTAKE, Role.SUPERVISOR, Role.PRIVACY, Role.ADMINISTRATOR)


class World:
    """The hospital; rows are made when they are first asked for."""

    def __init__(self) -> None:
        self.facility = Facility.objects.create(code="GATE", name="Gate Hospital", zone="America/New_York")
        self.unit = Unit.objects.create(facility=self.facility, code="G1", name="Gate unit")
        self.bed = Bed.objects.create(unit=self.unit, code="G1-01")
        self.team = Team.objects.create(facility=self.facility, name="Gate team")
        self.people = {role: self._person(role) for role in (*ON_THE_CASE, *AT_THE_FACILITY, Role.ADVOCATE)}
        self.patient = Patient.objects.create(
            facility=self.facility,
            family=CANARY,
            given=CANARY,
            birth_date="1950-05-05",
            search_name=CANARY.lower(),
        )
        # A second record of the same person, for addresses that name two.
        self.twin = Patient.objects.create(
            facility=self.facility,
            family=f"{CANARY}a",
            given=CANARY,
            birth_date="1950-05-05",
            search_name=CANARY.lower(),
        )
        self.case = open_case(self.patient, by=self.people[Role.INTAKE], team=self.team, unit=self.unit)
        self._relate()
        self.outsider = self._outsider()
        held = FacilityRole.objects.get(user=self.people[Role.INTAKE])
        self.rows: dict[str, Any] = {
            row._meta.label_lower: row
            for row in (
                held,
                self.facility,
                self.unit,
                self.bed,
                self.team,
                self.patient,
                self.case,
                self.people[Role.INTAKE],
            )
        }

    def one(self, label: str) -> Any:
        """The world's row of a model; raises LookupError with what to add when it cannot be made."""
        key = label.lower()
        if key not in self.rows:
            make = MAKERS.get(key, lambda world: filled(world, apps.get_model(label)))
            try:
                with transaction.atomic():
                    self.rows[key] = make(self)
            except (IntegrityError, ValidationError, TypeError, LookupError) as error:
                raise LookupError(
                    f"No {label} for the gates: write @maker({label!r}) in tests/policy/world.py ({str(error).splitlines()[0]})."
                ) from error
        return self.rows[key]

    def _person(self, role: str) -> User:
        user = User.objects.create(username=f"gate.{role}", name=f"Gate {role}", default_role=role)
        if role in AT_THE_FACILITY:
            FacilityRole.objects.create(user=user, facility=self.facility, role=role, starts_at=LONG_AGO)
        return user

    def _relate(self) -> None:
        lead = self.people[Role.SUPERVISOR]
        TeamMember.objects.create(team=self.team, user=lead, supervises=True, starts_at=LONG_AGO)
        for role in ON_THE_CASE:
            assign(self.case, by=lead, user=self.people[role], role=role, is_lead=role == Role.CASE_MANAGER)
        Consent.objects.create(
            **missing(
                self,
                Consent,
                patient=self.patient,
                to_user=self.people[Role.ADVOCATE],
                purpose="advocacy",
                classes=["case", "identity", "plan", "work"],
                starts_at=LONG_AGO,
                ends_at=SOON,
                live=True,
            )
        )

    def _outsider(self) -> User:
        elsewhere = Facility.objects.create(code="ELSE", name="Elsewhere", zone="America/Phoenix")
        user = User.objects.create(
            username="gate.outsider", name="Gate outsider", default_role=Role.SUPERVISOR
        )
        for role in (Role.SUPERVISOR, Role.INTAKE, Role.ADMINISTRATOR):
            FacilityRole.objects.create(user=user, facility=elsewhere, role=role, starts_at=LONG_AGO)
        return user

    @property
    def actors(self) -> dict[str, User | None]:
        """Who knocks at every door: nobody, somebody from elsewhere, and one of each role."""
        return {
            "anonymous": None,
            "outsider": self.outsider,
            **{str(role): who for role, who in self.people.items()},
        }


@maker("patients.Consent")
def _consent(world: World) -> Any:
    return filled(
        world,
        Consent,
        to_class=CANARY,
        patient=world.patient,
        classes=["identity"],
        starts_at=LONG_AGO,
        live=True,
    )


@maker("patients.DuplicateCandidate")
def _duplicate(world: World) -> Any:
    one, two = sorted((world.patient, world.twin), key=lambda patient: patient.pk)
    return filled(world, apps.get_model("patients.DuplicateCandidate"), one=one, other=two)


@maker("patients.Merge")
def _merge(world: World) -> Any:
    return filled(world, apps.get_model("patients.Merge"), survivor=world.patient, retired=world.twin)


@maker("worklist.Appointment")
def _appointment(world: World) -> Any:
    return filled(
        world,
        apps.get_model("worklist.Appointment"),
        starts_at=SOON,
        ends_at=SOON + timedelta(minutes=30),
        user=world.people[Role.CASE_MANAGER],
    )


@maker("worklist.Availability")
def _availability(world: World) -> Any:
    return filled(
        world,
        apps.get_model("worklist.Availability"),
        starts_at=SOON,
        ends_at=SOON + timedelta(hours=2),
        user=world.people[Role.CASE_MANAGER],
    )


@maker("worklist.Outbox")
def _message(world: World) -> Any:
    return filled(world, apps.get_model("worklist.Outbox"), recipient=world.people[Role.CASE_MANAGER])


@maker("worklist.FollowUpOutcome")
def _outcome(world: World) -> Any:
    """Said of a piece of work on the case; nothing was explained, so that nothing more is asked."""
    model = apps.get_model("worklist.FollowUpOutcome")
    return filled(world, model, decision="go_on", explained="no", side_effects=CANARY)


@maker("worklist.Item")
def _item(world: World) -> Any:
    """Work of the desk that stands on the case as well: both ways to it are knocked at."""
    return filled(world, apps.get_model("worklist.Item"), patient=world.patient)


@maker("worklist.ItemTransfer")
def _item_transfer(world: World) -> Any:
    """The lead offers a piece of work of theirs to the nurse."""
    giver, receiver = world.people[Role.CASE_MANAGER], world.people[Role.NURSE]
    people = {"from_user": giver, "to_user": receiver, "answer_by": receiver, "created_by": giver}
    return filled(world, apps.get_model("worklist.ItemTransfer"), **people)


@maker("patients.Disclosure")
def _disclosure(world: World) -> Any:
    return filled(world, apps.get_model("patients.Disclosure"), classes=["identity"])


@maker("notes.CaseNote")
def _note(world: World) -> Any:
    author = world.people[Role.CASE_MANAGER]
    facts = {"created_by": author, "status": "signed", "signed_at": LONG_AGO, "signed_by": author}
    return filled(world, apps.get_model("notes.CaseNote"), kind="general", **facts)


@maker("messaging.Acknowledgement")
def _acknowledgement(world: World) -> Any:
    who = {"user": world.people[Role.NURSE], "due_at": SOON}
    return filled(world, apps.get_model("messaging.Acknowledgement"), **who)


@maker("messaging.Relay")
def _relay(world: World) -> Any:
    return filled(world, apps.get_model("messaging.Relay"), other_side="The ward physician")


@maker("advocacy.Binder")
def _binder(world: World) -> Any:
    advocate = world.people[Role.ADVOCATE]
    binder = filled(
        world,
        apps.get_model("advocacy.Binder"),
        patient=world.patient,
        advocate=advocate,
        consent=Consent.objects.get(to_user=advocate),
    )
    filled(world, apps.get_model("advocacy.BinderKey"), binder=binder)
    return binder


@maker("teams.Absence")
def _absence(world: World) -> Any:
    away, deputy = world.people[Role.CASE_MANAGER], world.people[Role.NURSE]
    facts = {
        "user": away,
        "deputy": deputy,
        "created_by": away,
        "starts_at": SOON,
        "ends_at": SOON + timedelta(days=2),
    }
    return filled(world, apps.get_model("teams.Absence"), **facts)


@maker("teams.Handover")
def _handover(world: World) -> Any:
    facts = {"from_user": world.people[Role.CASE_MANAGER], "to_user": world.people[Role.NURSE]}
    return filled(world, apps.get_model("teams.Handover"), sheet={"cases": []}, **facts)


@maker("teams.ReassignmentLine")
def _line(world: World) -> Any:
    facts = {"from_user": world.people[Role.CASE_MANAGER], "to_user": world.people[Role.NURSE]}
    return filled(world, apps.get_model("teams.ReassignmentLine"), **facts)


@maker("teams.Responsibility")
def _responsibility(world: World) -> Any:
    facts = {"holder": world.people[Role.NURSE], "starts_at": LONG_AGO, "activity": "teaching"}
    return filled(world, apps.get_model("teams.Responsibility"), **facts)


@maker("teams.Transfer")
def _transfer(world: World) -> Any:
    """The nurse offers what they answer for to the lead."""
    giver, receiver = world.people[Role.NURSE], world.people[Role.CASE_MANAGER]
    people = {"from_user": giver, "to_user": receiver, "answer_by": receiver, "created_by": giver}
    facts = {
        "responsibility": world.one("teams.Responsibility"),
        "expires_at": SOON,
        "role": Role.CASE_MANAGER,
    }
    return filled(world, apps.get_model("teams.Transfer"), **people, **facts)


@maker("teams.CaseGrant")
def _grant(world: World) -> Any:
    """One that is over: it shows that it was there and gives nobody anything."""
    over = {"starts_at": LONG_AGO, "ends_at": LONG_AGO + timedelta(days=1), "live": False}
    user = world.people[Role.CASE_MANAGER]
    CaseGrant = apps.get_model("teams.CaseGrant")
    return filled(world, CaseGrant, user=user, kind="consult", role=Role.CONSULTANT, **over)


@maker("teams.Consult")
def _consult(world: World) -> Any:
    who = {"created_by": world.people[Role.CASE_MANAGER], "to_user": world.people[Role.CONSULTANT]}
    return filled(world, apps.get_model("teams.Consult"), due_at=SOON, **who)


@maker("teams.AccessBlock")
def _block(world: World) -> Any:
    """One that is over, or it would keep somebody of the world away."""
    over = {"starts_at": LONG_AGO, "ends_at": LONG_AGO + timedelta(days=1), "live": False}
    user = world.people[Role.NURSE]
    return filled(world, apps.get_model("teams.AccessBlock"), user=user, created_by=user, **over)


@maker("teams.EmergencyAccess")
def _emergency(world: World) -> Any:
    """One that ran out and waits for its review."""
    times = {"opened_at": LONG_AGO, "expires_at": LONG_AGO + timedelta(hours=4), "review_due_at": LONG_AGO}
    user = world.people[Role.CASE_MANAGER]
    return filled(
        world, apps.get_model("teams.EmergencyAccess"), user=user, role=Role.CASE_MANAGER, live=False, **times
    )


@maker("oversight.AccountingRequest")
def _accounting(world: World) -> Any:
    days = {"received_on": date(2020, 6, 1), "from_on": date(2019, 1, 1), "until_on": date(2020, 6, 1)}
    return filled(world, apps.get_model("oversight.AccountingRequest"), due_on=date(2020, 7, 31), **days)


@maker("policy.PackVersion")
def _version(world: World) -> Any:
    """A draft of the facility's own rules."""
    pack = filled(world, apps.get_model("policy.RulePack"), kind="follow_up", facility=world.facility)
    return filled(world, apps.get_model("policy.PackVersion"), pack=pack, body={"rungs": [], "examples": []})


@maker("coverage.Plan")
def _plan(world: World) -> Any:
    # A payer's product is no patient: its name must not read like one.
    return filled(world, apps.get_model("coverage.Plan"), name="Gold")


@maker("outreach.HomeVisit")
def _visit(world: World) -> Any:
    """The coordinator is to go there."""
    who = {"visitor": world.people[Role.COORDINATOR], "created_by": world.people[Role.COORDINATOR]}
    times = {"starts_at": SOON, "out_by": SOON + timedelta(hours=1)}
    return filled(world, apps.get_model("outreach.HomeVisit"), **who, **times)


@maker("outreach.Outreach")
def _outreach(world: World) -> Any:
    who = {"owner": world.people[Role.COORDINATOR], "created_by": world.people[Role.COORDINATOR]}
    return filled(world, apps.get_model("outreach.Outreach"), tier="low", since=LONG_AGO, **who)


@maker("outreach.ScriptRun")
def _script_run(world: World) -> Any:
    """A call by the script that comes with the application."""
    file = whole(PACKS / "script.json")
    pack = filled(world, apps.get_model("policy.RulePack"), kind="script", facility=world.facility)
    version = filled(world, apps.get_model("policy.PackVersion"), pack=pack, body=file["body"])
    facts = {"rule": version, "script": "after_leaving", "created_by": world.people[Role.COORDINATOR]}
    return filled(world, apps.get_model("outreach.ScriptRun"), verified_at=LONG_AGO, **facts)
