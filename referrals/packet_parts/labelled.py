"""Records that go only on a consent that names them: substance use programmes, and what state law protects.

Notes of therapy and counselling are their author's alone and no part of any papers; neither is a client's binder.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from core.access import visible_to
from notes.models import CaseNote, Kind, Label, Status
from notes.words import NOTICES
from referrals.parts import Place, Row, part, row


@part("part2", gettext_lazy("Records of a substance use programme"), "42cfr2")
def part2(place: Place) -> Iterable[Row]:
    """The labelled notes that the sender may read, with the sentence on redisclosure (42 CFR 2.32)."""
    return _labelled(place, Label.PART2)


@part("protected", gettext_lazy("What state law protects"), "sens")
def protected(place: Place) -> Iterable[Row]:
    """The same for the label of state law."""
    return _labelled(place, Label.SENSITIVE)


def _labelled(place: Place, label: Label) -> Iterable[Row]:
    rows = visible_to(CaseNote, place.reader).filter(case=place.case, label=label, error_at=None)
    found = rows.filter(status=Status.SIGNED, kind__in=(Kind.GENERAL, Kind.PSYCHOSOCIAL)).select_related(
        "signed_by"
    )
    for note in found.order_by("signed_at", "pk"):
        yield row(
            note.signed_by.name if note.signed_by else "",
            note.text,
            NOTICES[label],
            at=note.signed_at.isoformat() if note.signed_at else "",
        )
