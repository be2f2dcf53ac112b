"""Two records of one patient are joined by rule, table by table, and parted again to the very same rows."""

import json
from datetime import date, timedelta

import pytest
from django.core import serializers
from django.db.models import Q

from accounts.models import User
from advocacy.models import Binder
from core.refusals import Denied, Refused
from coverage.actions import add_coverage
from coverage.models import Coverage, Plan
from directory.models import Organisation
from encounters.models import Encounter
from intake.models import IntakeRequest
from oversight.models import AccountingRequest, DayReview, Finding, Suspension
from patients import actions, merging
from patients.models import (
    Case,
    CommunicationProfile,
    DuplicateCandidate,
    FieldClaim,
    Merge,
    MergeMove,
    Patient,
    Registration,
)
from teams.models import AccessBlock, EmergencyAccess
from tests.conftest import THEN
from worklist.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.fault("F24")]
LOG = {Merge, MergeMove}


@pytest.fixture
def plan(db):
    payer = Organisation.objects.create(name="Northern Mutual", kinds=["payer"])
    return Plan.objects.create(payer=payer, name="Gold")


def filled(patient, plan, by):
    """A row in every table that can point at a patient, but for those of the merge itself."""
    actions.set_communication(patient, by=by, spoken="ig")
    daughter = actions.add_related_person(
        patient, by=by, name="Ada", relation="daughter", phone="602 555 0199"
    )
    actions.add_contact_point(patient, by=by, kind="phone", value="602 555 0134")
    actions.add_identifier(patient, by=by, kind="MR", authority="NGH", value=f"N{patient.pk.hex[-8:]}")
    actions.add_name(patient, by=by, use="maiden", family="Costa")
    actions.record_consent(
        patient, by=by, purpose="family", classes=["identity"], method="signed", to_person=daughter
    )
    actions.note_registration(patient, by=by, percents={"who": 60, "reach": 40, "pays": 0, "know": 50})
    third = actions.register(patient.facility, by=by, family="Third", given=patient.given)
    actions.suspect(patient, by=by, other=third, score=50)
    stub = actions.register(patient.facility, by=by, family="Stub", given=patient.given)
    Patient.objects.filter(pk=stub.pk).update(merged_into=patient)
    add_coverage(patient, by=by, plan=plan, member_id=patient.given, from_on=date(2026, 1, 1))
    actions.open_case(patient, by=by)
    Encounter.objects.create(patient=patient, facility=patient.facility)
    IntakeRequest.objects.create(patient=patient, facility=patient.facility, received_at=THEN, created_by=by)
    Item.objects.create(
        patient=patient, facility_for_intake=patient.facility, activity="registration", what="Resolve identity",
        why="Provisional", created_by=by,
    )  # fmt: skip
    watched(patient, by)
    return patient


def watched(patient, by):
    """What hangs on a patient besides the record: a block, an emergency, a binder, an accounting."""
    kept_out, _made = User.objects.get_or_create(username="kept.out", name="Kay Cousin")
    AccessBlock.objects.create(patient=patient, user=kept_out, why="family", starts_at=THEN, created_by=by)
    EmergencyAccess.objects.create(
        patient=patient, user=kept_out, role="nurse", reason="safety", words="Found in the corridor", opened_at=THEN, review_due_at=THEN,
        expires_at=THEN + timedelta(hours=4),
    )  # fmt: skip
    advocate = User.objects.create(username=f"advocate.{patient.pk.hex[-8:]}", name="Al Advocate")
    Binder.objects.create(patient=patient, advocate=advocate, consent=patient.consents.get())
    days = {"from_on": date(2026, 1, 1), "until_on": date(2026, 6, 30), "received_on": date(2026, 7, 1)}
    AccountingRequest.objects.create(patient=patient, due_on=date(2026, 8, 30), created_by=by, **days)
    Suspension.objects.create(
        patient=patient, recipient="State police", form="written", official="Sgt. Doe", statement="Under way",
        stated_on=date(2026, 7, 1), until_on=date(2026, 9, 30), created_by=by,
    )  # fmt: skip
    review, _made = DayReview.objects.get_or_create(facility=patient.facility, on=date(2026, 10, 1))
    Finding.objects.create(
        review=review,
        facility=patient.facility,
        user=kept_out,
        patient=patient,
        rule="surname",
        on=review.on,
        first_at=THEN,
    )


@pytest.fixture
def two(register, plan, intake):
    """The record to keep and the one to retire, each with a row in every table."""
    return [filled(register("Silva", given), plan, intake) for given in ("Joao", "Joan")]


def dump(*patients):
    """Every row of either record, byte by byte, without the merge's own log."""
    keys = [patient.pk for patient in patients]
    rows = list(Patient.objects.filter(Q(pk__in=keys)).order_by("pk"))
    for model, field in merging.pointers():
        if model not in LOG:
            rows += model._default_manager.filter(**{f"{field.name}__in": keys}).order_by("pk")
    return serializers.serialize("json", rows, indent=1)


def test_every_table_that_points_at_a_patient_is_in_this_test(two):
    empty = [
        f"{model._meta.label}.{field.name}"
        for model, field in merging.pointers()
        if model not in LOG
        and model is not DuplicateCandidate  # the key order of a pair decides which column is used
        and not model._default_manager.filter(**{field.name: two[1]}).exists()
    ]
    assert empty == []


def test_nothing_is_left_on_the_retired_record_but_what_was_declared(two, supervisor):
    survivor, retired = two
    merge = actions.merge(survivor, by=supervisor, retired=retired, reason="Same passport")
    retired.refresh_from_db()
    assert retired.merged_into == survivor
    left = {
        model._meta.label
        for model, field in merging.pointers()
        if model._default_manager.filter(**{field.name: retired}).exists()
    }
    # The profile is one per patient; a block that the kept record has already is not doubled.
    assert left == {"patients.CommunicationProfile", "patients.Merge", "teams.AccessBlock"}
    assert Case.objects.filter(patient=survivor).count() == 2
    assert Registration.objects.filter(patient=survivor).count() == 2
    assert merge.moves.filter(table="patients.Case").count() == 1
    assert {row["model"] for row in merge.before["retired"]} >= {"patients.patient", "patients.case"}


def test_where_two_rows_would_clash_the_kept_record_goes_first(two, supervisor):
    survivor, retired = two
    actions.merge(survivor, by=supervisor, retired=retired, reason="Same passport")
    assert list(
        Coverage.objects.filter(patient=survivor).order_by("rank").values_list("member_id", "rank")
    ) == [
        ("Joao", 1),
        ("Joan", 2),
    ]
    requests = IntakeRequest.objects.filter(patient=survivor).order_by("created_at", "pk")
    assert [request.status for request in requests] == ["received", "redirected"]
    assert requests[1].decided_by == supervisor
    assert FieldClaim.objects.get(patient=survivor, field="given", current=True).value == "Joao"
    assert CommunicationProfile.objects.get(patient=survivor).patient_id == survivor.pk


def test_a_policy_entered_twice_is_set_aside(two, plan, supervisor, intake):
    survivor, retired = two
    Coverage.objects.filter(patient=retired).update(member_id="Joao")
    actions.merge(survivor, by=supervisor, retired=retired, reason="Same passport")
    assert Coverage.objects.filter(patient=survivor, error_at=None).count() == 1


def test_parting_restores_both_records_to_the_byte(two, supervisor):
    survivor, retired = two
    before = dump(survivor, retired)
    merge = actions.merge(survivor, by=supervisor, retired=retired, reason="Same passport")
    assert dump(survivor, retired) != before
    actions.unmerge(merge, by=supervisor, reason="Two cousins")
    assert dump(survivor, retired) == before
    merge.refresh_from_db()
    assert (merge.status, merge.undone_by) == ("undone", supervisor)


def test_what_came_in_between_stays_where_it_was_written(two, supervisor, intake):
    survivor, retired = two
    merge = actions.merge(survivor, by=supervisor, retired=retired, reason="Same passport")
    since = actions.add_contact_point(survivor, by=intake, kind="phone", value="602 555 0177")
    moved = Coverage.objects.get(member_id="Joan")
    Coverage.objects.filter(pk=moved.pk).update(rank=5, group="G1")
    actions.unmerge(merge, by=supervisor, reason="Two cousins")
    since.refresh_from_db()
    moved.refresh_from_db()
    assert since.patient == survivor
    assert (moved.patient, moved.rank, moved.group) == (retired, 5, "G1")


def test_a_visit_since_then_on_a_case_that_goes_back_is_of_neither_and_stops_the_parting(two, supervisor):
    survivor, retired = two
    case = Case.objects.get(patient=retired)
    merge = actions.merge(survivor, by=supervisor, retired=retired, reason="Same passport")
    since = Encounter.objects.create(patient=survivor, facility=survivor.facility, case=case)
    with pytest.raises(Refused, match=r"encounters: 1\)\. Take them off that case first"):
        actions.unmerge(merge, by=supervisor, reason="Two cousins")
    case.refresh_from_db()
    merge.refresh_from_db()
    assert (case.patient, merge.status) == (survivor, "done")
    Encounter.objects.filter(pk=since.pk).update(case=None)
    actions.unmerge(merge, by=supervisor, reason="Two cousins")
    case.refresh_from_db()
    assert case.patient == retired


def test_the_pair_is_settled_by_the_merge_and_open_again_after_parting(register, intake, supervisor):
    survivor, retired = register(), register("Silva", "Joan")
    pair = actions.suspect(survivor, by=intake, other=retired, score=90)
    merge = actions.merge(survivor, by=supervisor, retired=retired, reason="Same passport")
    pair.refresh_from_db()
    assert pair.status == "merged"
    actions.unmerge(merge, by=supervisor, reason="Two cousins")
    pair.refresh_from_db()
    assert pair.status == "open"


def test_a_chain_leads_in_one_step_and_is_parted_from_its_end(register, intake, supervisor):
    a, b, c = register("A"), register("B"), register("C")
    first = actions.merge(b, by=supervisor, retired=a, reason="Same")
    second = actions.merge(c, by=supervisor, retired=b, reason="Same")
    a.refresh_from_db()
    assert a.merged_into == c
    with pytest.raises(Refused, match="Part those two first"):
        actions.unmerge(first, by=supervisor, reason="Not the same")
    actions.unmerge(second, by=supervisor, reason="Not the same")
    a.refresh_from_db()
    assert a.merged_into == b
    actions.unmerge(first, by=supervisor, reason="Not the same")
    a.refresh_from_db()
    assert a.merged_into is None


def test_a_circle_cannot_be_made(register, supervisor):
    a, b = register("A"), register("B")
    actions.merge(b, by=supervisor, retired=a, reason="Same")
    for survivor, retired in ((a, b), (b, a), (a, a)):
        with pytest.raises(Refused):
            actions.merge(survivor, by=supervisor, retired=retired, reason="Same")
    assert Merge.objects.count() == 1


def test_a_merge_and_its_parting_need_reasons(register, supervisor):
    a, b = register("A"), register("B")
    with pytest.raises(Refused, match="one patient"):
        actions.merge(b, by=supervisor, retired=a, reason=" ")
    merge = actions.merge(b, by=supervisor, retired=a, reason="Same")
    with pytest.raises(Refused, match="two patients"):
        actions.unmerge(merge, by=supervisor, reason="")


def test_only_who_may_merge_on_both_records(register, intake, supervisor, person):
    from accounts.permissions import Role
    from facilities.models import Facility

    a, b = register("A"), register("B")
    with pytest.raises(Denied):
        actions.merge(b, by=intake, retired=a, reason="Same")
    elsewhere = Facility.objects.create(code="FAR", name="Far Hospital", zone="America/Phoenix")
    far = actions.register(elsewhere, by=person("i.far", Role.INTAKE, elsewhere), family="A")
    with pytest.raises(Denied):
        actions.merge(b, by=supervisor, retired=far, reason="Same")
    assert not Merge.objects.exists()


def test_a_stub_takes_nothing_new(register, intake, supervisor):
    a, b = register("A"), register("B")
    actions.merge(b, by=supervisor, retired=a, reason="Same")
    a.refresh_from_db()
    with pytest.raises(Refused, match="joined with another"):
        actions.correct(a, by=intake, family="X")
    with pytest.raises(Refused, match="joined with another"):
        actions.open_case(a, by=intake)


def test_the_trail_names_both_merge_and_parting(register, supervisor, trail):
    a, b = register("A"), register("B")
    merge = actions.merge(b, by=supervisor, retired=a, reason="Same passport")
    actions.unmerge(merge, by=supervisor, reason="Two cousins")
    [joined], [parted] = trail("patients.merge"), trail("patients.unmerge")
    assert (joined.reason, joined.patient_ids) == ("Same passport", [b.pk])
    assert (parted.reason, parted.moved) == ("Two cousins", "status: done > undone")


def test_the_preview_counts_what_moves(two):
    counts = {line["label"]: line["number"] for line in merging.preview(two[1])}
    assert counts["cases"] == 1
    assert counts["contact points"] == 2
    assert counts["details with their proof"] == FieldClaim.objects.filter(patient=two[1]).count()


def test_the_picture_holds_both_records_as_they_were(two, supervisor):
    survivor, retired = two
    names = json.loads(serializers.serialize("json", [survivor]))[0]["fields"]["family"]
    merge = actions.merge(survivor, by=supervisor, retired=retired, reason="Same")
    [kept] = [
        row
        for row in merge.before["survivor"]
        if row["pk"] == str(survivor.pk) and row["model"] == "patients.patient"
    ]
    assert kept["fields"]["family"] == names
