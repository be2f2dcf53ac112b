"""An advocate's pages: their clients only, the binder with its words, who else tried, and the file to hand over."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse

from accounts.models import Draft
from accounts.permissions import Role
from advocacy import actions
from advocacy.models import Binder
from audit import record
from audit.models import Event
from notes.models import CaseNote
from patients.actions import open_case, revoke_consent
from patients.models import Consent, Patient
from tests.advocacy.conftest import CANARY
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
CLIENTS = "/clients/"


def url(name, row):
    return reverse(f"advocacy:{name}", args=[row.pk])


def make_client(advocate, facility, team, intake, number, **consent):
    patient = Patient.objects.create(
        facility=facility, family=f"Client{number:02}", given="Any", search_name=f"client{number}"
    )
    open_case(patient, by=intake, team=team)
    facts = {
        "purpose": "advocacy",
        "to_user": advocate,
        "classes": ["plan"],
        "method": "signed",
        "starts_at": THEN,
    }
    Consent.objects.create(patient=patient, **facts | consent)
    return patient


def test_home_shows_only_those_who_consented(
    client, advocate, consent, patient, facility, team, intake, person
):
    other = person("b.voice", Role.ADVOCATE)
    make_client(other, facility, team, intake, 1)
    make_client(advocate, facility, team, intake, 2, starts_at=THEN + timedelta(days=1))
    client.force_login(advocate)
    assert client.get("/").url == CLIENTS
    text = client.get(CLIENTS).content.decode()
    assert patient.family in text
    assert "Client01" not in text
    assert "Client02" not in text


def test_opening_and_filling_a_binder(client, advocate, consent, patient):
    client.force_login(advocate)
    assert client.get(url("open", patient)).status_code == 200
    answer = client.post(url("open", patient))
    binder = Binder.objects.get()
    assert (answer.status_code, answer.url) == (303, url("binder", binder))
    assert client.post(url("open", patient)).status_code == 422
    assert client.get(url("add", binder)).status_code == 200
    assert client.post(url("add", binder), {"kind": "question", "words": f"{CANARY}?"}).status_code == 303
    page = client.get(url("binder", binder))
    assert f"{CANARY}?" in page.content.decode()
    assert "Only you can read this" in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"
    text = client.get(CLIENTS).content.decode()
    assert "1 question not answered" in text
    assert CANARY not in text


def test_nothing_unsaved_is_kept(client, binder, advocate):
    client.force_login(advocate)
    for page in (url("binder", binder), url("add", binder)):
        assert "data-draft-url" not in client.get(page).content.decode()
    wrong = client.post(url("add", binder), {"kind": "nonsense", "words": CANARY})
    assert wrong.status_code == 422
    assert CANARY in wrong.content.decode()
    assert not Draft.objects.exists()


def test_others_find_nothing_and_the_advocate_sees_that_they_tried(
    client, binder, entry, advocate, on_team, supervisor, person, facility, at
):
    tried = [on_team(Role.SOCIAL_WORKER), supervisor, person("a.min", Role.ADMINISTRATOR, facility)]
    for number, user in enumerate([*tried, person("b.voice", Role.ADVOCATE)]):
        at(THEN + timedelta(minutes=number))
        client.force_login(user)
        for name, row in (
            ("binder", binder), ("add", binder), ("export", binder), ("answer", entry), ("release", entry),
        ):  # fmt: skip
            answers = [
                client.get(url(name, row)),
                client.post(url(name, row), {"kind": "note", "words": "x"}),
            ]
            assert [answer.status_code for answer in answers] == [404, 405 if name == "binder" else 404]
            assert CANARY not in answers[0].content.decode()
        assert "Okafor" not in client.get(CLIENTS).content.decode()
    client.force_login(advocate)
    text = client.get(url("binder", binder)).content.decode().split('id="attempts"')[1]
    assert [user.name in text for user in tried] == [True, True, True]
    assert "Social worker" in text
    assert "10:02" in text
    assert advocate.name not in text.split("</section>")[0]


def test_a_colleague_may_not_open_a_binder_for_themselves(client, case, patient, on_team, outsider):
    client.force_login(on_team(Role.SOCIAL_WORKER))
    assert client.get(url("open", patient)).status_code == 403
    assert client.post(url("open", patient)).status_code == 403
    client.force_login(outsider)
    assert client.get(url("open", patient)).status_code == 404
    assert not Binder.objects.exists()


def test_giving_an_entry_to_the_team(client, binder, entry, advocate, case, on_team):
    nurse = on_team(Role.NURSE)
    client.force_login(advocate)
    assert case.reference in client.get(url("release", entry)).content.decode()
    assert client.post(url("release", entry), {"case": entry.pk}).status_code == 422
    assert client.post(url("release", entry), {"case": case.pk}).status_code == 303
    assert "The team has this" in client.get(url("binder", binder)).content.decode()
    client.force_login(nurse)
    text = client.get(reverse("notes:case", args=[case.pk])).content.decode()
    assert CANARY in text
    assert "Words of the patient advocate" in text
    assert CaseNote.objects.get().created_by == advocate


def test_answering_and_filtering(client, binder, entry, advocate):
    actions.add_entry(binder, by=advocate, kind="visit", words="Went along to the clinic")
    client.force_login(advocate)
    assert client.post(url("answer", entry)).status_code == 303
    assert "not answered" not in client.get(CLIENTS).content.decode()
    only = client.get(f"{url('binder', binder)}?kind=visit", headers={"HX-Request": "true"}).content.decode()
    assert "Went along" in only
    assert CANARY not in only
    assert "<html" not in only
    assert client.get(f"{url('binder', binder)}?kind=nonsense").status_code == 400


def test_handing_over(client, binder, entry, advocate):
    client.force_login(advocate)
    assert "on record" in client.get(url("export", binder)).content.decode()
    answer = client.post(url("export", binder))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="binder.zip"'
    assert CANARY in zipfile.ZipFile(BytesIO(answer.content)).read("binder.json").decode()
    assert Event.objects.filter(
        verb="advocacy.export_binder", outcome="done", actor=advocate.username
    ).exists()


def test_the_end_of_a_consent_on_the_pages(client, binder, entry, advocate, consent, intake, case, at):
    revoke_consent(consent, by=intake)
    client.force_login(advocate)
    text = client.get(CLIENTS).content.decode()
    assert "Hand the binder over until" in text
    assert case.reference not in text
    page = client.get(url("binder", binder)).content.decode()
    assert "consent has ended" in page
    assert CANARY not in page
    assert client.post(url("add", binder), {"kind": "note", "words": "Too late"}).status_code == 409
    at(THEN + timedelta(days=30))
    client.logout()  # nobody stays signed in that long
    client.force_login(advocate)
    assert "Okafor" not in client.get(CLIENTS).content.decode()
    page = client.get(url("binder", binder)).content.decode()
    assert "This binder is closed" in page
    assert CANARY not in page
    assert client.post(url("export", binder)).status_code == 409


def test_queries_do_not_grow(
    client, binder, advocate, facility, team, intake, person, django_assert_max_num_queries
):
    actions.add_entry(binder, by=advocate, kind="question", words="0")
    gone = make_client(advocate, facility, team, intake, 99)
    actions.open_binder(gone, by=advocate)
    Consent.objects.filter(patient=gone).update(ends_at=THEN + timedelta(seconds=1))
    for user in (intake, *(person(f"t.{number}", Role.NURSE) for number in range(3))):
        record.denied("view", binder, by=user, at=THEN)
    client.force_login(advocate)
    pages = {CLIENTS: 12, url("binder", binder): 12}
    cost = {}
    for page, most in pages.items():
        client.get(page)
        with django_assert_max_num_queries(most) as few:
            client.get(page)
        cost[page] = len(few)
    for number in range(28):
        actions.add_entry(binder, by=advocate, kind="question", words=f"{number}")
        actions.open_binder(make_client(advocate, facility, team, intake, number), by=advocate)
    for page in pages:
        with django_assert_max_num_queries(cost[page]):
            client.get(page)


def test_there_is_no_address_of_the_api_for_a_binder(client, binder, entry, advocate):
    from core.walk import addresses

    named = [one.template for one in addresses() if one.template.startswith("api/")]
    assert named
    assert not [template for template in named if "binder" in template or "client" in template]
