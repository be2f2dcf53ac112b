"""People and services that sign in, what their roles may do, and text not yet saved."""

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractUser, Permission
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Reach, Role
from core import wording
from core.access import Access
from core.history import tracked, tracked_without
from core.models import Record, new_key


def validate_zone(name: str) -> None:
    """A name of the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone such as America/New_York."))


@tracked_without("password", "last_login")
class User(AbstractUser):
    """A person, or a service of the application itself; what they may do comes from assignments, not from here."""

    access = Access("own", own="pk")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=120)
    default_role = models.CharField(_("usual role"), max_length=20, choices=Role, blank=True)
    discipline = models.CharField(_("discipline"), max_length=60, blank=True)
    languages = ArrayField(
        models.CharField(max_length=8), default=list, blank=True, verbose_name=_("languages")
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    zone = models.CharField(
        _("time zone"), max_length=60, default="America/New_York", validators=[validate_zone]
    )
    weekly_capacity = models.DecimalField(
        _("weekly capacity, hours"), max_digits=4, decimal_places=1, default=40
    )
    manager = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reports")
    theme = models.CharField(
        max_length=5,
        choices=[("auto", _("Auto")), ("light", _("Light")), ("dark", _("Dark"))],
        default="auto",
    )
    keys_on = models.BooleanField(_("single-key shortcuts"), default=True)
    is_service = models.BooleanField(default=False)

    REQUIRED_FIELDS = ["name", "email"]

    # Set by the session: the role the person acts in now (see accounts.middleware).
    acting_role = ""
    roles_held: tuple[str, ...] | list[str] = ()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekly_capacity__gte=0), name="user_capacity_not_negative"),
            models.CheckConstraint(
                condition=Q(is_service=False) | Q(is_superuser=False, is_staff=False),
                name="service_is_no_superuser",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def short(self) -> str:
        """ "M. Svensson": how colleagues read each other in lists."""
        return wording.short(self.name)


@tracked
class Credential(Record):
    """A licence or certificate of a person, with its end date."""

    user = models.ForeignKey(User, models.PROTECT, related_name="credentials")
    kind = models.CharField(_("kind"), max_length=60)
    number = models.CharField(_("number"), max_length=60)
    expires_on = models.DateField(_("valid until and including"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "number"], name="credential_once")]


@tracked_without("digest")
class ApiToken(Record):
    """A key of an integration account; only its hash is stored, and it ends by itself."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("what it is for"), max_length=80)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(null=True, blank=True)


class RolePermission(models.Model):
    """One line of `GRANTS` as the access views join it; written by migrate, never edited."""

    role = models.CharField(max_length=20, choices=Role)
    reach = models.CharField(max_length=10, choices=Reach)
    thing = models.CharField(max_length=10, choices=[("case", "case"), ("facility", "facility")])
    permission = models.ForeignKey(Permission, models.CASCADE)

    class Meta:
        constraints = [
            # All that the views ask, so that they read the index alone.
            models.UniqueConstraint(
                fields=["role", "reach", "permission"], include=["thing"], name="role_permission_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.reach}"


class Draft(models.Model):
    """Text a person has typed and not saved: kept for them alone, so that a time-out loses nothing."""

    access = Access("own", own="user")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=60)
    about = models.CharField(max_length=60, blank=True)
    body: Any = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form", "about"], name="one_draft_per_form")]

    def __str__(self) -> str:
        return self.form
