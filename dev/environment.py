"""The environment of the demonstration's processes: what README's configuration table names, with safe values."""

import os
from pathlib import Path

from dev.embedded import Embedded
from dev.keys import demonstration_password, key, key_file
from dev.places import var


def demonstration(embedded: Embedded, port: int, loaded: bool) -> dict[str, str]:
    """Defaults of `make run`, then what the embedded parts add; a variable that is already set wins over a default."""
    defaults = {
        "DEBUG": "0",
        "DEMONSTRATION": "1",
        "EMBEDDED_PARTS": "1" if embedded.processes else "0",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "BIND": f"127.0.0.1:{port}",
        "VAR_DIR": str(var()),
        "WEB_WORKERS": "2",
        # Hashed names, not compressed: compressing for a browser on the same machine only delays the first page.
        "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
        "PYTHONUNBUFFERED": "1",
    }
    settings = {name: os.environ.get(name) or value for name, value in defaults.items()}
    if not (os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE")):
        settings["SECRET_KEY"] = key("secret_key", 40)
    for name in ("AUDIT_KEY_FILE", "BINDER_KEY_FILE"):
        settings[name] = os.environ.get(name) or key_file(name.lower().removesuffix("_file"))
    settings["CASEMGMT_DEMO_PASSWORD"] = demonstration_password(loaded)
    return dict(os.environ) | settings | embedded.environment()


def as_owner(env: dict[str, str]) -> dict[str, str]:
    """The same environment with the owner's database role and no time limits: for migrations and loading data."""
    if url := env.get("MIGRATE_DATABASE_URL"):
        env = {name: value for name, value in env.items() if name != "DATABASE_URL_FILE"} | {
            "DATABASE_URL": url
        }
    return env | {"STATEMENT_TIMEOUT": "0"}


def write_for_shell(env: dict[str, str], path: Path) -> None:
    """A file to source in a shell (`. var/environment`), so that manage.py reaches the running parts."""
    names = (
        "DATABASE_URL",
        "MIGRATE_DATABASE_URL",
        "BROKER_URL",
        "SECRET_KEY",
        "DEMONSTRATION",
        "EMBEDDED_PARTS",
        "AUDIT_KEY_FILE",
        "BINDER_KEY_FILE",
    )
    lines = [
        f"export {name}='{env[name]}'" for name in (*names, "VAR_DIR", "STATICFILES_BACKEND") if name in env
    ]
    path.touch(0o600)
    path.write_text("\n".join(lines) + "\n")
