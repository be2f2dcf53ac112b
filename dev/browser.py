"""Find a Chromium for the browser journeys: the machine's, else one that playwright fetches."""

import os
import shutil
import subprocess

from dev.places import PYTHON, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LAUNCH = """
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    p.chromium.launch(executable_path={path!r}, args=["--no-sandbox"]).close()
"""


def find() -> dict[str, str] | None:
    """The variables that tell the journeys which Chromium to use; None when none can be started here."""
    named = [os.environ.get("CHROMIUM_PATH"), *(shutil.which(name) for name in NAMES)]
    for path in [path for path in named if path]:
        if starts(path):
            return {"CHROMIUM_PATH": path}
    if starts(None):
        return {"CHROMIUM_PATH": ""}
    say("No Chromium on this machine; fetching one with playwright ...")
    fetched = subprocess.run([PYTHON, "-m", "playwright", "install", "chromium"])
    return {"CHROMIUM_PATH": ""} if fetched.returncode == 0 and starts(None) else None


def starts(path: str | None) -> bool:
    """Whether this Chromium (None: playwright's own) starts without a window."""
    return not subprocess.run([PYTHON, "-c", LAUNCH.format(path=path)], capture_output=True).returncode
