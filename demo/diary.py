"""Lives many stories side by side on one moving clock: each tells until when it has nothing to do."""

import heapq
from collections.abc import Callable, Generator
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError

from core import clock
from core.refusals import Refused

# A story does what is to be done now, then yields the instant at which it goes on.
Story = Generator[datetime, None, None]


class Diary:
    """Stories by the instant of their next step; earlier first, in the order they were written among equals."""

    def __init__(self) -> None:
        self._next: list[tuple[datetime, int, Story]] = []
        self._count = 0
        # Stories that a rule ended: the instant and the sentence. The rest of the house goes on; a test wants none.
        self.broken: list[tuple[datetime, str]] = []

    def write(self, at: datetime, story: Story) -> None:
        """Let a story begin at an instant."""
        self._count += 1
        heapq.heappush(self._next, (at, self._count, story))

    def live(self, until: datetime, passed: Callable[[datetime], None]) -> None:
        """Take every step up to an instant, moving the clock to each; `passed` hears of each instant."""
        while self._next and self._next[0][0] <= until:
            at, _order, story = heapq.heappop(self._next)
            with clock.held():
                clock.move(at)
                passed(at)
                following = self._told(story)
            if following is not None:
                # Nothing happens at the same instant as what led to it.
                self.write(max(following, at), story)

    def _told(self, story: Story) -> datetime | None:
        """The next step of a story; None when it is over, or when a rule said no to it."""
        try:
            return next(story, None)
        except (Refused, PermissionDenied, ValidationError) as error:
            self.broken.append((clock.now(), str(error)))
            return None
