"""Words for patients as their keepers hold them: a glossary that changes no figure, translations that two people answer for."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from policy import actions, wordbook
from policy.loading import load_glossary
from policy.models import GlossaryTerm, Translation
from policy.plain import plainer
from policy.segments import digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(person, facility):
    return person("a.root", Role.ADMINISTRATOR, facility)


@pytest.fixture
def second(person, facility):
    return person("b.second", Role.ADMINISTRATOR, facility)


@pytest.fixture
def proposed(facility, admin):
    return actions.propose_translation(
        facility, by=admin, source_text="Take 2.5 mg at  8:30.", language="es", text="Tome 2,5 mg a las 8:30."
    )


def url(name, *args):
    return reverse(f"policy:{name}", args=args)


def test_the_words_that_come_along_are_loaded_once_and_mended(facility, capsys):
    call_command("load_packs")
    assert "Glossary: " in capsys.readouterr().out
    count = GlossaryTerm.objects.count()
    assert count >= 120
    assert load_glossary() == 0
    GlossaryTerm.objects.filter(term="edema").update(plain="something else")
    assert load_glossary() == 1
    assert GlossaryTerm.objects.count() == count
    assert GlossaryTerm.objects.get(term="edema").plain == "swelling"
    assert plainer("Watch for edema", wordbook.glossary([facility])) == "Watch for swelling"


def test_a_facility_says_it_in_words_of_its_own(facility, admin):
    load_glossary()
    term = actions.add_term(facility, by=admin, term="Edema", plain="puffy legs", source="Committee")
    assert plainer("Watch for edema", wordbook.glossary([facility])) == "Watch for puffy legs"
    actions.change_term(
        term, by=admin, plain="swollen legs", source="Committee", forms={"edematous": "swollen"}
    )
    assert plainer("Edematous: edema", wordbook.glossary([facility])) == "Swollen: swollen legs"
    actions.retire_term(GlossaryTerm.objects.get(pk=term.pk), by=admin)
    assert plainer("Watch for edema", wordbook.glossary([facility])) == "Watch for swelling"
    with pytest.raises(Refused, match="no longer"):
        actions.retire_term(GlossaryTerm.objects.get(pk=term.pk), by=admin)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"plain": "twice a day"}, "plain"),
        ({"plain": "5 drops"}, "plain"),
        ({"plain": "not now"}, "plain"),
        ({"plain": "soon", "forms": {"qx": "within 2 hours"}}, "forms"),
        ({}, "plain"),
    ],
)
def test_plain_words_that_would_change_a_figure_or_a_not_are_refused(facility, admin, said, field):
    with pytest.raises(Refused) as refusal:
        actions.add_term(facility, by=admin, term="qxd", source="x", **said)
    assert refusal.value.field == field
    assert not GlossaryTerm.objects.exists()


def test_a_word_stands_in_a_glossary_once(facility, admin):
    actions.add_term(facility, by=admin, term="edema", plain="swelling", source="x")
    with pytest.raises((ValidationError, Refused), match="already"):
        actions.add_term(facility, by=admin, term="EDEMA", plain="swelling", source="x")


def test_a_translation_is_used_once_somebody_else_approved_it(facility, admin, second, proposed):
    text = ["Take 2.5 mg at 8:30."]
    assert proposed.segment == digest(text[0])
    assert wordbook.stored(facility, "es", text) == {}
    with pytest.raises(Refused, match="Somebody else"):
        actions.approve_translation(proposed, by=admin)
    actions.approve_translation(proposed, by=second)
    assert wordbook.stored(facility, "es", text) == {digest(text[0]): "Tome 2,5 mg a las 8:30."}
    assert wordbook.stored(facility, "ar", text) == {}
    assert wordbook.languages(facility) == ["es"]
    with pytest.raises(Refused, match="already"):
        actions.approve_translation(Translation.objects.get(), by=second)
    actions.retire_translation(Translation.objects.get(), by=admin)
    assert wordbook.stored(facility, "es", text) == {}
    with pytest.raises(Refused, match="no longer"):
        actions.approve_translation(Translation.objects.get(), by=second)


def test_the_translation_of_a_place_stands_before_that_of_all(facility, admin, second, proposed):
    actions.approve_translation(proposed, by=second)
    common = Translation.objects.get()
    common.pk, common.facility, common.text = None, None, "Para todos"
    common.save(force_insert=True)
    assert list(wordbook.stored(facility, "es", ["Take 2.5 mg at 8:30."]).values()) == [
        "Tome 2,5 mg a las 8:30."
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [("Tome 25 mg a las 8:30.", "lacks a number"), ("Tome 2.5 g a las 8:30, 1 vez.", "does not have")],
)
def test_a_translation_with_other_numbers_is_neither_taken_nor_approved(
    facility, admin, second, proposed, text, why
):
    with pytest.raises(Refused, match=why):
        actions.propose_translation(
            facility, by=admin, source_text="Take 2.5 mg at 8:30.", language="es", text=text
        )
    Translation.objects.update(text=text)  # As another system might have left it.
    with pytest.raises(Refused, match=why):
        actions.approve_translation(Translation.objects.get(), by=second)
    assert Translation.objects.get().approved_at is None


@pytest.mark.parametrize("source", ["Rest. Drink water.", "- Rest", "Rest.\nDrink."])
def test_one_sentence_is_translated_at_a_time(facility, admin, source):
    with pytest.raises(Refused, match="one sentence"):
        actions.propose_translation(facility, by=admin, source_text=source, language="es", text="Descanse")


def test_only_those_who_keep_the_rules_keep_the_words(facility, person, client, proposed):
    nurse = person("n.urse", Role.NURSE, facility)
    with pytest.raises(Denied):
        actions.add_term(facility, by=nurse, term="edema", plain="swelling", source="x")
    with pytest.raises(Denied):
        actions.approve_translation(proposed, by=nurse)
    client.force_login(nurse)
    for name, row in (("words", facility), ("translations", facility), ("approve-translation", proposed)):
        assert client.get(url(name, row.pk)).status_code == 404


def test_a_word_is_added_changed_and_taken_out_on_its_pages(client, facility, admin):
    load_glossary()
    client.force_login(admin)
    said = {
        "term": "qam",
        "plain": "",
        "explanation": "Each morning.",
        "forms": "q.a.m.",
        "source": "Committee",
    }
    assert client.post(url("add-term", facility.pk), said).status_code == 303
    term = GlossaryTerm.objects.get(term="qam")
    assert term.forms == {"q.a.m.": ""}
    page = client.get(url("words", facility.pk), {"find": "qam"}).content.decode()
    assert "Each morning." in page
    assert "edema" not in page
    assert "the first 100 are shown" in client.get(url("words", facility.pk)).content.decode()
    assert "q.a.m." in client.get(url("change-term", term.pk)).content.decode()
    wrong = client.post(url("change-term", term.pk), {"plain": "1 time", "source": "x", "forms": ""})
    assert wrong.status_code == 409
    assert "1 time" in wrong.content.decode()
    empty = client.post(url("change-term", term.pk), {"plain": "early", "source": "", "forms": "= x"})
    assert empty.status_code == 422
    assert client.post(url("retire-term", term.pk)).status_code == 303
    assert "No such word." in client.get(url("words", facility.pk), {"find": "qam"}).content.decode()
    assert Event.objects.filter(verb__in=["policy.add_term", "policy.retire_term"]).count() == 2


def test_a_translation_is_proposed_and_approved_on_its_pages(client, facility, admin, second):
    client.force_login(admin)
    said = {"language": "ar", "source_text": "Call 555-0100.", "text": "اتصل 555-0100."}
    assert client.post(url("propose-translation", facility.pk), said).status_code == 303
    row = Translation.objects.get()
    page = client.get(url("translations", facility.pk)).content.decode()
    assert 'lang="ar" dir="auto"' in page
    assert url("approve-translation", row.pk) not in page
    assert client.post(url("approve-translation", row.pk)).status_code == 409
    client.force_login(second)
    assert url("approve-translation", row.pk) in client.get(url("translations", facility.pk)).content.decode()
    assert client.post(url("approve-translation", row.pk)).status_code == 303
    assert client.post(url("propose-translation", facility.pk), said | {"language": "xx"}).status_code == 422


@pytest.mark.parametrize("name", ["words", "translations"])
def test_a_page_asks_as_many_questions_for_one_row_as_for_many(
    client, facility, admin, django_assert_max_num_queries, name
):
    client.force_login(admin)
    load_glossary()
    for n in range(30):
        actions.propose_translation(
            facility, by=admin, source_text=f"Room {n}.", language="es", text=f"Sala {n}."
        )
    with django_assert_max_num_queries(12):
        assert client.get(url(name, facility.pk)).status_code == 200
