"""The medication picture (C14): a list by source, each medicine decided by one press, reconciled only when all are."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments import pasted
from assessments.actions import medicines as actions
from assessments.models import Allergy, MedicationItem, MedicationList
from assessments.queries import medicines as queries
from core.refusals import Denied, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(ward):
    return actions.open_medication_list(ward.case, by=ward.nurse, moment="admission")


@pytest.fixture
def warfarin(opened, ward):
    return actions.add_medicine(opened, by=ward.nurse, name="Warfarin", dose="5 mg", source="bottle")


def test_a_list_of_each_moment_once_while_open(opened, ward):
    with pytest.raises(ValidationError, match="already open"):
        actions.open_medication_list(ward.case, by=ward.nurse, moment="admission")
    actions.open_medication_list(ward.case, by=ward.nurse, moment="transfer")
    for other in (ward.lead, ward.worker, ward.coordinator):
        with pytest.raises(Denied):
            actions.open_medication_list(ward.case, by=other, moment="leaving")


@pytest.mark.parametrize(
    ("press", "action", "reason"),
    [
        ("continue", "continue", ""),
        ("new", "new", ""),
        ("stop.side_effects", "stop", "Side effects"),
        ("stop.twice", "stop", "Is on the list twice"),
    ],
)
def test_one_press_decides(warfarin, ward, client, press, action, reason):
    client.force_login(ward.nurse)
    page = client.get(reverse("assessments:medicines", args=[ward.case.pk])).text
    assert f'name="decision" value="{press}"' in page
    url = reverse("assessments:decide_medicine", args=[warfarin.pk])
    answer = client.post(url, {"decision": press}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'id="medicines"' in answer.text
    warfarin.refresh_from_db()
    assert (warfarin.action, warfarin.reason, warfarin.decided_by) == (action, reason, ward.nurse)


def test_a_change_says_to_what_and_a_stop_says_why(warfarin, ward, client):
    client.force_login(ward.nurse)
    url = reverse("assessments:decide_medicine", args=[warfarin.pk])
    missing = client.post(url, {"decision": "change"})
    assert missing.status_code == 422
    assert "Say what it is changed to." in missing.text
    assert client.post(url, {"decision": "stop"}).status_code == 422
    assert (
        client.post(url, {"decision": "change", "changed_to": "2.5 mg", "reason": "INR 4"}).status_code == 303
    )
    warfarin.refresh_from_db()
    assert (warfarin.action, warfarin.changed_to, warfarin.reason) == ("change", "2.5 mg", "INR 4")


def test_not_reconciled_while_something_is_undecided(warfarin, opened, ward, client):
    actions.add_medicine(opened, by=ward.nurse, name="Metformin", source="bottle")
    with pytest.raises(Refused, match="2 medicines are not decided yet"):
        actions.reconcile(opened, by=ward.nurse)
    actions.decide_medicine(warfarin, by=ward.nurse, action="continue")
    client.force_login(ward.nurse)
    refused = client.post(reverse("assessments:reconcile", args=[opened.pk]))
    assert refused.status_code == 409
    assert "1 medicine is not decided yet" in refused.text
    assert [each.undecided for each in queries.unreconciled(ward.case)] == [1]
    assert not queries.is_reconciled(ward.case)


def test_reconciled_then_closed_to_change(warfarin, opened, ward):
    actions.decide_medicine(warfarin, by=ward.nurse, action="continue")
    actions.reconcile(opened, by=ward.nurse)
    opened.refresh_from_db()
    assert (opened.status, opened.reconciled_by) == ("reconciled", ward.nurse)
    assert queries.is_reconciled(ward.case)
    assert not queries.unreconciled(ward.case)
    for act in (
        lambda: actions.decide_medicine(warfarin, by=ward.nurse, action="stop", reason="x"),
        lambda: actions.flag_medicine(warfarin, by=ward.nurse, high_risk="opioid"),
        lambda: actions.add_medicine(opened, by=ward.nurse, name="X", source="chart"),
        lambda: actions.paste_medicines(opened, by=ward.nurse, text="X", source="chart"),
        lambda: actions.reconcile(opened, by=ward.nurse),
    ):
        with pytest.raises(Refused):
            act()
    actions.open_medication_list(ward.case, by=ward.nurse, moment="leaving")
    assert not queries.is_reconciled(ward.case)


def test_an_empty_list_is_reconciled_only_when_nothing_is_taken(opened, ward, warfarin):
    empty = actions.open_medication_list(ward.case, by=ward.nurse, moment="leaving")
    with pytest.raises(Refused, match="no medicine on this list"):
        actions.reconcile(empty, by=ward.nurse)
    with pytest.raises(Refused, match="There are medicines"):
        actions.take_no_medicines(opened, by=ward.nurse)
    actions.take_no_medicines(empty, by=ward.nurse)
    actions.reconcile(empty, by=ward.nurse)
    empty.refresh_from_db()
    assert (empty.status, empty.none_taken) == ("reconciled", True)


def test_high_risk_and_the_state_of_illnesses(warfarin, opened, ward, client):
    actions.flag_medicine(warfarin, by=ward.nurse, high_risk="anticoagulant")
    with pytest.raises(ValidationError):
        actions.flag_medicine(warfarin, by=ward.nurse, high_risk="bad")
    actions.note_control(opened, by=ward.nurse, note="INR 2 to 3 for a year")
    client.force_login(ward.lead)
    page = client.get(reverse("assessments:medicines", args=[ward.case.pk])).text
    assert "Anticoagulant" in page
    assert "INR 2 to 3 for a year" in page
    assert 'name="decision"' not in page, "a case manager reads"
    assert client.post(reverse("assessments:reconcile", args=[opened.pk])).status_code == 403


TEXT = """Metformin 500 mg twice a day
- Lisinopril 10 mg
3) Aspirin; 81 mg; by mouth; every morning

Eye drops"""


def test_pasted_lines_are_looked_at_before_anything_is_added(opened, ward, client):
    client.force_login(ward.nurse)
    url = reverse("assessments:paste_medicines", args=[opened.pk])
    assert client.get(url).status_code == 200
    look = client.post(url, {"text": TEXT, "source": "pharmacy", "step": "look"})
    assert look.status_code == 200
    assert "Add 4 medicines" in look.text
    assert "every morning" in look.text
    assert not MedicationItem.objects.exists()
    assert client.post(url, {"text": TEXT, "source": "pharmacy", "step": "add"}).status_code == 303
    rows = MedicationItem.objects.order_by("pk").values_list("name", "dose", "route", "frequency", "source")
    assert list(rows) == [
        ("Metformin", "500 mg", "", "twice a day", "pharmacy"),
        ("Lisinopril", "10 mg", "", "", "pharmacy"),
        ("Aspirin", "81 mg", "by mouth", "every morning", "pharmacy"),
        ("Eye drops", "", "", "", "pharmacy"),
    ]


def test_one_line_that_cannot_be_kept_keeps_all_out(opened, ward, client):
    client.force_login(ward.nurse)
    url = reverse("assessments:paste_medicines", args=[opened.pk])
    text = f"Metformin 500 mg\n{'x' * 130}"
    look = client.post(url, {"text": text, "source": "pharmacy", "step": "look"})
    assert "Mend the lines" in look.text
    assert 'value="add"' not in look.text
    refused = client.post(url, {"text": text, "source": "pharmacy", "step": "add"})
    assert refused.status_code == 409
    assert "Line 2 cannot be read" in refused.text
    assert "Metformin 500 mg" in refused.text
    assert not MedicationItem.objects.exists()
    assert client.post(url, {"text": "", "source": "pharmacy", "step": "add"}).status_code == 422
    many = "\n".join(f"Medicine {n}" for n in range(pasted.MOST_LINES + 1))
    assert client.post(url, {"text": many, "source": "pharmacy", "step": "add"}).status_code == 409


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_kept_or_named(text):
    for line in pasted.read(text):
        words = "".join(line.facts.values())
        assert line.fault or words.strip()
        assert line.fault or all(len(getattr(line, part)) <= most for part, most in pasted.LONGEST.items())


def test_the_source_stays_chosen(opened, warfarin, ward, client):
    client.force_login(ward.nurse)
    page = client.get(reverse("assessments:add_medicine", args=[opened.pk]))
    assert page.context["form"].initial["source"] == "bottle"


def test_allergies(ward, client):
    made = actions.record_allergy(ward.case, by=ward.nurse, substance="Penicillin", severity="severe")
    with pytest.raises(ValidationError, match="already on record"):
        actions.record_allergy(ward.case, by=ward.nurse, substance="Penicillin")
    with pytest.raises(Refused, match="Say why"):
        actions.refute_allergy(made, by=ward.nurse, because="")
    actions.refute_allergy(made, by=ward.nurse, because="Was a side effect")
    with pytest.raises(Refused, match="already"):
        actions.refute_allergy(made, by=ward.nurse, because="Again")
    actions.record_allergy(ward.case, by=ward.nurse, substance="Penicillin")
    client.force_login(ward.nurse)
    page = client.get(reverse("assessments:medicines", args=[ward.case.pk])).text
    assert "<del>Penicillin</del>" in page
    assert "Was a side effect" in page
    assert Allergy.objects.count() == 2


def test_who_has_no_page(ward, client, supervisor, advocate):
    for user in (supervisor, advocate):
        client.force_login(user)
        assert client.get(reverse("assessments:medicines", args=[ward.case.pk])).status_code == 403


def test_every_verb_has_its_page_without_script(opened, warfarin, ward, client):
    client.force_login(ward.nurse)
    allergy = actions.record_allergy(ward.case, by=ward.nurse, substance="Latex")
    targets = {
        "open_list": ward.case, "record_allergy": ward.case, "refute_allergy": allergy, "add_medicine": opened,
        "paste_medicines": opened, "take_no_medicines": opened, "note_control": opened, "reconcile": opened,
        "decide_medicine": warfarin, "flag_medicine": warfarin,
    }  # fmt: skip
    for name, target in targets.items():
        page = client.get(reverse(f"assessments:{name}", args=[target.pk]))
        assert page.status_code == 200, name
        assert "<form" in page.text, name


@pytest.mark.parametrize("number", [2, 30])
def test_as_many_statements_for_many_medicines(opened, ward, client, number, django_assert_max_num_queries):
    text = "\n".join(f"Medicine {chr(65 + n % 26)}{'x' * n}" for n in range(number))
    actions.paste_medicines(opened, by=ward.nurse, text=text, source="chart")
    client.force_login(ward.nurse)
    client.get(reverse("assessments:medicines", args=[ward.case.pk]))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("assessments:medicines", args=[ward.case.pk]))
    assert page.text.count('value="continue"') == number


def test_the_api(opened, warfarin, ward, client):
    client.force_login(ward.nurse)
    base = "/api/v1"
    asked = {"content_type": "application/json"}
    answer = client.post(f"{base}/medicines/{warfarin.pk}/decide/", {"action": "stop"}, **asked)
    assert answer.status_code == 422, answer.text
    said = {"action": "stop", "reason": "Bleeding"}
    assert client.post(f"{base}/medicines/{warfarin.pk}/decide/", said, **asked).status_code == 200
    made = client.post(
        f"{base}/medication-lists/{opened.pk}/add/", {"name": "Insulin", "source": "chart"}, **asked
    )
    assert made.status_code in (200, 201)
    assert made.json()["source"] == "chart"
    refused = client.post(f"{base}/medication-lists/{opened.pk}/reconcile/", {}, **asked)
    assert refused.status_code == 409
    assert MedicationList.objects.get().status == "open"
