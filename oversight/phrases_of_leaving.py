"""What the verbs of the plan of leaving, its gates and its stages are called; see `oversight.phrases`."""

from django.utils.translation import gettext_noop

OF_LEAVING = {
    "discharge.add_destination": gettext_noop("added a destination"),
    "discharge.carry_gate": gettext_noop("carried something over to the time after leaving"),
    "discharge.drop_destination": gettext_noop("put a destination aside"),
    "discharge.evaluate_destination": gettext_noop("looked at a destination"),
    "discharge.gate_not_needed": gettext_noop("recorded that something is not needed before leaving"),
    "discharge.leave_as_planned": gettext_noop("recorded leaving as planned"),
    "discharge.make_up": gettext_noop("made up for what was open at leaving"),
    "discharge.override_gate": gettext_noop("let the patient leave with something open"),
    "discharge.rank_destination": gettext_noop("changed the rank of a destination"),
    "discharge.reach_stage": gettext_noop("recorded a stage of leaving"),
    "discharge.record_wishes": gettext_noop("wrote down what the patient wants"),
    "discharge.satisfy_gate": gettext_noop("recorded that something is done before leaving"),
    "discharge.set_backup": gettext_noop("chose a back-up destination"),
    "discharge.step_back": gettext_noop("took a stage of leaving back"),
    "discharge.undo_gate": gettext_noop("took back an answer about leaving"),
}
