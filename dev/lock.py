"""`make lock`: compile requirements/*.in and package.json into lock files with hashes and without addresses."""

import subprocess
from pathlib import Path

from dev.install import install
from dev.places import ROOT, Problem, run, say
from dev.vendor import npm

FOLDER = ROOT / "requirements"
COMPILE = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
FILES = {"base": [], "demo": ["-c", "base.txt"], "dev": ["-c", "demo.txt"], "assets": [], "lock": []}


def main() -> None:
    """Keeps versions that still fit; to move one, edit its line in the .in file or delete the lock."""
    python = install(FOLDER / "lock.txt", ROOT / ".venv-lock")
    for name, options in FILES.items():
        say(f"Locking requirements/{name}.in ...")
        words: list[str | Path] = [
            python.parent / COMPILE[0],
            *COMPILE[1:],
            "--no-header",
            *options,
            f"{name}.in",
            "-o",
            f"{name}.txt",
        ]
        if subprocess.run(words, cwd=FOLDER, stdout=subprocess.DEVNULL).returncode:
            raise Problem(f"requirements/{name}.in has no solution; the reason stands above.")
    if subprocess.run([*npm(), "install", "--package-lock-only"], cwd=ROOT).returncode:
        raise Problem("npm could not lock package.json; its reason stands above.")


if __name__ == "__main__":
    run(main)
