"""`make check`: everything that can be judged without running the tests, each part with its seconds."""

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from dev.install import install
from dev.keys import key_file
from dev.places import PYTHON, ROOT, run, say
from dev.scratch import scratch
from dev.vendor import vendor


def parts() -> Iterator[tuple[str, list[str | Path]]]:
    """Name and command of each part."""
    manage: list[str | Path] = [PYTHON, "manage.py"]
    yield "formatter", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]
    yield "linter", [PYTHON, "-m", "ruff", "check", "--quiet", "."]
    yield (
        "import contracts",
        [PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
    )
    yield "types", [PYTHON, "-m", "mypy"]
    yield "templates", [PYTHON, "-m", "djlint", "--lint", "--quiet", "."]
    yield "migrations", [*manage, "makemigrations", "--check", "--dry-run"]
    yield "deploy check", [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    yield "generated documents", [*manage, "generate_docs", "--check"]
    yield "readable matrix", [PYTHON, "-m", "tests.policy.authz.readable", "--check"]
    yield "house budgets", [sys.executable, "-m", "dev.budgets"]


def production(env: dict[str, str]) -> dict[str, str]:
    """An environment as in production, for the deploy check: nothing relaxed, example names only."""
    return env | {
        "DEBUG": "0",
        "DEMONSTRATION": "0",
        "EMBEDDED_PARTS": "0",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "casework.example",
        "BASE_URL": "https://casework.example",
        "EMAIL_URL": "smtp+ssl://reminders:none@mail.casework.example:465",
        "TRUSTED_PROXY_COUNT": "1",
        "AUDIT_KEY_FILE": key_file("audit_key"),
        "BINDER_KEY_FILE": key_file("binder_key"),
        "STATICFILES_BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    }


def check(name: str, argv: list[str | Path], env: dict[str, str]) -> str:
    """Run one part; its output is shown only when it finds something. Returns its line of the summary."""
    began = time.monotonic()
    done = subprocess.run(
        argv, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    if done.returncode:
        say(f"\n=== {name} ===\n{done.stdout.strip()}\n")
    return f"{name:20} {time.monotonic() - began:5.1f} s   {verdict}"


def main() -> int:
    """Run all parts, also after one has failed, and end with one line for each."""
    install()
    vendor()
    with scratch() as env:
        env |= {"PYTHONPATH": str(ROOT)}
        lines = [
            check(name, argv, production(env) if name == "deploy check" else env) for name, argv in parts()
        ]
    for line in lines:
        say(line)
    bad = sum(line.endswith("FAILED") for line in lines)
    say(f"{bad} of {len(lines)} checks failed." if bad else f"All {len(lines)} checks passed.")
    return int(bool(bad))


if __name__ == "__main__":
    run(main)
