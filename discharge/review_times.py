"""Whether a review of the discharge was asked for in time (R-QIO-1). Reads only."""

from discharge import notice_facts
from discharge.models import QioReview


def asked_in_time(review: QioReview) -> bool:
    """Whether the patient asked by midnight of the day of leaving, before leaving; without a day they did."""
    encounter = review.encounter
    version_at = notice_facts.versions_of(encounter.facility)
    asked = review.requested_at or review.notified_at
    stay = notice_facts.stay_of(encounter, [])
    # The day that was said, even where it has passed: what counts is what the patient could know.
    day = stay.leaves_on if stay.left else review.case.expected_leaving_on
    if version_at is None or day is None:
        return True
    figures = notice_facts.figures(version_at(asked))
    return figures.asked_in_time(asked, day, stay.zone, stay.left)
