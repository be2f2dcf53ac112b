"""Rules as dated data: drafted, tried on their own examples, in force from an instant on."""

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.management import call_command

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from policy import actions, queries
from policy.loading import load_all
from policy.models import PackVersion, RulePack
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(person, facility):
    return person("a.root", Role.ADMINISTRATOR, facility)


@pytest.fixture
def pack(packs, facility, admin):
    return actions.open_pack(facility, by=admin, kind="follow_up")


@pytest.fixture
def body(packs, facility):
    """The follow-up rules of all, with another ladder and an example that fits it."""
    body = deepcopy(queries.in_force("follow_up", facility, THEN).body)
    body["rungs"] = [{"minutes": -30}]
    body["examples"] = [
        {"due": "2026-11-03T10:00", "zone": "America/New_York", "reminds": ["2026-11-03T09:30"]}
    ]
    return body


def test_loading_twice_changes_nothing(db, capsys):
    call_command("load_packs")
    first = list(PackVersion.objects.values_list("pk", "version"))
    assert len(first) == len(RulePack.Kind.choices)
    call_command("load_packs")
    assert list(PackVersion.objects.values_list("pk", "version")) == first
    assert "loaded already" in capsys.readouterr().out


def test_the_packs_that_come_along_name_their_source_and_hold_on_their_own_examples(packs):
    for version in PackVersion.objects.select_related("pack"):
        assert version.source
        assert version.body["examples"]
        assert queries.problems(version.pack.kind, version.body) == []


def test_the_rules_of_all_govern_old_triggers_too(packs, facility):
    assert queries.in_force("tiers", facility, THEN - timedelta(days=3650)).number == 1


def test_a_facilitys_own_rules_govern_from_their_moment_on(at, facility, pack, body, admin, outsider):
    at(THEN)
    mine = actions.put_in_force(
        actions.draft_pack(pack, by=admin, body=body, source="Board, 3 Nov"), by=admin
    )
    assert queries.in_force("follow_up", facility, THEN) == mine
    assert queries.in_force("follow_up", facility, THEN - timedelta(seconds=1)).pack.facility is None
    assert queries.ladder(facility, THEN) == [-30]
    elsewhere = outsider.facility_roles.get().facility
    assert queries.in_force("follow_up", elsewhere, THEN).pack.facility is None


def test_the_next_version_ends_the_present_one_at_the_same_instant(at, facility, pack, body, admin):
    at(THEN)
    first = actions.put_in_force(actions.draft_pack(pack, by=admin, body=body, source="One"), by=admin)
    later = THEN + timedelta(days=7)
    second = actions.draft_pack(pack, by=admin, body=body, source="Two")
    actions.put_in_force(second, by=admin, from_at=later)
    assert queries.in_force("follow_up", facility, later - timedelta(microseconds=1)) == first
    assert queries.in_force("follow_up", facility, later) == second
    assert Event.objects.filter(verb="policy.put_in_force", actor=admin.username).count() == 2


def test_a_draft_governs_nothing(at, facility, pack, body, admin):
    at(THEN)
    drafted = actions.draft_pack(pack, by=admin, body=body, source="Board")
    assert drafted.in_force is None
    assert queries.in_force("follow_up", facility, THEN) != drafted


def test_examples_that_do_not_come_out_keep_it_from_entering_force(at, pack, body, admin):
    at(THEN)
    body["rungs"] = [{"minutes": -45}]
    wrong = actions.draft_pack(pack, by=admin, body=body, source="Board")
    with pytest.raises(Refused, match=r"Example 1: reminds at 03 Nov 09:15"):
        actions.put_in_force(wrong, by=admin)
    wrong.refresh_from_db()
    assert wrong.in_force is None


@pytest.mark.parametrize(
    "body", [{}, [], {"rungs": [], "examples": [1]}, {"rungs": [{"minutes": 0}], "examples": []}, "x"]
)
def test_what_cannot_be_read_is_a_sentence(pack, admin, body):
    for kind in RulePack.Kind.values:
        assert queries.problems(kind, body)


@pytest.mark.parametrize(
    ("kind", "example"),
    [("follow_up", {"due": "9999-12-31T23:00"}), ("series", {"since": "9999-12-31T10:00"})],
)
def test_a_date_past_every_calendar_is_a_sentence(packs, facility, kind, example):
    body = deepcopy(queries.in_force(kind, facility, THEN).body)
    body["examples"] = [body["examples"][0] | example]
    [said] = queries.problems(kind, body)
    assert "no calendar has" in said


def test_never_backwards_and_never_twice(at, pack, body, admin):
    at(THEN)
    drafted = actions.draft_pack(pack, by=admin, body=body, source="Board")
    with pytest.raises(Refused, match="cannot change backwards"):
        actions.put_in_force(drafted, by=admin, from_at=THEN - timedelta(hours=1))
    actions.put_in_force(drafted, by=admin)
    with pytest.raises(Refused, match="Draft a new one"):
        actions.put_in_force(drafted, by=admin)


def test_who_may_not(pack, body, facility, supervisor, outsider, admin, packs):
    for who in (supervisor, outsider):
        with pytest.raises(Denied):
            actions.draft_pack(pack, by=who, body=body, source="Mine")
    everybodys = RulePack.objects.get(kind="tiers", facility=None)
    with pytest.raises(Denied):
        actions.draft_pack(everybodys, by=admin, body=body, source="Mine")


def test_without_any_rules_it_says_what_to_do(facility):
    with pytest.raises(Refused, match="Ask the administrator"):
        queries.in_force("tiers", facility, THEN)


def test_a_changed_file_becomes_the_next_version(at, packs, facility, body, tmp_path):
    at(THEN)
    (tmp_path / "follow_up.json").write_text(
        json.dumps({"kind": "follow_up", "source": "Site", "body": body})
    )
    [loaded] = load_all(tmp_path)
    assert loaded.number == 2
    assert queries.in_force("follow_up", facility, THEN) == loaded
    assert queries.in_force("follow_up", facility, THEN - timedelta(days=1)).number == 1
