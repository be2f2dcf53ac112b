"""Loading: shipped instruments are asked at once, a hospital's own are drafts; a broken file changes nothing."""

import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, transaction

from accounts.actors import system
from accounts.permissions import Role
from assessments import loading, reading
from assessments.actions.instruments import load_version, open_instrument, put_in_use, retire_version
from assessments.models import Instrument, InstrumentVersion
from audit.models import Event
from core.refusals import Denied, Refused
from tests.assessments.instruments import FILES, body

pytestmark = pytest.mark.django_db
Status = InstrumentVersion.Status
SHIPPED = len(loading.shipped())


@pytest.fixture
def folder(tmp_path, settings):
    """A hospital's own folder of instruments."""
    settings.INSTRUMENTS_DIR = str(tmp_path)
    return tmp_path


def own(folder, code="ward-check", version="1", title="Ward check", **more):
    """A file of the hospital's own."""
    changed = body("pain") | {"id": code, "version": version, "title": title} | more
    path = folder / f"{code}-{version}.json"
    path.write_text(json.dumps(changed), "utf-8")
    return path


def command(*words):
    out, err = StringIO(), StringIO()
    try:
        call_command("load_instruments", *words, stdout=out, stderr=err)
        failed = ""
    except CommandError as error:
        failed = str(error)
    return out.getvalue(), err.getvalue(), failed


def states():
    return {
        f"{each.instrument.code} {each.number}": each.status
        for each in InstrumentVersion.objects.select_related("instrument")
    }


def test_what_comes_with_the_application_is_asked_at_once_and_loading_is_safe_to_repeat(at):
    out, err, failed = command()
    assert (err, failed) == ("", "")
    assert (
        InstrumentVersion.objects.filter(status=Status.IN_USE, instrument__facility=None).count() == SHIPPED
    )
    assert "phq-9 1.0.0: loaded, in use." in out
    again, err, failed = command()
    assert (again, err, failed) == (f"{SHIPPED} were loaded before.\n", "", "")
    assert Event.objects.filter(verb="assessments.load_version").count() == SHIPPED


def test_the_columns_of_a_version_say_what_its_body_says():
    command()
    version = InstrumentVersion.objects.get(instrument__code="phq-9")
    assert (version.title, version.sort, version.discipline) == (
        "PHQ-9: mood",
        "behavioural",
        "social_worker",
    )
    assert (version.activity, version.subject, version.licence) == ("psychosocial", "phq9", "A")
    assert reading.of(version).score_rule("phq-9").items[-1] == "q9"
    assert reading.of(version) is reading.of(InstrumentVersion.objects.get(pk=version.pk))


def test_questions_on_violence_come_only_when_a_site_asks_for_them():
    command()
    assert not Instrument.objects.filter(code="hits").exists()
    out, _err, failed = command("--pack", "hits")
    assert "hits 1.0.0: loaded, in use." in out
    assert failed == ""
    assert InstrumentVersion.objects.get(instrument__code="hits").sort == "safeguarding"
    assert command("--pack", "braden")[2] == "There is no pack braden; these are: hits."
    assert command("--pack", "../instruments/phq-9")[2].startswith("There is no pack")


def test_a_pack_for_one_facility_only(facility):
    out, _err, failed = command("--pack", "hits", "--facility", facility.code)
    assert ("hits 1.0.0: loaded, in use." in out, failed) == (True, "")
    assert Instrument.objects.get(code="hits").facility == facility
    assert "another facility" in command("--pack", "hits")[1]


def test_a_hospital_adds_its_own_as_a_draft_and_puts_it_in_use(folder):
    own(folder)
    out, _err, _failed = command()
    assert "ward-check 1: loaded, not in use yet." in out
    assert states()["ward-check 1"] == Status.DRAFT
    out, _err, failed = command("--put-in-use", "ward-check/1")
    assert ("ward-check/1: in use." in out, failed) == (True, "")
    assert states()["ward-check 1"] == Status.IN_USE
    assert command("--put-in-use", "ward-check/1")[2].startswith("ward-check/1: ")
    assert command("--put-in-use", "ward-check/7")[2] == "ward-check/7 is not loaded."


def test_a_folder_of_a_facility_holds_its_own(folder, facility):
    (folder / "NGH").mkdir()
    (folder / "ELM").mkdir()
    own(folder / "NGH")
    own(folder / "ELM", "elm-check")
    _out, err, failed = command()
    assert Instrument.objects.get(code="ward-check").facility == facility
    assert "elm-check-1.json:1: There is no facility with the code “ELM”." in err
    assert failed == "1 faults; the files they stand in are not loaded."


def test_a_next_version_takes_the_place_of_the_last_one(folder):
    own(folder)
    command("--put-in-use", "ward-check/1")
    own(folder, version="2", title="Ward check, better")
    command("--put-in-use", "ward-check/2")
    assert (states()["ward-check 1"], states()["ward-check 2"]) == (Status.RETIRED, Status.IN_USE)


def test_changed_words_under_the_same_version_are_refused_and_the_old_ones_stay(folder):
    path = own(folder)
    command("--put-in-use", "ward-check/1")
    own(folder, title="Other words")
    _out, err, failed = command()
    assert err == (
        f"{path}:1: Version 1 of “ward-check” is loaded with other words. Give the changed file a new version.\n"
    )
    assert failed
    assert InstrumentVersion.objects.get(instrument__code="ward-check").title == "Ward check"


def test_the_same_words_laid_out_otherwise_are_the_same_version(folder):
    path = own(folder)
    command()
    path.write_text(json.dumps(json.loads(path.read_text()), indent=4, sort_keys=True))
    assert command()[1:] == ("", "")


BROKEN = [
    ("{", "This is not JSON"),
    ("[]", "Here stands an instrument"),
    ("\x00", "This is not JSON"),
    ("x" * 1_000_001, "larger than 1 MB"),
    (json.dumps(body("pain") | {"id": "ward-check", "version": "2", "item": []}), "“item” is empty"),
]


@pytest.mark.parametrize(("text", "sentence"), BROKEN)
def test_a_broken_file_is_named_the_old_version_stays_and_the_others_are_loaded(folder, text, sentence):
    own(folder)
    command("--put-in-use", "ward-check/1")
    (folder / "ward-check-2.json").write_text(text, "utf-8")
    own(folder, "zz-last")
    before = states()
    _out, err, failed = command()
    assert f"{folder / 'ward-check-2.json'}:1: " in err or ":1: " in err
    assert sentence in err
    assert failed == "1 faults; the files they stand in are not loaded."
    assert states() == before | {"zz-last 1": Status.DRAFT}


def test_a_file_that_is_no_text_or_cannot_be_opened_is_named(folder):
    (folder / "a.json").write_bytes(b"\xff\xfe\x00")
    os.symlink(folder / "nowhere", folder / "b.json")
    _out, err, failed = command()
    assert err.count("The file cannot be read") == 2
    assert failed.startswith("2 faults")


def test_an_id_of_all_facilities_is_not_taken_over(folder, facility):
    command()
    (folder / "NGH").mkdir()
    own(folder / "NGH", "phq-9", version="9")
    _out, err, _failed = command()
    assert "“phq-9” is another facility's instrument, or one of all. Give it another id." in err
    assert InstrumentVersion.objects.filter(instrument__code="phq-9").count() == 1


def test_two_files_of_one_version_are_named_before_loading(folder):
    own(folder)
    (folder / "copy.json").write_text(own(folder).read_text())
    err = StringIO()
    with pytest.raises(CommandError, match=r"1 faults in \d+ files"):
        call_command("check_instruments", stderr=err)
    assert "Version 1 of “ward-check” is also in copy.json." in err.getvalue()


def test_checking_asks_no_database_and_says_each_fault(folder, django_assert_num_queries):
    path = own(folder)
    out, err = StringIO(), StringIO()
    with django_assert_num_queries(0):
        call_command("check_instruments", stdout=out)
        call_command("check_instruments", str(path), stdout=out)
        call_command("check_instruments", str(folder), stdout=out)
        path.write_text(path.read_text().replace('"urn:cm:scoring"', '"urn:cm:scroing"'))
        with pytest.raises(CommandError, match="1 faults in 1 files"):
            call_command("check_instruments", str(path), stderr=err)
        with pytest.raises(CommandError, match="no file or folder"):
            call_command("check_instruments", str(folder / "none"))
    assert out.getvalue() == f"{SHIPPED + 2} files, no fault.\n" + "1 files, no fault.\n" * 2
    assert err.getvalue().startswith(f"{path}:1: The extension “urn:cm:scroing” is not read")


# --- the verbs ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def administrator(person, facility):
    return person("a.admin", Role.ADMINISTRATOR, facility)


def ward(number="1"):
    return body("pain") | {"id": "ward-check", "version": number}


def test_an_administrator_keeps_the_facility_s_own(administrator, facility):
    mine = open_instrument(facility, by=administrator, code="ward-check")
    first = load_version(mine, by=administrator, body=ward())
    assert first.status == Status.DRAFT
    first = put_in_use(first, by=administrator)
    assert (first.status, first.in_use_at is None) == (Status.IN_USE, False)
    second = put_in_use(load_version(mine, by=administrator, body=ward("2")), by=administrator)
    first.refresh_from_db()
    assert (first.status, first.retired_at is None) == (Status.RETIRED, False)
    assert retire_version(second, by=administrator).status == Status.RETIRED
    assert put_in_use(first, by=administrator).retired_at is None


def test_nobody_else_changes_what_is_asked(administrator, facility, person, outsider):
    command()
    ours = InstrumentVersion.objects.get(instrument__code="phq-9")
    mine = open_instrument(facility, by=administrator, code="ward-check")
    draft = load_version(mine, by=administrator, body=ward())
    nurse = person("n.nurse", Role.NURSE, facility)
    for who, verb, row in (
        (nurse, put_in_use, draft),
        (outsider, put_in_use, draft),
        (nurse, retire_version, ours),
        # What is asked everywhere is not for one facility's administrator to change.
        (administrator, retire_version, ours),
    ):
        with pytest.raises(Denied):
            verb(row, by=who)


def test_a_broken_or_foreign_body_is_refused_with_its_faults(administrator, facility):
    mine = open_instrument(facility, by=administrator, code="ward-check")
    with pytest.raises(Refused, match="cannot be loaded: Give an instrument its “item”"):
        load_version(mine, by=administrator, body={k: v for k, v in ward().items() if k != "item"})
    with pytest.raises(Refused, match="This body is another instrument: “pain”"):
        load_version(mine, by=administrator, body=body("pain"))
    load_version(mine, by=administrator, body=ward())
    with pytest.raises(Refused, match="is loaded with other words"):
        load_version(mine, by=administrator, body=ward() | {"title": "Other"})
    assert mine.versions.count() == 1


def test_the_words_of_a_version_never_change():
    command()
    version = InstrumentVersion.objects.get(instrument__code="phq-9")
    with pytest.raises(InternalError), transaction.atomic():
        InstrumentVersion.objects.filter(pk=version.pk).update(body={})
    with pytest.raises(InternalError), transaction.atomic():
        version.delete()


def test_only_a_version_in_use_is_retired(administrator, facility):
    mine = open_instrument(facility, by=administrator, code="ward-check")
    draft = load_version(mine, by=administrator, body=ward())
    with pytest.raises(Refused):
        retire_version(draft, by=administrator)


def test_a_pack_file_and_the_service_user_exist():
    assert FILES["hits"].parent == loading.PACKS
    assert system("setup").is_service
