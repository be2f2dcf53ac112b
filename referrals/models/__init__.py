"""Choice lists, referrals with what came of them, and the papers that go along."""

from referrals.models.asking import BY_CHOICE, Referral, ReferralStep, StartCheck
from referrals.models.choice import Choice, ChoiceOption
from referrals.models.packets import Packet, PendingResult

__all__ = [
    "BY_CHOICE",
    "Choice",
    "ChoiceOption",
    "Packet",
    "PendingResult",
    "Referral",
    "ReferralStep",
    "StartCheck",
]
