"""Hold the embedded servers up until told to stop, and say where they are: a stand-in for the start script."""

import json
import signal
import threading

from dev.embedded import Embedded
from dev.places import run, var

stop = threading.Event()


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    embedded = Embedded(var() / "embedded", var() / "log")
    try:
        embedded.start()
        half = var() / "up.half"
        half.write_text(json.dumps(embedded.environment()))
        half.rename(var() / "up.json")
        stop.wait()
    finally:
        embedded.stop()


if __name__ == "__main__":
    run(main)
