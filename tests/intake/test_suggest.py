"""Who is suggested and why: need, unit, language, load."""

import json

from intake.suggest import Candidate, Group, Wish, best_group, rank
from policy.loading import PACKS

RULES = json.loads((PACKS / "tiers.json").read_text())["body"]
NORTH = Group("n", "Team North", frozenset({"placement"}), frozenset({"4B"}))
ANY = Group("a", "Team Any")
WISH = Wish("placement", "next place of care", "4B", "4B Medicine", "pt", "Portuguese")


def who(name, team=NORTH, **more):
    return Candidate(name, name, "case_manager", team, **more)


def test_everything_fits_and_nothing_is_carried_yet():
    [best] = rank(WISH, [who("R. Patel", languages=frozenset({"pt"}))], RULES)
    assert best.score == 100
    assert (
        best.short
        == "Team North takes next place of care, works on 4B Medicine, speaks Portuguese, load 0 of 20"
    )


def test_the_parts_add_up_to_the_score_with_the_weights_of_the_pack():
    [best] = rank(WISH, [who("R. Patel", load=5)], RULES)
    assert {part.name: part.weight for part in best.parts} == RULES["routing"]
    assert best.score == 70 == round(sum(part.weight * part.share for part in best.parts))
    assert "no Portuguese" in best.reasons


def test_less_load_wins_between_equals_then_the_name():
    found = rank(WISH, [who("B", load=3), who("C", load=2), who("A", load=3)], RULES)
    assert [each.who.name for each in found] == ["C", "A", "B"]


def test_a_full_load_counts_by_the_hours_somebody_works():
    half, whole = rank(Wish(), [who("Half", load=5, hours=20), who("Whole", load=5, hours=40)], RULES)[::-1]
    assert (half.who.name, half.score, whole.score) == ("Half", 50, 75)
    assert rank(Wish(), [who("Over", load=50)], RULES)[0].score == 0


def test_nobody_without_hours_is_suggested():
    assert rank(WISH, [who("Away", hours=0)], RULES) == []


def test_what_a_request_does_not_say_does_not_count():
    [best] = rank(Wish(), [who("R. Patel", load=10)], RULES)
    assert [part.name for part in best.parts] == ["load"]
    assert best.score == 50


def test_covering_the_unit_is_as_good_as_its_team():
    mine = who("Cover", ANY, units=frozenset({"4B"}))
    assert rank(Wish(unit="4B", unit_words="4B"), [mine], RULES)[0].score == 100


def test_the_team_that_names_the_need_comes_before_one_that_takes_any():
    assert best_group(WISH, [ANY, NORTH]) == NORTH
    assert best_group(Wish("home"), [NORTH, ANY]) == ANY
    assert best_group(WISH, []) is None
