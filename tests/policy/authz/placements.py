"""The places of a request in which a key can stand: each makes the same request about whatever key it is given."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.policy.knocking import Door

# Names under which bodies and queries of the application, and of others, name objects.
NAMES = (
    "id",
    "pk",
    "case",
    "patient",
    "person",
    "user",
    "owner",
    "to",
    "unit",
    "team",
    "facility",
    "item",
    "plan",
)
Place = Callable[[Client, str, Door, Any, Any], Any]


def _typed(client: Client, method: str, url: str, body: Any) -> Any:
    return client.generic(method, url, json.dumps(body), "application/json")


def _names(door: Door) -> tuple[str, ...]:
    return (*door.card.names, *NAMES)


def _path(client: Client, method: str, door: Door, own: Any, key: Any) -> Any:
    """In the address; where that names nothing, as one more step of it."""
    url = door.url.replace(str(own), str(key)) if door.card.arg else f"{door.url}{key}/"
    return client.generic(method, url)


def _query(client: Client, method: str, door: Door, own: Any, key: Any) -> Any:
    return client.generic(method, f"{door.url}?{'&'.join(f'{name}={key}' for name in _names(door))}")


def _form(client: Client, method: str, door: Door, own: Any, key: Any) -> Any:
    return client.generic(
        method,
        door.url,
        "&".join(f"{name}={key}" for name in _names(door)),
        "application/x-www-form-urlencoded",
    )


def _formset(client: Client, method: str, door: Door, own: Any, key: Any) -> Any:
    rows = {f"form-0-{name}": str(key) for name in _names(door)}
    sizes = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"}
    return client.generic(method, door.url, encode_multipart(BOUNDARY, rows | sizes), MULTIPART_CONTENT)


def _json(client: Client, method: str, door: Door, own: Any, key: Any) -> Any:
    return _typed(client, method, door.url, {name: str(key) for name in _names(door)})


def _nested(client: Client, method: str, door: Door, own: Any, key: Any) -> Any:
    return _typed(client, method, door.url, {name: {"id": str(key)} for name in _names(door)})


def _header(client: Client, method: str, door: Door, own: Any, key: Any) -> Any:
    headers = {"If-Match": f'"{key}"', "X-Patient": str(key), "X-HTTP-Method-Override": "DELETE"}
    return client.generic(method, door.url, headers=headers)


def _filename(client: Client, method: str, door: Door, own: Any, key: Any) -> Any:
    part = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{key}.pdf"\r\n\r\n{key}\r\n'
    )
    return client.generic(method, door.url, f"{part}--{BOUNDARY}--\r\n", MULTIPART_CONTENT)


def _reference(client: Client, method: str, door: Door, own: Any, key: Any) -> Any:
    said = {"reference": f"Patient/{key}", "identifier": {"value": str(key)}}
    return _typed(
        client, method, door.url, {"subject": said, **dict.fromkeys(_names(door), f"Patient/{key}")}
    )


def _bulk(client: Client, method: str, door: Door, own: Any, key: Any) -> Any:
    """Beside one that is allowed: all or nothing, and no word about the one."""
    if door.url.startswith("/api/"):
        return _typed(client, method, door.url, {name: [str(own), str(key)] for name in _names(door)})
    both = "&".join(f"{name}={own}&{name}={key}" for name in _names(door))
    return client.generic(method, door.url, both, "application/x-www-form-urlencoded")


PLACES: dict[str, Place] = {
    "path": _path,
    "query": _query,
    "form body": _form,
    "JSON body": _json,
    "nested body": _nested,
    "formset": _formset,
    "header": _header,
    "name of a file": _filename,
    "reference": _reference,
    "list with allowed ones": _bulk,
}
