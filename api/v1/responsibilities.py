"""Who answers for what on a case, and hand-overs that are offered, asked for and answered."""

from api.nouns import Noun, Verb
from teams import actions as teams
from teams.models import Responsibility, Transfer

RESPONSIBILITY = Noun(
    "responsibilities",
    Responsibility,
    (
        "id version case activity holder practitioner shared because origin status starts_at ends_at why".split()
    ),
    verbs=(
        Verb("offer", teams.offer, Transfer),
        Verb("ask", teams.ask, Transfer),
        Verb("move", teams.move),
        Verb("release", teams.release),
    ),
    filters=("case", "holder", "activity", "status"),
)
TRANSFER = Noun(
    "transfers",
    Transfer,
    (
        "id version case responsibility assignment role from_user to_user answer_by status why expires_at answered_at"
        " answered_by answer"
    ).split(),
    verbs=(
        Verb("accept", teams.accept),
        Verb("reject", teams.reject),
        Verb("revoke", teams.revoke),
    ),
    filters=("case", "to_user", "answer_by", "status"),
)
NOUNS = (RESPONSIBILITY, TRANSFER)
# Verbs on the case and on a part in it.
ON_THE_CASE = (
    Verb("set-complexity", teams.set_complexity),
    Verb("take-responsibility", teams.take, Responsibility),
    Verb("give-responsibility", teams.give, Responsibility),
    Verb("share-responsibility", teams.share, Responsibility),
    Verb("name-practitioner", teams.name_practitioner, Responsibility),
)
ON_A_PART = (Verb("offer", teams.offer_part, Transfer),)
