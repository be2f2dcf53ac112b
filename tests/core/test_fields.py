"""A date typed in three boxes."""

from datetime import date

import pytest
from django import forms

from core.fields import UNREAD, DayMonthYearField


class Birth(forms.Form):
    born = DayMonthYearField(required=False)
    needed = DayMonthYearField()


def filled(**boxes: str) -> Birth:
    return Birth({"needed_0": "1", "needed_1": "1", "needed_2": "2000"} | boxes)


def test_it_reads_day_month_year() -> None:
    form = filled(born_0="14", born_1="3", born_2="1958")
    assert form.is_valid()
    assert form.cleaned_data["born"] == date(1958, 3, 14)


def test_empty_boxes_are_no_date() -> None:
    form = filled()
    assert form.is_valid()
    assert form.cleaned_data["born"] is None


@pytest.mark.parametrize(
    "boxes",
    [("31", "2", "1958"), ("14", "March", "1958"), ("14", "", "1958"), ("0", "0", "0"), ("1", "1", "99999")],
)
def test_it_says_once_what_to_type_and_keeps_what_was_typed(boxes: tuple[str, str, str]) -> None:
    form = filled(born_0=boxes[0], born_1=boxes[1], born_2=boxes[2])
    assert form.errors == {"born": [str(UNREAD)]}
    assert all(f'value="{box}"' in str(form["born"]) for box in boxes if box)


def test_a_required_date_must_be_typed() -> None:
    form = Birth({})
    assert form.errors == {"needed": [str(UNREAD)]}
