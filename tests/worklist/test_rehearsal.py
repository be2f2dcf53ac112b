"""The next 14 days: the same dates and rungs as the engine makes, by the rules in force and by a draft; pure on facts."""

from copy import deepcopy
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.permissions import Role
from core.cadence import Cadence
from patients import actions as patients
from policy import actions as policy
from policy import queries as packs
from policy import series
from policy.models import RulePack
from tests.conftest import THEN
from worklist import actions, rehearsal
from worklist.models import FollowUp, Item, Reminder
from worklist.rehearsal import Promise, Rules

NEW_YORK = ZoneInfo("America/New_York")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def promised(**facts):
    facts = {
        "key": 1, "case": "K7Q2", "what": "Call", "owner": "lead", "due_at": THEN + DAY, "zone": NEW_YORK,
        "first_due_at": THEN + DAY, "cadence": Cadence(days=7), "ladder": (0, 60),
    } | facts  # fmt: skip
    return Promise(**facts)


def person(sent):
    return [one.at for one in sent if one.to == "person"]


def test_each_time_it_comes_and_each_rung():
    sent = rehearsal.rehearse([promised()], Rules(), THEN)
    assert person(sent) == [THEN + DAY, THEN + DAY + HOUR, THEN + 8 * DAY, THEN + 8 * DAY + HOUR]
    assert [one.silence for one in sent if one.to == "person"] == [False, True, False, True]


def test_silence_climbs_as_the_rules_say():
    sent = rehearsal.rehearse([promised(cadence=Cadence(), priority=1)], Rules(), THEN)
    climbed = {one.to: one.at - THEN - DAY for one in sent if one.to != "person"}
    assert climbed == {"deputy": timedelta(minutes=15), "supervisor": timedelta(minutes=30)}


def test_it_ends_where_the_promise_ends():
    sent = rehearsal.rehearse([promised(cadence=Cadence(days=1), at_most=3)], Rules(), THEN)
    assert len(person(sent)) == 6
    sent = rehearsal.rehearse(
        [promised(cadence=Cadence(days=1), until=(THEN + 2 * DAY).date())], Rules(), THEN
    )
    assert len(person(sent)) == 4


def test_nothing_after_the_days_looked_at():
    sent = rehearsal.rehearse([promised(due_at=THEN + 15 * DAY, first_due_at=THEN + 15 * DAY)], Rules(), THEN)
    assert sent == []


@pytest.mark.parametrize(("agreed", "whom"), [(True, {"person", "patient"}), (False, {"person"})])
def test_the_patient_is_told_of_a_meeting_only_if_they_agreed(agreed, whom):
    rules = Rules(series=series.Series(told=(-180,)))
    meeting = promised(meeting=True, patient_agreed=agreed, due_at=THEN + 3 * DAY, first_due_at=None)
    assert {one.to for one in rehearsal.rehearse([meeting], rules, THEN)} == whom


def test_the_difference_of_a_ladder():
    live = rehearsal.rehearse([promised()], Rules(), THEN)
    draft = rehearsal.rehearse([promised()], Rules(ladder=(0, 120)), THEN, draft=True)
    change = rehearsal.difference(live, draft)
    assert [one.at for one in change.added] == [THEN + DAY + 2 * HOUR, THEN + 8 * DAY + 2 * HOUR]
    assert [one.at for one in change.gone] == [THEN + DAY + HOUR, THEN + 8 * DAY + HOUR]
    assert change.kept == len(live) - 2


PACED = {
    "code": "outreach", "label": "Outreach", "activity": "follow_up", "what": "Call", "trigger": "now",
    "first": {"kind": "days", "amount": 7}, "at": "10:00", "clock": "calendar", "stops_on": [], "ladder": [0],
}  # fmt: skip


def paced(trigger="now", **pace):
    rule = PACED | {"trigger": trigger, "tiers": {"high": {"every_days": 7} | pace}}
    return Rules(series=series.read({"rules": [rule]}))


@pytest.mark.parametrize(
    ("trigger", "left", "gone"),
    [
        ("now", None, [21]),
        # Counted from the departure, three days before the promise was made.
        ("leaving", THEN - 3 * DAY, [14, 21]),
        # No departure is known: from when it was begun.
        ("leaving", None, [21]),
    ],
)
def test_the_difference_of_an_earlier_end(trigger, left, gone):
    running = promised(
        rule="outreach", tier="high", ladder=(0,), due_at=THEN + 14 * DAY, n=2, first_due_at=THEN + 7 * DAY,
        until=(THEN + 30 * DAY).date(), begun=THEN, left=left,
    )  # fmt: skip
    now = THEN + 14 * DAY - HOUR
    live = rehearsal.rehearse([running], paced(), now)
    draft = rehearsal.rehearse([running], paced(trigger, for_days=14), now, draft=True)
    change = rehearsal.difference(live, draft)
    assert {one.due_at - THEN for one in change.gone} == {day * DAY for day in gone}
    assert not change.added


def test_what_stands_beyond_the_end_of_a_draft_is_gone():
    running = promised(rule="outreach", tier="high", ladder=(0,), due_at=THEN + 21 * DAY, n=3, begun=THEN)
    now = THEN + 20 * DAY
    assert rehearsal.rehearse([running], paced(), now)
    assert rehearsal.rehearse([running], paced(for_days=14), now, draft=True) == []
    assert rehearsal.rehearse([running], paced(at_most=2), now, draft=True) == []


def test_no_change_is_no_difference():
    live = rehearsal.rehearse([promised()], Rules(), THEN)
    change = rehearsal.difference(live, rehearsal.rehearse([promised()], Rules(), THEN, draft=True))
    assert (change.added, change.gone, change.kept) == ([], [], len(live))


def test_each_day_has_a_number():
    sent = rehearsal.rehearse([promised()], Rules(), THEN)
    days = rehearsal.by_day([one for one in sent if one.to == "person"], THEN, NEW_YORK)
    assert [number for _on, number in days] == [0, 2, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]


@pytest.mark.django_db
def test_it_foretells_what_the_engine_has_set(promise, packs, case, supervisor, facility):
    from worklist import rehearsing

    promise()
    promise(activity="teaching", first_due_at=THEN + 2 * DAY)
    runs = rehearsing.running(facility, supervisor, THEN, rows=True).promises
    sent = rehearsal.rehearse(runs, rehearsing.read(rehearsing.versions(facility, THEN)[0]), THEN)
    foretold = sorted((one.at, one.to) for one in sent)
    assert foretold == sorted(Reminder.objects.filter(status="waiting").values_list("due_at", "to"))


@pytest.mark.django_db
def test_it_foretells_no_more_than_that_of_what_is_overdue(
    promise, packs, lead, nurse, supervisor, facility, at
):
    """One is late since yesterday, one is late and was handed on an hour ago: only what still waits will be told."""
    from worklist import planner, rehearsing

    promise()
    promise(activity="teaching", first_due_at=THEN + DAY + HOUR)
    at(THEN + 2 * DAY - HOUR)
    actions.reassign(Item.objects.get(activity="teaching"), by=lead, to=nurse, reason="Speaks Spanish")
    now = THEN + 2 * DAY
    at(now)
    planner.plan_all()
    runs = rehearsing.running(facility, supervisor, now, rows=True).promises
    sent = rehearsal.rehearse(runs, rehearsing.read(rehearsing.versions(facility, now)[0]), now)
    waits = sorted(Reminder.objects.filter(status="waiting").values_list("due_at", "to"))
    # What fell due at this very instant has just been told.
    assert sorted((one.at, one.to) for one in sent if one.at > now) == waits
    assert waits


@pytest.fixture
def admin(person, facility):
    return person("a.min", Role.ADMINISTRATOR, facility)


@pytest.fixture
def draft(packs, facility, admin):
    """Outreach twice as often in the high tier."""

    def make():
        from policy.queries import in_force

        body = deepcopy(in_force(RulePack.Kind.SERIES, facility, THEN).body)
        next(rule for rule in body["rules"] if rule["code"] == "outreach")["tiers"]["high"]["every_days"] = 3
        pack = policy.open_pack(facility, by=admin, kind=RulePack.Kind.SERIES)
        return policy.draft_pack(pack, by=admin, body=body, source="Board")

    return make


@pytest.mark.django_db
def test_a_supervisor_sees_rows_and_the_difference(
    client, draft, case, lead, supervisor, facility, django_assert_max_num_queries
):
    actions.start_series(case, by=lead, rule="outreach", tier="high")
    wanted = draft()
    client.force_login(supervisor)
    where = f"/follow-ups/rehearse/?facility={facility.pk}&draft={wanted.pk}"
    client.get(where)
    with django_assert_max_num_queries(12):
        page = client.get(where)
    found = page.context["found"]
    assert [(one.label, one.before, one.after) for one in found.figures] == [
        ("Outreach by tier: High tier: Again after days", "7", "3")
    ]
    assert {one.at for one in found.change.added if one.to == "person"} >= {THEN + 10 * DAY, THEN + 13 * DAY}
    words = page.content.decode()
    assert "Outreach to the patient at home" in words
    assert "follows each person's wishes and quiet hours" in words
    assert case.reference in words
    assert case.patient.family not in words
    assert Item.objects.filter(series__isnull=False).count() == 1, "nothing was written"


@pytest.mark.django_db
def test_an_administrator_sees_counts_and_comes_from_the_draft(client, draft, case, lead, admin, facility):
    actions.start_series(case, by=lead, rule="outreach", tier="high")
    wanted = draft()
    client.force_login(admin)
    version = client.get(f"/rules/versions/{wanted.pk}/").content.decode()
    link = f"/follow-ups/rehearse/?facility={facility.pk}&amp;draft={wanted.pk}"
    assert link in version
    page = client.get(link.replace("&amp;", "&"))
    words = page.content.decode()
    assert page.context["found"].change.added
    assert "Outreach to the patient" not in words
    assert case.reference not in words
    assert "you see counts" in words


@pytest.mark.django_db
@pytest.mark.parametrize(
    "where", ["?facility=nonsense", "?draft=nonsense", "?draft=7b1e3a90-0000-4000-8000-000000000000"]
)
def test_what_is_not_there_is_not_found(client, supervisor, where):
    client.force_login(supervisor)
    assert client.get(f"/follow-ups/rehearse/{where}").status_code == 404


@pytest.mark.django_db
def test_a_draft_that_is_no_rules_is_not_offered(client, packs, facility, supervisor, admin):
    pack = policy.open_pack(facility, by=admin, kind=RulePack.Kind.LADDER)
    wrong = policy.draft_pack(pack, by=admin, body={"due": "soon"}, source="Another system")
    client.force_login(supervisor)
    assert client.get(f"/follow-ups/rehearse/?facility={facility.pk}").context["drafts"] == []
    assert client.get(f"/follow-ups/rehearse/?facility={facility.pk}&draft={wrong.pk}").status_code == 404
    client.force_login(admin)
    assert "cannot be read" in client.get(f"/rules/versions/{wrong.pk}/").content.decode()


@pytest.mark.django_db
def test_a_draft_with_figures_beyond_all_dates_is_not_offered(client, draft, lead, case, facility, admin):
    actions.start_series(case, by=lead, rule="outreach", tier="low")
    wanted = draft()
    outreach = next(rule for rule in wanted.body["rules"] if rule["code"] == "outreach")
    outreach["tiers"]["low"] = {"every_months": 120_000}
    far = policy.draft_pack(wanted.pack, by=admin, body=wanted.body, source="Another system")
    client.force_login(admin)
    where = f"/follow-ups/rehearse/?facility={facility.pk}"
    assert client.get(f"{where}&draft={far.pk}").status_code == 404
    assert client.get(where).context["drafts"] == [wanted]
    words = client.get(f"/rules/versions/{far.pk}/").content.decode()
    assert "24 months at most" in words
    assert "with this draft" not in words
    assert "24 months at most" in client.post(f"/rules/versions/{far.pk}/put-in-force/").content.decode()


@pytest.mark.django_db
def test_from_a_departure_it_counts_what_the_rule_counted(
    case, lead, packs, patient, facility, unit, supervisor, at
):
    """The days in all of a rule after leaving count from the departure, however much later it was begun."""
    from accounts.actors import ensure, system
    from encounters import actions as encounters
    from worklist import rehearsing

    ensure()
    feed = system("feed")
    stay = {"facility": facility, "kind": "IMP", "event_at": THEN - 9 * DAY, "unit": unit, "key": "admit-1"}
    visit = encounters.admit(patient, by=feed, **stay)
    if visit.case_id is None:
        encounters.link_to_case(visit, by=feed, case=case)
    encounters.leave(visit, by=feed, event_at=THEN - 5 * DAY, disposition="01", key="leave-1")
    for begun in FollowUp.objects.filter(case=case, status="running"):
        actions.stop_follow_up(begun, by=lead, reason="Begun by hand instead")
    actions.start_series(case, by=lead, rule="day_7", tier="high")
    promises = rehearsing.running(facility, supervisor, THEN, rows=True).promises
    [run] = [each for each in promises if each.rule == "day_7"]
    assert (run.begun, run.left) == (THEN, THEN - 5 * DAY)


@pytest.mark.django_db
def test_nobody_else_rehearses(client, lead, outsider):
    for who in (lead, outsider):
        client.force_login(who)
        assert client.get("/follow-ups/rehearse/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2, 40])
def test_few_statements_however_many_promises(
    client, promise, case, lead, supervisor, packs, number, django_assert_max_num_queries
):
    patients.add_contact_point(case.patient, by=lead, kind="mail", value="amara@example.org")
    agreed = {"purpose": "reminders", "method": "verbal", "witness": "R. Patel", "by_ways": ("mail",)}
    patients.record_consent(case.patient, by=lead, **agreed)
    for n in range(number):
        promise(first_due_at=THEN + DAY + n * timedelta(minutes=1), distinct_because="another")
        begins = THEN + DAY + n * timedelta(hours=1)
        facts = {
            "user": lead,
            "activity": "follow_up",
            "mode": "office",
            "starts_at": begins,
            "distinct_because": "x",
            "despite": True,
        }
        actions.book(case, by=lead, ends_at=begins + timedelta(minutes=30), **facts)
    client.force_login(supervisor)
    client.get("/follow-ups/rehearse/")
    with django_assert_max_num_queries(12):
        page = client.get("/follow-ups/rehearse/")
    assert page.context["found"].counts["patient"], "and the patient is told"


def test_ten_thousand_recipients_are_foretold_quickly():
    many = [promised(key=n, owner=n, cadence=Cadence()) for n in range(10_000)]
    assert len(person(rehearsal.rehearse(many, Rules(), THEN))) == 20_000


def test_the_pack_that_comes_with_the_application_can_be_rehearsed():
    rules = Rules(series=packs.Series())
    assert rehearsal.rehearse([promised(rule="outreach", tier="high")], rules, THEN, draft=True)
