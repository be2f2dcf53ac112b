"""Papers for the next place: put together, sent on a consent or as treatment, received by name, opened again."""

from datetime import date, timedelta

import pytest

from accounts.permissions import Role
from assessments.actions import medicines as meds
from audit.models import Event
from careplans import actions as plans
from core.refusals import Denied, Refused
from directory.models import Organisation
from discharge import actions as leaving
from discharge.actions import visits
from discharge.models import DischargePlan
from encounters import actions as encounters
from notes import actions as notes
from patients import actions as patients
from patients.models import Disclosure
from referrals.actions import packets, results
from referrals.models import Packet
from referrals.packet_parts import health
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Item

pytestmark = pytest.mark.django_db

ORDINARY = (
    "identity",
    "clinical",
    "plan",
    "encounter",
    "discharge",
    "coverage",
    "behavioural",
    "psychosocial",
)


@pytest.fixture
def nurse(on_team):
    return on_team(Role.NURSE)


@pytest.fixture
def medicines(case, nurse):
    """A reconciled list: one goes on, one is stopped."""
    found = meds.open_medication_list(case, by=nurse, moment="leaving")
    on = meds.add_medicine(
        found, by=nurse, name="Metformin", source="patient", dose="500 mg", frequency="twice a day"
    )
    off = meds.add_medicine(found, by=nurse, name="Ibuprofen", source="patient")
    meds.decide_medicine(on, by=nurse, action="continue")
    meds.decide_medicine(off, by=nurse, action="stop", reason="Kidneys")
    return meds.reconcile(found, by=nurse)


@pytest.fixture
def practice(db):
    return Organisation.objects.create(name="Elm Family Practice")


@pytest.fixture
def consented(patient, manager, practice):
    """The patient agrees that the practice is told some kinds of information."""

    def make(*classes, purpose="transition", to=practice):
        return patients.record_consent(
            patient, by=manager, purpose=purpose, method="signed", classes=classes, to_organisation=to
        )

    return make


@pytest.fixture
def built(few_packs, case, visit, goal, medicines, manager):
    return packets.build_packet(case, by=manager, purpose="transition", receiver="Elm Family Practice")


def sent(packet, by, **more):
    return packets.send_packet(
        packet,
        by=by,
        how="fax",
        incomplete_because="The rest follows tomorrow",
        without_consent_because="Treatment",
        **more,
    )


def words(packet, part):
    return [row["title"] for row in packet.parts[part]["rows"]]


def test_what_the_record_says_is_frozen_and_what_it_lacks_is_named(built):
    assert (built.number, built.status) == (1, "draft")
    assert words(built, "medicines") == ["Continue: Metformin", "Stop: Ibuprofen"]
    assert "OKAFOR" in built.parts["identity"]["rows"][0]["text"]
    assert built.parts["goals"]["rows"][0] == {"title": "What matters to the patient", "text": "Home"}
    assert "taught" in built.missing
    assert "visits" in built.missing
    assert "medicines" not in built.missing


def test_a_changed_medicine_says_the_new_dose_first_and_a_stopped_one_not_to_take_it(
    few_packs, case, manager, nurse
):
    found = meds.open_medication_list(case, by=nurse, moment="leaving")
    for name, action, more in (
        ("Furosemide", "change", {"changed_to": "40 mg"}),
        ("Ibuprofen", "stop", {"reason": "Kidneys"}),
        ("Iron", "new", {}),
    ):
        one = meds.add_medicine(found, by=nurse, name=name, source="patient", dose="20 mg")
        meds.decide_medicine(one, by=nurse, action=action, **more)
    meds.reconcile(found, by=nurse)
    rows = [
        (row["text"], row.get("note", ""), row["fact"]["how"])
        for row in health.medicines(health.Place(case, 1, manager))
    ]
    assert rows == [
        ("40 mg", "Before: 20 mg", "40 mg"),
        ("20 mg", "", "20 mg"),
        ("Do not take any more.", "Before: 20 mg. Kidneys", "Do not take any more."),
    ]


def test_later_changes_do_not_reach_what_was_frozen(built, case, manager, nurse):
    before = Packet.objects.get(pk=built.pk).parts
    visits.book_visit_after(case, by=manager, kind="primary", with_whom="Dr Elm", at=THEN + timedelta(days=6))
    assert Packet.objects.get(pk=built.pk).parts == before
    with pytest.raises(Refused, match="record has changed"):
        sent(built, manager)
    again = packets.build_packet(case, by=manager, purpose="transition", receiver="Elm Family Practice")
    assert (again.number, "visits" in again.parts) == (2, True)
    assert Packet.objects.get(pk=built.pk).status == "superseded"


def test_a_referral_takes_the_minimum(few_packs, case, visit, goal, medicines, manager):
    made = packets.build_packet(case, by=manager, purpose="referral", receiver="Elm")
    assert "medicines" in made.parts
    assert not {"taught", "risk", "red_flags", "plan"} & made.parts.keys()


def test_a_consent_lets_out_what_it_names_and_the_rest_is_on_record(
    packs, case, visit, goal, medicines, manager, consented
):
    made = packets.build_packet(
        case,
        by=manager,
        purpose="transition",
        receiver="elm family practice",
        consent=consented("identity", "clinical"),
    )
    assert {part["data"] for part in made.parts.values()} == {"identity", "clinical"}
    assert {
        "code": "goals",
        "label": "What matters to the patient, and their goals",
        "because": "consent",
    } in made.left_out


@pytest.mark.parametrize("label", ["42cfr2", "sens"])
def test_what_is_labelled_goes_only_on_a_consent_that_names_it(
    packs, case, visit, patient, medicines, manager, consented, label
):
    patients.record_consent(
        patient, by=manager, purpose="treatment", method="signed", classes=[label], to_class="the care team"
    )
    note = notes.write_note(case, by=manager, kind="general", label=label, text="Counselling since May")
    notes.sign_note(note, by=manager)
    build = {"by": manager, "purpose": "transition", "receiver": "Elm Family Practice"}
    code = {"42cfr2": "part2", "sens": "protected"}[label]
    without = packets.build_packet(case, **build)
    assert code not in without.parts
    assert code in {each["code"] for each in without.left_out}
    ordinary = packets.build_packet(case, **build, consent=consented(*ORDINARY))
    assert code not in ordinary.parts
    named = packets.build_packet(case, **build, consent=consented(*ORDINARY, label))
    assert named.parts[code]["rows"][0]["text"] == "Counselling since May"
    assert "consent" in named.parts[code]["rows"][0]["note"]


def test_notes_of_therapy_are_in_no_papers(few_packs, case, visit, medicines, on_team, manager, consented):
    worker = on_team(Role.SOCIAL_WORKER)
    note = notes.write_note(case, by=worker, kind="psychotherapy", text="Said in trust")
    notes.sign_note(note, by=worker)
    made = packets.build_packet(
        case,
        by=worker,
        purpose="transition",
        receiver="Elm Family Practice",
        consent=consented(*ORDINARY, "42cfr2", "sens"),
    )
    assert "Said in trust" not in str(made.parts)


def test_problems_found_by_asking_about_violence_stay_here(case, manager, goal):
    plan = goal.plan
    plans.add_problem(plan, by=manager, words="Afraid at home", kind="safety")
    plans.add_problem(plan, by=manager, words="Heart failure", kind="clinical")
    rows = list(health.course(health.Place(case, 1, manager)))
    assert [row["title"] for row in rows] == ["Heart failure"]


def test_nobody_puts_into_papers_what_they_may_not_read(few_packs, case, visit, medicines, on_team):
    coordinator = on_team(Role.COORDINATOR)
    made = packets.build_packet(case, by=coordinator, purpose="transition", receiver="Elm")
    assert {"code": "home", "label": "Life at home and who helps", "because": "sight"} in made.left_out
    assert "home" not in made.parts


@pytest.mark.parametrize("wrong", ["other", "purpose", "revoked", "patient"])
def test_a_consent_of_another_kind_lets_nothing_out(
    packs, case, visit, manager, consented, facility, wrong, person
):
    if wrong == "other":
        consent = consented("identity", to=Organisation.objects.create(name="Oak Practice"))
    elif wrong == "purpose":
        consent = consented("identity", purpose="payment")
    elif wrong == "revoked":
        consent = patients.revoke_consent(consented("identity"), by=manager)
    else:
        from patients.models import Patient

        consent = consented("identity")
        consent.patient = Patient.objects.create(facility=facility, family="X", given="Y", search_name="x y")
        consent.save()
    with pytest.raises(Refused) as refusal:
        packets.build_packet(
            case, by=manager, purpose="transition", receiver="Elm Family Practice", consent=consent
        )
    assert refusal.value.field == "consent"


def test_incomplete_papers_need_a_reason_and_so_do_those_without_consent(built, manager):
    with pytest.raises(Refused) as refusal:
        packets.send_packet(built, by=manager, how="fax", without_consent_because="Treatment")
    assert refusal.value.field == "incomplete_because"
    with pytest.raises(Refused) as refusal:
        packets.send_packet(built, by=manager, how="fax", incomplete_because="Tomorrow")
    assert refusal.value.field == "without_consent_because"
    with pytest.raises(Refused, match="how the papers went"):
        packets.send_packet(
            built, by=manager, how="pigeon", incomplete_because="x", without_consent_because="y"
        )
    gone = sent(built, manager)
    assert (gone.status, len(gone.content_hash), gone.sent_at) == ("sent", 64, THEN)
    assert Event.objects.filter(verb="referrals.send_packet", case_id=gone.case_id).count() == 1


def test_a_share_on_a_consent_is_accounted_for(
    few_packs, case, visit, medicines, manager, consented, practice
):
    consent = consented("identity", "clinical")
    made = packets.build_packet(
        case, by=manager, purpose="transition", receiver="Elm Family Practice", consent=consent
    )
    packets.send_packet(made, by=manager, how="electronic", incomplete_because="The consent names no more")
    share = Disclosure.objects.get()
    assert (share.consent, share.classes, share.how) == (consent, ["clinical", "identity"], "electronic")
    assert share.recipient == "Elm Family Practice"


def test_papers_do_not_go_once_the_consent_is_over(few_packs, case, visit, medicines, manager, consented):
    consent = consented("identity", "clinical")
    made = packets.build_packet(
        case, by=manager, purpose="transition", receiver="Elm Family Practice", consent=consent
    )
    patients.revoke_consent(consent, by=manager)
    with pytest.raises(Refused, match="consent has ended"):
        packets.send_packet(made, by=manager, how="fax", incomplete_because="x")
    assert not Disclosure.objects.exists()


def test_who_may_put_together_and_who_may_send(built, case, nurse, outsider, supervisor, manager):
    assert packets.build_packet(case, by=nurse, purpose="transition", receiver="Oak")
    with pytest.raises(Denied):
        sent(built, nurse)
    for somebody in (outsider, supervisor):
        with pytest.raises(Denied):
            packets.build_packet(case, by=somebody, purpose="transition", receiver="Oak")
    assert sent(built, manager)


def test_a_named_person_has_them_and_not_before_they_were_sent(built, manager, at):
    gone = sent(built, manager)
    at(THEN + timedelta(hours=1))
    for wrong, field in (
        ({"received_by_name": " "}, "received_by_name"),
        ({"received_by_name": "R. Elm", "received_at": THEN - timedelta(minutes=1)}, "received_at"),
        ({"received_by_name": "R. Elm", "received_at": THEN + timedelta(hours=2)}, "received_at"),
    ):
        with pytest.raises(Refused) as refusal:
            packets.confirm_receipt(gone, by=manager, **wrong)
        assert refusal.value.field == field
    there = packets.confirm_receipt(gone, by=manager, received_by_name="R. Elm", questions="Which scale?")
    assert (there.status, there.received_at) == ("received", THEN + timedelta(hours=1))


def test_a_late_result_opens_them_again_and_the_next_version_ends_the_work(built, case, manager, at):
    gone = sent(built, manager)
    waits = results.add_pending(case, by=manager, what="Blood culture", clinician="Dr Lee")
    gone.refresh_from_db()
    assert gone.status == "reopened"
    again = sent(
        packets.build_packet(case, by=manager, purpose="transition", receiver="Elm Family Practice"), manager
    )
    assert not Item.objects.filter(kind="packet", status="open").exists()
    at(THEN + timedelta(hours=5))
    results.result_back(waits, by=manager, says="No growth", told="Dr Lee")
    again.refresh_from_db()
    assert (again.status, again.reopened_because) == ("reopened", "A result came back: Blood culture")
    owed = Item.objects.get(kind="packet", status="open")
    assert (owed.owner, owed.due_at) == (manager, THEN + timedelta(hours=9))
    last = sent(
        packets.build_packet(case, by=manager, purpose="transition", receiver="Elm Family Practice"), manager
    )
    owed.refresh_from_db()
    assert (owed.status, last.number) == ("done", 3)
    assert list(Packet.objects.order_by("number").values_list("status", flat=True)) == [
        "superseded",
        "superseded",
        "sent",
    ]


def test_medicines_reconciled_anew_open_them_again(built, case, manager, nurse):
    gone = sent(built, manager)
    found = meds.open_medication_list(case, by=nurse, moment="after")
    meds.take_no_medicines(found, by=nurse)
    meds.reconcile(found, by=nurse)
    gone.refresh_from_db()
    assert (gone.status, gone.reopened_because) == ("reopened", "The medicines were reconciled anew.")


def test_an_allergy_found_late_opens_them_again(built, case, manager, nurse):
    gone = sent(built, manager)
    meds.record_allergy(case, by=nurse, substance="Penicillin")
    gone.refresh_from_db()
    assert gone.reopened_because == "The allergies changed."


def test_what_the_consent_held_back_does_not_open_them_again(
    packs, case, visit, goal, medicines, manager, nurse, consented
):
    made = packets.build_packet(
        case,
        by=manager,
        purpose="transition",
        receiver="Elm Family Practice",
        consent=consented("identity", "plan"),
    )
    gone = packets.send_packet(made, by=manager, how="fax", incomplete_because="The consent names no more")
    meds.open_medication_list(case, by=nurse, moment="after")
    results.add_pending(case, by=manager, what="Culture", clinician="Dr Lee")
    gone.refresh_from_db()
    assert gone.status == "sent"


def test_they_are_opened_again_by_hand_with_what_came_later(built, manager):
    gone = sent(built, manager)
    with pytest.raises(Refused, match="what came later"):
        packets.reopen_packet(gone, by=manager, because=" ")
    assert packets.reopen_packet(gone, by=manager, because="New address").status == "reopened"
    item = Item.objects.get(kind="packet")
    with pytest.raises(Refused, match="next version"):
        work.complete(item, by=manager)


def test_papers_opened_again_are_put_aside_with_a_reason_and_nothing_is_owed(built, manager):
    gone = packets.reopen_packet(sent(built, manager), by=manager, because="New address")
    with pytest.raises(Refused) as refusal:
        packets.put_packet_aside(gone, by=manager, reason=" ")
    assert refusal.value.field == "reason"
    aside = packets.put_packet_aside(gone, by=manager, reason="Goes elsewhere")
    item = Item.objects.get(kind="packet")
    assert (aside.status, item.status, item.cancel_reason) == ("superseded", "cancelled", "Goes elsewhere")
    assert Event.objects.get(verb="referrals.put_packet_aside").reason == "Goes elsewhere"
    with pytest.raises(Refused):
        packets.put_packet_aside(aside, by=manager, reason="Again")


def test_a_case_is_closed_over_papers_that_were_opened_again_only_with_a_reason(built, case, visit, manager):
    packets.reopen_packet(sent(built, manager), by=manager, because="New address")
    said = {"closing": "declined", "outcome": "Told by phone", "handed_to": "Primary care"}
    with pytest.raises(Refused, match="still open"):
        leaving.close_case(case, by=manager, **said)
    encounters.leave(visit, by=manager, event_at=THEN, disposition="01", key="left-1")
    leaving.close_case(case, by=manager, work_cancelled_because="The next place was told by phone", **said)
    assert Item.objects.get(kind="packet").status == "cancelled"


def test_a_destination_and_the_expected_day_go_along(few_packs, case, visit, manager):
    DischargePlan.objects.filter(case=case).update(
        disposition="06", expected_on=date(2026, 11, 20), wishes="Home"
    )
    made = packets.build_packet(case, by=manager, purpose="transition", receiver="Elm")
    assert words(made, "wishes") == ["What the patient wants", "Goes to", "Expected to leave"]
