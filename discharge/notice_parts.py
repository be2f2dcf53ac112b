"""Whose part a notice is: the desk gives first copies, everything else is for who works on the case. Used inside verbs."""

from collections.abc import Collection
from typing import Any

from core import access
from core.refusals import Denied
from discharge import notice_rules
from discharge.models import Notice


def must_be_their_part(by: Any, notice: Notice, rights: Collection[str] | None = None) -> None:
    """Who registers patients gives first copies; everything else is for who works on the case."""
    if notice.kind not in notice_rules.FIRST_COPIES:
        must_do_all(by, notice, rights)


def must_do_all(by: Any, row: Any, rights: Collection[str] | None = None) -> None:
    """Denied (403) to somebody who only gives first copies at the desk; `rights` are those on the row, once read."""
    able = access.can(by, "edit_discharge", row) if rights is None else "edit_discharge" in rights
    if not able:
        raise Denied("edit_discharge", "discharge.deliver_notice", row)
