"""One person answers for each activity: taken, given, moved, shared, released, and always by one at a time."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused, Stale
from patients import actions as patients
from teams import actions
from teams.models import Responsibility, Transfer
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(formed, on_team):
    return on_team(Role.NURSE)


class TestTake:
    def test_a_hole_becomes_theirs(self, formed, nurse):
        made = actions.take(formed, by=nurse, activity="community")
        assert (made.holder, made.origin, made.shared) == (nurse, "taken", False)
        assert Event.objects.filter(verb="teams.take", actor=nurse.username, outcome="done").exists()

    def test_a_held_one_is_refused_with_who_holds_it_and_both_ways_on(self, formed, lead, nurse, holders):
        with pytest.raises(
            Refused, match=r"answers for this since .*Ask them to hand it over, or share it and say why"
        ):
            actions.take(formed, by=nurse, activity="plan_edd_rounds")
        assert holders(formed)["plan_edd_rounds"] == lead.username

    def test_it_is_theirs_already(self, formed, lead):
        with pytest.raises(Refused, match="answers for it already"):
            actions.take(formed, by=lead, activity="screen")

    def test_a_physicians_word_is_a_physicians(self, formed, lead, nurse, on_team):
        with pytest.raises(Refused, match="A physician or therapist answers"):
            actions.take(formed, by=lead, activity="medical_readiness")
        # The nurse does a named part of the reconciliation, so a small team may map it to them.
        assert actions.take(formed, by=nurse, activity="med_rec").holder == nurse
        assert actions.take(formed, by=on_team(Role.CONSULTANT), activity="function")

    def test_an_advocate_answers_only_for_what_is_theirs(self, formed, patient, lead, person, facility, held):
        advocate = person("a.vocate", Role.ADVOCATE, facility)
        patients.record_consent(
            patient, by=lead, purpose="advocacy", to_user=advocate, classes=["plan"], method="signed"
        )
        with pytest.raises(Refused, match="Somebody of the care team answers"):
            actions.take(formed, by=advocate, activity="community")
        with pytest.raises(Refused, match="Somebody of the care team answers"):
            actions.ask(held("plan_edd_rounds"), by=advocate)
        assert actions.take(formed, by=advocate, activity="rights_grievance").holder == advocate

    def test_the_desk_takes_up_the_registration_and_nothing_of_the_team(self, then, case, intake):
        with pytest.raises(Refused, match="Somebody of the care team answers"):
            actions.take(case, by=intake, activity="nursing_assessment")
        assert actions.take(case, by=intake, activity="registration").holder == intake

    def test_only_who_works_on_the_case(self, at, formed, nurse, supervisor, outsider):
        at(THEN + timedelta(hours=1))
        actions.stand_down(nurse.assignments.get(), by=supervisor, why="Moved")
        with pytest.raises(Refused, match="is not on this case"):
            actions.take(formed, by=nurse, activity="community")
        with pytest.raises(Denied):
            actions.take(formed, by=outsider, activity="community")

    def test_an_unknown_activity_is_refused(self, formed, nurse):
        with pytest.raises(Refused, match="Choose one of the activities"):
            actions.take(formed, by=nurse, activity="dancing")

    def test_somebody_whose_access_ended_makes_way(self, at, formed, lead, nurse, person, facility, holders):
        admin = person("a.dmin", Role.ADMINISTRATOR, facility)
        actions.give_facility_role(facility, by=admin, user=nurse, role=Role.NURSE)
        at(THEN + timedelta(hours=1))
        actions.suspend(facility, by=admin, user=nurse, reason="Left the house")
        assert actions.take(formed, by=lead, activity="teaching").holder == lead
        assert holders(formed)["teaching"] == lead.username


class TestGiveAndMove:
    def test_the_lead_gives_what_nobody_holds(self, formed, lead, nurse):
        made = actions.give(formed, by=lead, activity="community", to=nurse)
        assert (made.holder, made.origin, made.created_by) == (nurse, "given", lead)

    def test_not_to_somebody_outside(self, formed, lead, colleague):
        with pytest.raises(Refused, match="Only somebody on the care team"):
            actions.give(formed, by=lead, activity="community", to=colleague(Role.NURSE, "n.out"))

    def test_a_leaver_gets_nothing(self, formed, lead, nurse):
        nurse.is_active = False
        nurse.save()
        with pytest.raises(Refused, match="cannot sign in any more"):
            actions.give(formed, by=lead, activity="community", to=nurse)

    def test_a_nurse_may_not(self, formed, lead, nurse, on_team):
        with pytest.raises(Denied):
            actions.give(formed, by=nurse, activity="community", to=lead)

    def test_moving_ends_one_and_begins_the_other_in_the_same_instant(
        self, at, formed, lead, nurse, supervisor, on_team, held
    ):
        worker, old = on_team(Role.SOCIAL_WORKER), held("teaching")
        at(THEN + timedelta(hours=1))
        new = actions.move(old, by=supervisor, to=worker, why="Away for a week")
        old.refresh_from_db()
        assert (old.status, old.ends_at, old.why) == ("ended", new.starts_at, "Away for a week")
        assert (new.holder, new.starts_at) == (worker, THEN + timedelta(hours=1))

    def test_never_to_oneself(self, formed, lead, nurse, held):
        with pytest.raises(Refused, match="Ask them to hand it over"):
            actions.move(held("teaching"), by=lead, to=lead, why="Quicker")

    def test_two_who_move_one_the_second_is_told(
        self, formed, lead, nurse, supervisor, on_team, held, holders
    ):
        worker, old = on_team(Role.SOCIAL_WORKER), held("teaching")
        actions.move(old, by=supervisor, to=worker, why="Away")
        with pytest.raises(Refused, match="This is ended"):
            actions.move(old, by=lead, to=nurse, why="Back")
        assert holders(formed)["teaching"] == worker.username
        again = held("teaching")
        with pytest.raises(Stale):
            actions.release(again, by=worker, why="Done", version=again.version + 1)


class TestShare:
    def test_two_with_a_reason(self, formed, lead, nurse, held, holders):
        made = actions.share(formed, by=nurse, activity="plan_edd_rounds", because="Wound plan")
        assert (made.shared, made.because, made.holder) == (True, "Wound plan", nurse)
        assert holders(formed)["plan_edd_rounds"] == lead.username
        with pytest.raises(ValidationError, match="already has a part in this"):
            actions.share(formed, by=nurse, activity="plan_edd_rounds", because="Again")

    def test_not_without_a_reason_nor_without_a_holder(self, formed, nurse):
        with pytest.raises(Refused, match="Say why two people share this"):
            actions.share(formed, by=nurse, activity="plan_edd_rounds", because=" ")
        with pytest.raises(Refused, match="Nobody answers for this yet"):
            actions.share(formed, by=nurse, activity="community", because="Help")

    def test_who_brings_somebody_in(self, formed, lead, nurse, on_team):
        worker = on_team(Role.SOCIAL_WORKER)
        with pytest.raises(Refused, match=r"Only .* or the lead can bring somebody in"):
            actions.share(formed, by=worker, activity="teaching", because="Help", user=lead)
        made = actions.share(formed, by=nurse, activity="teaching", because="Two languages", user=worker)
        assert (made.holder, made.origin) == (worker, "given")


class TestRelease:
    def test_ones_own_then_nobody_answers(self, formed, nurse, held, holders):
        row = held("teaching")
        actions.release(row, by=nurse, why="Not needed on this case")
        row.refresh_from_db()
        assert (row.status, row.live, row.version) == ("ended", False, 2)
        assert "teaching" not in holders(formed)

    def test_not_somebody_elses_but_the_lead_may(self, formed, lead, nurse, on_team, held):
        with pytest.raises(Refused, match=r"Only .* or the lead can release"):
            actions.release(held("teaching"), by=on_team(Role.SOCIAL_WORKER), why="Tidy")
        assert actions.release(held("teaching"), by=lead, why="Not needed").status == "ended"
        with pytest.raises(Refused, match="Say why"):
            actions.release(held("nursing_assessment"), by=nurse, why="")


class TestPractitioner:
    def test_a_physician_by_name_and_the_next_replaces_them(self, formed, lead, holders):
        facts = {"activity": "medical_readiness", "discipline": "Medicine"}
        made = actions.name_practitioner(formed, by=lead, name="Dr. A. Lund", **facts)
        assert (made.holder, made.who) == (None, "Dr. A. Lund, Medicine")
        again = actions.name_practitioner(formed, by=lead, name="dr. b. moss", phone="555-0100", **facts)
        assert holders(formed)["medical_readiness"] == "dr. b. moss"
        actions.name_practitioner(formed, by=lead, name="Dr. A. Lund", **facts)
        assert Responsibility.objects.filter(practitioner=made.practitioner).count() == 2
        assert again.practitioner.phone == "555-0100"

    def test_only_where_a_physician_answers(self, formed, lead):
        with pytest.raises(Refused, match="A colleague of this house answers"):
            actions.name_practitioner(
                formed, by=lead, activity="teaching", name="Dr. A. Lund", discipline="Medicine"
            )
        with pytest.raises(Refused, match="Say who answers for it"):
            actions.name_practitioner(formed, by=lead, activity="function", name="Dr. A. Lund")

    def test_nobody_takes_it_from_them_unasked(self, formed, lead, nurse):
        actions.name_practitioner(
            formed, by=lead, activity="med_rec", name="Dr. A. Lund", discipline="Medicine"
        )
        with pytest.raises(Refused, match="The lead can release it"):
            actions.take(formed, by=nurse, activity="med_rec")
        assert not Transfer.objects.exists()
