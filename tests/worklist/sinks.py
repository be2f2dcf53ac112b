"""The other side of a channel, as a real server on loopback: it takes, waits, refuses, cuts, or answers without end."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from core.clock import now
from worklist import signing

GATEWAY_SECRET = "a-secret-of-the-gateway-that-is-long-enough"


class Gateway:
    """An HTTP gateway in one of its moods; `taken` is what it accepted, `asked` every request that reached it."""

    def __init__(self) -> None:
        self.mood, self.asked, self.taken = "ok", [], []
        self.wait = threading.Event()
        gateway = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                gateway.answer(self)

            do_GET = do_POST

            def log_message(self, *_: Any) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_port}/messages"

    def answer(self, door: Any) -> None:
        body = door.rfile.read(int(door.headers.get("Content-Length", 0)))
        self.asked.append((dict(door.headers), body))
        if self.mood == "slow":
            self.wait.wait(5)
        if self.mood == "cut":
            door.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            return
        status = {"ok": 200, "long": 200, "redirect": 302}.get(self.mood) or int(
            self.mood.strip("slow") or 200
        )
        if status == 200:
            self.taken.append(json.loads(body))
        door.send_response(status)
        if self.mood == "redirect":
            door.send_header("Location", self.url + "/elsewhere")
        said = b"x" * 100_000 if self.mood == "long" else b"{}"
        door.send_header("Content-Length", str(len(said)))
        door.end_headers()
        door.wfile.write(said)


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway that listens until the block ends."""
    made = Gateway()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        made.wait.set()
        made.server.shutdown()
        made.server.server_close()
        thread.join()


class Post:
    """A mail server's manners: `mood` is the answer to a message, "cut" to hang up instead, None to take it.

    `letters` is what it took.
    """

    def __init__(self) -> None:
        self.mood: str | None = None
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.mood == "cut":
            server.transport.abort()
        if self.mood:
            return self.mood
        self.letters.append(envelope)
        return "250 taken"


@contextmanager
def post() -> Iterator[tuple[Post, int]]:
    """A mail server that listens until the block ends, and its port."""
    manners = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(manners, hostname="127.0.0.1", port=port, ready_timeout=10)
    server.start()
    try:
        yield manners, port
    finally:
        server.stop()


def say(client: Any, facts: Any, *, secret: str = GATEWAY_SECRET, stamp: str = "", **headers: str) -> Any:
    """The gateway says something at our door: a receipt, or what somebody wrote back, signed with its secret."""
    body, stamp = json.dumps(facts).encode(), stamp or str(int(now().timestamp()))
    signed = {signing.STAMP: stamp, signing.SIGNATURE: signing.signature(secret, stamp, body)} | headers
    return client.post("/hooks/sms/", body, content_type="application/json", headers=signed)
