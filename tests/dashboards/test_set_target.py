"""What a house aims at is set by whoever sets its rules, and stands beside the number."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core.refusals import Denied, Refused
from dashboards import actions
from dashboards.models import MeasureTarget

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(person, facility):
    return person("a.keeper", Role.ADMINISTRATOR, facility)


def test_set_and_set_again(facility, keeper):
    actions.set_target(facility, by=keeper, measure="notices", value=Decimal(95), source="Site")
    actions.set_target(facility, by=keeper, measure="notices", value=Decimal("97.5"), source="Board")
    row = MeasureTarget.objects.get()
    assert (row.value, row.source, row.version) == (Decimal("97.5"), "Board", 2)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"measure": "nothing"}, "measure"),
        ({"value": Decimal(-1)}, "value"),
        ({"value": Decimal(101)}, "value"),
        ({"source": " "}, "source"),
    ],
)
def test_refused(facility, keeper, facts, field):
    with pytest.raises(Refused) as no:
        actions.set_target(
            facility, by=keeper, **({"measure": "notices", "value": Decimal(95), "source": "Site"} | facts)
        )
    assert no.value.field == field
    assert not MeasureTarget.objects.exists()


def test_a_supervisor_does_not(facility, supervisor):
    with pytest.raises(Denied):
        actions.set_target(facility, by=supervisor, measure="notices", value=Decimal(95), source="Site")


def test_the_page_sets_it_and_the_dashboard_shows_it(client, facility, keeper, supervisor):
    client.force_login(keeper)
    assert client.get(reverse("dashboards:targets")).status_code == 200
    url = reverse("dashboards:target", args=[facility.pk, "notices"])
    wrong = client.post(url, {"value": "many", "source": "Our board"})
    assert wrong.status_code == 422
    assert "Our board" in wrong.content.decode()
    assert client.post(url, {"value": "95", "source": "Our board"}).status_code == 303
    assert 'value="95"' in client.get(url).content.decode()
    client.force_login(supervisor)
    assert client.get(url).status_code in (403, 404)
    page = client.get(reverse("dashboards:measure", args=["notices"])).content.decode()
    assert "95" in page
    assert "Our board" in page
