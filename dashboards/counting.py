"""All numbers of a team in one statement, made of the same queries as the lists; what a person asks daily is written once."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from core.written import Question, Questions, joined, some, somebody, written
from dashboards import scope as scopes
from dashboards.figures import Figure, figure
from dashboards.house_rules import Rules
from dashboards.measured import stays
from dashboards.measured.held import segments
from dashboards.metrics import MEASURES, Kind, Measure, known
from dashboards.scope import Scope
from facilities.models import Team
from patients.models import Case

_questions = Questions()
# What stands for rows nobody has, by what the rows of a kind say.
EMPTY = {
    (): "select null::uuid where false",
    ("met",): "select null::uuid, false where false",
    ("amount",): "select null::uuid, 0::float8 where false",
    ("amount", "base"): "select null::uuid, 0::float8, 0::float8 where false",
}
# Inside the statement the table of cases is what was read of it for the reader: no measure goes back to it, nor beyond.
CASES = """with patients_case as materialized ({}), every as (select id from patients_case),
  mine as (select id from patients_case where stage <> 'closed') select """
NO_CASES = "select * from patients_case where false"
# How a number is made of its rows; a float is what a decimal and an integer both become.
MADE = {
    Kind.COUNT: "count(*)::float8, null::float8",
    Kind.RATE: "(count(*) filter (where met))::float8, count(*)::float8",
    Kind.TOTAL: "coalesce(sum(amount), 0)::float8, null::float8",
    Kind.RATIO: "coalesce(sum(amount), 0)::float8, coalesce(sum(base), 0)::float8",
    Kind.MEDIAN: "coalesce(percentile_cont(0.5) within group (order by amount), 0)::float8, count(*)::float8",
    Kind.LOAD: "coalesce(sum(amount), 0)::float8, null::float8",
}


@dataclass(frozen=True)
class Cause:
    """The delays of one cause in the period: their hours, how many, of how many patients."""

    code: str
    hours: float
    number: int
    cases: int


def numbers(user: Any, team: Team, rules: Rules) -> tuple[dict[str, Figure], list[Cause]]:
    """Every measure that the database counts, as a supervisor of the team sees it, and delays by cause; one statement."""
    shape = (getattr(user, "acting_role", ""), rules.shape)
    question = _questions.find(shape, lambda: _all(somebody(user), some(Team), rules))
    return _read(question.ask(user, row=team)[0]) if question else ({}, [])


def counted(scope: Scope, measures: Sequence[Measure] = ()) -> dict[str, Figure]:
    """The same of a scope, at any instant; a statement for each."""
    return {each.name: _one(each, scope) for each in measures or plainly()}


def reckoned(scope: Scope) -> dict[str, Figure]:
    """The measures that are reckoned row by row; three statements for all of them."""
    found = stays.reckon(scope)
    return {name: of_values(MEASURES[name], list(values.values())) for name, values in found.items()}


def plainly() -> list[Measure]:
    """The measures that are counted in the one statement."""
    return [each for each in known() if each.kind is not Kind.LOAD and each.reckon is None]


def of_values(measure: Measure, rows: Sequence[tuple[Any, ...]]) -> Figure:
    """The figure of rows that are at hand, made as the database makes it."""
    if measure.kind is Kind.RATE:
        return figure(measure, sum(row[0] for row in rows), len(rows))
    if measure.kind is Kind.MEDIAN:
        return figure(measure, median(row[0] for row in rows) if rows else 0, len(rows))
    if measure.kind is Kind.RATIO:
        return figure(measure, sum(row[0] for row in rows), sum(row[1] for row in rows))
    return figure(measure, sum(row[0] for row in rows) if measure.says else len(rows))


def _one(measure: Measure, scope: Scope) -> Figure:
    try:
        sql, values = _rows(measure, scope).query.sql_with_params()
    except EmptyResultSet:
        sql, values = EMPTY[measure.says], ()
    with connection.cursor() as cursor:
        cursor.execute(_made(measure, sql), values)
        return figure(measure, *cursor.fetchone())


def _rows(measure: Measure, scope: Scope) -> Any:
    return measure.rows(scope).order_by().values_list("pk", *measure.says)


def _made(measure: Measure, sql: str) -> str:
    names = ", ".join(("id", *measure.says))
    return f"select {MADE[measure.kind]} from ({sql}) rows_of ({names})"  # noqa: S608 - names of our own


def _all(user: Any, team: Any, rules: Rules) -> Question:
    """The team's cases read once; then each number from its own rows."""
    scope = scopes.named(team, rules)
    names = [field.attname for field in Case._meta.concrete_fields]
    cases = written(scopes.every_case(user, team.pk, scope.now).order_by().values_list(*names), user, team)
    parts = []
    for each in plainly():
        found = written(_rows(each, scope), user, team)
        made = _made(each, found.sql if found else EMPTY[each.says])
        parts.append(Question(made, found.values if found else ()))
    parts.append(_by_cause(scope, user, team))
    columns = ", ".join(f"n{n}.*" for n in range(len(parts)))
    lists = " cross join ".join(f"({{}}) n{n}" for n in range(len(parts)))
    return joined(f"{CASES}{columns} from {lists}", cases or Question(NO_CASES, ()), *parts)


def _by_cause(scope: Scope, user: Any, team: Any) -> Question:
    """The causes in one value: code, hours, how many, of how many cases; the most hours first."""
    rows = segments(scope).order_by().values_list("cause", "case_id", "amount")
    found = written(rows, user, team)
    sql = found.sql if found else "select '', null::uuid, 0::float8 where false"
    groups = f"""select cause, sum(amount) as hours, count(*) as number, count(distinct case_id) as cases
        from ({sql}) rows_of (cause, case_id, amount) group by cause"""  # noqa: S608 - names of our own
    made = f"""select coalesce(json_agg(json_build_array(cause, hours, number, cases) order by hours desc, cause), '[]')
        from ({groups}) causes"""  # noqa: S608 - names of our own
    return Question(made, found.values if found else ())


def _read(row: Sequence[Any]) -> tuple[dict[str, Figure], list[Cause]]:
    """Two columns for each measure, in their order, and the causes."""
    pairs = zip(row[:-1:2], row[1:-1:2], strict=True)
    found = {each.name: figure(each, *pair) for each, pair in zip(plainly(), pairs, strict=True)}
    return found, [Cause(*cause) for cause in row[-1]]


def load_of(people: Sequence[Any]) -> Figure:
    """The load of a team from what its people carry, of what they carry at most."""
    load, full = sum(each.load for each in people), sum(each.full for each in people)
    return figure(MEASURES["load"], load, full)
