"""Everything between a bare machine and the running system: standard library only, nothing installed is needed."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is what older Pythons are meant to reach
    sys.exit(
        f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}. Try: make run PYTHON=python3.12"
    )
