"""Requests for an accounting of disclosures and what holds them back; the daily look at the trail and what it found."""

from oversight.models.accounting import AccountingRequest, Suspension
from oversight.models.finding import DayReview, Finding

__all__ = ["AccountingRequest", "DayReview", "Finding", "Suspension"]
