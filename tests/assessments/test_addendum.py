"""A signed section stays; what is added stands beside it with its own author and time."""

from datetime import timedelta

import pytest
from django.db import InternalError, transaction

from assessments.actions.signing import add_addendum, sign_section
from assessments.models import Addendum, Section
from core.refusals import Denied, Refused
from tests.assessments.conftest import fill, section
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(ward, joint):
    part = section(joint, "nursing-section")
    fill(part, ward.nurse)
    return sign_section(part, by=ward.nurse)


def test_words_are_added_with_name_and_time(ward, signed, at):
    at(THEN + timedelta(hours=3))
    added = add_addendum(signed, by=ward.nurse, text=" She fell at home in May. ", link_id="falls")
    assert (added.text, added.link_id, added.written_by, added.at) == (
        "She fell at home in May.", "falls", ward.nurse, THEN + timedelta(hours=3),
    )  # fmt: skip
    add_addendum(signed, by=ward.nurse, text="And once in June.")
    assert Addendum.objects.filter(section=signed).count() == 2


def test_refused_without_words_of_an_open_section_or_about_no_question(ward, joint, signed):
    with pytest.raises(Refused, match="Write the words"):
        add_addendum(signed, by=ward.nurse, text="  ")
    with pytest.raises(Refused, match="no such question"):
        add_addendum(signed, by=ward.nurse, text="x", link_id="nobody-asked")
    with pytest.raises(Refused, match="only when it is signed"):
        add_addendum(section(joint, "social-section"), by=ward.worker, text="x")
    for stranger in (ward.worker, ward.lead):
        with pytest.raises(Denied):
            add_addendum(signed, by=stranger, text="x")


def test_neither_section_nor_addendum_changes_afterwards(ward, signed):
    added = add_addendum(signed, by=ward.nurse, text="As said")
    for change in (
        lambda: Section.objects.filter(pk=signed.pk).update(signed_by=ward.worker),
        lambda: Section.objects.filter(pk=signed.pk)._raw_delete("default"),
        lambda: Addendum.objects.filter(pk=added.pk).update(text="Otherwise"),
        lambda: Addendum.objects.filter(pk=added.pk).delete(),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()
