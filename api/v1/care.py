"""Intake requests, care plans with their goals, and the stages of a case."""

from api.nouns import Noun, Verb
from api.v1 import going_on, plans
from careplans import actions as planning
from discharge import actions as leaving
from intake import actions as intake
from intake.models import IntakeRequest
from patients.models import Patient
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
NOUNS = (REQUEST, *plans.NOUNS)
# Verbs on the case that belong to higher apps than the case itself.
ON_THE_CASE = (
    *going_on.ON_THE_CASE,
    Verb("begin-planning", planning.begin_planning),
    Verb("begin-transition", leaving.begin_transition),
    Verb("return-to-active", leaving.return_to_active),
    Verb("begin-follow-up", leaving.begin_follow_up),
    Verb("close", leaving.close_case),
    Verb("reopen", leaving.reopen_case),
)
