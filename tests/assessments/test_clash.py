"""Two people in one section: nobody's text is overwritten, and what clashed is settled field by field."""

from itertools import permutations

import pytest

from accounts.permissions import Role
from assessments.actions.answering import answer
from assessments.actions.signing import sign_section
from assessments.models import Answer
from core.refusals import Refused
from teams.actions import assign
from tests.assessments.conftest import given, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(ward, person, supervisor):
    """A second nurse on the case."""
    user = person("n.two", Role.NURSE, name="Nadia Two")
    assign(ward.case, by=supervisor, user=user, role=Role.NURSE)
    return user


@pytest.fixture
def nursing(joint):
    return section(joint, "nursing-section")


def value(part, link):
    return Answer.objects.get(section=part, link_id=link).value


def test_what_another_wrote_since_stays_and_comes_back(ward, second, nursing):
    answer(nursing, by=ward.nurse, answers=given(nursing_summary="Hers"))
    saved = answer(nursing, by=second, answers=given(0, nursing_summary="His", lives="alone"))
    assert value(nursing, "nursing-summary") == "Hers"
    assert value(nursing, "lives") == "alone"
    clash = saved.taken.clashes[0]
    assert (clash.link_id, clash.mine, clash.stands.answered_by) == ("nursing-summary", "His", ward.nurse)
    assert saved.clashes == [
        {
            "link_id": "nursing-summary",
            "value": "Hers",
            "declined": False,
            "version": 1,
            "answered_by": "t.nurse",
        }
    ]


def test_the_same_words_from_two_people_are_no_clash(ward, second, nursing):
    answer(nursing, by=ward.nurse, answers=given(lives="alone"))
    assert answer(nursing, by=second, answers=given(lives="alone")).clashes == []


def test_somebody_who_never_heard_of_their_own_save_goes_on(ward, nursing):
    answer(nursing, by=ward.nurse, answers=given(nursing_summary="First"))
    assert answer(nursing, by=ward.nurse, answers=given(0, nursing_summary="First and more")).clashes == []
    assert value(nursing, "nursing-summary") == "First and more"


@pytest.mark.parametrize("choice", ["Hers", "His", "Both of theirs"])
def test_a_clash_is_settled_by_theirs_mine_or_new_words(ward, second, nursing, choice):
    answer(nursing, by=ward.nurse, answers=given(nursing_summary="Hers"))
    clash = answer(nursing, by=second, answers=given(nursing_summary="His")).clashes[0]
    settled = answer(nursing, by=second, answers=given(clash["version"], nursing_summary=choice))
    assert settled.clashes == []
    assert value(nursing, "nursing-summary") == choice


def test_changed_again_while_it_was_compared_clashes_again(ward, second, nursing):
    answer(nursing, by=ward.nurse, answers=given(nursing_summary="Hers"))
    clash = answer(nursing, by=second, answers=given(nursing_summary="His")).clashes[0]
    answer(nursing, by=ward.nurse, answers=given(1, nursing_summary="Hers, later"))
    again = answer(nursing, by=second, answers=given(clash["version"], nursing_summary="His"))
    assert again.clashes[0]["value"] == "Hers, later"
    assert value(nursing, "nursing-summary") == "Hers, later"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whatever_the_order_nothing_is_lost_without_its_writer_being_told(ward, second, nursing, order):
    saves = [(ward.nurse, "one"), (second, "two"), (ward.nurse, "three")]
    told = []
    for place in order:
        by, words = saves[place]
        clashes = answer(nursing, by=by, answers=given(0, nursing_summary=words)).clashes
        told += [words for _each in clashes]
    stands = value(nursing, "nursing-summary")
    # A person's own newer words take the place of their older ones; another's never do.
    silent = {words for by, words in saves if words not in told and words != stands}
    writer = next(by for by, words in saves if words == stands)
    assert all(by == writer for by, words in saves if words in silent)


def test_nothing_is_signed_over_a_clash(ward, second, nursing):
    answer(nursing, by=ward.nurse, answers=given(nursing_summary="Hers"))
    with pytest.raises(Refused, match="changed this meanwhile"):
        sign_section(nursing, by=second, answers=given(0, nursing_summary="His", lives="alone"))
    nursing.refresh_from_db()
    assert nursing.is_open
    assert not Answer.objects.filter(section=nursing, link_id="lives").exists()
