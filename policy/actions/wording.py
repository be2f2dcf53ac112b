"""The glossary: hospital words with the plain words for them; none may change a number, a unit, a date or a "not"."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from facilities.models import Facility
from policy.models import GlossaryTerm
from policy.plain import Word, keeps


@action("manage_policy")
def add_term(
    facility: Facility,
    *,
    by: Any,
    term: str,
    source: str,
    plain: str = "",
    explanation: str = "",
    forms: Mapping[str, str] | None = None,
) -> GlossaryTerm:
    """Put a hospital word in a facility's glossary; it stands before the same word of all facilities."""
    _must_say_something(plain, explanation)
    _must_keep_figures(Word(term, plain, explanation, forms or {}))
    made = GlossaryTerm(facility=facility, term=term, plain=plain, explanation=explanation, source=source)
    made.forms = dict(forms or {})
    return keep(made)


@action("manage_policy")
def change_term(
    term: GlossaryTerm,
    *,
    by: Any,
    source: str,
    plain: str = "",
    explanation: str = "",
    forms: Mapping[str, str] | None = None,
) -> GlossaryTerm:
    """Say a hospital word in other plain words; the word itself stays."""
    _must_stand(term)
    _must_say_something(plain, explanation)
    _must_keep_figures(Word(term.term, plain, explanation, forms or {}))
    term.plain, term.explanation, term.forms, term.source = plain, explanation, dict(forms or {}), source
    return term


@action("manage_policy")
def retire_term(term: GlossaryTerm, *, by: Any) -> GlossaryTerm:
    """Look for a word no longer."""
    _must_stand(term)
    term.retired_at = clock.now()
    return term


def _must_stand(term: GlossaryTerm) -> None:
    if term.retired_at is not None:
        raise Refused(_("This word is no longer in the glossary. Add it again."))


def _must_say_something(plain: str, explanation: str) -> None:
    if not plain and not explanation:
        raise Refused(_("Give plain words for it, or explain it."), field="plain")


def _must_keep_figures(word: Word) -> None:
    """Refuse plain words that say a number, a unit, a date or a negation which the hospital word does not."""
    for spelling, plain in {word.term: word.plain, **word.forms}.items():
        if plain and not keeps(spelling, plain):
            raise Refused(
                _(
                    "“%(plain)s” for “%(word)s” would change a number, a unit, a date or a “not” of the text."
                    " Leave the plain words empty and explain the word instead."
                )
                % {"plain": plain, "word": spelling},
                field="plain" if spelling == word.term else "forms",
            )
