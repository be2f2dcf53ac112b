"""Which notices a stay owes, with their windows and why: pure, from its facts and the figures in force at each trigger.

Rules R-IM-1 to 4, R-MOON-1, R-MCSN-1, R-QIO-2 and R-RIGHTS of the clinical facts. E-9: what was given stays given; only
a copy of the Important Message grows old and makes a new one due. E-10: `rules` is asked with the instant of the trigger.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.localtime import local_date
from encounters.dispositions import DIED
from encounters.statuses import OUTPATIENT, Ordered, Status, admitted_at
from policy.notices import Notices, Window

MEDICARE, ADVANTAGE = "medicare", "advantage"
IM_FIRST, IM_FOLLOW_UP, MOON, MCSN, DND, RIGHTS = "im_first", "im_follow_up", "moon", "mcsn", "dnd", "rights"
COPIES = (IM_FIRST, IM_FOLLOW_UP)
# Their latest instant is counted back from leaving: whether they were in time is known once the patient has left.
BY_RELEASE = (IM_FOLLOW_UP, MCSN)
# Who gives something at the desk gives first copies only.
FIRST_COPIES = (IM_FIRST, RIGHTS)


@dataclass(frozen=True)
class Cover:
    """A policy with its first and last day, both included."""

    product: str
    rank: int
    from_on: date
    until_on: date | None = None

    def on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Given:
    """A notice that was given, refused with a note, or told to a representative: when, and which copy."""

    kind: str
    number: int
    at: datetime


@dataclass(frozen=True)
class Stay:
    """What the rules look at. `leaves_on` is the day of leaving, or the expected one while nobody has left.

    `undated`: nobody has said when the release is to be. An expected date that has passed says nothing of it; `leaves_on`
    is the present day then, by which copies grow old, but no hours are counted back from it.
    """

    zone: ZoneInfo
    at: datetime
    orders: Sequence[Ordered] = ()
    cover: Sequence[Cover] = ()
    leaves_on: date | None = None
    left: datetime | None = None
    undated: bool = False
    disposition: str = ""
    given: Sequence[Given] = ()
    # When the quality improvement organisation told the hospital of the patient's request, if one is under way.
    notified: datetime | None = None
    days_exhausted: bool = False
    cancelled: bool = False
    # Announced, not yet here.
    planned: bool = False


@dataclass(frozen=True)
class Owed:
    """One notice of a stay: owed within its window, or not, and why; `trigger` is the instant whose rules govern."""

    kind: str
    rule: str
    because: str
    trigger: datetime
    number: int = 1
    window: Window = field(default_factory=Window)
    required: bool = True


Rules = Callable[[datetime], Notices]


def owed(stay: Stay, rules: Rules) -> list[Owed]:
    """Every notice that the facts ask for, and those that were thought of and are not owed."""
    if stay.cancelled:
        return []
    if not stay.orders:
        return list(_before_admission(stay))
    parts = (_rights, _first_copy, _follow_up_copy, _observation, _change_of_status, _detailed)
    return [row for part in parts for row in part(stay, rules)]


def inpatient_since(stay: Stay) -> datetime | None:
    """Since when the patient has been an inpatient; where they were one last, also after a change, the last time."""
    return admitted_at(stay.orders)


def _products(stay: Stay, at: datetime) -> list[Cover]:
    day = local_date(at, stay.zone)
    return sorted((each for each in stay.cover if each.on(day)), key=lambda each: each.rank)


def has_medicare(stay: Stay, at: datetime) -> bool:
    """Original Medicare or a Medicare Advantage plan, first or second, on that day."""
    return any(each.product in (MEDICARE, ADVANTAGE) for each in _products(stay, at))


def original_medicare_first(stay: Stay, at: datetime) -> bool:
    """Original Medicare pays first on that day."""
    products = _products(stay, at)
    return bool(products) and products[0].product == MEDICARE


def _gone(stay: Stay, rule: str, kind: str, trigger: datetime, because: str) -> Owed:
    return Owed(kind, rule, because, trigger, required=False)


def _rights(stay: Stay, rules: Rules) -> Iterator[Owed]:
    stays = [row for row in stay.orders if row.status not in (Status.EMERGENCY, Status.OUTPATIENT)]
    if stays:
        began = stays[0].at
        yield Owed(RIGHTS, "R-RIGHTS", _("Everybody, at admission"), began, window=rules(began).rights(began))


def _was_inpatient(stay: Stay) -> datetime | None:
    """The last order that made the patient an inpatient, whatever came after it."""
    return next((row.at for row in reversed(stay.orders) if row.status == Status.INPATIENT), None)


def _before_admission(stay: Stay) -> Iterator[Owed]:
    if stay.planned and has_medicare(stay, stay.at):
        why = _("Planned stay: may be given up to seven days before admission")
        yield Owed(IM_FIRST, "R-IM-1", why, stay.at)


def _first_copy(stay: Stay, rules: Rules) -> Iterator[Owed]:
    admitted = _was_inpatient(stay)
    if admitted is None:
        return
    window, because = rules(admitted).first_copy(admitted, stay.zone), ""
    if not has_medicare(stay, admitted):
        because = _("No Medicare on the day of admission")
    elif inpatient_since(stay) is None:
        because = _("Not an inpatient any more")
    elif stay.disposition in DIED:
        because = _("The patient has died")
    if because:
        yield _gone(stay, "R-IM-1", IM_FIRST, admitted, because)
        return
    early = [row for row in stay.given if row.kind == IM_FIRST and row.at < (window.due_from or row.at)]
    by = min(window.due_by, stay.left) if stay.left and window.due_by else window.due_by
    number, why = 1 + len(early), _("Medicare inpatient: at the latest two days after the date of admission")
    if early:
        why = _("The copy given before admission is more than seven days old")
    yield Owed(IM_FIRST, "R-IM-1", why, admitted, number, Window(window.due_from, by))


def _follow_up_copy(stay: Stay, rules: Rules) -> Iterator[Owed]:
    admitted = inpatient_since(stay)
    if admitted is None or not has_medicare(stay, admitted) or stay.leaves_on is None:
        return
    figures = rules(admitted)
    copies = [row for row in stay.given if row.kind in COPIES]
    # Those that counted on the day they were given stand; the number tells the next copy from them.
    number = 1 + sum(row.kind == IM_FOLLOW_UP for row in copies)
    because = _no_copy_because(stay, figures)
    counting = [row for row in copies if figures.copy_counts(row.at, stay.leaves_on, stay.zone)]
    if counting and counting[-1].kind == IM_FOLLOW_UP:
        number = counting[-1].number
    elif counting and not because:
        because = _("The first copy is not more than two days old on the day of leaving")
    if because:
        yield Owed(IM_FOLLOW_UP, "R-IM-3", because, admitted, number, required=False)
        return
    window = _dated(figures.follow_up_copy(stay.leaves_on, stay.zone, stay.left), stay)
    again = number > 1 and not counting
    why = (
        _("The last copy is more than two days old on the day of leaving")
        if again
        else _("Medicare inpatient")
    )
    yield Owed(IM_FOLLOW_UP, "R-IM-4" if again else "R-IM-2", why, admitted, number, window)


def _dated(window: Window, stay: Stay) -> Window:
    """Without a latest instant while nobody has said when the release is."""
    return replace(window, due_by=None) if stay.undated else window


def picked_by(kind: str, since: datetime, stay: Stay, figures: Notices) -> datetime | None:
    """By when what a person picked must be given: a change of status by release, any other before the patient goes."""
    if kind != MCSN:
        return max(since, stay.left) if stay.left else None
    last = stay.leaves_on or local_date(stay.at, stay.zone)
    return _dated(figures.before_release(since, last, stay.zone, stay.left), stay).due_by


def hurried(kind: str, given: datetime, since: datetime | None, stay: Stay, figures: Notices) -> bool:
    """Whether what was given (`BY_RELEASE`) left the patient too few hours, now that they have gone."""
    if stay.left is None:
        return False
    if kind == IM_FOLLOW_UP:
        return not figures.time_to_go(given, stay.left, stay.zone)
    by = picked_by(kind, since or given, stay, figures)
    return by is not None and given > by


def _no_copy_because(stay: Stay, figures: Notices) -> str:
    if stay.disposition in DIED:
        return _("The patient has died")
    if stay.disposition in figures.copy_not_for:
        return _("Goes to another inpatient hospital")
    return _("Part A days are exhausted") if stay.days_exhausted else ""


def _spells(stay: Stay) -> Iterator[tuple[datetime, datetime | None]]:
    """Each time under observation: from its order to the next order, or leaving, if there was one."""
    for row, after in zip(stay.orders, [*stay.orders[1:], None], strict=True):
        if row.status == Status.OBSERVATION:
            yield row.at, after.at if after else stay.left


def _observation(stay: Stay, rules: Rules) -> Iterator[Owed]:
    spells = list(_spells(stay))
    if not spells:
        return
    began, ended = spells[-1]
    figures = rules(began)
    if not has_medicare(stay, began):
        yield _gone(stay, "R-MOON-1", MOON, began, _("No Medicare when observation began"))
    elif ended is not None and not figures.observed_long(began, ended):
        yield _gone(stay, "R-MOON-1", MOON, began, _("Observed for 24 hours or less"))
    else:
        why = (
            _("Observed for more than 24 hours")
            if ended
            else _("Under observation: owed once it passes 24 hours")
        )
        yield Owed(MOON, "R-MOON-1", why, began, window=figures.observation(began, ended))


def _change_of_status(stay: Stay, rules: Rules) -> Iterator[Owed]:
    change = _reclassified(stay)
    if change is None:
        return
    admitted, changed = change
    if not original_medicare_first(stay, admitted):
        yield _gone(stay, "R-MCSN-1", MCSN, changed, _("Original Medicare does not pay first"))
        return
    last = stay.leaves_on or local_date(stay.at, stay.zone)
    window = rules(changed).change_of_status(admitted, changed, last, stay.zone, stay.left)
    if window is None:
        why = _(
            "Fewer than three days in hospital so far, or three as an inpatient. Without Part B, pick it."
        )
        yield _gone(stay, "R-MCSN-1", MCSN, changed, why)
    else:
        why = _(
            "An inpatient became an outpatient under observation, three days in hospital, fewer as an inpatient"
        )
        yield Owed(MCSN, "R-MCSN-1", why, changed, window=_dated(window, stay))


def _reclassified(stay: Stay) -> tuple[datetime, datetime] | None:
    """The admission and the observation order after it, where an inpatient became an outpatient."""
    admitted = None
    for row in stay.orders:
        if row.status == Status.INPATIENT:
            admitted = row.at
        elif row.status == Status.OBSERVATION and admitted is not None:
            return (admitted, row.at) if stay.orders[-1].status in OUTPATIENT else None
    return None


def _detailed(stay: Stay, rules: Rules) -> Iterator[Owed]:
    if stay.notified is None:
        return
    by = rules(stay.notified).detailed(stay.notified, stay.zone)
    products = _products(stay, stay.notified)
    if products and products[0].product == ADVANTAGE:
        yield _gone(stay, "R-QIO-2", DND, stay.notified, _("The Medicare Advantage plan gives this one"))
    else:
        why = _("The patient asked for a review of the discharge")
        yield Owed(DND, "R-QIO-2", why, stay.notified, window=Window(stay.notified, by))
