"""record_outcome and amend_outcome: kept once, told to whoever decides, back into the plan; read by who may read it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from core.refusals import Denied, Refused
from directory.models import Practitioner
from patients.models import Consent
from tests.conftest import THEN
from worklist import actions, occurrences, planner
from worklist.models import FollowUp, FollowUpOutcome, Item, Notification, Reminder

pytestmark = pytest.mark.django_db
FINE = {"response": "better", "decision": "go_on", "explained": "yes", "understood": "yes", "agreed": "yes"}


@pytest.fixture
def item(promise):
    return Item.objects.get(series=promise(every_days=7))


@pytest.fixture
def consultant(on_team):
    return on_team(Role.CONSULTANT)


def record(item, by, **facts):
    return actions.record_outcome(item, by=by, **FINE | facts)


def test_it_is_kept_and_ends_the_occurrence_and_the_next_one_comes(item, lead):
    made = record(item, lead)
    item.refresh_from_db()
    assert (item.status, item.done_by, made.item, made.recorded_by) == ("done", lead, item, lead)
    assert not Reminder.objects.filter(item=item, status="waiting").exists()
    assert Item.objects.filter(series=item.series, n=2).exists()
    assert not Item.objects.filter(kind="plan").exists(), "it goes on as planned"


def test_after_a_contact_has_ended_it_the_outcome_is_still_asked(item, lead, case):
    actions.log_contact(case, by=lead, activity="follow_up", mode="phone", outcome="reached", item=item)
    item.refresh_from_db()
    record(item, lead)
    assert Item.objects.filter(series=item.series).count() == 2, "the next one came once"


def test_it_is_kept_once(item, lead):
    record(item, lead)
    with pytest.raises(Refused, match="on record already"):
        record(item, lead)
    assert FollowUpOutcome.objects.count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"response": "worse"},
        {"decision": "change", "decision_note": "Halve the dose"},
        {"decision": "stop", "decision_note": "Rash"},
    ],
)
def test_what_is_worse_or_to_change_makes_the_lead_look_at_the_plan(item, lead, nurse, facts):
    record(item, nurse, **facts)
    look = Item.objects.get(kind="plan")
    assert (look.owner, look.why) == (lead, item.what)
    assert look.what == "Look at the plan: a follow-up asks for it", "the same, whatever came of it"
    assert (look.priority == Item.Priority.HIGH) == ("response" in facts)
    assert Notification.objects.filter(recipient=lead, item=look, kind="assigned").exists()
    assert "dose" not in f"{look.what}{look.why}{look.done_note}"


def test_whoever_decides_finds_it_in_their_notices(client, item, lead, consultant):
    made = record(item, lead, decision="ask", decision_note="Dose?", told_user=consultant)
    notice = Notification.objects.get(recipient=consultant, source=f"outcome:{made.pk}")
    assert notice.read_at is None
    client.force_login(consultant)
    page = client.get("/notices/").content.decode()
    assert f"/outcomes/{made.pk}/" in page
    assert "Dose?" not in page
    assert "Dose?" in client.get(f"/outcomes/{made.pk}/").content.decode()


def test_a_clinician_outside_can_be_named(item, lead):
    ito = Practitioner.objects.create(name="Dr. Ito", discipline="Cardiology")
    assert (
        record(item, lead, decision="ask", decision_note="Dose?", told_practitioner=ito).told_practitioner
        == ito
    )


def test_somebody_who_does_not_see_the_case_is_not_told(item, lead, outsider):
    with pytest.raises(Refused, match="does not see this case"):
        record(item, lead, told_user=outsider)
    item.refresh_from_db()
    assert (item.status, FollowUpOutcome.objects.count()) == ("scheduled", 0)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"decision": "change"}, "what was decided"),
        ({"decision": "ask", "decision_note": "Dose?"}, "who is to decide"),
        ({"understood": ""}, "understood and agreed"),
        ({"agreed": "no"}, "stands in the way"),
        ({"response": "splendid"}, "splendid"),
    ],
)
def test_what_is_missing_is_wrong_input_and_nothing_is_kept(item, lead, facts, said):
    with pytest.raises(ValidationError, match=said):
        record(item, lead, **facts)
    item.refresh_from_db()
    assert (item.status, FollowUpOutcome.objects.count()) == ("scheduled", 0)


def test_only_a_follow_up_has_an_outcome(open_work, lead):
    with pytest.raises(Refused, match="Only a follow-up"):
        record(open_work(), lead)


def test_an_outsider_may_not(item, outsider):
    with pytest.raises(Denied):
        record(item, outsider)


def test_amending_writes_a_new_row(item, lead):
    first = record(item, lead)
    second = actions.amend_outcome(first, by=lead, **FINE | {"response": "same"})
    first.refresh_from_db()
    assert (first.response, second.response, second.amends) == ("better", "same", first)
    with pytest.raises(Refused, match="amended already"):
        actions.amend_outcome(first, by=lead, **FINE)


def test_that_it_was_explained_is_said_by_somebody(client, item, lead, case):
    """To go on as planned is chosen already; evidence is not."""
    client.force_login(lead)
    page = client.get(f"/items/{item.pk}/outcome/")
    assert page.status_code == 200
    chosen = {
        name: page.context["form"][name].initial for name in ("decision", "explained", "understood", "agreed")
    }
    assert chosen == {"decision": "go_on", "explained": None, "understood": None, "agreed": None}
    early = client.post(
        f"/items/{item.pk}/outcome/", {"decision": "go_on", "response": "better", "explained": "yes"}
    )
    assert (early.status_code, set(early.context["form"].errors)) == (422, {"understood", "agreed"})
    assert client.post(f"/items/{item.pk}/outcome/", FINE).status_code == 303
    assert FollowUpOutcome.objects.get().response == "better"
    assert "Outcome of a follow-up" in client.get(f"/cases/{case.pk}/timeline/").content.decode()


def test_wrong_input_stays_typed(client, item, lead):
    client.force_login(lead)
    asked = {"response": "worse", "decision": "change", "side_effects": "A rash", "explained": "no"}
    answer = client.post(f"/items/{item.pk}/outcome/", asked)
    assert answer.status_code == 422
    assert "A rash" in answer.content.decode()
    assert not FollowUpOutcome.objects.exists()


def test_it_is_amended_on_its_page(client, item, lead):
    made = record(item, lead)
    client.force_login(lead)
    asked = {**FINE, "response": "same"}
    assert client.post(f"/outcomes/{made.pk}/amend/", asked).status_code == 303
    page = client.get(f"/outcomes/{made.pk}/").content.decode()
    assert "This was amended." in page


def test_who_may_not_read_health_information_does_not_read_it(client, item, lead, supervisor, case):
    made = record(item, lead, side_effects="A rash")
    client.force_login(supervisor)
    assert client.get(f"/outcomes/{made.pk}/").status_code == 404
    assert "A rash" not in client.get(f"/cases/{case.pk}/timeline/").content.decode()


def test_the_follow_up_shows_each_state(client, item, lead, at):
    record(item, lead)
    series = item.series
    client.force_login(lead)
    page = client.get(f"/follow-ups/{series.pk}/").content.decode()
    assert "Done" in page
    assert "Scheduled" in page
    assert "Promised by hand" in page
    following = Item.objects.get(series=series, n=2)
    at(following.due_at)
    assert occurrences.of(series, outcomes=False)[0].state.label == "Due"
    planner.plan_all()
    assert occurrences.of(series, outcomes=False)[0].state.label == "Reminded once"


def test_the_interpreter_is_shown_to_whoever_calls(client, item, lead, case, patient):
    from patients.actions import set_communication

    set_communication(patient, by=lead, spoken="es", interpreter="phone")
    client.force_login(lead)
    for page in (f"/quick/contact/{case.pk}/", f"/items/{item.pk}/", f"/items/{item.pk}/outcome/"):
        assert "interpreter by phone" in client.get(page).content.decode(), page
    assert (
        "Before you call: Spanish, interpreter by phone."
        in client.get(f"/quick/contact/{case.pk}/").content.decode()
    )


def test_a_rule_is_begun_on_its_page(client, case, lead, packs):
    client.force_login(lead)
    page = client.get(f"/cases/{case.pk}/follow-ups/by-rule/").content.decode()
    assert "Outreach by tier" in page
    assert "First call after leaving" not in page, "the patient has not left"
    asked = {"rule": "outreach", "tier": "low", "owner": lead.pk}
    assert client.post(f"/cases/{case.pk}/follow-ups/by-rule/", asked).status_code == 303
    assert FollowUp.objects.get().rule_code == "outreach"
    assert client.post(f"/cases/{case.pk}/follow-ups/by-rule/", asked).status_code == 409
    assert (
        client.post(f"/cases/{case.pk}/follow-ups/by-rule/", asked | {"rule": "nonsense"}).status_code == 422
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"every_days": "0"}, "greater than or equal to 1"),
        ({"first_due_at_0": "2027-03-14", "first_due_at_1": "02:30"}, "does not exist"),
        ({"at_most": "0"}, "greater than or equal to 1"),
        ({"every_days": "1", "every_months": "1"}, "not both"),
    ],
)
def test_bad_input_by_hand_is_said_beside_its_field(client, case, lead, wrong, said):
    client.force_login(lead)
    asked = {
        "activity": "follow_up", "what": "Call", "owner": lead.pk, "first_due_at_0": "2026-11-10", "first_due_at_1": "10:00",
    }  # fmt: skip
    answer = client.post(f"/cases/{case.pk}/follow-ups/new/", asked | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_stop_before_start_and_a_time_gone_by_are_refused(client, case, lead):
    client.force_login(lead)
    asked = {
        "activity": "follow_up", "what": "Call", "owner": lead.pk, "first_due_at_0": "2026-11-10", "first_due_at_1": "10:00",
    }  # fmt: skip
    early = client.post(
        f"/cases/{case.pk}/follow-ups/new/", asked | {"every_days": "1", "until_on": "2026-11-09"}
    )
    assert (early.status_code, "before the first" in early.content.decode()) == (409, True)
    gone = client.post(f"/cases/{case.pk}/follow-ups/new/", asked | {"first_due_at_0": "2026-11-01"})
    assert (gone.status_code, "time to come" in gone.content.decode()) == (409, True)
    assert not FollowUp.objects.exists()


def test_a_contact_in_the_future_is_refused(client, case, lead):
    client.force_login(lead)
    asked = {
        "outcome": "reached",
        "mode": "phone",
        "activity": "follow_up",
        "at_0": "2026-11-09",
        "at_1": "10:00",
    }
    answer = client.post(f"/quick/contact/{case.pk}/", asked)
    assert (answer.status_code, "in the future" in answer.content.decode()) == (409, True)
    assert not case.contacts.exists()


def test_the_plan_tab_says_what_came_of_follow_ups_to_who_may_read_it(client, item, lead, case, person):
    first = record(item, lead, side_effects="Dizzy in the morning")
    made = actions.amend_outcome(
        first, by=lead, **FINE | {"decision": "change", "decision_note": "Halve the dose"}
    )
    client.force_login(lead)
    page = client.get(f"/cases/{case.pk}/plan/").content.decode()
    assert f"/outcomes/{made.pk}/" in page
    assert "Change the plan: Halve the dose" in page
    assert "Dizzy" not in page, "only what stands"
    Consent.objects.create(
        patient=case.patient, purpose="advocacy", to_user=(voice := person("a.voice", Role.ADVOCATE)),
        classes=["identity", "plan"], method="signed", starts_at=THEN - timedelta(hours=1),
    )  # fmt: skip
    client.force_login(voice)
    page = client.get(f"/cases/{case.pk}/plan/")
    assert page.status_code == 200
    assert "Halve the dose" not in page.content.decode()
