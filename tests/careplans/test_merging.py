"""Two people write into the same row: nothing is lost, and only what both changed is asked about."""

from hypothesis import given
from hypothesis import strategies as st

from careplans.merging import merge

BASE = {"words": "Walk", "target": "100 m", "due_on": None}


def test_only_what_i_changed_is_saved():
    found = merge(BASE, BASE | {"target": "200 m"}, BASE)
    assert (found.values, found.clashes) == ({"target": "200 m"}, {})


def test_what_others_changed_elsewhere_stays():
    found = merge(BASE, BASE | {"target": "200 m"}, BASE | {"words": "Walk to church"})
    assert (found.values, found.clashes) == ({"target": "200 m"}, {})


def test_the_same_change_twice_is_none():
    assert merge(BASE, BASE | {"words": "Run"}, BASE | {"words": "Run"}).values == {}


def test_both_changed_the_same_field():
    found = merge(BASE, BASE | {"words": "Run"}, BASE | {"words": "Swim"})
    assert (found.values, found.clashes) == ({}, {"words": ("Run", "Swim")})


def test_a_choice_settles_it():
    mine, theirs = BASE | {"words": "Run"}, BASE | {"words": "Swim"}
    assert merge(BASE, mine, theirs, {"words": "yours"}).values == {"words": "Run"}
    kept = merge(BASE, mine, theirs, {"words": "theirs"})
    assert (kept.values, kept.clashes) == ({}, {})


ROW = st.fixed_dictionaries({name: st.sampled_from("abc") for name in ("x", "y", "z")})


@given(ROW, ROW, ROW)
def test_every_change_of_mine_is_saved_or_asked_about_unless_it_stands_already(base, mine, theirs):
    found = merge(base, mine, theirs)
    for name, said in mine.items():
        if said not in (base[name], theirs[name]):
            assert name in found.values or name in found.clashes
        else:
            assert name not in found.values | found.clashes
    # What I did not touch is never written.
    assert all(mine[name] != base[name] for name in found.values)
