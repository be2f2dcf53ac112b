"""Typed settings from the environment; a secret may stand in a file named by NAME_FILE."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_email_url
from environs import Env, EnvError

env = Env()
SMTP = "core.smtp.EmailBackend"


def secret(name: str, default: str | None = None) -> str:
    """The value of NAME, or the content of the file NAME_FILE points at; raises when neither is there."""
    path = env.str(f"{name}_FILE", "")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise EnvError(f"{name}_FILE names a file that cannot be read: {error.strerror}.") from error
    value = env.str(name, default)
    if value is None:
        raise EnvError(f"Set {name} or {name}_FILE; see the configuration table in README.")
    return value


def secrets(name: str) -> list[str]:
    """A comma-separated list of secrets, empty when it is not set."""
    return [part for part in secret(name, "").split(",") if part]


def mail_server(url: str) -> dict[str, str | int | bool | None]:
    """Django's EMAIL_* settings from smtp+ssl://user:password@host:port (TLS from the first byte) or smtp://host:port."""
    if url.startswith("smtp+ssl://"):
        found = dj_email_url.parse(url.replace("smtp+ssl", "smtp", 1) + "?ssl=True")
        return found | {"EMAIL_BACKEND": SMTP, "EMAIL_PORT": urlsplit(url).port or 465}
    found = dj_email_url.parse(url)
    if "EMAIL_BACKEND" not in found:
        raise EnvError("EMAIL_URL must begin with smtp+ssl:// (or smtp:// on a trusted network).")
    return found | ({"EMAIL_BACKEND": SMTP} if found["EMAIL_BACKEND"].endswith(".smtp.EmailBackend") else {})
