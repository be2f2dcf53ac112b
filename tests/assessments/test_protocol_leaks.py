"""Nothing of a protocol is read by somebody without its class: no page, list, export, search, notice, mail, API answer.

A word of its own stands in every text of the protocols; every address that takes a case, or nothing, is opened by
everybody around the case, and so is each one's work.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern

from accounts.permissions import Role
from assessments.actions import protocols as actions
from assessments.models import Protocol, ProtocolStep
from core.routes import cards
from tests.conftest import THEN
from worklist import planner, relay
from worklist.models import Item, Notification, Outbox, Reminder

pytestmark = pytest.mark.django_db

CANARY = "Zanzibarquux"
# Of each class: who of the people around the case reads it not. Case managers read mood, nurses too; of violence at home
# both know at most that there is a safety plan (role x information matrix).
BLIND = {
    "self_harm": ("coordinator", "supervisor", "advocate", "intake", "privacy"),
    "abuse": ("lead", "nurse", "coordinator", "supervisor", "advocate", "intake", "privacy"),
}


@pytest.fixture
def client(client: Any) -> Any:
    """A page that breaks tells nothing either; that none does is for the tests of each page."""
    client.raise_request_exception = False
    return client


@pytest.fixture
def people(ward, supervisor, advocate, intake, person, facility):
    return {
        "lead": ward.lead, "nurse": ward.nurse, "worker": ward.worker, "coordinator": ward.coordinator,
        "supervisor": supervisor, "advocate": advocate, "intake": intake,
        "privacy": person("p.officer", Role.PRIVACY, facility),
    }  # fmt: skip


@pytest.fixture(params=sorted(BLIND))
def protocol(request, ward) -> Protocol:
    """A protocol with the word in each of its texts, one step done, on the way to being cleared."""
    made = actions.raise_protocol(
        ward.case, by=ward.worker, kind=request.param, because=f"{CANARY} because", acute=True
    )
    for step in made.steps.all():
        actions.do_step(step, by=ward.worker, note=f"{CANARY} note")
    ProtocolStep.objects.filter(protocol=made).update(text=f"{CANARY} step")
    made.refresh_from_db()
    actions.ask_clear(made, by=ward.worker, because=f"{CANARY} asked")
    other = actions.raise_protocol(ward.case, by=ward.worker, kind="violence", because="Shouted")
    assert other.steps.filter(done_at=None).exists(), "its work stands in lists"
    Protocol.objects.filter(pk=made.pk).update(cleared_note=f"{CANARY} cleared")
    return made


def words_of(protocol: Protocol) -> tuple[str, ...]:
    """What nobody else may read: the word, and which danger it is."""
    return CANARY, str(protocol.get_kind_display()), f'"{protocol.kind}"'


def addresses(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the application with its view, by name."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{prefix}{pattern.name}", pattern
        else:
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern.url_patterns, inside)


def opened_by_get(case: Any) -> list[str]:
    """The addresses that GET opens with the key of the case, or with nothing at all."""
    found = []
    for name, pattern in addresses():
        said = [card for card in cards(pattern.callback, name) if "GET" in card.methods]
        if not said or said[0].kind not in ("phi", "session"):
            continue
        args = [case.pk] if said[0].thing == "patients.Case" and said[0].arg == "pk" else []
        try:
            found.append(reverse(name, args=args))
        except NoReverseMatch:
            continue  # it names something else
    # What the API can say of anybody stands in its schema, which holds no data.
    return sorted(set(found) - {reverse("v1:schema")})


def read(answer: Any) -> str:
    """What was answered, a file that comes in parts too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")


def test_the_scan_would_find_it(protocol, people, ward, client):
    """Those who read the class do find the word, on the page and in the API: the scan below can fail."""
    client.force_login(people["worker"])
    urls = opened_by_get(ward.case)
    assert len(urls) > 60
    found = {url for url in urls if CANARY in read(client.get(url))}
    assert {reverse("assessments:protocols", args=[ward.case.pk]), "/api/v1/protocols/"} <= found


def test_no_page_list_or_api_tells_it(protocol, people, ward, client):
    leaks = []
    for name in BLIND[protocol.kind]:
        client.force_login(people[name])
        for url in opened_by_get(ward.case):
            text = read(client.get(url))
            leaks += [(name, url, word) for word in words_of(protocol) if word in text]
    assert leaks == []


def test_no_work_tells_it(protocol, people, ward, client):
    """The work of its steps, opened one by one by whoever sees work; and what the database holds of it."""
    items = list(Item.objects.filter(case=ward.case, about__startswith="step:"))
    assert {item.kind for item in items} > {Item.Kind.PROTOCOL} or protocol.kind == "self_harm"
    for item in items:
        held = " ".join(str(getattr(item, field.attname)) for field in Item._meta.concrete_fields)
        assert not any(word in held for word in words_of(protocol))
    for name in BLIND[protocol.kind]:
        client.force_login(people[name])
        for item in items:
            text = client.get(reverse("worklist:item", args=[item.pk])).text
            assert not any(word in text for word in words_of(protocol)), name


def test_its_own_addresses_are_not_there(protocol, people, client):
    step = protocol.steps.first()
    for name in BLIND[protocol.kind]:
        client.force_login(people[name])
        for url in (
            reverse("assessments:do_step", args=[step.pk]),
            reverse("assessments:clear_protocol", args=[protocol.pk]),
            reverse("assessments:ask_clear", args=[protocol.pk]),
            f"/api/v1/protocols/{protocol.pk}/",
            f"/api/v1/protocol-steps/{step.pk}/",
        ):
            assert client.get(url).status_code in (404, 405), (name, url)
            assert client.post(url).status_code in (404, 405), (name, url)


def test_search_does_not_find_it(protocol, people, client):
    for name in BLIND[protocol.kind]:
        client.force_login(people[name])
        for asked in (CANARY, str(protocol.get_kind_display()), "okafor"):
            text = client.post(reverse("patients:search"), {"q": asked}).text
            assert f"{CANARY} " not in text
            assert f"{protocol.get_kind_display()}</" not in text


def test_notices_and_mails_say_that_there_is_one_and_no_more(protocol, people, at):
    for user in people.values():
        type(user).objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")
    due = Reminder.objects.filter(status="waiting").order_by("-due_at").first().due_at
    at(max(due, THEN))
    planner.plan_all()
    relay.send_all()
    assert Notification.objects.filter(source__startswith="safety").exists()
    told = [
        " ".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
        for row in (*Notification.objects.all(), *Outbox.objects.all(), *Reminder.objects.all())
    ]
    told += [letter.message().as_string() for letter in mail.outbox]
    assert mail.outbox, "late work has climbed outside"
    for text in told:
        assert not any(word in text for word in words_of(protocol)), text


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "worker",
            {
                "self_harm": "Safety plans: Self-harm, Violence towards others",
                "abuse": "Safety plans: Violence",
            },
        ),
        ("lead", {"self_harm": "Safety plans: Self-harm", "abuse": "Safety plan: Violence towards others"}),
        ("nurse", {"self_harm": "Safety plan: ask the lead", "abuse": "Safety plan: ask the lead"}),
        ("coordinator", {"self_harm": "Safety plan: ask the lead", "abuse": "Safety plan: ask the lead"}),
        ("supervisor", {"self_harm": "", "abuse": ""}),
        ("advocate", {"self_harm": "", "abuse": ""}),
    ],
)
def test_what_stands_beside_the_name(protocol, people, ward, client, name, says):
    client.force_login(people[name])
    page = client.get(reverse("cases:summary", args=[ward.case.pk])).text
    words = says[protocol.kind]
    assert ("cm-flag" in page) is bool(words)
    assert words in page


def test_of_violence_at_home_a_coordinator_has_no_sign(ward, client):
    made = actions.raise_protocol(ward.case, by=ward.worker, kind="abuse", because=CANARY)
    for user, flag in ((ward.coordinator, False), (ward.nurse, True), (ward.lead, True)):
        client.force_login(user)
        page = client.get(reverse("cases:summary", args=[ward.case.pk])).text
        assert ("Safety plan: ask the lead" in page) is flag, user
        assert str(made.get_kind_display()) not in page


def test_in_no_list_of_a_coordinator_is_work_a_sign_of_violence_at_home(ward, client):
    """Rows, the page of each item, the API: a task like any other, and not even that there is a safety plan."""
    actions.raise_protocol(ward.case, by=ward.worker, kind="abuse", because=CANARY)
    items = list(Item.objects.filter(case=ward.case, about__startswith="step:"))
    assert items
    client.force_login(ward.coordinator)
    urls = [reverse("worklist:case_work", args=[ward.case.pk]), "/api/v1/items/"]
    urls += [reverse("worklist:item", args=[item.pk]) for item in items]
    for url in urls:
        text = read(client.get(url)).lower()
        assert "something is to be done today" in text, url
        for word in ("safety plan", "safety-plan", "protocol-step", '"protocol"', "violence", "abuse"):
            assert word not in text, (url, word)


def test_the_trail_holds_no_words(protocol):
    from audit.models import Event

    for event in Event.objects.filter(verb__startswith="assessments."):
        said = " ".join(str(getattr(event, field.attname)) for field in Event._meta.concrete_fields)
        assert CANARY not in said
