"""The other side of the mail channel, a process of its own: `python -m tests.chaos.sink PORT FOLDER CANARY`.

It writes every message it takes into FOLDER/ledger (instant, Message-ID, whether the canary was in it, whether its 250 is
withheld) before it says so, and reads its manners from FOLDER/mood: `ok`, `slow 0.5`, `refuse 0.5 451`, `cut 0.1` (taken, but never said).
"""

import asyncio
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Manners:
    """What becomes of each message."""

    def __init__(self, folder: Path, canary: str) -> None:
        self.mood, self.canary = folder / "mood", canary.encode()
        self.ledger = os.open(folder / "ledger", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mood, *words = self.mood.read_text().split()
        share = float(words[0]) if words else 0.0
        if mood == "refuse" and random.random() < share:
            return f"{words[1]} not now" if words[1].startswith("4") else f"{words[1]} never"
        if mood == "slow":
            await asyncio.sleep(share)
        cut = mood == "cut" and random.random() < share
        self.take(envelope.content, cut)
        if cut:
            server.transport.abort()
        return "250 taken"

    def take(self, content: bytes, cut: bool) -> None:
        key = next(line for line in content.splitlines() if line.startswith(b"Message-ID: "))[12:].decode()
        leak = int(self.canary in content)
        os.write(self.ledger, f"{time.time():.3f} {key} {leak} {cut:d}\n".encode())


async def main(port: int, folder: Path, canary: str) -> None:
    manners, loop = Manners(folder, canary), asyncio.get_running_loop()
    made = await loop.create_server(lambda: SMTP(manners, hostname="sink", loop=loop), "127.0.0.1", port)
    await made.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
