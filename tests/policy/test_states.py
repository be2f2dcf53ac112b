"""Every state that a verb moves can be reached and left; and what a row says happened says who did it."""

from collections import defaultdict

from django.db import models

from casemgmt.documents import ours
from casemgmt.documents.stages import steps
from tests.policy.source import none

# States that a row is born in beside its default, or that a verb on a larger thing gives it.
OTHERWISE = {
    "assessments.Section": {
        "signed",
        "dropped",
    },  # by sign_section and drop_section, which say why they refuse
    "assessments.Need": {"accepted", "declined", "later"},  # by answer_need: the patient's word decides which
    "assessments.Reassessment": {
        "started",
        "signed",
    },  # with the assessment that is begun and completed for it
    "careplans.Intervention": {"active"},  # by activate on its plan: it becomes work
    # By activate on the plan (into effect, and what it supersedes), and by close_plan or the closing of the case.
    "careplans.PlanVersion": {"active", "superseded", "closed"},
    "careplans.Overlap": {"gone"},  # by looking again, once what it was found in is not there any more
    # By deliver_notice (how it was given decides which), and by the facts of the stay.
    "discharge.Notice": {"refused", "rep_contacted", "not_required"},
    "encounters.Encounter": {"planned", "arrived", "in_progress", "finished", "cancelled", "on_leave"},
    "interop.Issue": {"dismissed"},  # with its message, by setting that aside
    "oversight.Finding": {"justified"},  # by the verdict of judge_finding, which else leaves it unjustified
    "patients.DuplicateCandidate": {
        "merged"
    },  # lists leave out joined records by themselves; no verb writes it yet
    "outreach.Outreach": {"reached"},  # by a contact in which somebody answered
    "referrals.Packet": {"superseded"},  # by the next version, when it is put together or sent
    "worklist.FollowUp": {"ended"},  # by its last occurrence
    "worklist.Item": {"scheduled"},  # born so when its day is still to come
    "worklist.Outbox": {"held"},
}
# States that nothing leaves, each with its reason.
FINAL = {
    "kept", "no_show", "cancelled", "ended", "closed", "done", "completed", "stopped", "declined", "redirected",
    "fixed", "dismissed", "undone", "achieved", "met", "not_met", "withdrawn", "retired", "in_force", "replaced",
    "abandoned", "complete", "reconciled", "contacted", "first_contact", "same", "different", "merged", "applied", "duplicate", "ignored", "missed", "planned",
    "sent", "dead", "not_this_patient", "dropped", "removed", "accepted", "rejected", "revoked", "expired",
    "answered", "reviewed", "signed", "justified", "unjustified", "acknowledged", "reached", "given_up",
    "delivered", "refused", "rep_contacted", "skipped", "resolved", "gone", "cleared", "returned", "superseded", "back",
}  # fmt: skip
# States that a verb on a larger thing leaves.
LEFT_OTHERWISE = {
    "discharge.Notice": {"not_required"},  # by the facts of the stay
    "assessments.Section": {"draft"},
    "careplans.PlanVersion": {"approved", "active"},  # by activate on the plan
    "referrals.Packet": {"reopened"},  # by the next version, when it is sent
}


def dead_states(found):
    """States that no verb reaches, and states that no verb leaves though nobody said they are final."""
    for (model, state), pairs in found.items():
        field = model._meta.get_field(state)
        values = {value for value, _label in field.flatchoices}
        born = {field.default} | OTHERWISE.get(model._meta.label, set())
        reached = {new for old, new in pairs if old != new} | born
        left = {old for old, new in pairs if old != new} | LEFT_OTHERWISE.get(model._meta.label, set())
        for value in sorted(values - reached):
            yield f"{model._meta.label}.{state}: no verb leads to {value!r}"
        for value in sorted(values - left - FINAL):
            yield f"{model._meta.label}.{state}: no verb leaves {value!r}"
        for value in sorted((reached | left) - values):
            yield f"{model._meta.label}.{state}: {value!r} is no state of it"


def test_every_state_can_be_reached_and_left():
    none(list(dead_states(steps())))


def test_a_dead_state_is_seen():
    from patients.models import Case

    found = defaultdict(set)
    found["referred", "assessing"] = {"patients.x"}
    seen = list(dead_states({(Case, "stage"): found}))
    assert any("no verb leads to 'planning'" in line for line in seen)
    assert any("no verb leaves 'assessing'" in line for line in seen)


def test_verbs_that_move_name_a_state_field_of_their_model():
    wrong = []
    for place, verb in ours.verbs().items():
        if verb.moves:
            field = ours.target_of(verb)._meta.get_field(verb.state)
            values = {value for value, _label in field.flatchoices}
            wrong += [
                f"{place}: {one!r}" for pair in verb.moves.items() for one in pair if str(one) not in values
            ]
    none(wrong)


# Instants that are no deed of a person, by field name or by table and field, each with its reason.
NOT_A_DEED = {
    "made_at": "of what the clock reckoned or wrote: a forecast, a weekly letter",
    "at": "of the trail, which has its actor beside it",
    "recorded_at": "the real time of writing",
    "created_at": "of every row; who made it stands in the trail and, for case records, in created_by",
    "starts_at": "the start of a period",
    "ends_at": "the end of a period; the verb that set it stands in history",
    "expires_at": "an end set beforehand",
    "taken_at": "of a reading: what was measured, by whomever its source names",
    "due_at": "a plan",
    "first_due_at": "a plan",
    "first_contact_due_at": "a plan",
    "next_due_at": "shown from the items",
    "opens_at": "a plan",
    "event_at": "what another system says happened",
    "opened_at": "the referral; the trail says whose",
    "admitted_at": "shown from the encounter",
    "started_at": "shown from the movements",
    "ended_at": "shown from the movements",
    "left_at": "shown from the movements",
    "deceased_at": "a fact of the patient",
    "saved_at": "a draft belongs to one person",
    "told_at": "a process told it",
    "planned_at": "a process planned it",
    "sent_at": "a process sent it",
    "last_sent_at": "the same, of a channel",
    "refilled_at": "the pace of a channel",
    "bounced_at": "what the other side said of a message",
    "next_at": "a plan of a process",
    "lease_until_at": "a plan of a process",
    "read_at": "a notice belongs to one person",
    "last_used_at": "a key is used by its own account",
    "joined_at": "membership",
    "error_at": "no verb of this version writes it; lists only leave such rows out",
    "last_contact_at": "shown from the contacts",
    "era_at": "of a seal: the time from which a restored copy counts anew",
    "written_at": "a binder has one writer, its advocate",
    "answered_at": "where there is one answerer: the person asked, the deputy, the binder's advocate",
    "released_at": "a binder's advocate alone releases",
    "registered_at": "the registration names its person as actor",
    "retired_at": "of a word, a translation or an instrument: the verb that retired it stands in trail and history",
    "in_use_at": "of an instrument: the verb that put it in use stands in trail and history",
    "repeated_at": "a message that another system sent again",
}  # fmt: skip

# Pairs without a constraint of their own, each with its reason.
LOOSE = {
    "error_at": "no verb of this version writes it; lists only leave such rows out",
    "outreach.ScriptRun.verified_at": "beside it stands by which two things, not by whom; one verb writes both",
    "coverage.Coverage.verified_at": "written by log_benefit_check only, together",
}


def deeds(model):
    """Instants of a model that stand without the person who did it."""
    names = {field.name for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        if (
            not isinstance(field, models.DateTimeField)
            or not field.name.endswith("_at")
            or field.name in NOT_A_DEED
        ):
            continue
        stem = field.name.removesuffix("_at")
        if not names & {f"{stem}_by", f"{stem}_reason", "said_by", "by", "created_by", "moved_by", "user"}:
            yield f"{model._meta.label}.{field.name} has no {stem}_by; add it, or say in NOT_A_DEED why it is nobody's deed"


def test_every_instant_of_a_deed_has_its_person():
    none([line for model in ours.models() for line in deeds(model)])


def test_an_instant_without_its_person_is_seen():
    class Forgotten(models.Model):
        approved_at = models.DateTimeField()

        class Meta:
            app_label = "planted"
            managed = False

        def __str__(self):
            return "forgotten"

    assert list(deeds(Forgotten))


def test_pairs_are_held_together_by_the_database():
    """`revoked_at` and `revoked_by` are both set or both empty, by constraint."""
    loose = []
    for model in ours.models():
        names = {field.name: field for field in model._meta.concrete_fields}
        said = " ".join(
            str(constraint.condition)
            for constraint in model._meta.constraints
            if hasattr(constraint, "condition")
        )
        for name, field in names.items():
            pair = name.removesuffix("_at") + "_by"
            if {name, f"{model._meta.label}.{name}"} & set(LOOSE):
                continue
            if name.endswith("_at") and pair in names and field.null and not (name in said and pair in said):
                loose.append(
                    f"{model._meta.label}: {name} and {pair} need together({name!r}, {pair!r}, name=...)"
                )
    none(loose)
