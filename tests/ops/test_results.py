"""`make test` counts honestly: what did not run never looks like success."""

import pytest

from dev import results

REPORT = """<testsuites><testsuite>
<testcase classname="tests.a" name="good"/>
<testcase classname="tests.a" name="bad"><failure message="x"/></testcase>
<testcase classname="tests.a" name="broken"><error message="x"/></testcase>
<testcase classname="tests.a" name="left_out[1]"><skipped type="pytest.skip" message="x"/></testcase>
<testcase classname="tests.a" name="known"><skipped type="pytest.xfail" message="x"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.xml"
    path.write_text(REPORT)
    return path


def test_numbers_of_a_report(report):
    assert str(results.read(report, 1)) == "2 passed, 2 failed, 1 skipped"


def test_a_run_that_ended_badly_without_a_report_is_a_failure(tmp_path):
    assert str(results.read(tmp_path / "none.xml", 2)) == "0 passed, 1 failed, 0 skipped"


def test_totals_are_sums(report):
    total = results.read(report, 1) + results.read(report, 1)
    assert str(total) == "4 passed, 4 failed, 2 skipped"


@pytest.mark.parametrize(
    ("ci", "line", "forbidden"),
    [
        ("", "", []),
        ("true", "", ["tests.a::left_out[1]"]),
        ("true", "tests.a::left_out", ["tests.a::left_out[1]"]),
        ("true", "tests.a::left_out  # a reason", []),
        ("true", "tests.a::other  # a reason", ["tests.a::left_out[1]"]),
    ],
)
def test_ci_forbids_a_skip_without_a_reason_on_the_list(report, tmp_path, monkeypatch, ci, line, forbidden):
    monkeypatch.setenv("CI", ci)
    allowed = tmp_path / "allowed.txt"
    allowed.write_text(f"# a comment\n{line}\n")
    monkeypatch.setattr(results, "ALLOWED_SKIPS", allowed)
    assert results.forbidden_skips(results.read(report, 0).skipped) == forbidden


def test_every_line_of_the_list_names_a_test_that_exists():
    for line in results.ALLOWED_SKIPS.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            module, _, rest = line.partition("::")
            source = (results.ROOT / f"{module.replace('.', '/')}.py").read_text()
            assert f"def {rest.split()[0]}(" in source
