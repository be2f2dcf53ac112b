"""An administrator edits conflict rules one at a time; a file of rules is proved before it is loaded."""

import json
from copy import deepcopy

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.permissions import Role
from core import clock
from policy import queries
from policy.forms.conflicts import written
from policy.loading import PACKS
from policy.models import PackVersion

pytestmark = pytest.mark.django_db
FILE = PACKS / "conflicts.json"


@pytest.fixture
def admin(client, packs, person, facility):
    user = person("a.root", Role.ADMINISTRATOR, facility)
    client.force_login(user)
    return user


@pytest.fixture
def body():
    return json.loads(FILE.read_text("utf-8"))["body"]


def url(facility, rule=""):
    address = reverse("policy:conflicts", args=[facility.pk])
    return f"{address}?rule={rule}" if rule else address


def rule(body, code):
    return deepcopy(next(row for row in body["rules"] if row["code"] == code))


def post(client, facility, code, row, **more):
    said = {"rule": code, "text": written(row), "source": "Board of 3 November"} | more
    return client.post(url(facility, code), said)


def test_the_page_lists_the_rules_and_shows_one_as_text(client, admin, facility):
    text = client.get(url(facility)).content.decode()
    assert "Activity against the weight-bearing limit" in text
    assert "<textarea" not in text
    assert "puts weight on a leg" in client.get(url(facility, "weight_bearing")).content.decode()
    assert (
        reverse("policy:conflicts", args=[facility.pk])
        in client.get(reverse("policy:rules")).content.decode()
    )


@pytest.mark.parametrize("part", ["rules", "examples"])
def test_what_is_written_out_reads_as_it_was(body, part):
    assert json.loads(written(body[part])) == body[part]


def test_a_changed_rule_is_a_draft_then_governs(client, admin, facility, body):
    row = rule(body, "isolation_group") | {"severity": "note"}
    answer = post(client, facility, "isolation_group", row)
    made = PackVersion.objects.get(pack__facility=facility)
    assert (answer.status_code, answer.url) == (303, reverse("policy:version", args=[made.pk]))
    assert queries.in_force("conflicts", facility, clock.now()).pack.facility is None
    assert client.post(reverse("policy:put-in-force", args=[made.pk])).status_code == 303
    now = queries.in_force("conflicts", facility, clock.now()).body
    assert rule(now, "isolation_group")["severity"] == "note"
    assert len(now["rules"]) == len(body["rules"])


def test_a_new_rule_and_one_that_is_left_out(client, admin, facility, body):
    row = rule(body, "isolation_group") | {"code": "isolation_two"}
    assert post(client, facility, "-new", row).status_code == 303
    assert len(PackVersion.objects.get(pack__facility=facility).body["rules"]) == len(body["rules"]) + 1
    assert post(client, facility, "driving", rule(body, "driving"), leave_out="on").status_code == 303
    codes = [
        each["code"] for each in PackVersion.objects.filter(pack__facility=facility).last().body["rules"]
    ]
    assert "driving" not in codes


def test_what_is_wrong_is_said_by_its_line_and_nothing_is_lost(client, admin, facility, body):
    row = rule(body, "isolation_group")
    text = written(row).replace('"$b.kind"', '"$b.kidn"')
    number = next(n for n, line in enumerate(text.split("\n"), 1) if "kidn" in line)
    answer = client.post(url(facility, "isolation_group"), {"rule": "x", "text": text, "source": "Board"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Line {number}: " in page
    assert "has no &#x27;kidn&#x27;" in page
    assert "$b.kidn" in page
    assert not PackVersion.objects.filter(pack__facility=facility).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.update(examples=row["examples"][1:]), "add an example that finds a conflict"),
        (lambda row: row.update(examples=row["examples"][:1]), "finds none"),
        (lambda row: row.update(when={"not": row["when"]}), "finds no conflict"),
        (lambda row: row.update(code="driving"), "Two rules have the code"),
    ],
)
def test_a_rule_without_examples_or_against_them_is_refused(client, admin, facility, body, change, said):
    row = rule(body, "isolation_group")
    change(row)
    answer = post(client, facility, "isolation_group", row)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_what_is_no_json_is_said_with_its_line(client, admin, facility):
    answer = client.post(
        url(facility, "-new"), {"rule": "-new", "text": '{"code":\n  oops}', "source": "Board"}
    )
    assert answer.status_code == 422
    assert "line 2" in answer.content.decode()


def test_whole_cases_are_edited_beside_the_rules(client, admin, facility, body):
    cases = deepcopy(body["examples"])
    cases[0]["finds"] = [["driving", "i1", "r1"]]
    answer = post(client, facility, "-cases", cases)
    assert answer.status_code == 422
    assert "finds nothing" in answer.content.decode()
    assert post(client, facility, "-cases", body["examples"][:1]).status_code == 303


def test_a_draft_from_elsewhere_that_does_not_hold_never_enters_force(admin, facility, packs, body):
    from core.refusals import Refused
    from policy import actions

    pack = actions.open_pack(facility, by=admin, kind="conflicts")
    body["rules"][0]["examples"] = body["rules"][0]["examples"][:1]
    drafted = actions.draft_pack(pack, by=admin, body=body, source="Another system")
    with pytest.raises(Refused, match="finds none"):
        actions.put_in_force(drafted, by=admin)
    assert queries.in_force("conflicts", facility, clock.now()).pack.facility is None


def test_others_may_not(client, packs, facility, intake, person, outsider):
    client.force_login(intake)
    assert client.get(url(facility)).status_code == 404
    client.force_login(person("a.else", Role.ADMINISTRATOR, outsider.facility_roles.get().facility))
    assert client.post(url(facility, "driving"), {}).status_code == 404


def test_the_rules_that_come_along_hold(capsys):
    call_command("check_rules")
    assert "All rules hold" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda text: text.replace('"severity": "severe"', '"severity": "grave"', 1),
            ":{line}: Activity against",
        ),
        (
            lambda text: text.replace('"kind": "conflicts"', '"kind": "rumours"'),
            ":1: This is no pack of rules",
        ),
        (
            lambda text: text.replace('"severity": "severe"', '"severity" "severe"', 1),
            ":{line}: This is not JSON",
        ),
        (lambda text: text.replace('"rules": [', '"rulez": ['), "cannot be read"),
    ],
)
def test_a_broken_file_is_named_with_line_and_fault_and_the_old_version_stays(
    tmp_path, capsys, packs, facility, spoil, said
):
    text = FILE.read_text("utf-8")
    line = text[: text.index('"severity": "severe"')].count("\n") + 1
    (tmp_path / "conflicts.json").write_text(spoil(text), "utf-8")
    with pytest.raises(SystemExit):
        call_command("check_rules", tmp_path / "conflicts.json")
    told = capsys.readouterr().err
    assert told.startswith("conflicts.json:")
    assert said.format(line=line) in told
    assert queries.in_force("conflicts", facility, clock.now()).number == 1
