"""The words by which rules read how far a restriction goes, by its kind; anything else is for people alone."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VALUES: Mapping[str, Mapping[str, Promise]] = {
    "weight_bearing": {
        "non": _("no weight"),
        "toe_touch": _("toes only"),
        "partial": _("part of the weight"),
        "full": _("full weight"),
    },
    "activity": {
        "bed_rest": _("bed rest"),
        "no_exertion": _("no exertion"),
        "cardiac": _("heart limit"),
        "as_tolerated": _("as the patient bears it"),
    },
    "swallowing": {
        "nil_by_mouth": _("nothing by mouth"),
        "thickened": _("thickened drinks"),
        "soft": _("soft food"),
    },
    "oxygen": {
        "continuous": _("all the time"),
        "on_exertion": _("on exertion"),
        "at_night": _("at night"),
    },
    "supervision": {
        "continuous": _("somebody there all the time"),
        "nights": _("somebody there at night"),
        "reminders": _("reminded at times"),
    },
}
