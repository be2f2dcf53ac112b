"""What stands beside a labelled note wherever it is read or printed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from notes.models import Label

NOTICES: dict[str, Any] = {
    Label.PART2: _(
        "This record is protected by the federal rules on the confidentiality of substance use disorder patient"
        " records (42 CFR Part 2). Whoever receives it may use it and pass it on only as those rules or the patient's"
        " written consent allow, and never against the patient in a civil, criminal, administrative or legislative"
        " proceeding without their consent or a court's order (42 CFR 2.32)."
    ),
    Label.SENSITIVE: _(
        "State law protects this record more strictly than others. Pass it on only with the patient's consent that"
        " names it."
    ),
}
