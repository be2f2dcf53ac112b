"""A generated house: cases of two teams with rows for every measure, seeded, dated around THEN."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.apps import apps

from accounts.models import User
from accounts.permissions import Role
from discharge.after_ends import CONSENT
from patients.models import Case, Patient
from teams.models import Assignment
from tests.conftest import THEN
from tests.policy.filling import filled

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class House:
    """Makes rows; `one` gives what the filling of required columns asks for."""

    def __init__(self, facility: Any, unit: Any, team: Any, other: Any, manager: Any) -> None:
        self.facility, self.unit, self.team, self.other, self.manager = facility, unit, team, other, manager
        self.rows: dict[str, Any] = {
            "facilities.facility": facility,
            "facilities.unit": unit,
            "facilities.team": team,
            "accounts.user": manager,
        }
        self.chance = Random(20261103)

    def one(self, label: str) -> Any:
        """Some row of a model, made when first asked for."""
        key = label.lower()
        if key not in self.rows:
            model = apps.get_model(label)
            self.rows[key] = model._default_manager.first() or filled(self, model)
        return self.rows[key]

    def make(self, label: str, **facts: Any) -> Any:
        """A row with what is given; the rest is filled in."""
        if label == "worklist.Item":
            facts = {"facility_for_intake": None, "why": "x", "created_by": self.manager} | facts
        return filled(self, apps.get_model(label), **facts)

    def fill(self, team: Any, number: int, letter: str) -> list[Case]:
        """So many cases of a team, one after the other with everything that measures look at."""
        return [self.case(team, n, letter) for n in range(number)]

    def case(self, team: Any, n: int, letter: str) -> Case:
        """One case; what it has depends on its number."""
        patient = Patient.objects.create(
            facility=self.facility, family=f"=Name{letter}{n}", given="A", search_name=f"name{letter.lower()}{n}",
            birth_date=date(1950, 1, 1),
        )  # fmt: skip
        opened = THEN - self.chance.choice((1, 3, 9, 20, 31)) * DAY - n * HOUR
        closed = n % 8 == 7
        case = Case.objects.create(
            reference=f"{letter}{n:05}", patient=patient, facility=self.facility, team=team, unit=self.unit,
            stage="closed" if closed else "active", stage_since=opened, opened_at=opened,
            complexity=("standard", "high", "complex")[n % 3], risk=("", "low", "moderate", "high")[n % 4],
            admitted_at=opened if n % 2 and not closed else None, lead=self.manager if n % 4 else None,
            last_contact_at=THEN - 4 * n * DAY if n % 3 else None,
            closed_at=THEN - 2 * DAY if closed else None, closed_by=self.manager if closed else None,
            closing="goals_met" if closed else "",
        )  # fmt: skip
        self.rows["patients.case"], self.rows["patients.patient"] = case, patient
        if n % 4:
            Assignment.objects.create(
                case=case, user=self.manager, role=Role.CASE_MANAGER, is_lead=True, starts_at=opened,
                created_by=self.manager, live=True,
            )  # fmt: skip
        for fill in (self._work, self._plan, self._held, self._left, self._asked):
            fill(case, n)
        return case

    def _work(self, case: Case, n: int) -> None:
        due = THEN - n * HOUR + 3 * HOUR
        late = self.make(
            "worklist.Item",
            case=case,
            activity="teaching",
            what="+SUM(A1)",
            why="x",
            due_at=due,
            created_by=self.manager,
        )
        self.make(
            "worklist.Reminder", item=late, to="supervisor", recipient=None, wall_on=THEN.date(), wall_at=THEN.time(),
            zone="America/New_York", due_at=due, status="planned", planned_at=due + HOUR,
            rang_for="supervisor" if n % 2 else "person", told=1,
        )  # fmt: skip
        if n % 5 == 0:
            self.make(
                "worklist.Item",
                case=case,
                activity="medicines",
                kind="hole",
                what="Hole",
                why="x",
                created_by=self.manager,
            )
        series = self.make(
            "worklist.FollowUp",
            case=case,
            activity="follow_up",
            what="Call",
            owner=self.manager,
            first_due_at=THEN,
            created_by=self.manager,
        )
        for k in (1, 2):
            at = THEN - k * DAY - n * HOUR
            done = {
                "status": "done",
                "done_at": at - HOUR if (n + k) % 4 else at + HOUR,
                "done_by": self.manager,
            }
            self.make(
                "worklist.Item",
                case=case,
                activity="follow_up",
                kind="follow_up",
                what="Call",
                why="x",
                series=series,
                n=k,
                due_at=at,
                created_by=self.manager,
                **done,
            )
        self.make(
            "intake.IntakeRequest", patient=case.patient, facility=self.facility, case=case, received_at=case.opened_at,
            first_contact_due=case.opened_at + 24 * HOUR, status="contacted", waiver="Seen",
            contacted_at=case.opened_at + (10 if n % 3 else 40) * HOUR, created_by=self.manager,
        )  # fmt: skip

    def _plan(self, case: Case, n: int) -> None:
        at = case.opened_at + (20 if n % 3 else 30) * HOUR
        if n % 5 != 4:
            done = {"status": "complete", "completed_at": at, "completed_by": self.manager}
            self.make(
                "assessments.Assessment",
                case=case,
                form="initial",
                title="First",
                created_by=self.manager,
                **done,
            )
        plan = self.make("careplans.CarePlan", case=case, created_by=self.manager)
        facts: dict[str, Any] = {"status": "submitted", "submitted_at": at, "submitted_by": self.manager}
        if n % 2:
            later = at + (20 if n % 4 == 1 else 40) * HOUR
            facts |= {"status": "approved", "approved_at": later, "approved_by": self._approver()}
        self.make(
            "careplans.PlanVersion",
            case=case,
            plan=plan,
            number=1,
            created_by=self.manager,
            frozen={},
            **facts,
        )
        item = self.make(
            "worklist.Item",
            case=case,
            activity="relay",
            kind="relay",
            what="Tell",
            why="x",
            subject="r",
            created_by=self.manager,
        )
        self.make(
            "messaging.Relay",
            case=case,
            direction="to_patient",
            message="x",
            item=item,
            other_side="The pharmacy",
            created_at=THEN - 5 * DAY,
            created_by=self.manager,
            **(self._passed_on() if n % 3 else {}),
        )

    def _approver(self) -> User:
        return User.objects.get_or_create(username="a.approver", defaults={"name": "A Approver"})[0]

    def _passed_on(self) -> dict[str, Any]:
        steps = ("delivered", "understood", "answered", "closed")
        said = {"status": "closed", "said_back": "x", "answer": "x", "mode": "phone"}
        at = {f"{step}_at": THEN - 4 * DAY for step in steps}
        return said | at | {f"{step}_by": self.manager for step in steps}

    def _held(self, case: Case, n: int) -> None:
        plan = self.make("discharge.DischargePlan", case=case, created_by=self.manager)
        self.rows["discharge.dischargeplan"] = plan
        ended = n % 3 == 0
        self.make(
            "discharge.DelaySegment", case=case, plan=plan, leaving=1, cause=("transport", "payer", "family")[n % 3],
            attribution="system", avoidable=("yes", "partly", "no")[n % 3], started_at=THEN - 50 * HOUR,
            ended_at=THEN - 20 * HOUR if ended else None, ended_by=self.manager if ended else None,
            status="closed" if ended else "open", owner=self.manager, created_by=self.manager,
        )  # fmt: skip
        changes = ((None, date(2026, 11, 1)), (date(2026, 11, 1), date(2026, 11, 1) + (n % 3 - 1) * DAY))
        for old, new in changes:
            self.make(
                "discharge.ExpectedDateChange",
                case=case,
                old=old,
                new=new,
                why="x",
                changed_at=THEN - 5 * DAY,
                changed_by=self.manager,
            )

    def _left(self, case: Case, n: int) -> None:
        rules = self.one("policy.PackVersion")
        facts = {"case": case, "created_by": self.manager}
        item = self.make(
            "worklist.Item",
            case=case,
            activity="gate",
            kind="gate",
            what="Gate",
            why="x",
            subject="g",
            created_by=self.manager,
        )
        status = ("overridden", "left_open", "met")[n % 3]
        self.make(
            "discharge.GateCheck", plan=self.rows["discharge.dischargeplan"], leaving=1, gate="medicines", hard=True, rules=rules,
            status=status, reason="@because" if status == "overridden" else "", at=THEN - 2 * DAY, by=self.manager,
            item=item if status == "left_open" else None, **facts,
        )  # fmt: skip
        visit = self.make(
            "encounters.Encounter", patient=case.patient, case=case, facility=self.facility, unit=self.unit, kind="IMP",
            status="finished", started_at=THEN - (8 + n % 5) * DAY, ended_at=THEN - 4 * DAY, disposition="01",
        )  # fmt: skip
        self.make(
            "encounters.StayCoding", encounter=visit, drg="470", final=True, line="other", coded_at=THEN - 3 * DAY,
            coded_by=self.manager,
        )  # fmt: skip
        self._returned(case, n)
        given = {
            "status": "delivered",
            "delivered_at": THEN - 3 * DAY,
            "delivered_by": self.manager,
            "method": "in_person",
        }
        told = given | {"late": n % 4 == 1} if n % 2 else {"status": "missed"}
        self.make(
            "discharge.Notice",
            encounter=visit,
            kind="im_first",
            rules=rules,
            because="x",
            due_by=THEN - 2 * DAY,
            **told,
            **facts,
        )
        ends = dict.fromkeys(("business_contact_by", "visit_7_by", "visit_14_by", "ends_at"), THEN + 20 * DAY)
        self.make(
            "discharge.AfterDischarge", encounter=visit, rules=rules, tier="low", left_at=THEN - 4 * DAY,
            contact_by=THEN - 2 * DAY, contacted_at=THEN - (3 if n % 3 else 1) * DAY, **ends, **facts, **self._ended(n),
        )  # fmt: skip
        if n % 8 == 3:
            self._back(case, THEN - 3 * DAY - HOUR)  # before anybody had reached them
        if n % 8 == 4:
            self._back(case, THEN - 2 * DAY - HOUR)  # reached before

    def _ended(self, n: int) -> dict[str, Any]:
        if n % 8 != 5:
            return {}
        return {"status": "stopped", "stopped_at": THEN - 3 * DAY, "stopped_because": str(CONSENT)}

    def _back(self, case: Case, at: datetime) -> None:
        self.make(
            "encounters.Encounter", patient=case.patient, case=None, facility=self.facility, unit=self.unit, kind="IMP",
            status="in_progress", started_at=at, ended_at=None,
        )  # fmt: skip

    def _returned(self, case: Case, n: int) -> None:
        """An older stay, and for some the return from it."""
        facts = {
            "patient": case.patient,
            "case": case,
            "facility": self.facility,
            "unit": self.unit,
            "kind": "IMP",
            "status": "finished",
        }
        left = THEN - 45 * DAY
        for starts, ends in (
            (left - 5 * DAY, left),
            *((((left + 9 * DAY), left + 12 * DAY),) if n % 4 == 0 else ()),
        ):
            self.make("encounters.Encounter", started_at=starts, ended_at=ends, disposition="01", **facts)

    def expect(self) -> None:
        """The national table knows the group of these stays."""
        brought = self.make(
            "encounters.StayImport",
            fiscal_year=2027,
            file_hash="x",
            source="invented",
            imported_at=THEN,
            imported_by=self.manager,
        )
        self.make(
            "encounters.ExpectedStay",
            brought=brought,
            fiscal_year=2027,
            drg="470",
            title="Knee",
            gmlos="2.50",
        )

    def _asked(self, case: Case, n: int) -> None:
        said: dict[str, Any] = {"status": "accepted", "accepted_at": THEN - DAY}
        if n % 3 == 0:
            said = {"status": "declined", "declined_because": "no_bed"}
        self.make(
            "referrals.Referral", case=case, service=self._service(), kind="hospice_home", leaving=1, asks_for="A place",
            sent_at=THEN - DAY - n * HOUR, first_answer_at=THEN - DAY, created_by=self.manager, **said,
        )  # fmt: skip

    def _service(self) -> Any:
        return self.one("directory.Service")


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
