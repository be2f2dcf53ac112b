"""Ninety days of a small hospital: arrivals by the hour, and everything that follows from them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from assessments import sweeps as looks
from audit import partitions
from core import clock
from demo import grouping, offers, planning, present, reaching, rounds, talking, together
from demo.diary import Diary, Story
from demo.house import TZ, House, found, offer_week
from demo.people import People
from demo.stay import Stay
from demo.stays import story
from worklist import planner, relay, sweeps

# Arrivals a bed and day that keep about five beds of six taken at the lengths of stay in demo.problems.
ARRIVALS = 0.145


class Life:
    """One run: the same seed, days and beds tell the same stories."""

    def __init__(self, seed: int, days: int, beds: int, until: datetime) -> None:
        self.seed, self.days, self.beds, self.until = seed, days, beds, until
        self.starts = (until.astimezone(TZ) - timedelta(days=days)).replace(
            hour=6, minute=0, second=0, microsecond=0
        )
        self.stays = self.told = 0
        self.diary = Diary()

    def live(self, say: Callable[[int], None]) -> House:
        """Found the hospital and live its days; `say` hears the number of each day as it begins."""
        partitions.keep((self.starts - timedelta(days=31)).date(), self.days // 28 + 4)
        clock.move(self.starts)
        house = found(self.seed, self.beds, self.starts.date())
        offers.open_directory(house, Random(self.seed + 5))
        grouping.bring_table(self.starts, self.until)
        diary = self.diary
        diary.write(self.starts, self._arrivals(diary, house))
        # Times long past are of no use to a visitor; those of this week and the next are.
        diary.write(max(self.starts, self.until - timedelta(days=8)), self._weeks(house))
        diary.write(self.starts, self._promises())
        diary.write(self.starts, offers.keep_directory(house, Random(self.seed + 6)))
        diary.write(self.starts, rounds.mornings(house, Random(self.seed + 7)))
        diary.write(self.starts, rounds.nights())
        diary.write(
            self.until - timedelta(hours=present.HOURS), present.last_hours(house, Random(self.seed + 4))
        )
        day = -1

        def passed(at: datetime) -> None:
            nonlocal day
            if (at - self.starts).days > day:
                day = (at - self.starts).days
                say(min(day + 1, self.days))

        diary.live(self.until, passed)
        clock.move(self.until)
        together.scenes(house)
        talking.scenes(house)
        reaching.scenes(house)
        looks.refresh_scores()
        planning.look_over()
        self._tell()
        return house

    def _arrivals(self, diary: Diary, house: House) -> Story:
        """Somebody comes, more by day than by night."""
        rng = Random(self.seed + 2)
        people = People(Random(self.seed + 3), self.starts.date())
        while True:
            stay = Stay(house, Random(rng.random()), people.patient(), self.stays, diary=diary)
            self.stays += 1
            diary.write(clock.now(), story(stay))
            wait = rng.expovariate(ARRIVALS * self.beds / 24)
            night = clock.now().astimezone(TZ).hour not in range(7, 22)
            yield clock.now() + timedelta(hours=wait * (1.8 if night else 0.8))

    def _weeks(self, house: House) -> Story:
        """Every Sunday everybody offers times for the week that begins."""
        while True:
            today = clock.today(TZ)
            monday = today + timedelta(days=(7 - today.weekday()) % 7)
            offer_week(house, monday)
            yield clock.now() + timedelta(days=7)

    def _promises(self) -> Story:
        """Reminders and messages go out as they do in life, a few times a day."""
        while True:
            self._tell()
            yield clock.now() + timedelta(hours=6)

    def _tell(self) -> None:
        looks.raise_triggered()
        looks.raise_due()
        looks.end_reassessments()
        sweeps.open_scheduled()
        rounds.by_the_clock()
        self.told += planner.plan_all() or 0
        relay.send_all()
