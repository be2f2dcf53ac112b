"""The plan of leaving, its gates and stages, delays, notices, and the time after."""

from rest_framework import serializers

from api.nouns import Noun, Verb
from api.shapes import Instant, Scoped
from careplans.models import Barrier
from discharge import actions as leaving
from discharge.actions import afterwards, notices, returns, reviews, screening, telling, visits
from discharge.models import (
    AfterDischarge,
    DeadlineChange,
    DelaySegment,
    Destination,
    DischargePlan,
    ExpectedDateChange,
    FollowUpVisit,
    Forecast,
    GateCheck,
    LeavingStep,
    Milestone,
    Notice,
    Pasrr,
    PlanTold,
    QioReview,
    ReadmissionReview,
)
from patients.models import Case

# What is changed of a delay, none of it asked for.
_DELAY = {
    "holds": serializers.CharField(max_length=40, required=False, allow_blank=True, allow_null=True),
    "barrier": Scoped(Barrier, required=False, allow_null=True),
    "cost_per_day": serializers.DecimalField(
        max_digits=10, decimal_places=2, required=False, allow_null=True, min_value=0
    ),
}
_CHANGED = {
    name: serializers.CharField(max_length=240, required=False, allow_blank=True)
    for name in ("words", "action")
} | {"avoidable": serializers.ChoiceField(choices=DelaySegment.Avoidable.choices, required=False)}
_CAUSES = {
    "causes": serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=20)
}
PLAN = Noun(
    "discharge-plans",
    DischargePlan,
    "id version case expected_on disposition handed_to leaving wishes wishes_declined".split(),
    create=Verb("start", leaving.start_plan, DischargePlan),
    within=("case", Case),
    verbs=(
        Verb("set-expected-date", leaving.set_expected_date),
        Verb("choose-destination", leaving.choose_destination, without=("destination", "service")),
        Verb("add-destination", leaving.add_destination, Destination),
        Verb("record-wishes", leaving.record_wishes),
        Verb("satisfy-gate", leaving.satisfy_gate, GateCheck),
        Verb("gate-not-needed", leaving.gate_not_needed, GateCheck),
        Verb("carry-gate", leaving.carry_gate, GateCheck),
        Verb("override-gate", leaving.override_gate, GateCheck),
        Verb("reach-stage", leaving.reach_stage, LeavingStep),
        Verb("leave", leaving.leave_as_planned, more={"event_at": Instant()}),
        Verb("open-delay", leaving.open_delay, DelaySegment, more=_DELAY),
        Verb("reach-milestone", leaving.reach_milestone, Milestone),
        Verb("take-back-milestone", leaving.take_back_milestone, Milestone),
        Verb("milestone-not-needed", leaving.milestone_not_needed, Milestone),
    ),
    filters=("case",),
)
DATE_CHANGE = Noun(
    "expected-date-changes",
    ExpectedDateChange,
    "id case old new why cause changed_at changed_by".split(),
    filters=("case",),
)
DESTINATION = Noun(
    "destinations",
    Destination,
    "id version case plan disposition service words rank status available accessible support_hours why".split(),
    verbs=(
        Verb("set-backup", leaving.set_backup),
        Verb("rank", leaving.rank_destination),
        Verb("evaluate", leaving.evaluate_destination),
        Verb("drop", leaving.drop_destination),
    ),
    filters=("case", "status"),
)
TOLD = Noun(
    "plan-tellings",
    PlanTold,
    "id case leaving what person interpreter response agrees told_at told_by".split(),
    create=Verb("tell", telling.tell_plan, PlanTold),
    within=("case", Case),
    filters=("case", "what"),
)
CHECK = Noun(
    "gate-checks",
    GateCheck,
    "id version case plan leaving gate hard status role reason at by item".split(),
    verbs=(Verb("undo", leaving.undo_gate), Verb("make-up", leaving.make_up)),
    filters=("case", "status", "gate"),
)
STEP = Noun(
    "leaving-steps",
    LeavingStep,
    "id version case plan leaving stage at role said_by by_fact reversed_at reversed_by reversed_because".split(),
    verbs=(Verb("step-back", leaving.step_back),),
    filters=("case", "stage"),
)
DELAY = Noun(
    "delays",
    DelaySegment,
    (
        "id version case plan leaving cause attribution avoidable holds words action cost_per_day started_at ended_at"
        " ended_by status level owner barrier item"
    ).split(),
    verbs=(
        Verb("change", leaving.change_delay, more=_CHANGED),
        Verb("close", leaving.close_delay),
        Verb("reopen", leaving.reopen_delay),
        Verb("mark-in-error", leaving.mark_delay_in_error),
    ),
    filters=("case", "status", "cause", "owner"),
)
MILESTONE = Noun(
    "milestones",
    Milestone,
    "id version case plan leaving code ready_at reached_at reached_by not_needed_because".split(),
    filters=("case", "code"),
)
FORECAST = Noun(
    "forecasts", Forecast, "id case leaving made_at p10 p50 p90 drivers cases thin".split(), filters=("case",)
)
NOTICE = Noun(
    "patient-notices",
    Notice,
    (
        "id version case encounter kind number status because due_from due_by delivered_at delivered_by method oral"
        " signer representative language interpreter edition document_hash late note"
    ).split(),
    verbs=(
        Verb("deliver", notices.deliver_notice, more={"at": Instant()}),
        Verb("mark-in-error", notices.mark_notice_in_error),
    ),
    filters=("case", "kind", "status"),
)
QIO = Noun(
    "qio-reviews",
    QioReview,
    "id version case encounter requested_at notified_at detailed_by decided_at outcome liable_from".split(),
    verbs=(Verb("decide", reviews.record_qio_decision),),
    filters=("case",),
)
PASRR = Noun(
    "pasrr-screenings",
    Pasrr,
    "id version case screened_at outcome certified_by referred_at determination determined_at reference".split(),
    create=Verb("record", screening.record_pasrr, Pasrr),
    within=("case", Case),
    verbs=(
        Verb("refer", screening.refer_level_two),
        Verb("determine", screening.record_determination),
    ),
    filters=("case", "outcome"),
)
MOVED = Noun(
    "deadline-changes",
    DeadlineChange,
    "id case about rule old new because at".split(),
    filters=("case", "rule"),
)
AFTER = Noun(
    "programmes-after-leaving",
    AfterDischarge,
    (
        "id version case encounter tier left_at group status contact_by business_contact_by visit_7_by visit_14_by"
        " ends_at attempts contacted_at visited_at medicines_checked_at stopped_at stopped_because"
    ).split(),
    verbs=(Verb("check-medicines", afterwards.check_medicines),),
    filters=("case", "status"),
)
VISIT = Noun(
    "visits-after-leaving",
    FollowUpVisit,
    "id version case leaving kind with_whom place phone at bring ride status ended_at why".split(),
    create=Verb("book", visits.book_visit_after, FollowUpVisit),
    within=("case", Case),
    verbs=(
        Verb("keep", visits.keep_visit_after),
        Verb("miss", visits.miss_visit_after),
        Verb("cancel", visits.cancel_visit_after),
    ),
    filters=("case", "status"),
)
RETURN = Noun(
    "readmission-reviews",
    ReadmissionReview,
    (
        "id version case index back day due_at status related preventable patient_view team_view next_place_view causes"
        " learned reviewed_at reviewed_by"
    ).split(),
    verbs=(Verb("review", returns.review_readmission, more=_CAUSES),),
    filters=("case", "status"),
)
NOUNS = (
    PLAN, DATE_CHANGE, DESTINATION, TOLD, CHECK, STEP, DELAY, MILESTONE, FORECAST, NOTICE, QIO, PASRR, MOVED, AFTER,
    VISIT, RETURN,
)  # fmt: skip
