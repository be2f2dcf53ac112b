"""A person's browser in a few lines, as it looks behind the proxy that ends TLS: cookies, forms, one-time codes."""

import base64
import hashlib
import hmac
import http.client
import re
import struct
import time
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode


class Visitor:
    """Asks the web server on a loopback port; remembers cookies and the last page."""

    def __init__(self, port: int, host: str) -> None:
        self.port, self.host, self.cookies, self.page, self.at = port, host, {}, "", "/"

    def ask(self, method: str, path: str, body: str | None = None) -> int:
        """One request; follows redirects. Returns the status of the last answer."""
        headers = {
            "Host": self.host,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Referer": f"https://{self.host}{self.at}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request(method, path, body, headers)
        answer = line.getresponse()
        self.page, self.at = answer.read().decode(), path
        for text in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(text).items()}
        line.close()
        if answer.status in (301, 302, 303):
            return self.ask("GET", answer.headers["Location"].replace(f"https://{self.host}", ""))
        return answer.status

    def get(self, path: str) -> int:
        """Open a page."""
        return self.ask("GET", path)

    def send(self, path: str, **fields: str) -> int:
        """Send the form of the last page, with its token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        return self.ask("POST", path, urlencode({"csrfmiddlewaretoken": token[1] if token else ""} | fields))

    def secret(self) -> str:
        """The authenticator secret that the page shows."""
        return unescape(re.search(r"<code[^>]*>\s*([A-Z2-7 ]{16,})\s*</code>", self.page)[1]).replace(" ", "")


def one_time_code(secret: str) -> str:
    """What an authenticator app shows now for a secret (RFC 6238: SHA-1, 30 s, six digits)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    total = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = total[-1] & 15
    return f"{(struct.unpack('>I', total[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"
