"""A clinician's other band: with a reason, for a time; it drives the tier and ends by itself."""

from datetime import timedelta

import pytest

from assessments import sweeps, tiers
from assessments.actions.risk import assess_risk, end_override, override_score
from assessments.models import Score, ScoreOverride
from core.refusals import Denied, Refused
from patients.models import Case
from tests.conftest import THEN
from worklist import rulebook

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY = {"band": "high", "reason": "Back twice from another hospital", "until": THEN + 7 * DAY}


@pytest.fixture
def score(ward):
    """LACE 3 to 9: low or moderate, so that the tier is not known."""
    return assess_risk(
        ward.case, by=ward.lead, acute=True, ed_visits=0, reviewed=True, conditions=["diabetes"]
    )


def risk(case):
    return Case.objects.get(pk=case.pk).risk


def test_the_override_is_the_tier_while_it_lasts(ward, score, at):
    assert (risk(ward.case), rulebook.tier_of(ward.case)) == ("", "low")
    made = override_score(score, by=ward.lead, **WHY)
    ward.case.refresh_from_db()
    assert (ward.case.risk, rulebook.tier_of(ward.case), made.band_label) == ("high", "high", "high")
    standing = tiers.standing(ward.case)
    assert (standing.override, standing.score) == (made, score)
    at(THEN + 7 * DAY)
    assert tiers.standing(ward.case).tier == ""
    assert (sweeps.end_overrides(), sweeps.end_overrides()) == (1, 0)
    made.refresh_from_db()
    assert (made.ended_by.username, risk(ward.case)) == ("system:keeper", "")


def test_another_override_takes_the_place_of_the_first(ward, score):
    first = override_score(score, by=ward.lead, **WHY)
    override_score(
        score, by=ward.lead, band="moderate", reason="The clinic sees them weekly", until=THEN + DAY
    )
    first.refresh_from_db()
    assert (first.ended_by, risk(ward.case)) == (ward.lead, "moderate")
    assert ScoreOverride.objects.filter(ended_at=None).count() == 1


def test_a_person_ends_it_before_its_time(ward, score):
    made = override_score(score, by=ward.lead, **WHY)
    end_override(made, by=ward.lead)
    assert risk(ward.case) == ""
    with pytest.raises(Refused):
        end_override(made, by=ward.lead)


def test_the_keeper_ends_none_before_its_time(ward, score):
    from accounts.actors import system

    made = override_score(score, by=ward.lead, **WHY)
    with pytest.raises(Refused):
        end_override(made, by=system("keeper"))


def test_it_stays_when_the_score_is_reckoned_anew(ward, score):
    override_score(score, by=ward.lead, **WHY)
    assess_risk(ward.case, by=ward.lead, acute=False, ed_visits=0, reviewed=True)
    assert (tiers.latest(ward.case).low, risk(ward.case)) == (0, "high")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"band": "complex"}, "band"),
        ({"reason": "  "}, "reason"),
        ({"until": THEN}, "until"),
        ({"until": THEN + 91 * DAY}, "until"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(ward, score, wrong, field):
    with pytest.raises(Refused) as refused:
        override_score(score, by=ward.lead, **(WHY | wrong))
    assert refused.value.field == field


def test_only_what_drives_something_is_overridden(ward, score):
    with pytest.raises(Refused):
        override_score(Score.objects.get(kind="cci"), by=ward.lead, **WHY)
    acuity = override_score(Score.objects.get(kind="acuity"), by=ward.lead, **(WHY | {"band": "complex"}))
    assert acuity.band == "complex"


@pytest.mark.parametrize("who", ["nurse", "worker", "coordinator"])
def test_only_the_case_manager_overrides(ward, score, who):
    with pytest.raises(Denied):
        override_score(score, by=getattr(ward, who), **WHY)
