"""The house's budgets find what they are there to find."""

import pytest

from dev import budgets


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A project of its own, with an empty dev folder."""
    (tmp_path / "dev").mkdir()
    (tmp_path / "app.py").write_text("def short():\n    return 1\n")
    monkeypatch.setattr(budgets, "ROOT", tmp_path)
    monkeypatch.setattr("dev.changed.ROOT", tmp_path)
    monkeypatch.setattr(budgets, "sources", lambda: sorted(tmp_path.glob("*.py")))
    monkeypatch.setattr(budgets, "files", lambda *a, folder=tmp_path: sorted(folder.glob("*.*")))
    return tmp_path


def faults():
    return [*budgets.file_faults(), *budgets.function_faults(), *budgets.text_faults()]


def test_a_good_project_has_no_fault(tree):
    assert faults() == []


def test_a_long_file_and_a_long_median(tree):
    (tree / "long.py").write_text("x = 1\n" * 401)
    assert [fault.split(":")[0] for fault in faults()] == [
        "long.py",
        "The median file has 202 lines, at most 80.",
    ]


def test_a_long_file_of_tests(tree):
    (tree / "tests").mkdir()
    (tree / "tests" / "test_long.py").write_text("x = 1\n" * 401)
    assert faults() == ["tests/test_long.py: 401 lines, at most 400"]


def test_a_long_function(tree):
    (tree / "long.py").write_text("def f():\n" + "    x = 1\n" * 41)
    assert "long.py:1 f: 41 lines, at most 40" in faults()


@pytest.mark.parametrize("path", ["/home" + "/ann/project", "/Users" + "/ann", "/root" + "/.venv"])
def test_a_path_of_one_machine(tree, path):
    (tree / "notes.md").write_text(f"see {path}/x")
    assert [fault for fault in faults() if fault.startswith("notes.md names a path of one machine")]


def test_a_copied_asset(tree):
    (tree / "jquery.min.js").write_text("")
    assert faults() == ["jquery.min.js is a copied asset; take it from a package"]
