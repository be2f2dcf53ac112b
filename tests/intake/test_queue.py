"""Received, screened, accepted, declined or sent on."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import InternalError

from accounts.actors import system
from accounts.permissions import Role
from audit.models import Event
from core import access
from core.refusals import Denied, Refused
from core.roots import lock_roots
from intake import actions
from intake.models import IntakeAnswer, IntakeRequest
from patients.actions import open_case
from patients.models import Case, CaseStage
from tests.conftest import THEN
from tests.intake.conftest import CALM
from worklist.actions import open_item
from worklist.models import Notification

pytestmark = pytest.mark.django_db


class TestReceive:
    def test_it_waits_in_the_queue_of_the_facility(self, request_, unit, intake):
        assert (request_.status, request_.facility, request_.unit) == ("received", unit.facility, unit)
        assert list(access.visible_to(IntakeRequest, intake, "edit_intake")) == [request_]

    def test_a_need_that_is_known_counts_as_answered(self, at, packs, patient, intake):
        at(THEN)
        made = actions.receive(patient, by=intake, source="physician", need="home")
        assert made.triage == {"need": "home"}

    def test_one_patient_waits_once(self, request_, patient, intake):
        with pytest.raises(ValidationError, match="already waits in the queue"):
            actions.receive(patient, by=intake, source="family")

    def test_refused_on_a_joined_record_and_for_an_unknown_need(self, packs, patient, intake, facility):
        with pytest.raises(Refused, match="Choose one of the answers"):
            actions.receive(patient, by=intake, source="desk", need="magic")
        kept = type(patient).objects.create(facility=facility, family="Other", search_name="other")
        type(patient).objects.filter(pk=patient.pk).update(merged_into=kept)
        with pytest.raises(Refused, match="joined with another"):
            actions.receive(patient, by=intake, source="desk")

    def test_who_may_not(self, packs, patient, outsider, person):
        for who in (outsider, person("n.one", Role.NURSE)):
            with pytest.raises(Denied):
                actions.receive(patient, by=who, source="desk")

    def test_it_is_on_record(self, request_, patient, intake):
        event = Event.objects.get(verb="intake.receive")
        assert (event.actor, event.patient_ids) == (intake.username, [patient.pk])


class TestScreen:
    def test_an_answer_nobody_offers_is_refused_beside_its_item(self, request_, intake):
        with pytest.raises(Refused, match="Choose one") as refused:
            actions.screen(request_, by=intake, triage={"danger": "perhaps"})
        assert refused.value.field == "danger"

    def test_who_may_not(self, request_, outsider):
        with pytest.raises(Denied):
            actions.screen(request_, by=outsider, triage=CALM)


class TestAccept:
    def test_it_opens_the_case_for_the_team_that_fits(self, accepted, team, unit):
        case = accepted.case
        case.refresh_from_db()
        assert (accepted.status, case.stage, case.team, case.unit) == ("accepted", "referred", team, unit)
        assert CaseStage.objects.get(case=case).stage == "referred"

    def test_complexity_is_set(self, request_, intake, lead):
        actions.screen(request_, by=intake, triage=CALM)
        assert actions.accept(request_, by=intake, complexity="complex").case.complexity == "complex"

    def test_first_screened_and_the_need_known(self, request_, intake):
        with pytest.raises(Refused, match="It can be done only when it is screening"):
            actions.accept(request_, by=intake)
        actions.screen(request_, by=intake, triage={"danger": "no"})
        with pytest.raises(Refused, match="what is needed most"):
            actions.accept(request_, by=intake)

    def test_a_case_that_still_waits_in_intake_is_joined(self, request_, intake, patient):
        waiting = open_case(patient, by=intake)
        actions.screen(request_, by=intake, triage=CALM)
        assert actions.accept(request_, by=intake).case == waiting

    def test_a_case_that_runs_is_not_doubled(self, request_, intake, patient):
        running = open_case(patient, by=intake)
        Case.objects.filter(pk=running.pk).update(stage="active")
        actions.screen(request_, by=intake, triage=CALM)
        with pytest.raises(Refused, match=f"already has an open case \\({running.reference}\\)"):
            actions.accept(request_, by=intake)
        assert Case.objects.count() == 1

    @pytest.mark.parametrize(("days", "linked"), [(30, True), (31, False)])
    def test_a_return_within_thirty_days_follows_the_earlier_case(
        self, at, request_, intake, patient, days, linked
    ):
        earlier = open_case(patient, by=intake)
        Case.objects.filter(pk=earlier.pk).update(
            stage="closed", closing="goals_met", closed_by=intake, closed_at=THEN - timedelta(days=days)
        )
        actions.screen(request_, by=intake, triage=CALM)
        assert (actions.accept(request_, by=intake).case.follows == earlier) is linked


class TestDeclineAndRedirect:
    def test_the_reason_goes_to_whoever_asked_as_a_letter(self, request_, intake, patient):
        found = actions.decline(request_, by=intake, reason="Needs no case management")
        answer = IntakeAnswer.objects.get(request=found)
        assert (found.status, answer.to, answer.to_name) == ("declined", None, "B. Ward")
        assert "Reason: Needs no case management" in answer.text
        assert patient.family not in answer.text
        assert not Notification.objects.exists()

    def test_a_colleague_is_told_in_the_application(self, at, packs, patient, intake, person):
        at(THEN)
        nurse = person("n.ward", Role.NURSE)
        made = actions.receive(patient, by=intake, source="nurse", asked_by=nurse)
        actions.redirect(made, by=intake, to="Palliative care", reason="Comfort care first")
        answer = IntakeAnswer.objects.get()
        assert "sent on to: Palliative care" in answer.text
        assert Notification.objects.get(recipient=nurse).source == f"answer:{answer.pk}"
        assert list(access.visible_to(IntakeAnswer, nurse, "own_account")) == [answer]
        assert not access.visible_to(IntakeAnswer, intake, "own_account").exists()

    def test_a_reason_and_a_place_are_needed(self, request_, intake):
        with pytest.raises(Refused, match="Give the reason"):
            actions.decline(request_, by=intake, reason=" ")
        with pytest.raises(Refused, match="Say where"):
            actions.redirect(request_, by=intake, to="", reason="Elsewhere")
        request_.refresh_from_db()
        assert request_.status == "received"
        assert not IntakeAnswer.objects.exists()

    def test_a_case_that_had_been_opened_closes_as_not_selected(self, accepted, intake):
        actions.decline(accepted, by=intake, reason="Left before we met")
        case = Case.objects.get(pk=accepted.case_id)
        assert (case.stage, case.closing, case.closed_by) == ("closed", "not_selected", intake)

    def test_a_case_with_other_work_ends_by_its_own_rules(self, accepted, intake):
        item = open_item(
            accepted.case, by=system("keeper"), activity="placement", what="Ask the home", why="A bed is free"
        )
        for verb, said in ((actions.decline, {}), (actions.redirect, {"to": "Day clinic"})):
            with pytest.raises(Refused, match=r"still to do: 1\)\. Close the case first"):
                verb(accepted, by=intake, reason="Left before we met", **said)
        item.refresh_from_db()
        accepted.refresh_from_db()
        assert (item.status, accepted.status, accepted.case.is_open) == ("open", "accepted", True)

    def test_a_case_that_was_closed_meanwhile_does_not_keep_the_request_open(self, accepted, intake):
        at = {"closed_at": THEN, "closed_by": intake, "closing": "died"}
        Case.objects.filter(pk=accepted.case_id).update(stage="closed", **at)
        assert actions.decline(accepted, by=intake, reason="Died").status == "declined"

    def test_its_case_is_locked_before_it(self, accepted):
        assert lock_roots(accepted) == [accepted.patient, accepted.case]

    def test_once_assigned_it_cannot_be_declined(self, accepted, intake, lead):
        actions.assign(accepted, by=intake, user=lead, waiver="Tomorrow at the bedside")
        with pytest.raises(Refused, match="This is assigned"):
            actions.decline(accepted, by=intake, reason="Too late")

    def test_who_may_not(self, request_, outsider):
        with pytest.raises(Denied):
            actions.decline(request_, by=outsider, reason="No")

    def test_what_was_told_cannot_be_changed(self, request_, intake):
        actions.decline(request_, by=intake, reason="Needs no case management")
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update intake_intakeanswer set text = 'Nothing'")

    def test_the_reason_is_on_record(self, request_, intake):
        actions.decline(request_, by=intake, reason="Needs no case management")
        event = Event.objects.get(verb="intake.decline")
        assert (event.reason, event.moved) == ("Needs no case management", "status: received > declined")
