"""Why a message cannot be applied, named by segment and field; the words never repeat the patient's data."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.refusals import Denied, Refused
from interop.hl7 import Code, Problem, Where
from interop.hl7.problems import NOWHERE, error

# Columns of our tables and the fields of a message that fill them.
FIELDS = {
    "family": Where("PID", 5),
    "given": Where("PID", 5),
    "middle": Where("PID", 5),
    "suffix": Where("PID", 5),
    "birth_date": Where("PID", 7),
    "sex": Where("PID", 8),
    "deceased_at": Where("PID", 29),
    "visit_number": Where("PV1", 19),
    "visit_authority": Where("PV1", 19),
    "reason": Where("PV2", 3),
    "destination": Where("PV1", 37),
    "disposition": Where("PV1", 36),
    "unit": Where("PV1", 3),
    "bed": Where("PV1", 3),
}


class CannotApply(Exception):
    """The message cannot be applied as it stands; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Waits(Exception):
    """The message is about a visit nobody has heard of; `where` names the field that names the visit."""

    def __init__(self, where: Where) -> None:
        super().__init__(str(where))
        self.where = where


@contextmanager
def blame(where: Where = NOWHERE) -> Iterator[None]:
    """Say where in the message it was when a verb refuses what the message says."""
    try:
        yield
    except Refused as refusal:
        # A verb's own sentence: written without patient data.
        raise CannotApply(error(Code.DUPLICATE_KEY, str(refusal.sentence)[:240], where)) from refusal
    except ValidationError as wrong:
        raise CannotApply(
            error(Code.DATA_TYPE, _("The record cannot take this value."), _place(wrong, where))
        ) from wrong
    except Denied as denial:
        raise CannotApply(error(Code.INTERNAL, _("The message feed may not do this."), where)) from denial


def _place(wrong: ValidationError, where: Where) -> Where:
    """The field behind the column that was refused, else the place where the caller was reading."""
    names = list(getattr(wrong, "error_dict", {}))
    return next((FIELDS[name] for name in names if name in FIELDS), where)
