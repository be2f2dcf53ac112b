"""Changes of condition with who knows, relays, and conversations on a case."""

from accounts.models import User
from api.nouns import Noun, Verb
from api.shapes import Scoped
from messaging import actions
from messaging.models import Acknowledgement, ConditionChange, Mention, Message, Relay, Thread
from patients.models import Case

MENTIONS = {"mentions": Scoped(User, many=True, required=False)}
COLLEAGUE = {"colleague": Scoped(User, required=False, allow_null=True)}

CHANGE = Noun(
    "condition-changes",
    ConditionChange,
    "id version case severity what event_at reported_by due_at created_by created_at".split(),
    create=Verb("broadcast", actions.broadcast, ConditionChange),
    within=("case", Case),
    verbs=(Verb("ask-newcomers", actions.ask_newcomers),),
    filters=("case", "severity"),
)
ACKNOWLEDGEMENT = Noun(
    "acknowledgements",
    Acknowledgement,
    (
        "id version change user item status due_at acknowledged_at acknowledged_by standing_in excused_at excused_by"
        " excused_reason"
    ).split(),
    verbs=(
        Verb("acknowledge", actions.acknowledge),
        Verb("excuse", actions.excuse),
        Verb("recall", actions.recall),
    ),
    filters=("change", "user", "status"),
)
RELAY = Noun(
    "relays",
    Relay,
    (
        "id version case direction person colleague other_side message plain_version language interpreter"
        " no_interpreter_because status item mode created_by created_at delivered_at delivered_by said_back"
        " understood_at understood_by answer answered_at answered_by closed_at closed_by withdrawn_at withdrawn_by"
        " withdrawn_reason"
    ).split(),
    create=Verb("raise", actions.raise_relay, Relay, more=COLLEAGUE),
    within=("case", Case),
    verbs=(
        Verb("deliver", actions.deliver),
        Verb("confirm-understood", actions.confirm_understood),
        Verb("answer", actions.answer_relay),
        Verb("close", actions.close_relay),
        Verb("withdraw", actions.withdraw_relay),
    ),
    filters=("case", "direction", "status"),
)
THREAD = Noun(
    "threads",
    Thread,
    (
        "id version case topic status last_n last_at pinned pinned_at pinned_by settled_at settled_by created_by"
        " created_at"
    ).split(),
    create=Verb("open", actions.open_thread, Thread, more=MENTIONS),
    within=("case", Case),
    verbs=(
        Verb("say", actions.say, Message, more=MENTIONS),
        Verb("settle", actions.settle_thread),
        Verb("reopen", actions.reopen_thread),
        Verb("read", actions.read_thread),
        Verb("mark-unread", actions.mark_unread),
    ),
    filters=("case", "status"),
)
MESSAGE = Noun(
    "messages",
    Message,
    ("id", "thread", "n", "at", "said_by", "text"),
    verbs=(Verb("pin", actions.pin_decision),),
    filters=("thread",),
)
MENTION = Noun("mentions", Mention, ("id", "message", "user"), filters=("message", "user"))
NOUNS = (CHANGE, ACKNOWLEDGEMENT, RELAY, THREAD, MESSAGE, MENTION)
