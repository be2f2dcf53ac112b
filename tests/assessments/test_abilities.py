"""The five abilities (C12): rated before, now and expected, with support a day; each read by its own class."""

from datetime import timedelta

import pytest
from django.db import InternalError, transaction
from django.urls import reverse

from assessments import ability_chart
from assessments.actions.abilities import rate_ability
from assessments.models import AbilityRating
from assessments.queries import abilities as queries
from audit.models import Event
from core.access import visible_to
from core.refusals import Denied, Refused
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

WALKS = {
    "ability": "physical",
    "before": 4,
    "now": 1,
    "expected": 3,
    "support_needed": 6,
    "support_arranged": 4,
}


def test_rated_and_on_record(ward):
    made = rate_ability(ward.case, by=ward.nurse, **WALKS)
    assert (made.now, made.rated_by, made.rated_at) == (1, ward.nurse, THEN)
    assert Event.objects.get(verb="assessments.rate_ability").actor_id == ward.nurse.pk


def test_the_latest_rating_counts_and_the_earlier_stays(ward, at):
    rate_ability(ward.case, by=ward.nurse, **WALKS)
    at(THEN + timedelta(days=2))
    rate_ability(ward.case, by=ward.nurse, **WALKS | {"now": 3, "support_arranged": 6})
    rate_ability(ward.case, by=ward.nurse, ability="cognitive", now=4)
    assert {name: row.now for name, row in queries.latest(ward.case).items()} == {
        "physical": 3,
        "cognitive": 4,
    }
    assert AbilityRating.objects.count() == 3
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        AbilityRating.objects.update(now=0)


def test_who_rates_which_ability(ward):
    """The class of each: RN functional, physical, cognitive and emotional; SW emotional and socio-economic."""
    may = {
        "nurse": {"functional", "physical", "cognitive", "emotional"},
        "worker": {"emotional", "socioeconomic"},
    }
    for name, allowed in may.items():
        for ability in AbilityRating.Ability.values:
            if ability in allowed:
                rate_ability(ward.case, by=getattr(ward, name), ability=ability, now=2)
                AbilityRating.objects.filter(ability=ability)
            else:
                with pytest.raises(Refused, match="does not rate"):
                    rate_ability(ward.case, by=getattr(ward, name), ability=ability, now=2)
            ward.case.facility  # noqa: B018 - the case stays as it is
            _later()
    for name in ("lead", "coordinator"):
        with pytest.raises(Denied):
            rate_ability(ward.case, by=getattr(ward, name), **WALKS)


def _later():
    from core import clock

    clock.move(clock.now() + timedelta(minutes=1))


def test_each_is_read_by_its_own_class(ward):
    rate_ability(ward.case, by=ward.nurse, ability="physical", now=2)
    rate_ability(ward.case, by=ward.worker, ability="emotional", now=2)
    rate_ability(ward.case, by=ward.worker, ability="socioeconomic", now=2)
    seen = {
        name: set(visible_to(AbilityRating, getattr(ward, name)).values_list("ability", flat=True))
        for name in ("lead", "nurse", "worker", "coordinator")
    }
    everything = {"physical", "emotional", "socioeconomic"}
    assert seen == {
        "lead": everything, "worker": everything, "nurse": {"physical", "emotional"}, "coordinator": {"physical"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"now": 5}, "now"),
        ({"before": -1}, "before"),
        ({"support_needed": 25}, None),
        ({"ability": "magic"}, "ability"),
    ],
)
def test_what_cannot_be(ward, wrong, field):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - a validation error or a refusal, by field
        rate_ability(ward.case, by=ward.nurse, **WALKS | wrong)
    assert type(caught.value).__name__ in ("ValidationError", "Refused")
    if field and hasattr(caught.value, "error_dict"):
        assert field in caught.value.error_dict
    assert not AbilityRating.objects.exists()


@pytest.mark.parametrize(
    ("needed", "arranged", "words"),
    [
        (6, 4, "2 hours a day are missing: 6 needed, 4 arranged."),
        (1, None, "1 hour a day is missing: 1 needed, 0 arranged."),
        (4, 6, ""),
        (None, 2, ""),
    ],
)
def test_missing_support_in_words(ward, client, needed, arranged, words):
    rate_ability(ward.case, by=ward.nurse, **WALKS | {"support_needed": needed, "support_arranged": arranged})
    client.force_login(ward.nurse)
    page = client.get(reverse("assessments:abilities", args=[ward.case.pk])).text
    assert ("missing" in page) is bool(words)
    assert words in page


def test_the_page_has_a_row_for_each_ability_one_reads_and_a_drawing(ward, client):
    url = reverse("assessments:abilities", args=[ward.case.pk])
    client.force_login(ward.nurse)
    empty = client.get(url).text
    assert empty.count("Not rated yet") == 4
    assert "<svg viewBox" not in empty
    assert "Socio-economic" not in empty
    rate_ability(ward.case, by=ward.nurse, **WALKS)
    page = client.get(url).text
    assert 'role="img"' in page
    assert "1 Needs much help" in page
    assert "style=" not in page.split("<main")[1]


def test_rating_starts_from_the_last_one(ward, client):
    rate_ability(ward.case, by=ward.nurse, **WALKS)
    client.force_login(ward.nurse)
    url = reverse("assessments:rate_ability", args=[ward.case.pk])
    page = client.get(url, {"ability": "physical"})
    assert page.context["form"].initial["support_needed"] == 6
    _later()
    assert client.post(url, WALKS | {"now": 3}).status_code == 303
    assert queries.latest(ward.case)["physical"].now == 3
    wrong = client.post(url, {"ability": "physical", "note": "Kept words"})
    assert wrong.status_code == 422
    assert "Kept words" in wrong.text


def test_supervisors_and_advocates_have_no_page(ward, client, supervisor, advocate):
    for user in (supervisor, advocate):
        client.force_login(user)
        assert client.get(reverse("assessments:abilities", args=[ward.case.pk])).status_code == 403


def test_the_api(ward, client):
    client.force_login(ward.nurse)
    url = "/api/v1/ability-ratings/"
    body = {"case": str(ward.case.pk)} | WALKS
    made = client.post(url, body, content_type="application/json")
    assert made.status_code == 201, made.text
    assert client.get(url, {"ability": "physical"}).json()["results"][0]["now"] == 1


def test_the_drawing_puts_each_mark_on_its_level():
    rating = AbilityRating(before=4, now=1, expected=None)
    drawn = ability_chart.chart([("Physical", rating), ("Cognitive", AbilityRating(now=0))])
    first, second = drawn.lines
    assert [(mark.what, mark.x) for mark in first.marks] == [("before", 132 + 4 * 44 - 9), ("now", 132 + 44)]
    assert second.y - first.y == ability_chart.HIGH
    assert drawn.width > max(x for _level, x in drawn.levels)
