"""Units, beds and days off."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from core import calendar
from core.refusals import Denied, Refused
from facilities import actions
from facilities.models import Unit
from facilities.queries import site_holidays
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(person, facility):
    return person("a.root", Role.ADMINISTRATOR, facility)


def test_a_site_holiday_moves_business_days_and_no_others(at, facility, admin):
    at(THEN)
    actions.set_holiday(facility, by=admin, on=date(2026, 11, 27), name="Day after Thanksgiving")
    closed = site_holidays(facility)
    assert calendar.add_business_days(date(2026, 11, 25), 1, closed) == date(2026, 11, 30)
    assert calendar.add_business_days(date(2026, 11, 25), 1) == date(2026, 11, 27)
    assert Event.objects.get(verb="facilities.set_holiday").actor == admin.username


def test_a_day_that_is_over_is_refused_and_a_name_is_needed(at, facility, admin):
    at(THEN)
    with pytest.raises(Refused, match="This day is over"):
        actions.set_holiday(facility, by=admin, on=THEN.date() - timedelta(days=1), name="Too late")
    with pytest.raises(ValidationError):
        actions.set_holiday(facility, by=admin, on=date(2026, 12, 24), name=" ")


def test_units_and_beds_are_named_once(facility, unit, admin):
    made = actions.add_unit(facility, by=admin, code=" 5C ", name="5C Surgery")
    assert made.code == "5C"
    actions.add_bed(made, by=admin, code="5C-01")
    with pytest.raises(ValidationError):
        actions.add_bed(made, by=admin, code="5C-01")
    with pytest.raises(ValidationError):
        actions.add_unit(facility, by=admin, code=unit.code, name="Again")


def test_naming_a_unit_that_a_message_made_confirms_it(facility, admin):
    made = Unit.objects.create(facility=facility, code="6X", name="6X", confirmed=False)
    assert actions.set_unit(made, by=admin, name="6X Oncology").confirmed


def test_who_may_not(facility, unit, supervisor, intake, outsider):
    for who in (supervisor, intake, outsider):
        with pytest.raises(Denied):
            actions.add_unit(facility, by=who, code="7", name="7")
        with pytest.raises(Denied):
            actions.set_unit(unit, by=who, name="Mine")


class TestPages:
    @pytest.fixture
    def office(self, client, admin):
        client.force_login(admin)
        return client

    def test_units_beds_and_days_off_of_ones_own_facility(self, at, office, facility, unit, outsider, admin):
        at(THEN)
        actions.set_holiday(facility, by=admin, on=date(2026, 11, 27), name="Day after Thanksgiving")
        page = office.get(reverse("facilities:places")).content.decode()
        assert "4B Medicine" in page
        assert "1 bed" in page
        assert "Day after Thanksgiving" in page
        assert "Far Hospital" not in page

    def test_each_verb_has_its_page(self, at, office, facility, unit):
        at(THEN)
        said = {
            "add-unit": (facility, {"code": "5C", "name": "5C Surgery"}),
            "add-bed": (unit, {"code": "4B-02"}),
            "name-unit": (unit, {"name": "4B Heart"}),
            "add-holiday": (facility, {"on_0": "24", "on_1": "12", "on_2": "2026", "name": "Christmas Eve"}),
        }
        for name, (place, fields) in said.items():
            address = reverse(f"facilities:{name}", args=[place.pk])
            assert office.get(address).status_code == 200
            assert office.post(address, fields).status_code == 303
        assert Unit.objects.get(pk=unit.pk).name == "4B Heart"
        assert site_holidays(facility) == {date(2026, 12, 24)}

    def test_a_code_that_is_taken_is_said_in_the_form(self, office, facility, unit):
        answer = office.post(
            reverse("facilities:add-unit", args=[facility.pk]), {"code": "4B", "name": "Again"}
        )
        assert answer.status_code == 422
        assert "Again" in answer.content.decode()

    def test_what_is_missing_says_what_to_do(self, office, facility):
        answer = office.post(reverse("facilities:add-unit", args=[facility.pk]), {"code": "5C", "name": ""})
        assert answer.status_code == 422
        assert "Name: Fill this in." in answer.content.decode()

    def test_nobody_else_finds_them(self, client, facility, supervisor, outsider):
        for who in (supervisor, outsider):
            client.force_login(who)
            assert client.get(reverse("facilities:places")).status_code == 404
            assert client.get(reverse("facilities:add-unit", args=[facility.pk])).status_code == 404
