"""No papers to home health, SNF, IRF or LTCH before the patient chose that service (42 CFR 482.43(c))."""

# ruff: noqa: F811 - fixtures of another app are imported by name

import pytest
from django.urls import reverse

from core.refusals import Refused
from referrals.actions import packets
from referrals.models import BY_CHOICE, Packet
from tests.referrals.conftest import choose, service  # noqa: F401 - the cast of referrals

pytestmark = pytest.mark.django_db
BEFORE = "Record the patient's choice of this service before the papers go."


@pytest.fixture
def papers(few_packs, case, visit, manager):
    """Put the papers together for a service and send them."""

    def make(to, purpose="transition"):
        made = packets.build_packet(case, by=manager, purpose=purpose, service=to)
        return packets.send_packet(
            made, by=manager, how="fax", incomplete_because="Later", without_consent_because="Treatment"
        )

    return make


@pytest.mark.parametrize("purpose", ["referral", "transition"])
@pytest.mark.parametrize("kind", BY_CHOICE)
def test_none_go_before_the_choice_nor_to_one_who_was_not_chosen(papers, service, choose, kind, purpose):
    elm, fir = service("Elm", kind), service("Fir", kind)
    with pytest.raises(Refused, match=BEFORE):
        papers(elm, purpose)
    choose(elm)
    assert papers(elm, purpose).status == "sent"
    with pytest.raises(Refused, match=BEFORE):
        papers(fir, purpose)
    assert not Packet.objects.filter(service=fir).exclude(sent_at=None).exists()


def test_who_leaves_it_to_the_team_lets_it_ask_any_on_the_list(papers, service, choose):
    elm, fir = service("Elm"), service("Fir")
    choose(elm, how="declined", ranks=[])
    late = service("Oak")
    assert {papers(one).status for one in (elm, fir)} == {"sent"}
    with pytest.raises(Refused, match=BEFORE):
        papers(late)


def test_where_the_law_asks_for_no_choice_none_is_needed(papers, service):
    assert papers(service("Ward", "acute_hospital")).status == "sent"


def test_they_are_put_aside_by_the_page(client, papers, service, manager):
    gone = papers(service("Ward", "acute_hospital"))
    client.force_login(manager)
    page, to = (reverse(f"packets:{name}", args=[gone.pk]) for name in ("packet", "aside"))
    assert to not in client.get(page).content.decode()
    packets.reopen_packet(gone, by=manager, because="New address")
    assert to in client.get(page).content.decode()
    assert client.get(to).status_code == 200
    version = Packet.objects.get(pk=gone.pk).version
    assert client.post(to, {"reason": "", "version": version}).status_code == 422
    assert client.post(to, {"reason": "Goes elsewhere", "version": version}).status_code == 303
    assert Packet.objects.get(pk=gone.pk).status == "superseded"
