"""Intake requests, care plans with their goals, and leaving."""

from api.nouns import Noun, Verb
from careplans import actions as planning
from careplans.models import CarePlan, Goal
from discharge import actions as leaving
from discharge.models import DischargePlan, ExpectedDateChange
from intake import actions as intake
from intake.models import IntakeRequest
from patients.models import Case, Patient
from worklist.models import ContactAttempt

REQUEST = Noun(
    "intake-requests",
    IntakeRequest,
    (
        "id version patient facility case unit source arrival need question triage tier tier_reasons received_at"
        " first_contact_due status suggestion team appointment waiver contacted_at decision_reason redirected_to"
    ).split(),
    create=Verb("receive", intake.receive, IntakeRequest),
    within=("patient", Patient),
    verbs=(
        Verb("screen", intake.screen),
        Verb("accept", intake.accept),
        Verb("decline", intake.decline),
        Verb("redirect", intake.redirect),
        Verb("assign", intake.assign, without=("slot",)),
        # The first contact is work on the case: the desk's right to its own items does not reach that far.
        Verb("contact", intake.contact, ContactAttempt, on=lambda asked: asked.case or asked),
    ),
    filters=("status", "tier", "unit", "patient"),
)
PLAN = Noun(
    "care-plans",
    CarePlan,
    ("id", "version", "case", "what_matters", "engagement", "status", "activated_at"),
    create=Verb("draft", planning.draft_plan, CarePlan),
    within=("case", Case),
    verbs=(
        Verb("propose-goal", planning.propose_goal, Goal),
        Verb("activate", planning.activate),
        Verb("close", planning.close_plan),
    ),
    filters=("case", "status"),
)
GOAL = Noun(
    "goals",
    Goal,
    ("id", "version", "case", "plan", "words", "in_patients_words", "due_on", "status", "outcome"),
    verbs=(Verb("agree", planning.agree_goal), Verb("close", planning.close_goal)),
    filters=("case", "plan", "status"),
)
LEAVING = Noun(
    "discharge-plans",
    DischargePlan,
    ("id", "version", "case", "expected_on", "disposition", "handed_to"),
    create=Verb("start", leaving.start_plan, DischargePlan),
    within=("case", Case),
    verbs=(
        Verb("set-expected-date", leaving.set_expected_date),
        Verb("choose-disposition", leaving.choose_disposition),
    ),
    filters=("case",),
)
DATE_CHANGE = Noun(
    "expected-date-changes",
    ExpectedDateChange,
    ("id", "case", "old", "new", "why", "changed_at", "changed_by"),
    filters=("case",),
)
NOUNS = (REQUEST, PLAN, GOAL, LEAVING, DATE_CHANGE)
# Verbs on the case that belong to higher apps than the case itself.
ON_THE_CASE = (
    Verb("begin-planning", planning.begin_planning),
    Verb("begin-transition", leaving.begin_transition),
    Verb("return-to-active", leaving.return_to_active),
    Verb("begin-follow-up", leaving.begin_follow_up),
    Verb("close", leaving.close_case),
    Verb("reopen", leaving.reopen_case),
)
