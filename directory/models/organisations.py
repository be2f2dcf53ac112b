"""Organisations outside the hospital, and professionals who are named and never sign in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import tracked
from core.models import Record


@tracked
class Organisation(Record):
    """A payer, provider or service; never a sign-in."""

    class Kind(models.TextChoices):
        PAYER = "payer", _("Payer")
        PROVIDER = "provider", _("Provider")
        SERVICE = "service", _("Community service")

    name = models.CharField(_("name"), max_length=160)
    kinds = ArrayField(models.CharField(max_length=20, choices=Kind), default=list, verbose_name=_("kinds"))
    code = models.CharField(_("identifier at the sender"), max_length=60, blank=True)
    npi = models.CharField(_("NPI"), max_length=10, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    invented = models.BooleanField(_("invented for demonstration"), default=False)

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.UniqueConstraint(fields=["npi"], condition=~Q(npi=""), name="npi_once"),
            models.UniqueConstraint(fields=["name"], name="organisation_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class Practitioner(Record):
    """A physician, therapist or other professional who answers for something on a case and never signs in."""

    name = models.CharField(_("name"), max_length=160)
    discipline = models.CharField(_("discipline"), max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="practitioners"
    )
    npi = models.CharField(_("NPI"), max_length=10, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    invented = models.BooleanField(_("invented for demonstration"), default=False)

    class Meta:
        verbose_name = _("practitioner")
        constraints = [
            models.UniqueConstraint(fields=["npi"], condition=~Q(npi=""), name="practitioner_npi_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.discipline}"
