from datetime import date

from discharge import checklist as c

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (2, 3, 4))


def test_leaving_needs_a_day_and_a_place():
    assert len(c.before_transition(expected_on=None, disposition="")) == 2
    assert c.before_transition(expected_on=MONDAY, disposition="01") == []


def test_other_reasons_do_not_ask_for_attempts():
    facts = {"goals_without_outcome": 0, "handed_to": "none needed", "live_work": 0, "reason_for_work": ""}
    assert c.before_closing(closing="died", **facts) == []
    asked = ["Try another way than the phone."]
    assert c.before_closing(closing="unreachable", unreached=asked, **facts) == asked
    assert c.before_closing(closing="died", unreached=asked, **facts) == []
    assert c.before_closing(closing="died", **{**facts, "live_work": 2, "reason_for_work": "died"}) == []
