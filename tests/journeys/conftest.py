"""A real browser: the machine's Chromium when there is one, else the one that playwright fetched."""

import os
import shutil
from typing import Any

import pytest

# Playwright's loop makes Django believe that it runs inside asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = (
        os.environ.get("CHROMIUM_PATH")
        or shutil.which("chromium")
        or shutil.which("google-chrome")
        or shutil.which("chromium-browser")
    )
    more = {"executable_path": found, "args": ["--no-sandbox"]} if found else {}
    return {**browser_type_launch_args, **more}
