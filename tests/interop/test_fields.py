"""Which statement counts: the latest event, only when it says something new, and never over a colleague's word."""

from datetime import date

import pytest

from coverage.models import Coverage
from interop.models import Inbound, Issue
from patients import actions
from patients.models import ContactPoint, Patient, RelatedPerson

pytestmark = pytest.mark.django_db

IN1 = "IN1|{rank}|{plan}|AET|Aetna||||G1||||{starts}|{ends}||COM|Roe^Ana|SEL|||||||||||||||||||{member}"
AETNA = IN1.format(rank=1, plan="HMO", starts="20260101", ends="", member="A77")


def patient() -> Patient:
    return Patient.objects.get()


def phones(**of) -> set[str]:
    return set(ContactPoint.objects.filter(kind="phone", ended=False, **of).values_list("value", flat=True))


def test_an_older_statement_does_not_undo_a_newer_one(bring):
    bring("A01")
    bring("A08", at=5, name="Roe^Anna", phone="602 555 0199")
    bring("A08", at=3, name="Roe^Annie", phone="602 555 0111", sex="M")

    assert (patient().given, patient().sex) == ("Anna", "female")
    assert phones() == {"602 555 0199"}


def test_at_one_moment_the_later_sent_counts(bring):
    bring("A01")
    bring("A08", at=5, sent=7, name="Roe^Later")
    bring("A08", at=5, sent=6, name="Roe^Earlier")

    assert patient().given == "Later"


def test_what_is_not_stated_stays_and_what_is_cleared_goes(bring):
    bring("A01", phone="602 555 0199")
    bring("A08", at=1, birth="", phone="")
    assert (patient().birth_date, phones()) == (date(1980, 1, 15), {"602 555 0199"})

    bring("A08", at=2, birth='""', phone='""')
    assert (patient().birth_date, phones()) == (None, set())


def test_a_correction_stands_while_the_feed_repeats_itself(bring, intake):
    bring("A01")
    actions.correct(patient(), by=intake, given="Anneliese")
    bring("A08", at=2)
    assert (patient().given, Issue.objects.filter(severity="look").count()) == ("Anneliese", 0)

    asked = bring("A08", at=3, name="Roe^Anna")
    assert patient().given == "Anneliese"
    assert asked.issues.get(severity="look").place == "PID-5"
    assert asked.status == Inbound.Status.APPLIED


def test_a_number_that_a_colleague_ended_does_not_come_back_by_repetition(bring, intake):
    bring("A01", phone="602 555 0199")
    actions.end_contact_point(ContactPoint.objects.get(kind="phone"), by=intake)
    bring("A08", at=2, phone="602 555 0199")
    assert phones() == set()

    bring("A08", at=3, phone="602 555 0111")
    bring("A08", at=4, phone="602 555 0199")
    assert phones() == {"602 555 0199"}


def test_what_a_colleague_said_of_a_number_is_kept(bring, intake):
    bring("A01")
    actions.add_contact_point(patient(), by=intake, kind="phone", value="602 555 0199", safe_to_call=False)
    bring("A08", at=2, phone="602 555 0199")

    assert not ContactPoint.objects.get(kind="phone").safe_to_call


def test_people_are_listed_by_the_sender_and_noted_by_colleagues(bring, intake):
    nk1 = (
        "NK1|1|Roe^Ben|SPO^Spouse||602 555 0150",
        "NK1|2|Doe^Guy|GRD^Guardian",
        "NK1|3|^|EMR|||||||||||Acme",
    )
    bring("A01", more=nk1)
    ben = RelatedPerson.objects.get(name="Ben Roe")
    assert (ben.relation, phones(person=ben)) == ("Spouse", {"602 555 0150"})
    assert RelatedPerson.objects.get(name="Guy Doe").authority == "guardian"

    actions.add_related_person(patient(), by=intake, name="Ida Roe", relation="Daughter")
    bring("A08", at=48, more=nk1[:1])
    ended = RelatedPerson.objects.exclude(until_on=None)
    assert list(ended.values_list("name", "until_on")) == [("Guy Doe", date(2026, 11, 2))]


def test_policies_come_change_and_end(bring):
    bring("A01", more=(AETNA,))
    policy = Coverage.objects.get()
    assert (str(policy.plan), policy.member_id, policy.rank, policy.from_on) == (
        "Aetna, HMO",
        "A77",
        1,
        date(2026, 1, 1),
    )
    assert (policy.plan.payer.kinds, policy.plan.product) == (["payer"], "commercial")

    other = IN1.format(rank=1, plan="PPO", starts="20261103", ends="", member="B1")
    bring("A08", at=48, more=(other,))
    policy.refresh_from_db()
    assert policy.until_on == date(2026, 11, 2)
    assert Coverage.objects.get(member_id="B1").plan.payer == policy.plan.payer


def test_two_policies_of_one_rank_keep_the_first_and_ask(bring):
    done = bring("A01", more=(AETNA, IN1.format(rank=1, plan="PPO", starts="20260101", ends="", member="B1")))

    assert Coverage.objects.get().member_id == "A77"
    assert (done.status, done.issues.get(severity="look").place) == (Inbound.Status.APPLIED, "IN1(2)-1")


def test_a_policy_that_clashes_with_a_colleagues_one_asks(bring, intake):
    from coverage.actions import add_coverage

    bring("A01", more=(AETNA,))
    plan = Coverage.objects.get().plan
    add_coverage(patient(), by=intake, plan=plan, member_id="D2", rank=2, from_on=date(2026, 1, 1))
    second = IN1.format(rank=2, plan="PPO", starts="20260601", ends="", member="B1")
    done = bring("A08", at=1, more=(AETNA, second))

    assert set(Coverage.objects.values_list("member_id", flat=True)) == {"A77", "D2"}
    assert done.issues.get(severity="look").place == "IN1(2)-1"


def test_another_records_number_is_for_a_person(bring):
    bring("A01")
    done = bring("A01", visit="V2", number="M2^^^NGH^MR~M1^^^NGH^MR")

    assert Patient.objects.count() == 2
    assert done.issues.get(severity="look").place == "PID-3"


def test_a_colleagues_language_is_not_overwritten(bring, intake):
    bring("A01")
    actions.set_communication(patient(), by=intake, spoken="pt")
    done = bring("A08", at=1, language="es")

    assert patient().communication.spoken == "pt"
    assert done.issues.get(severity="look").place == "PID-15"
