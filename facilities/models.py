"""Places: facilities with their time zone, units, beds, and the days the office is closed."""

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_zone
from accounts.permissions import model_permissions
from core.access import Access
from core.history import tracked
from core.models import Record


@tracked
class Facility(Record):
    """A hospital or site; its time zone governs every deadline of its patients."""

    access = Access("identity", facility="pk")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    zone = models.CharField(_("time zone"), max_length=60, validators=[validate_zone])
    phone = models.CharField(_("call-back number"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("facility")
        default_permissions = ()
        permissions = model_permissions()

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@tracked
class Unit(Record):
    """A ward or department of a facility."""

    access = Access("identity", facility="facility")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="units")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    # Made from a message and not yet looked at by the administrator.
    confirmed = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("unit")
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="unit_code_once")]

    def __str__(self) -> str:
        return self.name


@tracked
class Bed(Record):
    """A bed of a unit, named as the ward names it."""

    access = Access("identity", facility="unit__facility")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="beds")
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        verbose_name = _("bed")
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="bed_code_once")]
        # The search of the header takes a bed however it is written.
        indexes = [models.Index(Upper("code"), name="bed_by_code")]

    def __str__(self) -> str:
        return self.code


@tracked
class Holiday(Record):
    """A day on which a site's office is closed, beside the federal holidays that `core.calendar` knows."""

    access = Access("identity", facility="facility")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="holidays")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("holiday")
        constraints = [
            models.UniqueConstraint(fields=["facility", "on"], name="holiday_once"),
            models.CheckConstraint(condition=~Q(name=""), name="holiday_has_name"),
        ]


@tracked
class Team(Record):
    """A case-management team of a facility; who is in it, and who supervises it, stands in `teams`."""

    access = Access("identity", facility="facility")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=80)
    # What the team takes on, for the suggestion in the intake queue: needs and units by code.
    needs = models.JSONField(_("needs it takes"), default=list, blank=True)
    units = models.ManyToManyField(Unit, related_name="case_teams", blank=True, verbose_name=_("units"))

    class Meta:
        verbose_name = _("team")
        constraints = [models.UniqueConstraint(fields=["facility", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name
