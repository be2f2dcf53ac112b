"""The administrator's pages: every instrument, each to be tried with its score before anybody is asked by it."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from assessments.actions.instruments import load_version, open_instrument, put_in_use
from assessments.answers import DECLINED
from assessments.forms.items import ItemsForm
from assessments.models import Answer, Assessment, InstrumentVersion, Score
from audit.models import Event
from tests.assessments.conftest import load
from tests.assessments.instruments import FILES, body, instrument

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def administrator(client, person, facility):
    user = person("a.admin", Role.ADMINISTRATOR, facility)
    client.force_login(user)
    return user


@pytest.fixture
def draft(administrator, facility):
    mine = open_instrument(facility, by=administrator, code="ward-check")
    return load_version(
        mine, by=administrator, body=body("pain") | {"id": "ward-check", "title": "Ward check"}
    )


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


def test_every_instrument_is_listed_with_its_state(client, administrator, instruments, draft):
    page = client.get(url("instruments")).content.decode()
    assert page.count("<tr data-row") == len(instruments) + 1
    assert "Not in use yet" in page
    assert "Northgate Hospital" in page


@pytest.mark.parametrize("several", [1, 24])
def test_the_list_asks_the_same_few_questions_however_long(
    client, administrator, several, django_assert_max_num_queries
):
    for code in sorted(code for code in FILES if code != "hits")[:several]:
        load(code)
    client.get(url("instruments"))
    with django_assert_max_num_queries(12):
        client.get(url("instruments"))


@pytest.mark.parametrize("code", sorted(code for code in FILES if code != "hits"))
def test_each_is_drawn_as_it_will_be_asked(client, administrator, code):
    page = client.get(url("instrument", load(code).pk)).content.decode()
    for question in instrument(code).questions:
        assert f'data-line="{question.link_id}"' in page
    assert 'id="score"' in page


def test_a_draft_says_that_nobody_is_asked_by_it(client, draft):
    page = client.get(url("instrument", draft.pk)).content.decode()
    assert "Not in use yet: nobody is asked by it." in page
    assert url("put_in_use", draft.pk) in page


def test_the_score_runs_along_and_nothing_is_kept(client, administrator):
    version = load("phq-2")
    tried = client.post(url("try_instrument", version.pk), {"q1": "LA6571-9", "age": ""}, **HTMX)
    part = tried.content.decode()
    assert (tried.status_code, part.count("<html")) == (200, 0)
    assert part.startswith("\n    <form") or part.lstrip().startswith("<form")
    assert "1 missing" in part
    assert "3–6" in part
    whole = client.post(
        url("try_instrument", version.pk), {"q1": "LA6571-9", "q2": "LA6568-5", "age": ""}
    ).content.decode()
    assert "Positive: offer the PHQ-9" in whole
    assert "Asks for: Ask the follow-on questions that the section names" in whole
    assert "<html" in whole
    assert not any(model.objects.exists() for model in (Answer, Assessment, Score))


def test_questions_appear_as_they_are_asked(client, administrator):
    version = load("asq")
    hidden = 'data-line="q5" hidden'
    assert hidden in client.get(url("instrument", version.pk)).content.decode()
    tried = client.post(
        url("try_instrument", version.pk), {"q1": DECLINED, "age": ""}, **HTMX
    ).content.decode()
    assert hidden not in tried
    assert "Positive suicide screen" in tried


def test_an_age_hides_what_is_not_for_it(client, administrator):
    version = load("ahc-supplemental")
    tried = client.post(url("try_instrument", version.pk), {"age": "4"}, **HTMX).content.decode()
    assert 'data-line="q25" hidden' in tried
    old = client.post(url("try_instrument", version.pk), {"age": "400"}, **HTMX)
    assert old.status_code == 200
    assert 'data-line="q25" hidden' not in old.content.decode()


def test_an_impossible_answer_is_422_beside_its_question_and_the_rest_stays(client, administrator):
    version = load("peg")
    answer = client.post(url("try_instrument", version.pk), {"q1": "11", "q2": "7", "age": ""}, **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Question 1: give a whole number from 0 to 10 or Declined." in page
    assert 'value="7"' in page
    assert page.count("checked") == 1


def test_putting_in_use_and_asking_no_longer(client, draft):
    assert client.post(url("put_in_use", draft.pk)).status_code == 303
    page = client.get(url("instrument", draft.pk)).content.decode()
    assert "Ask it no longer" in page
    assert client.post(url("put_in_use", draft.pk)).status_code == 409
    assert client.post(url("retire_version", draft.pk)).status_code == 303
    draft.refresh_from_db()
    assert draft.status == InstrumentVersion.Status.RETIRED


def test_what_is_asked_everywhere_is_shown_and_not_changed_here(client, administrator):
    version = load("phq-9")
    page = client.get(url("instrument", version.pk)).content.decode()
    assert "Ask it no longer" not in page
    assert client.post(url("retire_version", version.pk)).status_code == 403


@pytest.mark.parametrize("role", [Role.NURSE, Role.SUPERVISOR, Role.PRIVACY])
def test_others_have_no_part_in_it(client, person, facility, draft, role):
    client.force_login(person("o.other", role, facility))
    assert client.get(url("instrument", draft.pk)).status_code == 404
    assert client.post(url("try_instrument", draft.pk), {"age": ""}).status_code == 404
    assert client.post(url("put_in_use", draft.pk)).status_code == 404
    assert Event.objects.filter(verb="view", outcome="denied").count() == 3
    assert "There are no instruments that you look after." in client.get(url("instruments")).content.decode()


def test_another_hospital_s_own_is_not_shown(client, draft, person, outsider):
    from facilities.models import Facility

    far = Facility.objects.get(code="FAR")
    client.force_login(person("f.admin", Role.ADMINISTRATOR, far))
    assert client.get(url("instrument", draft.pk)).status_code == 404


# --- the form ----------------------------------------------------------------------------------------------------------
def test_a_version_in_use_that_another_replaces_is_still_drawn(administrator, facility, client, draft):
    put_in_use(draft, by=administrator)
    newer = load_version(
        draft.instrument, by=administrator, body=body("pain") | {"id": "ward-check", "version": "2"}
    )
    put_in_use(newer, by=administrator)
    assert "No longer asked" in client.get(url("instrument", draft.pk)).content.decode()


def typed(code, **data):
    form = ItemsForm(instrument(code), {}, {name.replace("_", "-"): value for name, value in data.items()})
    form.is_valid()
    return {link: value for link, value in form.cleaned_data.items() if value is not None}, form.errors


def test_what_was_typed_comes_out_as_it_is_kept():
    assert typed("phq-2", q1="LA6568-5", q2=DECLINED) == ({"q1": "LA6568-5", "q2": DECLINED}, {})
    assert typed("peg", q1="0", q2="10") == ({"q1": 0, "q2": 10}, {})
    assert typed("ahc-core", q2=["LA9-3"])[0] == {"q2": ["LA9-3"]}
    assert typed("ahc-core", q2=[DECLINED])[0] == {"q2": DECLINED}
    assert typed("rulers", **{"raise": "One\r\ntwo  \r\n"})[0] == {"raise": "One\ntwo"}
    assert typed("section-gg", gg0130a_now="06")[0] == {"gg0130a-now": "06"}


@pytest.mark.parametrize("wrong", ["11", "-1", "1_0", "1e1", "ten", "9" * 400, " "])
def test_a_number_that_is_none_is_named(wrong):
    values, errors = typed("peg", q1=wrong)
    assert values == {}
    assert bool(errors) is bool(wrong.strip())


def test_digits_of_another_script_are_digits():
    assert typed("peg", q1="٥")[0] == {"q1": 5}


def test_a_kept_answer_stands_in_its_field():
    kept = {"q1": "LA6569-3", "q2": DECLINED}
    drawn = str(ItemsForm(instrument("phq-2"), kept))
    assert drawn.count("checked") == 2
    gg = str(ItemsForm(instrument("section-gg"), {"gg0130a-now": "03"}))
    assert gg.count("selected") == 1 + len(instrument("section-gg").questions) - 2


def test_declining_is_offered_only_where_somebody_can_decline():
    assert str(ItemsForm(instrument("phq-2"), {})).count("Declined") == 2
    assert "Declined" not in str(ItemsForm(instrument("barriers"), {}))
    assert "Declined" not in str(ItemsForm(instrument("section-gg"), {}))
