"""The directory of services: kept at the desk, read by those with a right to it, filled from a file or not at all."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from directory import actions
from directory.models import Organisation, Service
from directory.rows import BadRow, read
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
ELM = {"organisation": "Elm Group", "kind": "snf", "name": "Elm House"}
HEAD = "organisation,kind,name,areas,medicare,capabilities,payers,quality_measure,quality_value,quality_as_of,quality_source"


@pytest.fixture(autouse=True)
def then(at):
    at(THEN)


@pytest.fixture
def manager(person, facility):
    return person("m.desk", Role.CASE_MANAGER, facility)


@pytest.fixture
def nurse(person, facility):
    return person("n.desk", Role.NURSE, facility)


@pytest.fixture
def elm(facility, manager):
    return actions.add_service(facility, by=manager, **ELM, areas=["10 0", "112"], medicare=True)


def test_a_service_is_put_on_the_list_with_its_organisation(elm, facility, manager):
    assert (elm.organisation.name, elm.organisation.kinds, elm.areas) == (
        "Elm Group",
        ["provider"],
        ["100", "112"],
    )
    assert elm.serves("10012")
    assert not elm.serves("20012")
    assert elm.verified_at is None
    again = actions.add_service(facility, by=manager, **ELM | {"name": "Elm Court"})
    assert again.organisation == elm.organisation
    with pytest.raises(ValidationError, match="on the list already"):
        actions.add_service(facility, by=manager, **ELM)
    assert Event.objects.filter(verb="directory.add_service", actor=manager.username).count() == 2


def test_only_those_who_keep_it_write(elm, facility, nurse, outsider):
    with pytest.raises(Denied):
        actions.add_service(facility, by=nurse, **ELM | {"name": "X"})
    with pytest.raises(Denied):
        actions.verify_service(elm, by=nurse)
    with pytest.raises(Denied):
        actions.close_service(elm, by=outsider, reason="x")


def test_it_is_changed_and_verified(elm, manager):
    changed = actions.change_service(elm, by=manager, phone="555-0199", areas=["104 "], version=elm.version)
    assert (changed.phone, changed.areas) == ("555-0199", ["104"])
    verified = actions.verify_service(elm, by=manager)
    assert (verified.verified_at, verified.verified_by) == (THEN, manager)
    with pytest.raises(TypeError, match="no colour"):
        actions.change_service(elm, by=manager, colour="red")


def test_what_it_can_do_keeps_what_it_could(elm, manager):
    actions.set_capabilities(elm, by=manager, capabilities={"physical": 1, "oxygen": None})
    actions.set_capabilities(elm, by=manager, capabilities={"physical": 0, "wound": None})
    standing = {row.code: row.least for row in elm.capabilities.filter(ended_at=None)}
    assert standing == {"physical": 0, "wound": None}
    assert {(row.code, row.least) for row in elm.capabilities.exclude(ended_at=None)} == {
        ("physical", 1),
        ("oxygen", None),
    }
    with pytest.raises(ValidationError, match="lowest level"):
        actions.set_capabilities(elm, by=manager, capabilities={"physical": None})


def test_whom_it_takes(elm, manager):
    one, two = (Organisation.objects.create(name=name, kinds=["payer"]) for name in ("Plan A", "Plan B"))
    actions.set_payers(elm, by=manager, payers=[one])
    actions.set_payers(elm, by=manager, payers=[two])
    assert [row.payer for row in elm.payers.filter(ended_at=None)] == [two]
    assert elm.payers.count() == 2


def test_quality_has_a_source_and_a_day_that_has_come(elm, manager):
    said = {"measure": "Stars", "value": "4", "source": "Care Compare"}
    fact = actions.add_quality(elm, by=manager, as_of=date(2026, 11, 3), **said)
    assert fact.recorded_by == manager
    with pytest.raises(Refused, match="still to come") as refusal:
        actions.add_quality(elm, by=manager, as_of=date(2026, 11, 4), **said)
    assert refusal.value.field == "as_of"


def test_it_is_closed_with_a_reason_and_comes_back_unverified(elm, manager):
    actions.verify_service(elm, by=manager)
    with pytest.raises(Refused, match="Say why"):
        actions.close_service(elm, by=manager, reason=" ")
    closed = actions.close_service(elm, by=manager, reason="Closed its doors")
    assert (closed.is_open, closed.closed_because) == (False, "Closed its doors")
    with pytest.raises(Refused, match="not offered any more"):
        actions.verify_service(elm, by=manager)
    back = actions.reopen_service(elm, by=manager)
    assert (back.is_open, back.closed_because, back.verified_at) == (True, "", None)
    with pytest.raises(Refused, match="offered already"):
        actions.reopen_service(elm, by=manager)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Elm Group,snf", "Row 2: name is empty"),
        ("Elm Group,castle,Elm House", "no kind of service “castle”"),
        ("Elm Group,snf,Elm House,,perhaps", "say yes or no"),
        ("Elm Group,snf,Elm House,,yes,flying", "no capability “flying”"),
        ("Elm Group,snf,Elm House,,yes,physical", "takes a level"),
        ("Elm Group,snf,Elm House,,yes,oxygen:2", "takes no level"),
        ("Elm Group,snf,Elm House,,yes,physical:9", "whole number from 0 to 4"),
        ("Elm Group,snf,Elm House,,yes,,,Stars,4", "measure, value, day and source"),
        ("Elm Group,snf,Elm House,,yes,,,Stars,4,soon,CMS", "give a day such as"),
        ("Elm Group,snf,Elm House,,,,,,,,,more", "more cells than the head"),
        ("Elm Group,snf,Elm House\nElm Group,snf,Elm House", "Row 3: the same service stands in row 2"),
        ('"Elm Group,snf,Elm House', "cannot be read"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row, says):
    with pytest.raises(BadRow, match=says):
        read(StringIO(f"{HEAD}\n{row}\n", newline=""))


def test_a_head_that_is_not_ours():
    with pytest.raises(BadRow, match="lacks kind"):
        read(["organisation,name"])
    with pytest.raises(BadRow, match="not known: colour"):
        read(["organisation,kind,name,colour"])


def _file(tmp_path, *rows):
    path = tmp_path / "services.csv"
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return str(path)


def test_a_file_is_taken_in_whole_and_may_come_again(tmp_path, facility, manager):
    Organisation.objects.create(name="Plan A", kinds=["payer"])
    path = _file(
        tmp_path,
        "Elm Group,snf,Elm House,100;101,yes,physical:1;oxygen,Plan A,Stars,4,2026-09-12,Care Compare",
    )
    out = StringIO()
    for _time in range(2):
        call_command(
            "import_services", path, facility=facility.code, by=manager.username, invented=True, stdout=out
        )
    row = Service.objects.get()
    assert (row.areas, row.medicare, row.invented) == (["100", "101"], True, True)
    assert row.capabilities.count() == 2
    assert row.qualities.count() == row.payers.count() == 1
    assert "1 services are on the list of Northgate Hospital, labelled as invented." in out.getvalue()


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("Oak Group,castle,Oak", "Row 3: there is no kind"),
        ("Oak Group,snf,Oak,,yes,,Plan Z", "Row 3: There is no payer “Plan Z”"),
        ("Oak Group,snf,Oak,,yes,,,Stars,4,2027-01-01,CMS", "Row 3: This day is still to come"),
        (f"Oak Group,snf,{'x' * 161}", "Row 3: "),
    ],
)
def test_one_bad_row_and_nothing_is_imported(tmp_path, facility, manager, bad, says):
    path = _file(tmp_path, "Elm Group,snf,Elm House", bad)
    with pytest.raises(CommandError, match="Nothing was imported") as refusal:
        call_command("import_services", path, facility=facility.code, by=manager.username)
    assert says in str(refusal.value)
    assert not Service.objects.exists()
    assert not Organisation.objects.filter(name="Elm Group").exists()


def test_who_may_not_keep_the_directory_imports_nothing(tmp_path, facility, nurse):
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command(
            "import_services",
            _file(tmp_path, "Elm Group,snf,Elm House"),
            facility=facility.code,
            by=nurse.username,
        )
    assert not Service.objects.exists()


def test_the_list_is_narrowed(client, elm, facility, manager, nurse, outsider):
    actions.set_capabilities(elm, by=manager, capabilities={"oxygen": None})
    actions.change_service(elm, by=manager, languages=["es"])
    other = actions.add_service(
        facility, by=manager, organisation="Oak", kind="home_health", name="Oak at Home"
    )
    client.force_login(nurse)
    page = reverse("directory:services")

    def shown(query=""):
        text = client.get(page + query).content.decode()
        return {row.name for row in (elm, other) if row.name in text}

    assert shown() == {"Elm House", "Oak at Home"}
    assert (
        shown("?kind=snf")
        == shown("?need=oxygen")
        == shown("?language=es")
        == shown("?text=elm")
        == {"Elm House"}
    )
    assert shown("?area=10012") == {"Elm House", "Oak at Home"}
    assert shown("?area=20012") == {"Oak at Home"}
    actions.verify_service(elm, by=manager)
    assert shown("?show=unverified") == {"Oak at Home"}
    actions.close_service(other, by=manager, reason="Gone")
    assert shown() == {"Elm House"}
    assert shown("?show=closed") == {"Oak at Home"}
    assert client.get(page + "?colour=red").status_code == 400
    assert "Add a service" not in client.get(page).content.decode()
    client.force_login(outsider)
    assert "Elm House" not in client.get(page).content.decode()
    assert client.get(reverse("directory:service", args=[elm.pk])).status_code == 404


def test_ninety_days_make_it_stale(client, elm, manager, nurse, at):
    actions.verify_service(elm, by=manager)
    client.force_login(nurse)
    page = reverse("directory:service", args=[elm.pk])
    at(THEN + timedelta(days=90))
    assert "verify again" not in client.get(page).content.decode()
    at(THEN + timedelta(days=90, seconds=1))
    assert "verify again" in client.get(page).content.decode()


def test_two_and_sixty_services_cost_the_same(client, elm, facility, manager, django_assert_max_num_queries):
    client.force_login(manager)
    page = reverse("directory:services")
    client.get(page)
    with django_assert_max_num_queries(12) as few:
        client.get(page)
    owner = elm.organisation
    Service.objects.bulk_create(
        Service(facility=facility, organisation=owner, kind="snf", name=f"House {n:02} ~") for n in range(60)
    )
    with django_assert_max_num_queries(len(few)):
        text = client.get(page).content.decode()
    assert "House 48" in text
    assert "House 59" not in text
    following = text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(page + following).content.decode()
    assert "House 59" in second
    assert "House 48" not in second


def test_the_pages_of_the_verbs(client, elm, manager, nurse, facility):
    client.force_login(manager)
    said = {"facility": facility.pk, "organisation": "Oak", "kind": "snf", "name": "Oak House"}
    adding = reverse("directory:add")
    assert client.get(adding).status_code == 200
    wrong = client.post(adding, said | {"name": "", "phone": "555-0123"})
    assert wrong.status_code == 422
    assert "555-0123" in wrong.content.decode()
    assert client.post(adding, said).status_code == 303
    assert client.post(adding, said).status_code == 422
    at = {
        name: reverse(f"directory:{name}", args=[elm.pk])
        for name in ("change", "capabilities", "quality", "verify", "close", "reopen", "payers")
    }
    assert all(client.get(url).status_code == 200 for url in at.values())
    assert client.post(at["capabilities"], {"physical": "1", "treatments": ["oxygen"]}).status_code == 303
    assert {row.code for row in elm.capabilities.all()} == {"physical", "oxygen"}
    actions.change_service(elm, by=manager, phone="555-0101")
    changed = {"name": "Elm House", "areas": "104, 105", "version": "1"}
    assert client.post(at["change"], changed).status_code == 409
    elm.refresh_from_db()
    assert client.post(at["change"], changed | {"version": str(elm.version)}).status_code == 303
    assert (
        client.post(
            at["quality"], {"measure": "Stars", "value": "4", "as_of": "2026-12-01", "source": "CMS"}
        ).status_code
        == 409
    )
    assert (
        client.post(
            at["quality"], {"measure": "Stars", "value": "4", "as_of": "2026-09-01", "source": "CMS"}
        ).status_code
        == 303
    )
    assert client.post(at["verify"]).status_code == 303
    text = client.get(reverse("directory:service", args=[elm.pk])).content.decode()
    assert "as of 1 September 2026" in text or "1 Sep 2026" in text
    assert client.post(at["close"], {"reason": "Gone"}).status_code == 303
    assert client.post(at["close"], {"reason": "Gone"}).status_code == 409
    assert client.post(at["reopen"]).status_code == 303
    client.force_login(nurse)
    assert client.post(at["verify"]).status_code == 403
    assert client.get(adding).status_code == 403
