"""Sentences in other languages: proposed by one person, approved by another, and equal to their source in every number."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from core.sentences import sentences
from facilities.models import Facility
from policy.models import Translation
from policy.segments import differences, digest


@action("manage_policy")
def propose_translation(
    facility: Facility, *, by: Any, source_text: str, language: str, text: str
) -> Translation:
    """Write down one sentence in another language; patients read it once somebody else has approved it."""
    whole = " ".join(source_text.split())
    if sentences(whole) != [whole]:
        raise Refused(
            _("Translate one sentence at a time, without a bullet: each is found again by itself."),
            field="source_text",
        )
    _must_equal(whole, text)
    proposed = Translation(facility=facility, segment=digest(whole), source_text=whole, language=language)
    proposed.text, proposed.proposed_by = text, by
    return keep(proposed)


@action("manage_policy")
def approve_translation(translation: Translation, *, by: Any) -> Translation:
    """Let patients read a translation that somebody else has written."""
    _must_stand(translation)
    if translation.approved_at is not None:
        raise Refused(_("This translation is approved already."))
    if translation.proposed_by_id == by.pk:
        raise Refused(_("Somebody else must approve what you translated."))
    _must_equal(translation.source_text, translation.text)
    translation.approved_at, translation.approved_by = clock.now(), by
    return translation


@action("manage_policy")
def retire_translation(translation: Translation, *, by: Any) -> Translation:
    """Use a translation no longer, or turn a proposed one down."""
    _must_stand(translation)
    translation.retired_at = clock.now()
    return translation


def _must_stand(translation: Translation) -> None:
    if translation.retired_at is not None:
        raise Refused(_("This translation is no longer used. Propose a new one."))


def _must_equal(source: str, text: str) -> None:
    """Refuse a translation whose numbers are not those of its source."""
    missing, more = differences(source, text)
    if missing:
        raise Refused(
            _(
                "The translation lacks a number of the sentence: %(which)s. Write every number as it stands there."
            )
            % {"which": ", ".join(missing)},
            field="text",
        )
    if more:
        raise Refused(
            _("The translation has a number or a unit that the sentence does not have: %(which)s.")
            % {"which": ", ".join(more)},
            field="text",
        )
