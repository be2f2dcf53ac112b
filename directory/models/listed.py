"""What an organisation offers to patients who leave: kind, area, what it can do, what is known of its quality."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record, together
from directory.models.organisations import Organisation
from facilities.models import Facility


@tracked
class Service(Record):
    """One service of an organisation (FHIR HealthcareService), on the list of one of our facilities.

    `areas` are beginnings of postal codes; an empty list serves everywhere. Source of what is asked of it:
    42 CFR 482.43(c): Medicare-participating home health agencies, SNFs, IRFs and LTCHs that serve the area; a home
    health agency must have asked to be listed; a financial interest of the hospital is disclosed.
    """

    class Kind(models.TextChoices):
        HOME_HEALTH = "home_health", _("Home health agency")
        SNF = "snf", _("Skilled nursing facility")
        IRF = "irf", _("Rehabilitation facility")
        LTCH = "ltch", _("Long-term care hospital")
        NURSING_FACILITY = "nursing_facility", _("Nursing facility, custodial care")
        HOSPICE_HOME = "hospice_home", _("Hospice at home")
        HOSPICE_FACILITY = "hospice_facility", _("Hospice in a facility")
        BEHAVIOURAL = "behavioural", _("Psychiatric hospital or programme")
        HOME_CARE = "home_care", _("Help at home, not medical")
        EQUIPMENT = "equipment", _("Medical equipment")
        TRANSPORT = "transport", _("Transport")
        INFUSION = "infusion", _("Infusion")
        DIALYSIS = "dialysis", _("Dialysis")
        ACUTE_HOSPITAL = "acute_hospital", _("Acute hospital")
        SHELTER = "shelter", _("Shelter or respite")
        COMMUNITY = "community", _("Community service")

    access = Access("directory", facility="facility", lock=("facility",))

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="services", verbose_name=_("organisation")
    )
    facility = models.ForeignKey(
        Facility, models.PROTECT, related_name="services", verbose_name=_("listed at")
    )
    kind = models.CharField(_("kind of service"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=160)
    address = models.CharField(_("address"), max_length=240, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    areas = ArrayField(
        models.CharField(max_length=12), default=list, blank=True, verbose_name=_("postal codes it serves")
    )
    languages = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("languages spoken")
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    fax = models.CharField(_("fax"), max_length=40, blank=True)
    contact = models.CharField(_("whom to ask"), max_length=120, blank=True)
    # How it wants to be asked, and the hours in which it answers, in words.
    hours = models.CharField(_("hours"), max_length=120, blank=True)
    medicare = models.BooleanField(_("takes part in Medicare"), default=False)
    asked_to_be_listed = models.BooleanField(_("has asked to be listed"), default=False)
    financial_interest = models.CharField(
        _("financial interest of this hospital"), max_length=240, blank=True
    )
    support_hours = models.PositiveSmallIntegerField(
        _("hours a day somebody is there"), null=True, blank=True
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_because = models.CharField(_("why it is not offered any more"), max_length=240, blank=True)
    invented = models.BooleanField(_("invented for demonstration"), default=False)

    class Meta:
        verbose_name = _("service")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "organisation", "kind", "name"],
                name="service_once",
                violation_error_message=_(
                    "This service is on the list already. Open it and change it there."
                ),
            ),
            together("verified_at", "verified_by", name="service_verified_pair"),
            together("closed_at", "closed_by", name="service_closed_pair"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_because="")
                | Q(closed_at__isnull=False) & ~Q(closed_because=""),
                name="closed_service_says_why",
                violation_error_message=_("Say why the service is not offered any more."),
            ),
            models.CheckConstraint(
                condition=Q(support_hours=None) | Q(support_hours__lte=24), name="service_hours_of_a_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["facility", "kind", "name"], condition=Q(closed_at=None), name="service_open_by_kind"
            ),
            GinIndex(fields=["areas"], name="service_areas"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def serves(self, postal_code: str) -> bool:
        """Whether an address lies in its area; without areas it serves everywhere."""
        wanted = postal_code.replace(" ", "").upper()
        return not self.areas or any(wanted.startswith(area.replace(" ", "").upper()) for area in self.areas)


@tracked
class ServiceCapability(Record):
    """One thing a service can do: the most help it gives in one of the five abilities, or a named treatment.

    For an ability `least` is the lowest level (0 to 4, assessments.AbilityRating) of a patient it can look after.
    """

    class Code(models.TextChoices):
        FUNCTIONAL = "functional", _("Daily activities")
        PHYSICAL = "physical", _("Moving")
        COGNITIVE = "cognitive", _("Thinking and memory")
        EMOTIONAL = "emotional", _("Mood and behaviour")
        SOCIOECONOMIC = "socioeconomic", _("Money and housing")
        NIGHTS = "nights", _("Somebody there at night")
        OXYGEN = "oxygen", _("Oxygen")
        VENTILATION = "ventilation", _("Ventilation")
        TRACHEOSTOMY = "tracheostomy", _("Tracheostomy care")
        INTRAVENOUS = "intravenous", _("Intravenous treatment")
        WOUND = "wound", _("Complex wound care")
        DIALYSIS = "dialysis", _("Dialysis")
        TUBE_FEEDING = "tube_feeding", _("Tube feeding")
        BARIATRIC = "bariatric", _("Bariatric care")
        ISOLATION = "isolation", _("Isolation")
        MEMORY_CARE = "memory_care", _("Secured memory care")
        THERAPY_3H = "therapy_3h", _("Three hours of therapy a day")
        INTERPRETER = "interpreter", _("Interpreter")

    ABILITIES = ("functional", "physical", "cognitive", "emotional", "socioeconomic")

    access = Access("directory", facility="service__facility", lock=("service",))

    service = models.ForeignKey(Service, models.PROTECT, related_name="capabilities")
    code = models.CharField(_("what it can do"), max_length=20, choices=Code)
    least = models.PositiveSmallIntegerField(_("lowest level it can look after"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("capability of a service")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "code"], condition=Q(ended_at=None), name="capability_once"
            ),
            together("ended_at", "ended_by", name="capability_ended_pair"),
            models.CheckConstraint(
                condition=Q(
                    code__in=["functional", "physical", "cognitive", "emotional", "socioeconomic"],
                    least__isnull=False,
                    least__lte=4,
                )
                | ~Q(code__in=["functional", "physical", "cognitive", "emotional", "socioeconomic"])
                & Q(least=None),
                name="ability_has_level",
                violation_error_message=_("Say the lowest level the service can look after."),
            ),
        ]


@tracked
class ServicePayer(Record):
    """A payer whose patients a service takes."""

    access = Access("directory", facility="service__facility", lock=("service",))

    service = models.ForeignKey(Service, models.PROTECT, related_name="payers")
    payer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("payer"))
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("payer of a service")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "payer"], condition=Q(ended_at=None), name="service_payer_once"
            ),
            together("ended_at", "ended_by", name="service_payer_ended_pair"),
        ]


class Quality(Entry):
    """A quality or resource-use fact about a service as somebody else published it, with the day it stands for."""

    access = Access("directory", facility="service__facility", lock=("service",))

    service = models.ForeignKey(Service, models.PROTECT, related_name="qualities")
    measure = models.CharField(_("measure"), max_length=120)
    value = models.CharField(_("value"), max_length=60)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=160)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("quality fact")
        constraints = [
            models.UniqueConstraint(fields=["service", "measure", "as_of"], name="quality_fact_once"),
        ]
        triggers = [insert_only("quality_fact")]
