"""Rules about the code itself; each is also shown a planted fault, so that it is known to see."""

import ast
import re

import pytest

from casemgmt.documents import ours
from tests.policy.source import ROOT, broken, calls, dotted, files, none, planted

LONGEST = 400
MANY = ("bulk_create", "bulk_update", "get_or_create", "update_or_create")

# Files that write rows outside a verb, each with its reason.
WRITERS = {
    "core/actions.py": "the kernel itself",
    "audit/record.py": "the trail, written by the kernel and by reads",
    "audit/sealing.py": "seals over the trail, written by the clock under a lock of their own",
    "accounts/actors.py": "the service users that migrate brings",
    "accounts/grants.py": "the rows of GRANTS that migrate brings",
    "patients/merging.py": "moves every row that points at a patient, with a line of MergeMove for each; called by merge and unmerge",
    "supervision/carrying_out.py": "many parts at once, counted and audited case by case; called by apply_ and undo_reassignment",
    "teams/ledger.py": "what follows the people of a case, one statement each, within the verbs of its team",
    "assessments/taking.py": "the answers of one save in two statements, however many; within the verbs that answer and sign",
    "assessments/verifying.py": "the same for answers that are confirmed, within verify_section",
    "assessments/loading.py": "the instruments of all facilities, brought by a command; their versions are verbs",
    "encounters/importing.py": "the reading of a public table, brought by a command; its rows are a verb",
    "policy/loading.py": "the rule packs that ship with the code, loaded by migrate and a command",
    "teams/management/commands/first_admin.py": "before the first administrator there is nobody who could act",
    "demo/": "bulk filling of an empty database, in the owner's own session",
    "core/filters.py": "form.data.update is no row",
    "outreach/daily.py": "scores of a day that tell of no fall, kept by the clock in one statement; nothing is decided on them",
    "teams/models/access.py": "guardian's manager of a view: its trigger writes, and only inside a verb",
}
# Rows of a queue are taken and marked in bulk under their own locks; their verbs are plan, lease and settle.
QUEUES = {
    "worklist/digests.py": "writes the summaries of a batch and marks their day in one transaction (SKIP LOCKED)",
    "worklist/receipts.py": "keeps a signed word of the other side once, by its digest; no person does it",
    "worklist/planner.py": "plans reminders in one statement per batch (SKIP LOCKED)",
    "worklist/promises.py": "cancels what waits for an item in the verb that ends it",
    "worklist/to_patients.py": "writes a batch's messages to patients in the planner's transaction, or in the verb that moves a time",
    "worklist/relay.py": "leases and settles deliveries in one statement per batch (SKIP LOCKED)",
    "worklist/feeds.py": "notes on a feed when a calendar last read it; the reading itself is on record as a look",
    "worklist/outbox.py": "leases and settles deliveries in one statement per batch (SKIP LOCKED)",
}


# Several verbs of several rows in one transaction, each checked and audited by itself.
COMPOSED = {
    "intake.actions.registration.arrive": "registration, coverage, consents and the request of one arrival",
    "intake.actions.registration.arrive_provisional": "the same without an identity",
    "patients.actions.registering.must_be_past": "a rule that registering and correcting share; it writes nothing",
}


def test_public_functions_in_actions_are_actions():
    # What is no verb belongs into a module named after its idea.
    plain = {place for place, thing in ours.functions("actions") if not hasattr(thing, "verb_name")}
    none(sorted(place for place in plain - set(COMPOSED) if not place.startswith("core.actions.")))


def test_verbs_say_what_they_act_on():
    # The generated diagrams read the annotation of the first argument.
    none([place for place, verb in ours.verbs().items() if not isinstance(ours.target_of(verb), type)])


def objects_in_views(name, tree):
    if "/views" in name or name.endswith("views.py"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in (
                "objects",
                "_default_manager",
                "_base_manager",
            ):
                yield node.lineno, "a view asks the table; use visible_to or fetch"


def test_views_never_touch_objects():
    none(broken(objects_in_views))
    assert planted(objects_in_views, "Case.objects.get(pk=1)", "patients/views/case.py")
    assert not planted(objects_in_views, "Case.objects.get(pk=1)", "patients/queries.py")


def writes(name, tree):
    for node, called in calls(tree):
        *before, last = called.split(".")
        if not before:
            continue
        on_manager = any(part in ("objects", "_default_manager") or part == "?" for part in before)
        saves = last in MANY or (last == "save" and before[-1] not in ("form", "super"))
        if saves or (last in ("create", "update", "delete") and on_manager and not _hashes(node)):
            yield node.lineno, f"{called} writes outside a verb"


def _hashes(node):
    # `?.update(x)` with one positional argument is a dict or a digest; a queryset's takes keywords.
    return node.func.attr == "update" and bool(node.args) and not node.keywords


def test_nothing_writes_outside_verbs():
    verbs = {f"{app}/actions": "verbs" for app in ours.APPS} | {f"{app}/grants": "verbs" for app in ours.APPS}
    none(broken(writes, but=WRITERS | QUEUES | verbs))


@pytest.mark.parametrize(
    "code",
    [
        "row.save()",
        "Case.objects.create(stage='x')",
        "Case.objects.filter(pk=1).update(stage='x')",
        "Case.objects.filter(pk=1).delete()",
        "Case.objects.bulk_create(rows)",
        "Case._default_manager.update_or_create(pk=1)",
    ],
)
def test_a_write_outside_a_verb_is_seen(code):
    assert planted(writes, code)
    assert not planted(writes, "facts.update(other)\nfound = {}\nfound.update(a=1)")


CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "datetime.datetime.now", "datetime.datetime.utcnow",
    "datetime.datetime.today", "date.today", "datetime.date.today", "time.time", "time.time_ns", "time.monotonic",
    "time.perf_counter", "time.localtime", "time.gmtime", "timezone.now", "django.utils.timezone.now",
    "timezone.localdate", "timezone.localtime", "functions.Now", "models.functions.Now", "Now",
}  # fmt: skip
SQL_CLOCK = re.compile(
    r"(?<![\w.])(now\(\)|clock_timestamp\(\)|statement_timestamp\(\)|transaction_timestamp\(\)"
    r"|current_timestamp|current_date|localtimestamp)",
    re.IGNORECASE,
)
# Files that may read a clock, each with its reason.
READERS = {
    "core/clock.py": "the one clock",
    "casemgmt/probe.py": "asks how old a file of a process is, in real time",
    "audit/models.py": "the real time of writing, which nothing moves",
    "audit/migrations/": "the same",
    "audit/sealing.py": "the real time of a seal, which nothing moves",
    "audit/verifying.py": "how long rows wait for a seal, in real time",
    "demo/bench/": "measures statements as others run them",
}
STOPWATCH = {
    "core/middleware/request_log.py": "milliseconds of a request, for the log",
    "core/supervised.py": "waiting between two rounds of a loop",
    "worklist/relay.py": "how long one turn of sending has lasted; only the distance counts",
    "worklist/tasks.py": "how long ago this process ran what beat would start; only the distance counts",
}


def clocks(name, tree):
    for node, called in calls(tree):
        stopwatch = called in ("time.perf_counter", "time.monotonic")
        if called in CLOCKS and not (
            stopwatch and (name in STOPWATCH or "/commands/" in name or name.startswith("demo/"))
        ):
            yield node.lineno, f"{called} reads a clock; ask core.clock"
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sql(node.value):
            found = SQL_CLOCK.search(node.value)
            if found:
                yield node.lineno, f"{found[0]} in SQL reads a clock; use core_now()"


def _is_sql(text):
    return (
        bool(re.search(r"\b(select|insert into|update|delete from|create)\b", text, re.IGNORECASE))
        and "\n\n" not in text
    )


def test_nothing_reads_a_clock():
    none(broken(clocks, but=READERS))


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now(UTC)",
        "date.today()",
        "time.time()",
        "timezone.now()",
        "datetime.datetime.utcnow()",
        "started = time.perf_counter()",
        "cursor.execute('select now() - interval')",
        "cursor.execute('UPDATE x SET a = CURRENT_TIMESTAMP')",
        "Item.objects.filter(due_at__lt=Now())",
    ],
)
def test_a_clock_is_seen(code):
    assert planted(clocks, code)
    assert not planted(clocks, "clock.now()\ncursor.execute('select core_now()')")


FROM_OUTSIDE = re.compile(r"\b(request|GET|POST|query_params|data|params|cleaned_data|body|kwargs)\b")
SPREAD = (
    "filter",
    "exclude",
    "annotate",
    "aggregate",
    "order_by",
    "values",
    "values_list",
    "only",
    "get",
    "update",
    "alias",
)


def injections(name, tree):
    for node, called in calls(tree):
        last = called.split(".")[-1]
        if last in ("extra",) and "." in called and called.split(".")[0] != "record":
            yield node.lineno, "extra() builds SQL by hand"
        if last in ("RawSQL", "cache_page", "mark_safe") and "/templatetags/" not in name:
            yield node.lineno, f"{last} is forbidden here"
        if called in ("csv.writer", "csv.DictWriter"):
            yield node.lineno, "spreadsheets are written by one module only"
        spread = [part.value for part in node.args if isinstance(part, ast.Starred)]
        spread += [word.value for word in node.keywords if word.arg is None]
        if (
            "." in called
            and last in SPREAD
            and any(FROM_OUTSIDE.search(ast.unparse(part)) for part in spread)
        ):
            yield node.lineno, f"{called} is given names from outside"
        if last in ("execute", "raw") and node.args and _built(node.args[0]):
            yield node.lineno, "SQL is put together from strings"


def _built(node):
    """Put together from anything but constants (upper-case names)."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return not all(dotted(part).split(".")[-1].isupper() for part in parts)
    return isinstance(node, ast.BinOp) and not all(
        isinstance(part, ast.Constant) for part in (node.left, node.right)
    )


BUILDERS = {
    "core/prepared.py": "prepares the text of a question the models made, whose values stay apart",
    "oversight/simulator.py": "the text of our own view, asked for another instant",
    "core/sheets.py": "the one module that writes spreadsheets",
    "core/icons.py": "the icon package's own drawing; nothing of a page goes in",
    "core/management/commands/grant_app_role.py": "names quoted by the database's own rules, none from outside",
    "demo/": "names of our own tables, in the owner's own session",
}


def test_no_query_is_built_from_what_comes_from_outside():
    none(broken(injections, but=BUILDERS))


@pytest.mark.parametrize(
    "code",
    [
        "Case.objects.filter(**request.GET)",
        "Case.objects.order_by(*request.GET.getlist('sort'))",
        "rows.values(*params)",
        "rows.annotate(**form.cleaned_data)",
        "rows.extra(where=['1=1'])",
        "RawSQL('select 1', [])",
        "cache_page(60)",
        "csv.writer(out)",
        "cursor.execute(f'select {name}')",
        "cursor.execute('select ' + name)",
        "mark_safe(text)",
    ],
)
def test_a_query_built_from_outside_is_seen(code):
    assert planted(injections, code)
    assert not planted(injections, "rows.filter(**chosen)\ncursor.execute('select %s', [name])")


FORBIDDEN_NAMES = {"utils", "helpers", "services", "signals", "managers"}


def test_every_file_has_a_name_of_its_own_and_no_more_lines_than_one_can_read():
    long = [name for name in files() if len((ROOT / name).read_text("utf-8").splitlines()) > LONGEST]
    vague = [name for name in files() if {*name.removesuffix(".py").split("/")} & FORBIDDEN_NAMES]
    assert (long, vague) == ([], [])


MOST = 14


def steps(view):
    """The statements of a view without its docstring, however they are wrapped."""
    said = view.body[1:] if ast.get_docstring(view) else view.body
    return sum(isinstance(node, ast.stmt) for line in said for node in ast.walk(line))


def long_views(name, tree):
    if "/views" in name:
        for node in tree.body:
            marks = [ast.unparse(mark) for mark in getattr(node, "decorator_list", [])]
            if any(mark.startswith("route(") for mark in marks) and steps(node) > MOST:
                yield node.lineno, f"{node.name} does {steps(node)} things; fetch, form, action, answer"


def test_views_fetch_ask_act_and_answer():
    none(broken(long_views))
    assert planted(
        long_views, "@route('GET')\ndef view(request):\n" + "    a = 1\n" * (MOST + 1), "patients/views.py"
    )


# Pages that every app's verbs share, though they stand in one of them.
SHARED = {
    "patients.views.asking": "the page that asks for what a verb needs",
    "patients.views.verb_page": "the same",
    "patients.forms": "blocks of which the registration page is put together",
    "coverage.forms": "the same",
    "worklist.views.standing": "what the guard against doubles found, shown with what was typed",
    "worklist.forms.stopped": "the form that the guard may stop",
    "worklist.forms.interpreter": "whether an interpreter was used, asked alike everywhere",
}


PRIVATE = ("views", "forms", "tasks", "sweeps", "urls")


def private_of_others(name, tree):
    app = name.split("/")[0]
    if app in ("core", "audit", "casemgmt", "demo"):
        return
    for node in ast.walk(tree):
        module = node.module if isinstance(node, ast.ImportFrom) else None
        if (
            module
            and module.split(".")[0] in ours.APPS
            and module.split(".")[0] not in (app, "core", "audit")
        ):
            part = module.split(".")[1] if "." in module else ""
            if part in PRIVATE and not module.startswith(tuple(SHARED)):
                yield node.lineno, f"{module} is private to its app"


def test_views_forms_tasks_and_sweeps_are_private_to_their_app():
    none(broken(private_of_others))
    assert planted(private_of_others, "from worklist.views import my_day", "intake/actions.py")
