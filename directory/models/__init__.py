"""Organisations outside the hospital, what they offer, and professionals who are named and never sign in."""

from directory.models.listed import Quality, Service, ServiceCapability, ServicePayer
from directory.models.organisations import Organisation, Practitioner

__all__ = ["Organisation", "Practitioner", "Quality", "Service", "ServiceCapability", "ServicePayer"]
