"""Invented people and work for the page of components; nothing here reads the database."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

from core.banner import Banner, Tab

OKAFOR = Sample(
    family="Okafor", given="Amara", preferred_name="Amy", birth_date=date(1958, 3, 14), pronouns="she/her",
    provisional=False, merged_into=None,
)  # fmt: skip
HERON = Sample(provisional=True, alias="HERON", estimated_age=70, birth_date=None, family="", given="")
LONG = Sample(
    family="Wojciechowska-Papadopoulos", given="Maximiliana Aleksandra", preferred_name="", birth_date=date(1939, 11, 2),
    pronouns="", provisional=False, merged_into=None,
)  # fmt: skip
MERGED = Sample(family="Silva", given="João", preferred_name="", provisional=False, merged_into=1, birth_date=date(1952, 1, 12))
ONE_NAME = Sample(family="", given="Suharto", preferred_name="", provisional=False, merged_into=None, birth_date=None)
HADDAD = Sample(family="حداد", given="إبراهيم", preferred_name="", provisional=False, merged_into=None, birth_date=None)
WHY = [
    "You are case manager on this case since 3 Nov, until closing and 30 days after.",
    "Payer details: summary only.",
]


def shell(asked: Mapping[str, str]) -> dict[str, Any]:
    """Frame of a signed-in case manager."""
    words = [
        ("Home", "house", "g h"), ("Board", "layout-dashboard", "g b"), ("My cases", "folder-heart", "g m"),
        ("Queue", "list-todo", "g q"), ("Calendar", "calendar-days", "g c"), ("Reports", "chart-column", "g r"),
    ]  # fmt: skip
    here = {name: "#" for name in ("search", "add", "role", "profile", "password", "security", "sessions", "sign_out")}
    adds = [("Log a contact", "phone", "c"), ("New task", "square-check", "t"), ("Relay", "forward", "r"),
            ("Change of condition", "activity", "b"), ("Concern", "flag", "n")]  # fmt: skip
    return {
        "theme": asked.get("theme", "light"),
        "dir": asked.get("dir", ""),
        "facility_name": "North Hospital",
        "nav": [
            {"label": label, "icon": icon, "url": f"#{icon}", "key": key, "active": label == "My cases",
             "count": 3 if label == "Queue" else 0}
            for label, icon, key in words
        ],
        "me": {
            "name": "Maria Svensson", "role": "Case manager",
            "roles": [{"value": "cm", "label": "Case manager", "current": True}, {"value": "sup", "label": "Supervisor"}],
        },
        "urls": here | {"home": "#house", "unread": "#unread", "theme": "#theme"},
        "quick_add": [{"label": label, "icon": icon, "url": "#add", "key": key} for label, icon, key in adds],
        "unread": 4,
    }  # fmt: skip


def banners() -> list[Banner]:
    """Full, thin and provisional."""
    words = ["Summary", "Assess", "Plan", "Team", "Work", "Discharge", "Payer", "Timeline", "Documents"]
    counts, marks = {"Assess": 1, "Plan": 2, "Work": 6, "Timeline": 3}, {"Discharge": "!"}
    tabs = [Tab(word, f"#tab-{word}", word == "Summary", counts.get(word, 0), marks.get(word, "")) for word in words]
    full = Banner(
        OKAFOR, mrn="204310", language="Igbo", interpreter="interpreter by phone", unit="4B", bed="01", stage="Planning",
        day=8, leaves_on=date(2026, 11, 27), leaves_moved=2, lead="M. Svensson", flag="Safety plan", flag_url="#flag",
        purpose="Home for the wedding", unread=3, unread_url="#unread", why=WHY, alerts=["Penicillin allergy, ADT 3 Nov"],
        tabs=tabs,
    )  # fmt: skip
    return [
        full,
        Banner(LONG, mrn="198221", language="Polish", interpreter="interpreter in person", stage="Transitioning", why=WHY[:1]),
        Banner(HERON, mrn="P-20117", unit="Emergency", bed="07", stage="Referred", day=1, lead="R. Patel"),
    ]


def case_rows() -> list[dict[str, Any]]:
    """Rows of a caseload."""
    names = [
        ("Okafor", "Amara", "4B-01", "Planning", "blue", "27 Nov", 6, 2), ("Moretti", "Luca", "2A-04", "Active", "green", "23 Nov", 6, 2),
        ("Tanaka", "Mei", "3C-07", "Planning", "blue", "24 Nov", 1, 1), ("Whitfield", "John", "4B-10", "Transitioning", "purple", "25 Nov", 1, 0),
        ("Alvarez", "Sofía", "5D-13", "Assessing", "blue", "26 Nov", 5, 0), ("Haddad", "Ibrahim", "6A-02", "Follow-up", "green", "19 Nov", 2, 0),
        ("Mensah", "Grace", "4B-05", "Planning", "blue", "28 Nov", 5, 2), ("Kovalenko", "Olena", "2A-08", "Active", "green", "22 Nov", 1, 1),
    ]  # fmt: skip
    return [
        {"patient": Sample(family=family, given=given, provisional=False, merged_into=None), "mrn": 204310 + 17 * number,
         "bed": bed, "stage": stage, "tone": tone, "leaves": leaves, "items": items, "late": late,
         "lead": ["M. Svensson", "R. Patel", "T. Nguyen"][number % 3], "age": 32 + 7 * number}
        for number, (family, given, bed, stage, tone, leaves, items, late) in enumerate(names)
    ]  # fmt: skip


def items(now: datetime) -> list[dict[str, Any]]:
    """Work in each of its states."""
    states = [
        ("Social section is not signed", -27, "open", "", "clipboard-pen"), ("Call the daughter, Igbo interpreter by phone", 2, "progress", "", "phone"),
        ("Home oxygen", 26, "waiting", "waiting on Dr Rao", "hourglass"), ("Book transport", 50, "blocked", "blocked by payer", "ambulance"),
        ("Medication teaching", 240, "offered", "offered by K. Ito", "pill"), ("Family meeting", -2, "done", "", "users"),
    ]  # fmt: skip
    return [
        {"pk": number, "title": title, "url": "#item", "due_at": now + timedelta(hours=hours), "state": state, "note": note,
         "icon": icon, "why": "joint assessment of 3 Nov" if number == 0 else "", "otherwise": "no plan can be approved" if number == 0 else "",
         "owner": "M. Svensson", "new": number == 1, "duplicate_url": "#other" if number == 1 else ""}
        for number, (title, hours, state, note, icon) in enumerate(states)
    ]  # fmt: skip


def timeline(now: datetime) -> list[dict[str, Any]]:
    """Two days of a case."""
    entries = [
        {"at": now - timedelta(minutes=38), "who": "M. Svensson", "icon": "phone", "title": "Daughter reached by phone", "url": "#e",
         "text": "Interpreter used, 12 minutes. She can be at home from Friday.", "tone": "blue", "label": "Contact", "new": True},
        {"at": now - timedelta(hours=3), "who": "K. Ito", "icon": "file-pen", "title": "Nursing section signed", "tone": "green", "addendum": True},
    ]  # fmt: skip
    before = [{"at": now - timedelta(hours=26), "who": "ADT feed", "icon": "bed", "title": "Moved to 4B, bed 01", "corrected": True,
               "text": "4B, bed 10", "tone": "grey"}]  # fmt: skip
    return [
        {"day": now.date(), "entries": entries},
        {"day": now.date() - timedelta(days=1), "entries": before},
    ]


def parts(now: datetime) -> dict[str, Any]:
    """What the components are shown with."""
    stage_words = ["Referred", "Assessing", "Planning", "Active", "Transitioning", "Follow-up", "Closed"]
    return {
        "banners": banners(), "banner": banners()[0], "tab_name": "Summary", "patients": [OKAFOR, HERON, LONG, MERGED, ONE_NAME, HADDAD],
        "why": WHY, "items": items(now), "days": timeline(now), "rows": case_rows(),
        "stages": [{"label": word, "state": "done" if place < 2 else "current" if place == 2 else "todo",
                    "note": "since 3 Nov" if place == 2 else ""} for place, word in enumerate(stage_words)],
        "stages_back": [{"label": "Medically ready", "state": "done"}, {"label": "Plan ready", "state": "current"},
                        {"label": "Accepted", "state": "back", "note": "withdrawn by Elm House"}, {"label": "Left", "state": "todo"}],
        "columns": [{"label": "Patient", "sort": "ascending", "sort_url": "#s"}, {"label": "Bed", "sort_url": "#s"},
                    {"label": "Stage"}, {"label": "Leaves", "sort_url": "#s"}, {"label": "Lead"}, {"label": "Work", "numeric": True}],
        "verbs": [{"url": "#done", "label": "Done", "key": "d", "icon": "check"}, {"url": "#wait", "label": "Wait", "style": "quiet"}],
        "matches": [{"patient": MERGED, "mrn": "204399", "reasons": ["same sound", "same phone"], "use": 1},
                    {"patient": OKAFOR, "mrn": "204310", "reasons": ["birth date, day and month swapped"], "use": 2}],
        "clash": [{"name": "goal", "label": "Goal", "yours": "Walk to church by 20 Nov", "theirs": "Walk to church by 27 Nov"}],
        "left": {"label": "Record kept", "note": "MRN 204310"}, "right": {"label": "Record merged", "note": "MRN 204399"},
        "compared": [{"label": "Family name", "left": "Silva", "right": "Sylva", "same": False},
                     {"label": "Birth date", "left": "12 Jan 1952", "right": "12 Jan 1952", "same": True},
                     {"label": "Phone", "left": "", "right": "555 0142", "same": False}],
        "moves": [{"label": "contacts", "number": 12}, {"label": "coverages", "number": 2}, {"label": "items", "number": 5}],
        "choices": [("met", "Need met"), ("partly", "Partly"), ("not", "Not met")],
        "sentences": ["Done", "Refused"],
    }  # fmt: skip
