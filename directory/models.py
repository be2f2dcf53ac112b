"""Organisations outside the hospital: payers now; providers and services join them later."""

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
