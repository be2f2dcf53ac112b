"""Whose part a notice is: the desk gives first copies, everything else is for who works on the case. Used inside verbs."""

from typing import Any

from core import access
from core.refusals import Denied
from discharge import notice_rules
from discharge.models import Notice


def must_be_their_part(by: Any, notice: Notice) -> None:
    """Who registers patients gives first copies; everything else is for who works on the case."""
    if notice.kind not in notice_rules.FIRST_COPIES:
        must_do_all(by, notice)


def must_do_all(by: Any, row: Any) -> None:
    """Denied (403) to somebody who only gives first copies at the desk."""
    if not access.can(by, "edit_discharge", row):
        raise Denied("edit_discharge", "discharge.deliver_notice", row)
