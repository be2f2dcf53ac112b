"""The ways in which an assessment says no that a page shows more of than the sentence."""

from django.utils.translation import gettext as _

from assessments.questionnaire import Questionnaire
from assessments.taking import Taken
from core.refusals import Refused


class Clashing(Refused):
    """Somebody else changed answers meanwhile (409): `taken` says which."""

    def __init__(self, taken: Taken) -> None:
        who = taken.clashes[0].stands.answered_by.short
        super().__init__(
            _("%(who)s changed this meanwhile. Compare both before saving. Your text is kept.") % {"who": who}
        )
        self.taken = taken


class Unanswered(Refused):
    """Required questions without an answer (409): `links` names them in order."""

    def __init__(self, questionnaire: Questionnaire, links: tuple[str, ...]) -> None:
        first = next(each for each in questionnaire.questions if each.link_id == links[0])
        name = first.prefix or first.text
        super().__init__(
            _("%(count)s questions have no answer yet, the first is “%(name)s”. Answer, or choose Declined.")
            % {"count": len(links), "name": name},
            field=links[0],
        )
        self.links = links
