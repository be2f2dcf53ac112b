"""What a person is told that is no piece of work of theirs: a consult, an emergency, a look to review.

Each kind says one sentence and leads to one page by the key behind the colon of a notice's source; no patient is named.
Apps above register theirs in `SAYS` when they are loaded.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import keep
from worklist import letters
from worklist.models import Notification

SAYS: dict[str, tuple[Any, str]] = {
    "answer": (_("Your request to case management was answered"), "intake:answer"),
    "consult": (_("A colleague asks you a question"), "worklist:consult"),
    "consult-answer": (_("Your question was answered"), "worklist:consult"),
    "consult-none": (_("Your question was not answered. Ask somebody else."), "worklist:consult"),
    "outcome": (_("What came of a follow-up was told to you, to decide"), "worklist:outcome"),
    "transfer": (_("Your answer is asked for: a hand-over on a case"), "teams:transfer"),
    "transfer-answer": (_("A hand-over on a case was settled"), "teams:transfer"),
    "consult-back": (_("A question to you was taken back"), "worklist:consult"),
}


def tell(
    person: Any,
    kind: str,
    key: Any,
    *,
    n: int = 0,
    late: bool = False,
    tone: str = "",
    item: Any = None,
    safety: bool = False,
) -> Notification | None:
    """Put a notice into somebody's list at once, and outside by their wishes where its tone goes outside.

    `n` makes it one notice however often the step is repeated. `tone` is a kind of notice (a look to review, else);
    `safety` is for what harms: no switch and no quiet hour holds it back.
    """
    facts = {"recipient_id": person.pk, "source": f"{kind}:{key}", "n": n, "rung": 0}
    if Notification.objects.filter(**facts).exists():
        return None
    tone = tone or (Notification.Kind.LATE if late else Notification.Kind.REVIEW)
    made: Notification = keep(Notification(**facts, kind=tone, item=item, safety=safety, told_at=clock.now()))
    letters.write_for(made)
    return made


def link(source: str) -> dict[str, str] | None:
    """What the notice of a source says and where it leads; None for a kind nobody registered."""
    kind, _colon, key = source.partition(":")
    if kind not in SAYS:
        return None
    says, page = SAYS[kind]
    # What stands behind a second colon tells notices of one page apart.
    return {"says": str(says), "url": reverse(page, args=[key.partition(":")[0]])}
