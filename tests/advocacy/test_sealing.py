"""The database alone says nothing: not a table, not a history, not a log; and what was changed or swapped is seen."""

import base64
import logging
import secrets

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from advocacy import actions, reading, sealing
from advocacy.models import Binder, BinderEntry, BinderKey
from advocacy.sealing import Tampered
from audit import keyring
from audit.keyring import KeysMissing
from core.failpoints import Broken
from core.refusals import Refused
from patients.actions import open_case
from patients.models import Consent, Patient
from tests.advocacy.conftest import CANARY
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def stored(needle):
    """Every table of the schema in which some column of some row holds these words, as text, bytes or base64."""
    tables = run(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind in ('r', 'p') and n.nspname = current_schema()"
    )
    hexed, found = needle.encode().hex(), []
    for (table,) in tables:
        (number,) = run(
            f"select count(*) from {table} t where t::text ilike %s or t::text ilike %s",
            f"%{needle}%",
            f"%{hexed}%",
        )[0]
        if number:
            found.append(table)
    return sorted(found)


def test_a_dump_holds_no_private_word(binder, entry, advocate, client, caplog):
    caplog.set_level(logging.DEBUG)
    client.force_login(advocate)
    client.post(f"/clients/{binder.pk}/add/", {"kind": "note", "words": f"{CANARY} again"})
    client.post(f"/clients/{binder.pk}/add/", {"kind": "nonsense", "words": f"{CANARY} again"})
    assert CANARY in client.get(f"/clients/{binder.pk}/").content.decode()
    client.post(f"/clients/{binder.pk}/export/")
    assert BinderEntry.objects.count() == 2
    assert stored(CANARY) == []
    assert CANARY not in caplog.text
    # The same eye sees what is there, in the clear and as bytes.
    assert "patients_patient" in stored("Okafor")
    assert "advocacy_binderentry" in stored_bytes(bytes(entry.sealed))


def stored_bytes(needle):
    return [
        name
        for (name,) in run(
            "select 'advocacy_binderentry' from advocacy_binderentry where sealed = %s", needle
        )
    ]


def test_what_is_given_to_the_team_is_in_the_clear_and_nothing_else(binder, entry, advocate, case):
    actions.add_entry(binder, by=advocate, kind="note", words="Zebrawood stays private")
    actions.release_entry(entry, by=advocate, case=case)
    assert stored(CANARY) == ["notes_casenote", "notes_casenoteevent"]
    assert stored("Zebrawood") == []


def test_history_holds_the_sealed_form_and_no_key(binder, entry):
    columns = {
        name
        for (name,) in run(
            "select column_name from information_schema.columns where table_name = 'advocacy_binderkeyevent'"
        )
    }
    assert "key_id" in columns
    assert "wrapped" not in columns
    ((sealed,),) = run("select sealed from advocacy_binderentryevent")
    assert bytes(sealed) == bytes(entry.sealed)


def opened(binder):
    return reading.opened(binder, binder.entries.order_by("pk"), sealing.ring())


def rewritten(sql, *values):
    """Somebody with the database in their hands: triggers are no wall to them."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("set session_replication_role = origin")


@pytest.fixture
def second(binder, entry, advocate):
    return actions.add_entry(binder, by=advocate, kind="question", words="Second")


@pytest.fixture
def elsewhere(facility, team, intake, advocate):
    """Another client of the same advocate, with an entry."""
    other = Patient.objects.create(facility=facility, family="Else", given="One", search_name="else one")
    open_case(other, by=intake, team=team)
    Consent.objects.create(
        patient=other, purpose="advocacy", to_user=advocate, classes=["plan"], method="signed", starts_at=THEN
    )
    binder = actions.open_binder(other, by=advocate)
    actions.add_entry(binder, by=advocate, kind="question", words="Elsewhere")
    return binder


def test_swapped_entries_are_seen(binder, entry, second):
    rewritten(
        "update advocacy_binderentry e set sealed = o.sealed from advocacy_binderentry o where o.id <> e.id and o.binder_id = e.binder_id"
    )
    assert [(each.damaged, each.words) for each in opened(binder)] == [(True, ""), (True, "")]


def test_an_entry_moved_to_another_binder_or_kind_is_seen(binder, entry, second, elsewhere):
    rewritten("update advocacy_binderentry set binder_id = %s where id = %s", elsewhere.pk, second.pk)
    assert [each.damaged for each in opened(elsewhere)] == [True, False]
    rewritten("update advocacy_binderentry set kind = 'note' where id = %s", entry.pk)
    assert [each.damaged for each in opened(binder)] == [True]


def test_one_changed_bit_is_seen(binder, entry):
    for place in (0, 12, len(bytes(entry.sealed)) - 1):
        changed = bytearray(bytes(entry.sealed))
        changed[place] ^= 1
        rewritten("update advocacy_binderentry set sealed = %s where id = %s", bytes(changed), entry.pk)
        assert [each.damaged for each in opened(binder)] == [True]


def test_swapped_keys_are_seen(binder, entry, elsewhere):
    rewritten(
        "update advocacy_binderkey k set wrapped = o.wrapped from advocacy_binderkey o where o.id <> k.id"
    )
    assert [each.damaged for each in opened(Binder.objects.get(pk=binder.pk))] == [True]


def test_the_page_says_what_cannot_be_opened_and_shows_the_rest(binder, entry, second, advocate, client):
    rewritten("update advocacy_binderentry set sealed = '\\x00'::bytea where id = %s", entry.pk)
    client.force_login(advocate)
    text = client.get(f"/clients/{binder.pk}/").content.decode()
    assert "changed outside the application" in text
    assert "Second" in text


def test_a_wrong_key_of_the_same_name_opens_nothing(binder, entry, advocate, key_file, client):
    key_file.unlink()
    keyring.add(key_file)
    assert [each.damaged for each in opened(binder)] == [True]
    with pytest.raises(Refused, match="changed outside"):
        actions.add_entry(binder, by=advocate, kind="note", words="x")
    client.force_login(advocate)
    answer = client.get(f"/clients/{binder.pk}/")
    assert answer.status_code == 200
    assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("gone", ["deleted", "unnamed", "empty", "another key"])
def test_without_its_key_the_page_says_so_and_nothing_else_breaks(
    gone, binder, entry, case, advocate, key_file, settings, client
):
    if gone == "unnamed":
        settings.BINDER_KEY_FILE = ""
    elif gone == "another key":
        key_file.write_text(key_file.read_text().replace("k1 ", "k9 "))
    else:
        key_file.unlink()
        if gone == "empty":
            key_file.touch()
    client.force_login(advocate)
    page = client.get(f"/clients/{binder.pk}/")
    assert page.status_code == 200
    assert "keys of the binders are not at hand" in page.content.decode()
    assert client.get("/clients/").status_code == 200
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    wrote = client.post(f"/clients/{binder.pk}/add/", {"kind": "note", "words": "typed in vain"})
    assert wrote.status_code == 409
    assert "typed in vain" in wrote.content.decode()
    assert client.post(f"/clients/{binder.pk}/export/").status_code == 409


def test_rotation_seals_every_key_anew_and_opens_all(binder, entry, elsewhere, key_file, capsys):
    keyring.add(key_file)
    call_command("rotate_binder_keys")
    assert "2 binders are sealed with k2" in capsys.readouterr().out
    # The older key can go.
    lines = key_file.read_text().splitlines(keepends=True)
    key_file.write_text("".join(line for line in lines if line.startswith("k2 ")))
    assert opened(Binder.objects.get(pk=binder.pk))[0].words.startswith(CANARY)
    assert opened(Binder.objects.get(pk=elsewhere.pk))[0].words == "Elsewhere"
    call_command("rotate_binder_keys")
    assert "0 binders" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_every_binder_stays_readable(
    binder, entry, elsewhere, key_file, settings, capsys
):
    keyring.add(key_file)
    settings.FAILPOINTS = {"binder.rewrapped": "raise"}
    with pytest.raises(Broken):
        call_command("rotate_binder_keys")
    assert sorted(BinderKey.objects.values_list("key_id", flat=True)) == ["k1", "k2"]
    for found in Binder.objects.all():
        assert not any(each.damaged for each in opened(found))
    settings.FAILPOINTS = {}
    call_command("rotate_binder_keys")
    assert "1 binders" in capsys.readouterr().out
    assert set(BinderKey.objects.values_list("key_id", flat=True)) == {"k2"}


def test_rotation_without_the_old_key_says_so_and_changes_nothing(binder, entry, key_file):
    before = bytes(BinderKey.objects.get().wrapped)
    for content, sentence in {
        "": "holds no key",
        key_line("k2"): "does not hold the key k1",
        key_line("k1") + key_line("k2"): "did not open",
    }.items():
        key_file.write_text(content)
        with pytest.raises(CommandError, match=f"0 binders.*{sentence}"):
            call_command("rotate_binder_keys")
    key = BinderKey.objects.get()
    assert (key.key_id, bytes(key.wrapped)) == ("k1", before)


def key_line(name):
    return f"{name} {base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}\n"


def test_sealing_is_bound_to_its_place_and_never_the_same_twice():
    from uuid import uuid4

    key, binder, entry = secrets.token_bytes(32), uuid4(), uuid4()
    one = sealing.seal(key, binder, entry, "note", CANARY)
    assert one != sealing.seal(key, binder, entry, "note", CANARY)
    assert sealing.unseal(key, binder, entry, "note", one) == CANARY
    for place in ((uuid4(), entry, "note"), (binder, uuid4(), "note"), (binder, entry, "visit")):
        with pytest.raises(Tampered):
            sealing.unseal(key, *place, one)
    for broken in (b"", one[:11], one[:-1], one + b"x"):
        with pytest.raises(Tampered):
            sealing.unseal(key, binder, entry, "note", broken)
    with pytest.raises(KeysMissing):
        sealing.unwrap(sealing.ring(), binder, "unheard-of", b"")
