"""What the apps below ask of plans: readings given count beside follow-ups answered, programmes say how often to look anew."""

from assessments import reassess
from careplans import timeline_of_aids  # noqa: F401 - its entries stand on the timeline
from careplans.queries import programmes, readings
from outreach import points

points.ANSWERS.append(readings.given)
reassess.CADENCES.append(programmes.cadences)
