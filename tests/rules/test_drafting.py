"""Drafting the rules of follow-ups and escalation as tables: what governs is shown, what is typed becomes a draft."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core import clock
from policy import queries, tables
from policy.models import PackVersion, RulePack

pytestmark = pytest.mark.django_db
SERIES, LADDER, FOLLOW_UP = RulePack.Kind.SERIES, RulePack.Kind.LADDER, RulePack.Kind.FOLLOW_UP
PAGES = {SERIES: "series", LADDER: "ladder", FOLLOW_UP: "follow_up"}


@pytest.fixture
def admin(client, packs, person, facility):
    user = person("a.root", Role.ADMINISTRATOR, facility)
    client.force_login(user)
    return user


@pytest.fixture
def typed(client, admin, facility):
    """Send the form of a kind as the page shows it, with some boxes changed; the answer."""

    def send(kind, **changes):
        body = queries.in_force(kind, facility, clock.now()).body
        form = tables.FORMS[kind](body=body)
        said = {"source": "Board of 3 November"}
        for name, field in (form.figures | form.more(body)).items():
            value = field.prepare_value(field.initial)
            said[name] = "on" if value is True else value
        said = {name: value for name, value in (said | changes).items() if value not in (None, False)}
        return client.post(reverse(f"policy:{PAGES[kind]}", args=[facility.pk]), said)

    return send


def made(facility):
    return PackVersion.objects.get(pack__facility=facility)


@pytest.mark.parametrize("kind", PAGES)
def test_the_page_says_what_governs_and_saving_it_unchanged_changes_nothing(client, typed, facility, kind):
    governs = queries.in_force(kind, facility, clock.now()).body
    page = client.get(reverse(f"policy:{PAGES[kind]}", args=[facility.pk]))
    assert page.status_code == 200
    answer = typed(kind)
    assert answer.status_code == 303
    assert tables.changes(kind, governs, made(facility).body) == []
    assert queries.problems(kind, made(facility).body) == []
    assert "The draft says the same" in client.get(answer.url).content.decode()


def test_another_cadence_is_confirmed_first_and_then_drafted(client, typed, facility):
    answer = typed(SERIES, **{"days-outreach-high": "3"})
    assert answer.status_code == 422
    assert "High tier: weekly for 30 days" in answer.content.decode()
    assert not PackVersion.objects.filter(pack__facility=facility).exists()
    answer = typed(SERIES, **{"days-outreach-high": "3", "confirm": "on"})
    assert answer.status_code == 303
    page = client.get(answer.url).content.decode()
    assert "Outreach by tier: High tier: Again after days" in page
    assert "Rehearse the next 14 days with this draft" in page
    pace = queries.series(facility, clock.now()).get("outreach").paces["high"]
    assert pace.cadence.days == 7, "it governs nothing yet"
    assert client.post(reverse("policy:put-in-force", args=[made(facility).pk])).status_code == 303
    pace = queries.series(facility, clock.now()).get("outreach").paces["high"]
    assert (pace.cadence.days, pace.for_days) == (3, 30)


def test_a_tier_in_which_a_rule_does_not_run_loses_its_examples(typed, facility):
    answer = typed(SERIES, **{"runs-outreach-moderate": False, "confirm": "on"})
    assert answer.status_code == 303
    body = made(facility).body
    assert "moderate" not in next(row for row in body["rules"] if row["code"] == "outreach")["tiers"]
    assert not [one for one in body["examples"] if (one["rule"], one["tier"]) == ("outreach", "moderate")]


@pytest.mark.parametrize(
    ("box", "value", "sentence"),
    [
        ("days-outreach-high", "0", "greater than or equal to 1"),
        ("days-outreach-high", "367", "less than or equal to 366"),
        ("months-outreach-low", "25", "less than or equal to 24"),
        ("for-outreach-high", "3661", "less than or equal to 3660"),
        ("most-outreach-high", "401", "less than or equal to 400"),
        ("grace-outreach", "8761", "less than or equal to 8760"),
        ("months-outreach-high", "1", "Give days or months, not both."),
        ("for-outreach-high", "3", "It stops before it starts."),
        ("at-outreach", "", "Say at which time of the day it is due."),
        ("at-outreach", "25:00", "Enter a valid time."),
        ("patients", "180", "Give minutes before, such as -180."),
        ("patients", "soon", "Give whole minutes, separated by commas"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(typed, facility, box, value, sentence):
    answer = typed(SERIES, **{box: value, "confirm": "on"})
    assert answer.status_code == 422
    assert sentence in str(answer.context["form"].errors[box])
    assert "Board of 3 November" in answer.content.decode(), "nothing typed is lost"
    assert not RulePack.objects.filter(facility=facility).exists()


def test_a_rule_that_runs_nowhere_is_refused(typed, facility):
    nowhere = {f"runs-day_7-{tier}": False for tier in ("low", "moderate", "high")}
    answer = typed(SERIES, **nowhere, confirm="on")
    assert answer.status_code == 422
    assert "give its pace in at least one tier" in answer.content.decode()


WEIGHED = {
    "label-new": "Weighed at home", "what-new": "Ask for the weight", "if_waits-new": "Water gathers unseen",
    "activity-new": "follow_up", "trigger-new": "leaving", "first-new": "2", "unit-new": "days", "at-new": "09:00",
    "clock-new": "calendar", "stops-new": ["death", "closing"], "runs-new-high": "on", "days-new-high": "2",
    "for-new-high": "5", "grace-new": "24",
}  # fmt: skip


def test_a_new_rule_shows_when_it_comes_before_it_is_drafted(client, typed, facility):
    answer = typed(SERIES, **WEIGHED)
    assert answer.status_code == 422
    assert "Weighed at home: comes 05 Nov 2026 09:00, 07 Nov 2026 09:00" in answer.content.decode()
    answer = typed(SERIES, **WEIGHED, confirm="on")
    assert answer.status_code == 303
    assert "Weighed at home: High tier: Again after days" in client.get(answer.url).content.decode()
    assert client.post(reverse("policy:put-in-force", args=[made(facility).pk])).status_code == 303
    rule = queries.series(facility, clock.now()).get("weighed_at_home")
    assert (rule.what, rule.trigger, rule.grace_hours) == ("Ask for the weight", "leaving", 24)
    assert (list(rule.paces), rule.stops_on) == (["high"], ("death", "closing"))


@pytest.mark.parametrize(
    ("box", "value"), [("what-new", ""), ("first-new", ""), ("at-new", ""), ("runs-new-high", False)]
)
def test_a_new_rule_that_is_not_whole(typed, facility, box, value):
    answer = typed(SERIES, **WEIGHED | {box: value, "confirm": "on"})
    assert answer.status_code == 422
    wrong = answer.context["form"].errors
    assert box in wrong or "runs-new-low" in wrong
    assert "Weighed at home" in answer.content.decode()


def test_two_rules_of_one_name_have_codes_of_their_own(typed, facility):
    answer = typed(SERIES, **WEIGHED | {"label-new": "Outreach", "confirm": "on"})
    assert answer.status_code == 303
    assert {"outreach", "outreach_2"} <= {row["code"] for row in made(facility).body["rules"]}


def test_a_rule_is_left_out_with_its_examples(client, typed, facility):
    answer = typed(SERIES, leave_out=["coaching"], confirm="on")
    assert answer.status_code == 303
    body = made(facility).body
    assert "coaching" not in {row["code"] for row in body["rules"]} | {
        one["rule"] for one in body["examples"]
    }
    assert "Coaching towards a goal" in client.get(answer.url).content.decode(), "the page says what goes"


def test_another_ladder(client, typed, facility):
    answer = typed(LADDER, **{"due-high-deputy": "60, 90", "quiet-from": "22:00"})
    assert answer.status_code == 422, "worked examples come out otherwise"
    answer = typed(LADDER, **{"due-high-deputy": "60, 90", "quiet-from": "22:00", "confirm": "on"})
    assert answer.status_code == 303
    changed = tables.changes(
        LADDER, queries.in_force(LADDER, facility, clock.now()).body, made(facility).body
    )
    assert [(each.before, each.after) for each in changed] == [("120", "60, 90"), ("21:00", "22:00")]
    assert client.post(reverse("policy:put-in-force", args=[made(facility).pk])).status_code == 303
    assert queries.escalation(facility, clock.now()).climb(2) == (
        (60, "deputy"),
        (90, "deputy"),
        (240, "supervisor"),
    )


@pytest.mark.parametrize(
    ("box", "value"), [("due-harm-supervisor", ""), ("due-harm-deputy", "-5"), ("fold-over", "0")]
)
def test_a_ladder_that_cannot_be(typed, facility, box, value):
    answer = typed(LADDER, **{box: value, "confirm": "on"})
    assert answer.status_code == 422
    assert box in answer.context["form"].errors
    assert not RulePack.objects.filter(facility=facility).exists()


def test_a_critical_change_reaches_the_supervisor_within_the_hour(typed):
    answer = typed(LADDER, **{"change-critical-supervisor": "90", "confirm": "on"})
    assert answer.status_code == 422
    assert "R-IDR-4" in answer.content.decode()


def test_other_reminders(client, typed, facility):
    answer = typed(FOLLOW_UP, rungs="-30, 0", confirm="on")
    assert answer.status_code == 303
    assert client.post(reverse("policy:put-in-force", args=[made(facility).pk])).status_code == 303
    assert queries.ladder(facility, clock.now()) == [-30, 0]
    assert typed(FOLLOW_UP, rungs="").status_code == 422


def test_others_may_not(client, packs, facility, supervisor, intake, outsider):
    for who in (supervisor, intake, outsider):
        client.force_login(who)
        for name in PAGES.values():
            assert client.get(reverse(f"policy:{name}", args=[facility.pk])).status_code == 404
            assert client.post(reverse(f"policy:{name}", args=[facility.pk]), {}).status_code == 404
