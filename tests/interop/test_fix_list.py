"""The fix list: who sees it, what it shows, and what can be done from it."""

import pytest

from accounts.permissions import Role
from audit.models import Event
from interop.models import Inbound
from patients.models import Patient
from tests.interop.stories import message

pytestmark = pytest.mark.django_db
LIST = "/fix-list/"


@pytest.fixture
def admin(person, facility):
    return person("a.admin", Role.ADMINISTRATOR, facility)


@pytest.fixture
def failed(bring) -> Inbound:
    return bring("A01", name="Secretname^Ana" + "x" * 200)


def url(row, verb="") -> str:
    return f"{LIST}{row.pk}/{verb}"


def test_intake_and_administrator_see_place_and_sentence_without_a_name(client, intake, admin, failed):
    for user in (intake, admin):
        client.force_login(user)
        page = client.get(LIST).content.decode()
        assert "PID-5" in page
        assert "ADT^A01" in page
        assert "Secretname" not in page
        assert "Secretname" not in client.get(url(failed)).content.decode()


def test_nobody_else_sees_any_of_it(client, failed, outsider, supervisor, person, facility):
    for user in (outsider, supervisor, person("p.privacy", Role.PRIVACY, facility)):
        client.force_login(user)
        assert "ADT^A01" not in client.get(LIST).content.decode()
        for verb in ("", "retry/", "set-aside/", "raw/"):
            assert client.get(url(failed, verb)).status_code == 404
        assert client.post(url(failed, "retry/")).status_code == 404
    assert Inbound.objects.get().status == "failed"


def test_only_those_who_register_patients_read_the_message(client, intake, admin, failed):
    client.force_login(admin)
    assert client.get(url(failed, "raw/")).status_code == 404
    assert "Read the message" not in client.get(url(failed)).content.decode()

    client.force_login(intake)
    assert "Secretname" in client.get(url(failed, "raw/")).content.decode()
    assert Event.objects.filter(verb="view", actor="i.desk", target_id=failed.pk, outcome="seen").exists()


def test_retry_tells_what_came_of_it(client, intake, failed):
    client.force_login(intake)
    assert client.get(url(failed, "retry/")).status_code == 200
    assert (
        "It is still: could not be applied."
        in client.post(url(failed, "retry/"), follow=True).content.decode()
    )

    # The cause is put right: the sender's text is cut to what the record takes.
    Inbound.objects.filter(pk=failed.pk).update(raw=message("A01"))
    assert "Applied." in client.post(url(failed, "retry/"), follow=True).content.decode()
    assert Patient.objects.get().family == "Roe"
    assert client.post(url(failed, "retry/")).status_code == 409


def test_setting_aside_asks_why_and_keeps_the_message(client, intake, failed):
    client.force_login(intake)
    assert client.get(url(failed, "set-aside/")).status_code == 200
    assert client.post(url(failed, "set-aside/"), {"reason": ""}).status_code == 422
    assert client.post(url(failed, "set-aside/"), {"reason": "Entered by hand"}).status_code == 303

    row = Inbound.objects.get()
    assert (row.status, row.status_reason) == ("dismissed", "Entered by hand")
    assert set(row.issues.values_list("status", flat=True)) == {"dismissed"}
    assert "Nothing to mend." in client.get(LIST).content.decode()


def test_what_an_applied_message_left_open_is_settled(client, bring, intake):
    from patients import actions

    bring("A01")
    actions.correct(Patient.objects.get(), by=intake, given="Anneliese")
    asked = bring("A08", at=2, name="Roe^Anna")
    client.force_login(intake)
    assert "PID-5" in client.get(LIST).content.decode()

    issue = asked.issues.get(severity="look")
    settle = f"{LIST}issues/{issue.pk}/settle/"
    assert client.get(settle).status_code == 200
    assert client.post(settle, {"reason": "Asked the patient"}).status_code == 303
    assert "Nothing to mend." in client.get(LIST).content.decode()
    assert "Open the record" in client.get(url(asked)).content.decode()


def test_the_list_costs_the_same_for_two_and_thirty(client, bring, intake, django_assert_max_num_queries):
    client.force_login(intake)
    for number in range(2):
        bring("A03", visit=f"N{number}")
    with django_assert_max_num_queries(12):
        client.get(LIST)
    for number in range(2, 30):
        bring("A03", visit=f"N{number}")
    with django_assert_max_num_queries(12):
        page = client.get(LIST)
    assert page.content.count(b"data-row") == 30
    assert client.get(f"{LIST}?before=nonsense").status_code == 200


def test_older_ones_are_one_page_on(client, bring, intake, monkeypatch):
    monkeypatch.setattr("interop.queries.PAGE", 2)
    first, *_others = [bring("A03", visit=f"N{number}") for number in range(3)]
    client.force_login(intake)
    page = client.get(LIST)
    assert str(first.pk) not in page.content.decode()
    assert str(first.pk) in client.get(f"{LIST}?before={page.context['page'].before}").content.decode()
