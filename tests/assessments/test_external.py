"""Results scored elsewhere: a label, a figure on its scale, who scored it; no text of items, and only by who may."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.actions.results import record_external
from assessments.external import KNOWN
from core.refusals import Denied, Refused
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
FACTS = {"at": THEN - timedelta(hours=2), "scored_by": "B. Osei, physiotherapy"}


@pytest.mark.parametrize(
    ("code", "least", "most"),
    [
        ("braden", 6, 23), ("morse", 0, 125), ("barthel", 0, 100), ("cfs", 1, 9), ("4at", 0, 12), ("mini-cog", 0, 5),
        ("mmse", 0, 30),
    ],
)  # fmt: skip
def test_each_known_scale_takes_its_ends_and_nothing_beyond(ward, code, least, most):
    assert (KNOWN[code].least, KNOWN[code].most) == (least, most)
    for total in (least, most):
        kept = record_external(ward.case, by=ward.nurse, instrument=code, total=Decimal(total), **FACTS)
        assert (kept.total, kept.low, kept.high, kept.sort, kept.kind) == (
            total,
            total,
            total,
            "clinical",
            "external",
        )
        assert (kept.inputs, kept.points, kept.missing, kept.section) == ({}, {}, [], None)
    for total in (least - 1, most + 1):
        with pytest.raises(Refused) as refused:
            record_external(ward.case, by=ward.nurse, instrument=code, total=Decimal(total), **FACTS)
        assert refused.value.field == "total"


def test_another_questionnaire_says_its_scale_and_class(ward):
    said = {
        "instrument": "other",
        "label": "House frailty list",
        "sort": "psychosocial",
        "total": Decimal("2.5"),
    }
    with pytest.raises(Refused):
        record_external(ward.case, by=ward.worker, **said, **FACTS)
    kept = record_external(
        ward.case, by=ward.worker, **said, scale_min=Decimal(0), scale_max=Decimal(5), **FACTS
    )
    assert (kept.code, kept.label, kept.sort, kept.scored_by) == (
        "house frailty list", "House frailty list", "psychosocial", "B. Osei, physiotherapy"
    )  # fmt: skip


@pytest.mark.parametrize("who", ["lead", "worker", "coordinator"])
def test_who_may_not_write_of_that_class_records_none(ward, who):
    with pytest.raises(Denied):
        record_external(ward.case, by=getattr(ward, who), instrument="morse", total=Decimal(45), **FACTS)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"at": THEN + timedelta(minutes=1)}, "at"),
        ({"scored_by": " "}, "scored_by"),
        ({"instrument": "phq-9"}, "instrument"),
        ({"instrument": "other", "label": ""}, "label"),
        ({"instrument": "other", "label": "X", "sort": "safeguarding"}, "sort"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(ward, wrong, field):
    with pytest.raises(Refused) as refused:
        record_external(
            ward.case, by=ward.nurse, **({"instrument": "morse", "total": Decimal(45)} | FACTS | wrong)
        )
    assert refused.value.field == field


def test_it_stands_in_its_trend(ward):
    from assessments.queries import trends

    for hours, total in ((9, 30), (3, 60)):
        at = THEN - timedelta(hours=hours)
        record_external(
            ward.case, by=ward.nurse, instrument="morse", total=Decimal(total), at=at, scored_by="Ward"
        )
    found = trends.of_case(ward.case, ward.nurse)
    assert [(each.code, each.verdict, each.most) for each in found] == [("morse", "", 125)]
    assert [point.outside for point in found[0].points] == [True, True]
