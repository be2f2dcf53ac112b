"""Plain words while somebody writes: the grade, the hospital words and their swaps, by htmx, by page, and saved."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from careplans import actions
from careplans.models import Goal
from policy import actions as policy
from policy.loading import load_glossary

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
HARD = "Notify your physician of dyspnea or peripheral edema, and ambulate 200 m daily."


@pytest.fixture
def words(db):
    load_glossary()


@pytest.fixture
def writer(client, manager):
    client.force_login(manager)
    return client


def check(client, **typed):
    return client.post(reverse("careplans:plain-check"), typed, headers=HTMX)


def test_a_text_is_graded_and_its_hospital_words_offered(words, writer):
    answer = check(writer, plain=HARD).content.decode()
    assert "<html" not in answer
    assert "grade" in answer
    assert "Aim at grade 6" in answer
    for plain in ("doctor", "trouble breathing", "swelling of the legs or arms", "walk"):
        assert f"Write “{plain}”" in answer


def test_too_few_words_get_no_grade(words, writer):
    answer = check(writer, plain="Walk to church").content.decode()
    assert "No grade" in answer
    assert "No hospital word found" in answer
    assert "about grade" not in answer


def test_an_empty_plain_text_is_judged_by_the_text_it_shall_say(words, writer):
    answer = check(writer, plain="", words=HARD).content.decode()
    assert "The text itself" in answer
    assert "dyspnea" in answer


@pytest.mark.parametrize(
    ("swap", "text"),
    [
        ("12", "Notify your doctor of dyspnea or peripheral edema, and ambulate 200 m daily."),
        ("13", HARD),
        (
            "all",
            "Tell your doctor of trouble breathing or swelling of the legs or arms, and walk 200 m daily.",
        ),
    ],
)
def test_a_swap_comes_back_in_the_field(words, writer, swap, text):
    answer = check(writer, swap=swap, field="goal-plain", source="goal-words", **{"goal-plain": HARD})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('name="goal-plain"') == 1
    assert 'id="plain-goal-plain"' in page
    assert """hx-vals='{"field": "goal-plain", "source": "goal-words"}'""" in page
    assert f">\n{text}</textarea>" in page


@pytest.mark.parametrize(
    ("plain", "says", "number"),
    [("Walk to church.", "A number is missing", "200"), ("Walk 200 m in 5 days.", "A number was added", "5")],
)
def test_other_numbers_than_those_of_the_plan_are_said(words, writer, plain, says, number):
    answer = check(writer, plain=plain, words="Ambulate 200 m").content.decode()
    assert says in answer
    assert f"{number}</p>" in answer or f" {number}, " in answer
    assert "No hospital word found." not in answer
    same = check(writer, plain="Walk 200 m", words="Ambulate 200 m").content.decode()
    assert "A number" not in same


def test_without_script_the_same_address_is_a_page(words, writer):
    page = writer.post(reverse("careplans:plain-check"), {"plain": HARD, "swap": "all"}).content.decode()
    assert "<html" in page
    assert "Nothing here is kept" in page
    assert "walk 200 m daily" in page
    assert writer.get(reverse("careplans:plain-check")).status_code == 200


def test_words_of_the_writers_own_house_come_first(words, writer, facility, person):
    admin = person("a.root", Role.ADMINISTRATOR, facility)
    policy.add_term(facility, by=admin, term="physician", plain="your care team", source="Committee")
    assert "Write “your care team”" in check(writer, plain=HARD).content.decode()


@pytest.mark.parametrize(
    "typed", [{"plain": "x" * 501}, {"plain": "<script>alert(1)</script>", "field": 'a b"c'}]
)
def test_too_long_or_strange_input_is_answered_and_never_markup(words, writer, typed):
    answer = check(writer, **typed)
    assert answer.status_code == (422 if len(typed["plain"]) > 500 else 200)
    assert b"<script>alert" not in answer.content
    assert b'a b"c' not in answer.content


def test_a_goal_is_said_plainly_on_its_own_page(words, writer, goal):
    url = reverse("careplans:goal-plain", args=[goal.pk])
    assert "Walk to church" in writer.get(url).content.decode()
    looked = writer.post(url, {"plain": "Ambulate to church", "swap": "0"}).content.decode()
    assert ">\nWalk to church</textarea>" in looked
    assert Goal.objects.get(pk=goal.pk).plain == ""
    saved = writer.post(url, {"plain": "Walk to church and sit down there.", "save": "1"})
    assert (saved.status_code, saved.url) == (303, reverse("careplans:plan", args=[goal.case_id]))
    assert Goal.objects.get(pk=goal.pk).plain == "Walk to church and sit down there."
    assert Goal.objects.get(pk=goal.pk).words == "Walk to church"


def test_what_is_done_is_said_plainly_on_its_own_page(words, writer, step):
    url = reverse("careplans:intervention-plain", args=[step.pk])
    assert writer.post(url, {"plain": "Step on the scale each day.", "save": "1"}).status_code == 303
    step.refresh_from_db()
    assert step.plain == "Step on the scale each day."


def test_a_text_that_is_too_long_stays_typed_and_a_rule_says_no_with_its_sentence(
    words, writer, goal, step, agreed, plan, manager, making
):
    url = reverse("careplans:goal-plain", args=[goal.pk])
    long = writer.post(url, {"plain": "y" * 501, "save": "1"})
    assert long.status_code == 422
    assert "y" * 501 in long.content.decode()
    actions.submit(making(plan), by=manager)
    waiting = writer.post(url, {"plain": "Walk there.", "save": "1"})
    assert waiting.status_code == 409
    assert "Walk there." in waiting.content.decode()


def test_others_may_not(client, words, goal, outsider, on_team):
    url = reverse("careplans:goal-plain", args=[goal.pk])
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.force_login(on_team(Role.NURSE))
    assert client.post(url, {"plain": "x", "save": "1"}).status_code == 403
    client.logout()
    assert client.post(reverse("careplans:plain-check"), {"plain": "x"}).status_code in (302, 401)


def test_looking_at_words_takes_few_questions(words, writer, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        check(writer, plain=HARD)
