"""The notes tab, its forms, the timeline and the API: a hidden note leaves no trace in any of them."""

import pytest
from django.urls import reverse

from accounts.models import Draft
from accounts.permissions import Role
from audit.models import Event
from notes import actions
from notes.models import CaseNote
from patients.models import Consent
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
WORDS = "Hornbeam"


def url(name, row):
    return reverse(f"notes:{name}", args=[row.pk])


@pytest.fixture
def hidden(case, worker, consultant, consent):
    """What a nurse must not see: therapy, counselling, psychosocial, a draft, and a labelled note after its consent."""
    kept = consent("42cfr2")
    made = [
        actions.write_note(case, by=worker, kind="psychotherapy", text=f"{WORDS} one", sign=True),
        actions.write_note(case, by=consultant, kind="sud_counselling", text=f"{WORDS} two", sign=True),
        actions.write_note(case, by=worker, kind="psychosocial", text=f"{WORDS} three", sign=True),
        actions.write_note(case, by=worker, kind="general", text=f"{WORDS} four"),
        actions.write_note(case, by=worker, kind="general", label="42cfr2", text=f"{WORDS} five", sign=True),
    ]
    actions.add_addendum(made[0], by=worker, text=f"{WORDS} six")
    actions.mark_note_wrong(made[1], by=consultant, why=f"{WORDS} seven")
    Consent.objects.filter(pk=kept.pk).update(revoked_at=THEN, revoked_by=worker)
    return made


def everything(client, case):
    """All that somebody is shown of a case."""
    pages = [
        url("case", case),
        reverse("cases:timeline", args=[case.pk]),
        reverse("cases:summary", args=[case.pk]),
    ]
    pages += ["/api/v1/notes/", "/api/v1/note-addenda/", f"/api/v1/notes/?case={case.pk}", "/"]
    return {page: client.get(page, follow=True).content.decode() for page in pages}


def test_a_hidden_note_leaves_no_trace(client, case, nurse, hidden):
    client.force_login(nurse)
    with_them = everything(client, case)
    for text in with_them.values():
        assert WORDS not in text
        assert not any(str(note.pk) in text for note in hidden)
    assert "Note signed" not in with_them[reverse("cases:timeline", args=[case.pk])]
    assert '"results":[]' in with_them["/api/v1/notes/"].replace(" ", "")
    for note in hidden:
        for name in ("note", "print", "rewrite", "sign", "addendum", "wrong"):
            assert client.get(url(name, note)).status_code == 404
            sent = client.post(url(name, note), {"text": "x", "why": "x"}).status_code
            assert sent == (405 if name in ("note", "print") else 404)
        assert client.get(f"/api/v1/notes/{note.pk}/").status_code == 404
        assert client.post(f"/api/v1/notes/{note.pk}/sign/").status_code == 404
    assert Event.objects.filter(
        outcome="denied", actor=nurse.username, target="notes.casenote"
    ).count() >= len(hidden)


def test_the_author_finds_theirs_everywhere(client, case, worker, hidden):
    client.force_login(worker)
    seen = everything(client, case)
    text = seen[url("case", case)]
    assert [f"{WORDS} {n}" in text for n in ("one", "two", "three", "four", "five", "six")] == [
        True, False, True, True, False, True,
    ]  # fmt: skip
    assert "Only you can read this" in text
    told = seen[reverse("cases:timeline", args=[case.pk])]
    assert "Note signed: Psychotherapy" in told
    assert "Note added to: Psychotherapy" in told
    assert WORDS not in told
    assert len(client.get("/api/v1/notes/").json()["results"]) == 3


def test_supervisor_privacy_officer_and_administrator_see_no_therapy(
    client, case, hidden, supervisor, person, facility
):
    users = [supervisor, person("p.o", Role.PRIVACY, facility), person("a.d", Role.ADMINISTRATOR, facility)]
    for user in users:
        client.force_login(user)
        assert all(WORDS not in text for text in everything(client, case).values())


def test_a_labelled_note_carries_its_notice_on_screen_and_paper(client, case, worker, consent, nurse):
    consent("42cfr2", "sens")
    part2 = actions.write_note(case, by=worker, kind="general", label="42cfr2", text="Methadone", sign=True)
    client.force_login(nurse)
    for page in (url("case", case), url("note", part2), url("print", part2)):
        assert "42 CFR 2.32" in client.get(page).content.decode()
    assert Event.objects.filter(verb="print", target_id=part2.pk, actor=nurse.username).exists()
    sens = actions.write_note(case, by=worker, kind="general", label="sens", text="HIV", sign=True)
    assert "State law protects" in client.get(url("print", sens)).content.decode()


def test_nothing_is_printed_in_an_emergency(client, signed, patient, person, facility):
    from teams.models import EmergencyAccess

    user = person("e.nurse", Role.NURSE, facility)
    EmergencyAccess.objects.create(
        patient=patient, user=user, role=Role.NURSE, reason="treatment", words="He is unconscious here",
        opened_at=THEN, expires_at=THEN.replace(hour=18), review_due_at=THEN.replace(day=5),
    )  # fmt: skip
    client.force_login(user)
    assert client.get(url("note", signed)).status_code == 200
    assert client.get(url("print", signed)).status_code == 404


def test_writing_keeps_a_draft_or_signs_and_forgets_what_was_typed(client, case, manager):
    client.force_login(manager)
    drafts = reverse("accounts:draft-about", args=["note", case.pk])
    assert drafts in client.get(url("write", case)).content.decode()
    client.post(drafts, {"text": "Half a sent"})
    assert Draft.objects.exists()
    said = {"kind": "general", "text": "Half a sentence", "label": ""}
    assert client.post(url("write", case), said).url == url("case", case)
    assert not Draft.objects.exists()
    draft = CaseNote.objects.get()
    said |= {"text": "A sentence", "version": draft.version}
    assert client.post(url("rewrite", draft), said).status_code == 303
    assert client.post(url("rewrite", draft), said).status_code == 409  # somebody was faster
    assert client.post(url("sign", draft)).status_code == 303
    assert client.post(url("addendum", draft), {"text": "And more"}).status_code == 303
    assert client.post(url("write", case), said | {"sign": "1"}).status_code == 303
    text = client.get(url("case", case)).content.decode()
    assert "A sentence" in text
    assert "And more" in text
    assert client.post(url("wrong", draft), {"why": "Other patient"}).status_code == 303
    assert "<del>A sentence" in client.get(url("case", case)).content.decode()


def test_wrong_input_comes_back_with_the_text(client, case, nurse):
    client.force_login(nurse)
    answer = client.post(
        url("write", case), {"kind": "psychotherapy", "text": "Kept"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert "Kept" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_who_may_not_write_is_told_so(client, case, supervisor, outsider, signed):
    client.force_login(supervisor)
    assert "Write a note" not in client.get(url("case", case)).content.decode()
    assert client.get(url("write", case)).status_code == 403
    assert client.post(url("addendum", signed), {"text": "x"}).status_code == 403
    client.force_login(outsider)
    assert client.get(url("case", case)).status_code == 404
    assert client.get(url("note", signed)).status_code == 404


def test_an_advocate_has_no_tab_of_notes(client, case, patient, person):
    user = person("a.voice", Role.ADVOCATE)
    Consent.objects.create(
        patient=patient, purpose="advocacy", to_user=user, classes=["plan"], method="signed", starts_at=THEN
    )
    client.force_login(user)
    assert url("case", case) not in client.get(reverse("cases:summary", args=[case.pk])).content.decode()
    assert client.get(url("case", case)).status_code == 403


def test_filters_and_pages(client, case, manager, worker, signed):
    for number in range(25):
        actions.write_note(case, by=manager, kind="general", text=f"Note {number:02}", sign=True)
    actions.write_note(case, by=worker, kind="psychosocial", text="Lives alone", sign=True)
    client.force_login(manager)
    first = client.get(url("case", case)).content.decode()
    assert "Note 24" in first
    assert "Note 03" not in first
    cursor = first.split("before=")[1].split('"')[0]
    older = client.get(
        f"{url('case', case)}?before={cursor}", headers={"HX-Request": "true"}
    ).content.decode()
    assert "Note 03" in older
    assert "Note 24" not in older
    assert "<html" not in older
    only = client.get(f"{url('case', case)}?kind=psychosocial").content.decode()
    assert "Lives alone" in only
    assert "Note 24" not in only
    for nonsense in ("kind=nonsense", "before=yesterday", "who=me"):
        assert client.get(f"{url('case', case)}?{nonsense}").status_code == 400


def test_queries_do_not_grow_with_notes(client, case, manager, nurse, django_assert_max_num_queries):
    actions.add_addendum(
        actions.write_note(case, by=manager, kind="general", text="0", sign=True), by=nurse, text="x"
    )
    client.force_login(nurse)
    client.get(url("case", case))
    with django_assert_max_num_queries(12) as few:
        client.get(url("case", case))
    cost = len(few)
    for number in range(19):
        note = actions.write_note(case, by=manager, kind="general", text=f"{number}", sign=True)
        actions.add_addendum(note, by=nurse, text="x")
    with django_assert_max_num_queries(cost):
        client.get(url("case", case))


def test_the_api_writes_as_the_pages_do(client, case, worker):
    client.force_login(worker)
    made = client.post(
        "/api/v1/notes/",
        {"case": str(case.pk), "kind": "psychotherapy", "text": "Fear"},
        content_type="application/json",
    )
    assert made.status_code == 201
    key = made.json()["id"]
    changed = {"kind": "psychotherapy", "text": "Fear of falling"}
    client.post(f"/api/v1/notes/{key}/rewrite/", changed, content_type="application/json")
    assert (
        client.post(f"/api/v1/notes/{key}/sign/", content_type="application/json").json()["status"]
        == "signed"
    )
    client.post(f"/api/v1/notes/{key}/add-addendum/", {"text": "Less now"}, content_type="application/json")
    assert [row["text"] for row in client.get("/api/v1/note-addenda/").json()["results"]] == ["Less now"]
    wrong = client.post(
        f"/api/v1/notes/{key}/mark-wrong/", {"why": "Other patient"}, content_type="application/json"
    )
    assert wrong.json()["error_at"]
    refused = client.post(
        "/api/v1/notes/",
        {"case": str(case.pk), "kind": "sud_counselling", "text": "x"},
        content_type="application/json",
    )
    assert refused.status_code == 409
