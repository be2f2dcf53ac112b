"""Words for patients: what a hospital word means in plain language, and sentences that were translated once and approved."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.languages import name_of
from core.models import Record, together
from facilities.models import Facility


@tracked
class GlossaryTerm(Record):
    """A hospital word and the plain words for it; a facility's own stands before the one of all."""

    access = Access("identity", facility="facility")

    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, related_name="glossary")
    term = models.CharField(_("hospital word"), max_length=80)
    # Empty where the word is only explained: "BID" says how often, and no swap may write a number.
    plain = models.CharField(_("plain words"), max_length=160, blank=True)
    # Other forms of the word with their plain words: {"ambulates": "walks"}.
    forms: models.JSONField = models.JSONField(_("other forms"), default=dict, blank=True)
    explanation = models.CharField(_("explanation"), max_length=240, blank=True)
    source = models.CharField(_("source"), max_length=160)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("glossary term")
        constraints = [
            models.UniqueConstraint(
                Lower("term"),
                "facility",
                condition=Q(retired_at=None),
                name="glossary_term_once",
                nulls_distinct=False,
                violation_error_message=_("This word is in the glossary already. Change it there."),
            ),
            models.CheckConstraint(
                condition=~Q(plain="") | ~Q(explanation=""),
                name="glossary_term_says_something",
                violation_error_message=_("Give plain words for it, or explain it."),
            ),
        ]


@tracked
class Translation(Record):
    """One sentence in another language; used for patients only once somebody else has approved it."""

    access = Access("identity", facility="facility")

    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, related_name="translations")
    # SHA-256 of the sentence with its spaces and case made even; never a sentence about one patient.
    segment = models.CharField(max_length=64)
    source_text = models.CharField(_("sentence"), max_length=500)
    language = models.CharField(_("language"), max_length=8)
    text = models.CharField(_("translation"), max_length=800)
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("translation")
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "language", "facility"],
                condition=Q(retired_at=None, approved_at__isnull=False),
                name="one_approved_translation",
                nulls_distinct=False,
                violation_error_message=_(
                    "An approved translation of this sentence stands. Retire it first."
                ),
            ),
            together("approved_at", "approved_by", name="translation_approved_pair"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="translation_approved_by_another",
                violation_error_message=_("Somebody else must approve what you translated."),
            ),
        ]

    @property
    def language_name(self) -> str:
        """The language in words."""
        return name_of(self.language)
