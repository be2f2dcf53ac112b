"""What holds patients of the demonstration: delays side by side, each with its cause and owner, most of them cleared."""

from demo import words_of_leaving
from demo.diary import Story
from demo.way import Way
from discharge import actions as leaving

HOW_MANY = (0, 0, 0, 1, 1, 2)


def begin(way: Way) -> None:
    """None for half of them, two at once for a few."""
    causes = way.stay.rng.sample(words_of_leaving.DELAYS, way.stay.rng.choice(HOW_MANY))
    for cause, words, action in causes:
        way.beside(held(way, cause, words, action))


def held(way: Way, cause: str, words: str, action: str) -> Story:
    """Opened when it shows, cleared by its owner after hours or days; whoever leaves is held no longer."""
    rng = way.stay.rng
    yield way.at(rng.uniform(0.2, 0.75))
    delay = leaving.open_delay(way.plan, by=way.lead, cause=cause, owner=way.lead, words=words)
    yield way.stay.hours(2, 10)
    leaving.change_delay(delay, by=way.lead, action=action)
    if rng.random() < 0.06:
        leaving.mark_delay_in_error(delay, by=way.lead, reason="It never held anything up; heard wrong")
        return
    yield way.stay.hours(4, 80)
    leaving.close_delay(delay, by=way.lead, note="Cleared")
    if rng.random() < 0.08:
        yield way.stay.hours(1, 6)
        leaving.reopen_delay(delay, by=way.lead, reason="Not cleared after all")
