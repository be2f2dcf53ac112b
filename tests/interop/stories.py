"""Messages of one invented stay, built from the hour, the place and what is said of the patient."""

from datetime import datetime, timedelta
from itertools import count

START = datetime(2026, 11, 1, 8, 0)
_numbers = count(1)


def stamp(hour: float) -> str:
    return f"{START + timedelta(hours=hour):%Y%m%d%H%M%S}"


def message(
    trigger: str,
    at: float = 0,
    *,
    place: str = "4W^12^B^NGH",
    prior: str = "",
    visit: str = "V1",
    number: str = "M1^^^NGH^MR",
    name: str = "Roe^Ana",
    birth: str = "19800115",
    sex: str = "F",
    phone: str = "",
    address: str = "",
    language: str = "",
    admitted: float | None = 0,
    left: float | None = None,
    disposition: str = "",
    kind: str = "I",
    sent: float | None = None,
    control: str = "",
    more: tuple[str, ...] = (),
) -> bytes:
    """An ADT message of the hospital's system; hours count from the start of the stay."""
    control = control or f"C{next(_numbers)}"
    header = f"MSH|^~\\&|REG|NGH|CM|NGH|{stamp(at if sent is None else sent)}||ADT^{trigger}|{control}|P|2.5"
    pid = ["PID", "1", "", number, "", name, "", birth, sex, "", "", address, "", phone, "", language]
    pv1 = ["PV1", "1", kind, place, "", "", prior] + [""] * 39
    pv1[19] = visit
    pv1[36] = disposition
    pv1[44] = "" if admitted is None else stamp(admitted)
    pv1[45] = "" if left is None else stamp(left)
    segments = [header, f"EVN||{stamp(at)}", "|".join(pid), "|".join(pv1).rstrip("|"), *more]
    return "\r".join(segments).encode()
