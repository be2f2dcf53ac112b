"""Reaching the patient at home: visits, the unable-to-reach protocol, calls by a script, and the engagement index."""

from outreach.models.engagement import EngagementScore
from outreach.models.protocol import Outreach
from outreach.models.script import ScriptAnswer, ScriptRun
from outreach.models.visit import HomeVisit

__all__ = ["EngagementScore", "HomeVisit", "Outreach", "ScriptAnswer", "ScriptRun"]
