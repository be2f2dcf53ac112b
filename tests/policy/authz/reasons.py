"""By which source the application may say that somebody sees a case, in each relation."""

from tests.policy.authz.cast import Person

# The source that explains a relation, where it is not the beginning of the relation's own name.
SOURCES = {"assignment_tail": "tail", "label": "assignment", "blocked": "emergency", "block": "assignment"}
KNOWN = (
    "unit_cover", "facility_role", "supervision", "consult", "conference", "manual", "deputy", "offer", "consent", "emergency",
)  # fmt: skip


def source_of(person: Person, state: str) -> set[str]:
    """The sources that may explain what somebody sees by their one relation."""
    name = person.relation
    if name == "supervision" and state == "closed":
        return {"past_supervision"}
    known = next((source for start, source in SOURCES.items() if name.startswith(start)), "")
    known = known or next((source for source in KNOWN if name.startswith(source)), "assignment")
    return {known, "label"} if name.startswith("label") else {known}
