"""A human being in our care, by every name and number they go by."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import Record, together
from facilities.models import Facility
from patients.merge_rules import MOVES, Change, Rule, Step


class Sex(models.TextChoices):
    """Administrative sex as HL7 table 0001 and FHIR AdministrativeGender say it; gender identity is apart."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not known")


class Sound(Func):
    """The double metaphone code of a name (fuzzystrmatch)."""

    function = "dmetaphone"
    output_field = models.TextField()


@tracked
class Patient(Record):
    """A patient; provisional while the identity is not known, a redirecting stub after a merge."""

    class Precision(models.TextChoices):
        DAY = "day", _("Day")
        MONTH = "month", _("Month")
        YEAR = "year", _("Year")

    access = Access("identity", case="cases", facility="facility")
    on_merge = {"merged_into": MOVES}

    facility = models.ForeignKey(
        Facility, models.PROTECT, related_name="patients", verbose_name=_("facility")
    )
    family = models.CharField(_("family name"), max_length=120, blank=True)
    given = models.CharField(_("given name"), max_length=120, blank=True)
    middle = models.CharField(_("middle names"), max_length=120, blank=True)
    suffix = models.CharField(_("suffix"), max_length=20, blank=True)
    preferred_name = models.CharField(_("name to use"), max_length=80, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    sex = models.CharField(_("administrative sex"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    deceased_at = models.DateTimeField(_("died"), null=True, blank=True)
    provisional = models.BooleanField(_("identity not yet known"), default=False)
    alias = models.CharField(_("provisional name"), max_length=60, blank=True)
    estimated_age = models.PositiveSmallIntegerField(_("estimated age, years"), null=True, blank=True)
    estimated_on = models.DateField(null=True, blank=True)
    # Records that curiosity is drawn to: every look at one reaches the privacy officer.
    watch = models.CharField(
        _("looked after with special care"),
        max_length=10,
        choices=[("vip", _("Known to the public")), ("employee", _("Works here"))],
        blank=True,
    )
    # The colleague whose own record this is.
    own_user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="own_records"
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    # Folded "family given", written by the verbs that write the names; compared byte by byte for prefix search.
    search_name = models.CharField(max_length=260, db_collation="C", blank=True, editable=False)

    class Meta:
        verbose_name = _("patient")
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="patient_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(provisional=False) | ~Q(alias=""),
                name="provisional_has_alias",
                violation_error_message=_("A provisional patient needs a provisional name."),
            ),
            models.CheckConstraint(
                condition=Q(provisional=True) | ~Q(family="", given=""),
                name="patient_has_a_name",
                violation_error_message=_("Enter a family name or a given name, or register as provisional."),
            ),
            models.CheckConstraint(
                condition=Q(estimated_age__isnull=True) | Q(estimated_age__lte=125),
                name="estimated_age_possible",
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True) | Q(birth_date__gte="1880-01-01"),
                name="birth_date_possible",
                violation_error_message=_("Check the year of birth."),
            ),
            together("estimated_age", "estimated_on", name="estimate_has_a_day"),
        ]
        indexes = [
            models.Index(fields=["facility", "search_name", "id"], name="patient_by_name"),
            models.Index(fields=["birth_date", "facility"], name="patient_by_birth"),
            GinIndex(OpClass("search_name", name="gin_trgm_ops"), name="patient_name_trgm"),
            models.Index("facility", Sound("family"), Sound("given"), name="patient_by_sound"),
            models.Index(Upper("alias"), condition=Q(provisional=True), name="patient_by_alias"),
        ]


class PatientRecord(Record):
    """Anything that hangs on the patient rather than on one case."""

    access = Access("identity", case="patient__cases", facility="patient__facility", lock=("patient",))

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="%(class)ss", verbose_name=_("patient"))

    class Meta:
        abstract = True


@tracked
class PatientName(PatientRecord):
    """Another name the patient has or had: maiden name, alias, name on an old record."""

    on_merge = {"patient": MOVES}

    class Use(models.TextChoices):
        USUAL = "usual", _("Usual")
        MAIDEN = "maiden", _("Maiden name")
        NICKNAME = "nickname", _("Nickname")
        ALIAS = "alias", _("Alias")
        OLD = "old", _("Earlier name")

    use = models.CharField(_("kind"), max_length=10, choices=Use)
    family = models.CharField(_("family name"), max_length=120, blank=True)
    given = models.CharField(_("given name"), max_length=120, blank=True)
    search_name = models.CharField(max_length=260, db_collation="C", blank=True, editable=False)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("other name")
        indexes = [models.Index(fields=["search_name"], name="other_name_search")]


@tracked
class Identifier(PatientRecord):
    """A number somebody gave the patient; the same value under two authorities is two identifiers."""

    on_merge = {"patient": MOVES}

    class Kind(models.TextChoices):
        MRN = "MR", _("Medical record number")
        SOCIAL = "SS", _("Social security number")
        MEDICARE = "MC", _("Medicare number")
        MEDICAID = "MA", _("Medicaid number")
        LICENCE = "DL", _("Driver licence")
        PASSPORT = "PPN", _("Passport")
        OTHER = "XX", _("Other")

    authority = models.CharField(_("issued by"), max_length=120)
    value = models.CharField(_("number"), max_length=80)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.MRN)
    source = models.CharField(max_length=60, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    retired = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("identifier")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "value"],
                condition=Q(retired=False),
                name="identifier_once",
                violation_error_message=_(
                    "This number already belongs to a record. Search for it and use that record."
                ),
            ),
            models.CheckConstraint(condition=~Q(value=""), name="identifier_has_value"),
            together("verified_at", "verified_by", name="identifier_verified_pair"),
        ]
        indexes = [models.Index(fields=["value"], name="identifier_value")]


def _yield_to_the_kept_claim(claim: "FieldClaim", step: Step) -> Change:
    """What the kept record claims goes on being current; the other claim becomes an earlier one."""
    kept = FieldClaim.objects.filter(patient=step.survivor, field=claim.field, current=True)
    aside: Change = {"current": False} if claim.current and kept.exists() else {}
    return {"patient_id": step.survivor.pk, **aside}


@tracked
class FieldClaim(PatientRecord):
    """What somebody says a key field is, how sure we are, and since when; the newest statement per field counts."""

    on_merge = {
        "patient": Rule(
            "moves; no longer current where the kept record has a claim", _yield_to_the_kept_claim
        )
    }

    class Verification(models.TextChoices):
        STATED = "stated", _("Stated")
        DOCUMENT = "document", _("Document seen")
        THIRD_PARTY = "third_party", _("Confirmed by a third party")

    field = models.CharField(max_length=40)
    value = models.CharField(max_length=260, blank=True)
    verification = models.CharField(max_length=12, choices=Verification, default=Verification.STATED)
    source = models.CharField(max_length=60)
    event_at = models.DateTimeField()
    current = models.BooleanField(default=True)
    # A person typed it over what the feed had said; kept until the feed says something else again.
    override = models.BooleanField(default=False)
    said_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("detail with its proof")
        verbose_name_plural = _("details with their proof")
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "field"], condition=Q(current=True), name="one_current_claim_per_field"
            )
        ]
