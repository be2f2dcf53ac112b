"""What to call whom for: the activities each role answers for (clinical.md 2.17), in words for the team page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role

CALL_FOR: dict[str, Any] = {
    Role.CASE_MANAGER: _("plan, discharge date, choice of the next place, payer"),
    Role.NURSE: _("nursing assessment, teaching"),
    Role.SOCIAL_WORKER: _("family, social needs, capacity, community"),
    Role.COORDINATOR: _("appointments, follow-up calls, coaching"),
    Role.CONSULTANT: _("the question they were asked"),
    Role.SUPERVISOR: _("decisions the team cannot make"),
}
