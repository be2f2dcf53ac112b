"""Make a virtual environment from a hash-locked requirements file; the second time this takes no time."""

import importlib.util
import subprocess
import sys
from pathlib import Path

from dev.places import ROOT, VENV, Problem, digest, only_one, run, say, stamped

DEMO, DEV = ROOT / "requirements" / "demo.txt", ROOT / "requirements" / "dev.txt"
NO_PIP = (
    "This Python cannot make virtual environments: its ensurepip module is missing."
    " On Debian and Ubuntu: apt-get install python3-venv. Then run the same command again."
)


def install(lock: Path = DEV, venv: Path = VENV) -> Path:
    """Install `lock` into `venv` unless it already is; returns the environment's Python."""
    python = venv / "bin" / "python"
    stamp = venv / ".installed"
    with only_one(f"install{venv.name}"):
        # Everything in the demonstration's lock is in the development lock too, in the same version.
        enough = {lock, DEV} if lock == DEMO else {lock}
        if any(stamped(stamp, digest([one])) for one in enough) and works(python):
            return python
        if not works(python):
            create(venv)
        say(f"Installing {lock.relative_to(ROOT)} into {venv.name}/ (hash-locked) ...")
        pip = [
            *pip_for(python),
            "install",
            "--no-compile",
            "--require-hashes",
            "--no-deps",
            "--requirement",
            str(lock),
        ]
        done = subprocess.run([*pip, "--quiet", "--progress-bar=off", "--disable-pip-version-check"])
        if done.returncode:
            raise Problem(
                "pip could not install the requirements; its reason stands above. Run the same command again."
            )
        stamp.write_text(digest([lock]))
    return python


def works(python: Path) -> bool:
    """Whether this environment's Python starts and is new enough."""
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and not subprocess.run([python, "-c", code], capture_output=True).returncode


def create(venv: Path) -> None:
    """An empty environment, with its own pip where this Python carries one."""
    own_pip = importlib.util.find_spec("ensurepip") is not None
    if not own_pip and importlib.util.find_spec("pip") is None:
        raise Problem(NO_PIP)
    options = ["--clear"] if own_pip else ["--clear", "--without-pip"]
    done = subprocess.run([sys.executable, "-m", "venv", *options, venv], capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"{NO_PIP}\n{(done.stdout + done.stderr).strip()}")


def pip_for(python: Path) -> list[str]:
    """The environment's own pip, else this Python's pip working on that environment."""
    own = subprocess.run([python, "-m", "pip", "--version"], capture_output=True)
    if own.returncode == 0:
        return [str(python), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(python)]


def main() -> None:
    """`python3 -m dev.install`: the environment for development, tests and the start scripts."""
    install()


if __name__ == "__main__":
    run(main)
