"""The administrator's page of rules: a table makes a draft, worked examples are confirmed, then it is put in force."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core import clock
from policy import queries
from policy.models import PackVersion, RulePack

pytestmark = pytest.mark.django_db
KIND = RulePack.Kind.ACTIVITIES


@pytest.fixture
def admin(client, packs, person, facility):
    user = person("a.root", Role.ADMINISTRATOR, facility)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"policy:{name}", args=args)


def fields(facility, **changes):
    """The form as the page shows it, with some fields changed: "stage-teaching" as stage_teaching."""
    said = {"source": "Board of 3 November"}
    for rule in queries.activities(facility, clock.now()):
        said |= {f"role-{rule.code}": rule.accountable, f"stage-{rule.code}": rule.from_stage}
        said[f"fresh-{rule.code}"] = rule.fresh_hours or ""
    return said | {name.replace("_", "-", 1): value for name, value in changes.items()}


def test_what_governs_is_listed(client, admin, facility):
    page = client.get(url("rules")).content.decode()
    assert page.count("of all facilities") == len(RulePack.Kind.choices)
    assert "Activities and who answers for them" in page


def test_a_draft_governs_nothing_until_it_is_put_in_force(client, admin, facility):
    answer = client.post(url("activities", facility.pk), fields(facility, fresh_teaching="48"))
    made = PackVersion.objects.get(pack__facility=facility)
    assert (answer.status_code, answer.url) == (303, url("version", made.pk))
    assert queries.activities(facility, clock.now()).get("teaching").fresh_hours is None
    assert "Every worked example of these rules comes out" in client.get(answer.url).content.decode()
    assert client.post(url("put-in-force", made.pk)).status_code == 303
    assert queries.activities(facility, clock.now()).get("teaching").fresh_hours == 48
    again = client.post(url("put-in-force", made.pk))
    assert again.status_code == 409
    assert "Draft a new one" in again.content.decode()
    page = client.get(url("rules")).content.decode()
    assert "of this facility" in page


def test_other_outcomes_of_the_examples_are_confirmed_first(client, admin, facility):
    said = fields(facility, stage_teaching="planning")
    answer = client.post(url("activities", facility.pk), said)
    assert answer.status_code == 422
    assert "Teaching about illness and medicines" in answer.content.decode()
    assert 'value="Board of 3 November"' in answer.content.decode()
    assert not PackVersion.objects.filter(pack__facility=facility).exists()
    assert client.post(url("activities", facility.pk), said | {"confirm": "on"}).status_code == 303
    made = PackVersion.objects.get(pack__facility=facility)
    assert queries.problems(KIND, made.body) == []


def test_who_answers_has_no_lesser_part(client, admin, facility):
    said = fields(facility, role_teaching="coordinator") | {"confirm": "on"}
    assert client.post(url("activities", facility.pk), said).status_code == 303
    row = next(
        each
        for each in PackVersion.objects.get(pack__facility=facility).body["activities"]
        if each["code"] == "teaching"
    )
    assert (row["accountable"], row["does"]) == ("coordinator", [])


def test_wrong_input_is_beside_its_field(client, admin, facility):
    answer = client.post(url("activities", facility.pk), fields(facility, fresh_teaching="0"))
    assert answer.status_code == 422
    assert not RulePack.objects.filter(facility=facility).exists()


def test_others_may_not(client, packs, intake, outsider, facility, person):
    client.force_login(intake)
    assert client.get(url("activities", facility.pk)).status_code == 404
    page = client.get(url("rules")).content.decode()
    assert "There are no rules that you keep" in page
    elsewhere = outsider.facility_roles.get().facility
    client.force_login(person("a.else", Role.ADMINISTRATOR, elsewhere))
    assert client.post(url("activities", facility.pk), {}).status_code == 404
    shared = PackVersion.objects.first()
    assert client.get(url("version", shared.pk)).status_code == 404
