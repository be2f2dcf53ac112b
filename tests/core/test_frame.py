"""The frame of a page, kept for all who see the same of it, says what it would say if it were drawn for each of them."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from accounts.permissions import Role
from casemgmt import shell
from core.kept import Drawn, Kept, mark
from core.templatetags import frame
from patients.actions import open_case
from patients.models import Patient
from teams.actions import assign

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[A-Za-z0-9]{64}"')


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "\ue000" not in text
    assert str(frame.STAND_IN) not in text
    return TOKEN.sub("token", text), len(TOKEN.findall(text))


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_two_people_of_a_role_each_see_their_own_frame(client, person, role, monkeypatch):
    pages = ["/settings/me/?next=%22%3E%3Cb%3E", "/notices/"]
    people = [person("m.svensson", role), person("a.obrien", role, name="Ada <b>O'Brien</b>")]
    for user in people:
        client.force_login(user)
        kept = [read(client, url) for url in pages]
        with monkeypatch.context() as plain:
            plain.setattr(shell, "_key", lambda *_args: None)
            assert kept == [read(client, url) for url in pages]
        assert kept[0][1] >= 2


@pytest.mark.django_db
def test_a_contact_is_logged_on_the_case_that_is_open(
    client, case, on_team, supervisor, intake, facility, team
):
    nurse = on_team(Role.NURSE)
    other = open_case(Patient.objects.create(facility=facility, family="Roe"), by=intake, team=team)
    assign(other, by=supervisor, user=nurse, role=Role.NURSE)
    client.force_login(nurse)
    for one in (case, other):
        text, _tokens = read(client, f"/cases/{one.pk}/")
        assert f"/quick/contact/{one.pk}/" in text


def test_what_is_ones_own_is_escaped_in_its_place():
    drawn = Drawn(f"<b>{mark('name')}</b> {mark('unread')} {mark('name')}")
    own = {"name": f"<i>{mark('unread')}", "unread": 3}
    assert drawn.filled(own) == f"<b>&lt;i&gt;{mark('unread')}</b> 3 &lt;i&gt;{mark('unread')}"


def test_a_part_is_drawn_once_and_the_store_stays_small(settings):
    drawn = []
    kept = Kept(most=2)
    for key in (1, 1, 2, 3, 1):
        kept.find(key, lambda key=key: drawn.append(key) or str(key))
    assert drawn == [1, 2, 3, 1]
    settings.DEBUG = True
    kept.find(1, lambda: drawn.append("again") or "1")
    assert drawn[-1] == "again"


def test_headings_are_kept_by_language_and_by_what_they_say():
    def heads(label, **more):
        return frame.lasting("components/table_head.html", columns=[{"label": label, **more}])

    for language in ("en", "de"):
        with override(language):
            for more in ({}, {"sort_url": "?order=due"}, {"unseen": True}, {"numeric": True}):
                plain = render_to_string(
                    "components/table_head.html", {"columns": [{"label": "Bed", **more}]}
                )
                assert heads("Bed", **more) == plain == heads("Bed", **more)
