"""Everything between a bare machine and the running system: standard library only, nothing installed is needed."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is what older Pythons are meant to reach
    sys.exit(
        "Python 3.11 or newer is needed, this is {}. Name a newer one: make run PYTHON=python3.12".format(
            sys.version.split()[0]
        )
    )
