"""The timeline: everything, in order, a page at a time, and only what one may read."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core import timeline
from core.access import held
from coverage.models import Coverage, Plan
from directory.models import Organisation
from discharge import actions
from discharge.queries import timeline as q
from patients.models import Consent
from tests.conftest import THEN
from worklist import actions as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(case, patient, manager, visit, goal, at):
    """Something of every kind."""
    at(THEN)
    actions.set_expected_date(
        actions.start_plan(case, by=manager), by=manager, expected_on=date(2026, 11, 20), why="Usual length"
    )
    item = work.open_item(
        case, by=manager, activity="equipment", what="Order oxygen", why="home", owner=manager
    )
    work.complete(item, by=manager)
    work.log_contact(case, by=manager, activity="call", mode="phone", outcome="reached", note="She is well")
    Consent.objects.create(
        patient=patient,
        purpose="family",
        to_class="family",
        classes=["plan"],
        method="signed",
        starts_at=THEN,
    )
    payer = Organisation.objects.create(name="Invented Health")
    Coverage.objects.create(
        patient=patient,
        plan=Plan.objects.create(payer=payer, name="Gold"),
        member_id="M1",
        from_on=date(2026, 1, 1),
    )
    return case


def titles(case, user, **more):
    return [entry.title for entry in q.happened(case, held(user, case), **more).entries]


def test_every_app_tells_its_part_newest_first(full, manager):
    said = titles(full, manager)
    for title in (
        "Stage: Referred", "T Case_Manager joined as case manager", "Admitted to 4B Medicine", "Plan started", "Goal proposed",
        "Expected discharge date: Fri 20 Nov 2026", "Work opened: Order oxygen", "Done: Order oxygen", "Phone: Reached",
        "Consent given: Talking with family", "Coverage recorded, rank 1",
    ):  # fmt: skip
        assert title in said, title
    at = [entry.at for entry in q.happened(full, held(manager, full)).entries]
    assert at == sorted(at, reverse=True)


def test_all_of_it_is_one_statement(full, manager, django_assert_num_queries):
    rights = held(manager, full)
    timeline.sources()
    with django_assert_num_queries(1):
        q.happened(full, rights)


def test_pages_by_key_miss_nothing_and_repeat_nothing(full, manager):
    rights = held(manager, full)
    whole = [(entry.at, entry.title) for entry in q.happened(full, rights, limit=500).entries]
    pages, before = [], ""
    while True:
        told = q.happened(full, rights, before=before, limit=2)
        pages += [(entry.at, entry.title) for entry in told.entries]
        before = told.earlier
        if not before:
            break
    assert pages == whole
    assert len(whole) > 10


def test_a_nurse_reads_that_there_is_coverage_and_not_which(full, on_team):
    nurse = on_team(Role.NURSE)
    (policy,) = q.happened(full, held(nurse, full), kind="coverage").entries
    assert (policy.title, policy.text) == ("Coverage recorded, rank 1", "")


def test_the_case_manager_reads_which(full, manager):
    (policy,) = q.happened(full, held(manager, full), kind="coverage").entries
    assert policy.text == "Invented Health, Gold"


def test_without_a_class_its_lines_and_its_filter_are_absent(full, manager):
    rights = held(manager, full) - {"view_work", "view_clinical", "view_plan"}
    assert {"contact", "work", "plan"} & {entry.kind for entry in q.happened(full, rights).entries} == set()
    assert {"contact", "work", "plan"} & {kind for kind, _label in q.kinds(rights)} == set()


def test_the_page_by_day_by_kind_and_by_part(client, full, manager):
    client.force_login(manager)
    page = reverse("cases:timeline", args=[full.pk])
    assert "She is well" in client.get(page).content.decode()
    part = client.get(page, {"kind": "contact"}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="entries">')
    assert "Admitted" not in part
    assert client.get(page, {"before": "x~y"}).status_code == 400
    assert client.get(page, {"kind": "secrets"}).status_code == 400


def test_its_cost_does_not_grow(client, full, manager, django_assert_max_num_queries):
    client.force_login(manager)
    page = reverse("cases:timeline", args=[full.pk])
    client.get(page)
    with django_assert_max_num_queries(12) as few:
        client.get(page)
    cost = len(few)
    for number in range(60):
        work.open_item(full, by=manager, activity=f"a{number}", what=f"Item {number}", why="x", owner=manager)
    with django_assert_max_num_queries(cost):
        assert "Earlier" in client.get(page).content.decode()


def test_an_outsider_finds_nothing(client, full, outsider):
    client.force_login(outsider)
    assert client.get(reverse("cases:timeline", args=[full.pk])).status_code == 404


def test_entries_are_grouped_by_the_day_at_the_facility(full, manager, at):
    at(THEN + timedelta(hours=14))
    work.log_contact(full, by=manager, activity="late call", mode="phone", outcome="reached")
    told = q.happened(full, held(manager, full), kind="contact").entries
    assert [group["day"] for group in q.by_day(told, full)] == [date(2026, 11, 4), date(2026, 11, 3)]


def test_a_source_is_named_once_and_of_a_known_kind():
    for name, kind in (("stage", "stage"), ("brandnew", "weather"), ("Bad Name", "stage")):
        with pytest.raises(ValueError, match="Timeline source"):
            timeline.source(name, kind=kind, icon="x", perm="view_case", say=lambda line: timeline.Said(""))
