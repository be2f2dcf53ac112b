"""Rules as dated data, and the words for patients."""

from policy.models.rules import PackVersion, RulePack
from policy.models.wording import GlossaryTerm, Translation

__all__ = ["GlossaryTerm", "PackVersion", "RulePack", "Translation"]
