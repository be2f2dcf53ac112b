"""What the keeper finds of notices that no verb settled: joined records, and what a newer version leaves alone (E-10)."""

from datetime import date, timedelta

import pytest

from accounts.actors import system
from coverage.actions import add_coverage
from discharge.models import Notice
from discharge.sweeps.notices import owe_notices
from patients import actions as patients
from policy import actions as policy
from policy.models import PackVersion
from tests.conftest import THEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notice_packs")]
Status = Notice.Status


def first_copy(case):
    return Notice.objects.get(case=case, kind="im_first").status


@pytest.fixture
def twin(facility, intake, plan_of_medicare):
    """The same person once more, who has Medicare by that record."""
    made = patients.register(facility, by=intake, family="Twin", given="Ada")
    add_coverage(made, by=intake, plan=plan_of_medicare, member_id="1EG4", from_on=date(2020, 1, 1))
    return made


def joined(case, twin, supervisor, *, kept):
    survivor, retired = (case.patient, twin) if kept == "here" else (twin, case.patient)
    return patients.merge(survivor, by=supervisor, retired=retired, reason="Same passport")


@pytest.mark.parametrize("kept", ["here", "there"])
def test_a_join_that_brings_medicare_makes_the_copy_owed(case, visit, twin, supervisor, kept):
    assert not Notice.objects.filter(case=case, kind="im_first", status=Status.DUE).exists()
    assert owe_notices() == 0
    joined(case, twin, supervisor, kept=kept)
    assert owe_notices() == 1
    assert first_copy(case) == Status.DUE
    assert owe_notices() == 0


def test_a_join_undone_takes_it_back_also_long_after(case, visit, twin, supervisor, at):
    merge = joined(case, twin, supervisor, kept="here")
    owe_notices()
    at(THEN + timedelta(days=20))
    patients.unmerge(merge, by=supervisor, reason="Two people")
    assert owe_notices() == 1
    assert first_copy(case) == Status.NOT_REQUIRED


def test_a_newer_version_leaves_alone_what_was_settled_before_it(case, medicare, visit, at):
    first = PackVersion.objects.get(pack__kind="notices", pack__facility=None)
    longer = first.body["important_message"] | {"days_after_admission": 5}
    body = first.body | {"important_message": longer, "examples": first.body["examples"][2:5]}
    at(THEN + timedelta(hours=1))
    policy.put_in_force(
        policy.draft_pack(first.pack, by=system("setup"), body=body, source="The site"), by=system("setup")
    )
    at(THEN + timedelta(hours=2))
    assert owe_notices() == 0
    assert set(Notice.objects.values_list("rules", flat=True)) == {first.pk}
