"""Gates G1 to G5: every address is classified, says what it must, and answers only the methods it declares."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import path

from accounts.permissions import CLASSES
from casemgmt.documents import ours
from casemgmt.doors import CLOSED
from core.routes import DOORS, card, route
from core.walk import Address, addresses
from tests.policy.knocking import fill
from tests.policy.source import none
from tests.policy.test_code import COMPOSED

EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# Who is not known may see these and no others; twelve at most.
PUBLIC = {
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "healthz",
    "readyz",
    # Its secret stands in the address; without a live one it is not there.
    "worklist:feed",
}


def unclassified(found):
    """G1: an address that nobody declared and nobody closed."""
    return [
        f"{one.name or one.template} ({one.place})"
        for one in found
        if not one.cards and one.name not in CLOSED
    ]


def incomplete(found):
    """G2: an address of patient data without data class, verb, object or audit event."""
    for one in found:
        for declared in one.cards:
            if declared.kind != "phi":
                continue
            missing = [name for name in ("data", "does", "event") if not getattr(declared, name)]
            missing += [name for name in ("thing", "arg") if one.objects and not getattr(declared, name)]
            if declared.arg and declared.arg not in one.converters:
                missing.append(f"{declared.arg} in its address")
            if missing:
                yield f"{one.name} ({one.place}) lacks {', '.join(missing)}"


def unknown_facts(found):
    """A declaration that names a data class, model or verb which is not there."""
    known = {verb.verb_name for verb in ours.verbs().values()}
    known |= {f"{place.split('.')[0]}.{place.split('.')[-1]}" for place in COMPOSED}
    for one in found:
        for declared in one.cards:
            if declared.data and declared.data not in {*CLASSES, "own"}:
                yield f"{one.name}: there is no data class {declared.data}"
            if declared.thing and not _is_model(declared.thing):
                yield f"{one.name}: there is no model {declared.thing}"
            if "." in declared.does and declared.does not in known:
                yield f"{one.name}: there is no verb {declared.does}"


def _is_model(label):
    try:
        return bool(apps.get_model(label))
    except (LookupError, ValueError):
        return False


def too_public(found):
    """G3: an address for everybody that is not on the short list."""
    return [
        one.name
        for one in found
        for declared in one.cards
        if declared.kind == "public" and one.name not in PUBLIC
    ]


def without_methods(found):
    """G4: a view that does not say which methods it answers."""
    return [
        one.name for one in found for declared in one.cards if not set(declared.methods) & set(EVERY_METHOD)
    ]


def nameless(found):
    """An address without a name cannot be linked to, listed or closed."""
    return [one.template for one in found if not one.name or one.name.endswith(":")]


def test_g1_every_address_is_classified():
    none(unclassified(addresses()))
    none(nameless(addresses()))


def test_g1_nothing_is_listed_that_is_not_there():
    there = {one.name for one in addresses()}
    assert set(DOORS) - there == set()


def test_g2_addresses_of_patient_data_say_all_they_must():
    none(list(incomplete(addresses())))


def test_declarations_name_what_exists():
    none(list(unknown_facts(addresses())))


def test_g3_few_addresses_are_public():
    none(too_public(addresses()))
    assert len(PUBLIC) <= 12


def test_g4_every_view_says_its_methods():
    none(without_methods(addresses()))


def plain(request):
    """A view nobody declared."""


@route("GET", kind="phi", data="plan")
def half(request):
    """A view that says half of what it must."""


@route("GET", kind="public")
def open_to_all(request):
    """A view somebody opened without asking."""


class Careless:
    """A class of the API whose declaration names no method."""

    route = {"get": card(kind="phi")}


def careless(request):
    """Stands for `Careless.as_view()`."""


careless.cls = Careless


def planted(view, template="thing/<uuid:pk>/", name="planted"):
    pattern = path(template, view, name=name)
    return [Address(template, name, pattern.callback, pattern.pattern.converters)]


def test_planted_faults_are_seen():
    assert unclassified(planted(plain))
    assert not unclassified(planted(half))
    assert list(incomplete(planted(half))) == [
        f"planted ({__name__}.half) lacks does, event, thing, arg".replace("does, ", "")
    ]
    assert too_public(planted(open_to_all))
    assert without_methods(planted(careless))
    assert nameless(planted(half, name=""))
    declared = route("GET", kind="phi", data="nonsense", thing="patients.Ghost", does="patients.vanish")(
        lambda request: None
    )
    assert len(list(unknown_facts(planted(declared)))) == 3


@pytest.mark.django_db
def test_g5_a_method_that_was_not_declared_is_refused():
    client, found = Client(raise_request_exception=False), []
    for one in addresses():
        allowed = {method for declared in one.cards for method in declared.allowed}
        url = f"/{fill(None, one, one.cards[0] if one.cards else card('GET', kind='public'), real=False)}"
        for method in EVERY_METHOD:
            if method in allowed:
                continue
            wanted = 405 if one.cards else 404
            for headers in ({}, {"X-HTTP-Method-Override": sorted(allowed)[0]} if allowed else {}):
                status = client.generic(method, url, headers=headers).status_code
                if status != wanted:
                    found.append(f"{method} {one.template} answered {status} {headers}")
    none(found)


@pytest.mark.django_db
@pytest.mark.urls("tests.policy.planted_urls")
def test_g5_holds_views_of_others_too():
    client = Client()
    assert client.get("/form/").status_code == 200
    # A generic form view of Django would answer this one.
    assert client.put("/form/").status_code == 405
    assert client.get("/unclassified/").status_code == 404
    assert client.head("/form/").status_code == 200
