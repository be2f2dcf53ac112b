"""`make fresh`: remove the demonstration's data, so that the next start begins from nothing."""

import shutil

from dev import account
from dev.places import only_one, run, say, var


def main() -> None:
    """Delete what var/ holds, and the servers' folder outside the project if there is one."""
    with only_one("run", "The demonstration is running: stop it first (Ctrl-C where it runs)."):
        account.remove(var() / "embedded")
        for path in sorted(var().iterdir()):
            if path.name == "test":
                continue  # the folders of test runs, one of which may be at work
            if path.is_dir():
                shutil.rmtree(path)
            elif path.suffix != ".lock":
                path.unlink()
    say(f"Removed the data under {var()}. make run starts over.")


if __name__ == "__main__":
    run(main)
