"""Which templates a site has taken over: an approval holds for the words it was given to. Reads only."""

import json
from dataclasses import asdict
from hashlib import sha256

from careplans.models import TemplateApproval
from facilities.models import Facility
from policy.templates import Template


def digest(template: Template) -> str:
    """Of every word of a template; another version of the pack with the same words has the same."""
    return sha256(json.dumps(asdict(template), sort_keys=True).encode()).hexdigest()


def approvals(facility: Facility) -> dict[tuple[str, str], TemplateApproval]:
    """The approvals of a facility by code and digest."""
    rows = TemplateApproval.objects.filter(facility=facility).select_related("approved_by")
    return {(row.code, row.digest): row for row in rows}


def stands(facility: Facility, template: Template) -> bool:
    """Whether a site has approved a template as it is worded now."""
    return TemplateApproval.objects.filter(
        facility=facility, code=template.code, digest=digest(template)
    ).exists()
