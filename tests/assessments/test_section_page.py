"""The page of a section: opened at the first gap, saved while one types and by the button, signed, read as it was asked."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.permissions import Role
from assessments import reading
from assessments.actions.answering import answer
from assessments.actions.signing import add_addendum, sign_section
from assessments.actions.starting import start
from assessments.models import Answer
from audit.models import Event
from teams.actions import assign
from tests.assessments.conftest import FILES, fill, given, load, section
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def at_desk(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def nursing(joint):
    return section(joint, "nursing-section")


@pytest.fixture
def nurse(ward):
    return at_desk(ward.nurse)


def page_of(client, part):
    found = client.get(f"/sections/{part.pk}/")
    assert found.status_code == 200
    return found.content.decode()


def base_of(html):
    import html as escapes

    return escapes.unescape(re.search(r'name="base" value="([^"]*)"', html)[1])


def save(client, part, base, *, quiet=True, verb="answer", **typed):
    body = {link.replace("_", "-"): value for link, value in typed.items() if link != "_focus"}
    body |= {"base": base, "_focus": typed.get("_focus", "")}
    return client.post(f"/sections/{part.pk}/{verb}/", body, headers=JSON if quiet else {})


def test_it_opens_at_the_first_gap_with_its_progress(ward, nurse, nursing):
    answer(nursing, by=ward.nurse, answers=given(lives="alone"), left_at="lives")
    html = page_of(nurse, nursing)
    required = [each.link_id for each in reading.of(nursing.instrument).questions if each.required]
    assert f'data-first="{required[1]}"' in html
    assert "<span data-done>1</span>" in html


def test_what_is_typed_is_kept_in_the_background(ward, nurse, nursing):
    html = page_of(nurse, nursing)
    told = save(nurse, nursing, base_of(html), lives="alone", _focus="lives").json()
    assert (told["saved"], told["done"], told["clashes"]) == ("10:00", 1, [])
    assert json.loads(told["base"])["lives"] == [1, "alone"]
    assert Answer.objects.get(section=nursing).value == "alone"
    nursing.refresh_from_db()
    assert nursing.left_at_link == "lives"


def test_a_save_whose_answer_was_lost_is_sent_again(ward, nurse, nursing):
    base = base_of(page_of(nurse, nursing))
    for _time in range(2):
        assert save(nurse, nursing, base, lives="alone").json()["clashes"] == []
    assert Answer.objects.get().version == 1


def test_the_running_score_comes_back_and_what_is_asked_next(ward):
    part = start(ward.case, by=ward.worker, instrument="phq-2").sections.get()
    client = at_desk(ward.worker)
    questions = reading.of(part.instrument).questions
    html = page_of(client, part)
    most = max(questions[0].options, key=lambda option: option.points)
    told = save(client, part, base_of(html), **{questions[0].link_id: most.code}).json()
    assert "3–6" in told["score"]
    assert "1 missing" in told["score"]


def test_by_the_button_without_script(ward, nurse, nursing):
    html = page_of(nurse, nursing)
    answered = save(nurse, nursing, base_of(html), quiet=False, lives="alone")
    assert (answered.status_code, answered["Location"]) == (303, f"/sections/{nursing.pk}/")
    assert Answer.objects.get().value == "alone"


def test_a_body_that_was_cut_short_changes_nothing(ward, nurse, nursing):
    answer(nursing, by=ward.nurse, answers=given(lives="alone"))
    cut = nurse.post(f"/sections/{nursing.pk}/answer/", {"lives": "facility"}, headers=JSON)
    assert cut.status_code == 400
    for broken in ("", "[1]", '{"lives": 3}', "{"):
        assert save(nurse, nursing, broken, lives="facility").status_code == 400
    assert Answer.objects.get().value == "alone"


@pytest.mark.parametrize(
    ("link", "typed", "said"), [("lives", "moon", "choose"), ("nursing-summary", "x" * 5_000, "4,000")]
)
def test_what_cannot_be_is_said_beside_its_question_and_the_rest_is_kept(nurse, nursing, link, typed, said):
    base = base_of(page_of(nurse, nursing))
    told = save(nurse, nursing, base, falls="none", **{link: typed})
    assert told.status_code == 422
    assert said in told.json()["wrong"][link]
    assert [row.link_id for row in Answer.objects.all()] == ["falls"]
    page = save(nurse, nursing, base, quiet=False, **{link: typed})
    assert page.status_code == 422
    assert said in page.content.decode()


def test_an_answer_of_a_megabyte_is_too_much(nurse, nursing):
    base = base_of(page_of(nurse, nursing))
    assert save(nurse, nursing, base, nursing_summary="x" * 1_048_577).status_code == 413
    assert not Answer.objects.exists()


def test_saved_after_the_signature_is_refused_with_its_sentence_and_the_text_shown(ward, nurse, nursing):
    base = base_of(page_of(nurse, nursing))
    fill(nursing, ward.nurse)
    sign_section(nursing, by=ward.nurse)
    told = save(nurse, nursing, base, nursing_summary="Too late")
    assert (told.status_code, told.json()["detail"]) == (409, "This section is signed. Add an addendum.")
    page = save(nurse, nursing, base, quiet=False, nursing_summary="Too late")
    assert page.status_code == 409
    assert "Too late" in page.content.decode()
    assert not Answer.objects.filter(link_id="nursing-summary").exists()


@pytest.fixture
def second(ward, person, supervisor):
    user = person("n.two", Role.NURSE, name="Nadia Two")
    assign(ward.case, by=supervisor, user=user, role=Role.NURSE)
    return user


def test_two_people_compare_and_settle_field_by_field(ward, nurse, nursing, second):
    other = at_desk(second)
    mine, theirs = base_of(page_of(nurse, nursing)), base_of(page_of(other, nursing))
    save(nurse, nursing, mine, nursing_summary="Hers", lives="alone")
    told = save(other, nursing, theirs, nursing_summary="His", falls="none").json()
    assert told["clashes"] == ["nursing-summary"]
    assert "T. Nurse" in told["clashed"]
    assert Answer.objects.get(link_id="falls").value == "none"
    compared = save(other, nursing, theirs, quiet=False, nursing_summary="His", falls="none")
    html = compared.content.decode()
    assert compared.status_code == 409
    assert "Hers" in html
    assert "His" in html
    for choice, words, stands in (("theirs", "", "Hers"), ("new", "Both", "Both"), ("yours", "", "His")):
        version = Answer.objects.get(link_id="nursing-summary").version
        body = {"mine": json.dumps({"nursing-summary": "His"}), "clash-nursing-summary": choice}
        body |= {"base": json.dumps({"nursing-summary": [version, None]}), "nursing-summary": words}
        assert other.post(f"/sections/{nursing.pk}/settle/", body).status_code == 303
        assert Answer.objects.get(link_id="nursing-summary").value == stands


def test_what_another_answered_meanwhile_is_never_taken_for_ones_own_change(ward, nurse, nursing, second):
    base = base_of(page_of(nurse, nursing))
    answer(nursing, by=second, answers=given(lives="alone", nursing_summary="His"))
    # The page still shows both as empty; it saves another answer, twice, and then types into what he has written.
    base = save(nurse, nursing, base, falls="none").json()["base"]
    base = save(nurse, nursing, base, falls="once").json()["base"]
    told = save(nurse, nursing, base, falls="once", nursing_summary="Hers").json()
    assert told["clashes"] == ["nursing-summary"]
    again = save(nurse, nursing, told["base"], falls="once", nursing_summary="Hers").json()
    assert again["clashes"] == ["nursing-summary"]
    stands = {row.link_id: row.value for row in Answer.objects.filter(section=nursing)}
    assert stands == {"lives": "alone", "nursing-summary": "His", "falls": "once"}


def test_a_clash_that_changed_again_is_compared_again(ward, nursing, second):
    answer(nursing, by=ward.nurse, answers=given(nursing_summary="Hers"))
    answer(nursing, by=ward.nurse, answers=given(1, nursing_summary="Hers, later"))
    body = {"mine": json.dumps({"nursing-summary": "His"}), "clash-nursing-summary": "yours"}
    body |= {"base": json.dumps({"nursing-summary": [1, None]})}
    again = at_desk(second).post(f"/sections/{nursing.pk}/settle/", body)
    assert again.status_code == 409
    assert "Hers, later" in again.content.decode()


def test_who_else_is_at_it_is_said(ward, nurse, nursing, second, at):
    answer(nursing, by=second, answers=given(lives="alone"))
    at(THEN + timedelta(minutes=2))
    assert "N. Two" in page_of(nurse, nursing)
    at(THEN + timedelta(minutes=9))
    assert "answered here" not in page_of(nurse, nursing)


def test_signed_in_one_press_with_what_stands_on_the_page(ward, nurse, nursing):
    fill(nursing, ward.nurse)
    html = page_of(nurse, nursing)
    said = {link: value for link, (_version, value) in json.loads(base_of(html)).items() if value is not None}
    signed = save(
        nurse, nursing, base_of(html), quiet=False, verb="sign", **said | {"nursing_summary": "At once"}
    )
    assert signed.status_code == 303
    nursing.refresh_from_db()
    assert nursing.status == "signed"
    assert Answer.objects.get(link_id="nursing-summary").value == "At once"
    again = save(nurse, nursing, base_of(html), quiet=False, verb="sign", **said)
    assert again.status_code == 409
    assert "This section is signed. Add an addendum." in again.content.decode()


def test_not_signed_while_something_is_missing(ward, nurse, nursing):
    base = base_of(page_of(nurse, nursing))
    refused = save(nurse, nursing, base, quiet=False, verb="sign", lives="alone")
    assert refused.status_code == 409
    assert "have no answer yet" in refused.content.decode()
    nursing.refresh_from_db()
    assert nursing.is_open


def test_what_was_answered_lately_is_taken_over_by_the_page(ward, at):
    first = start(ward.case, by=ward.worker, instrument="phq-2").sections.get()
    fill(first, ward.worker)
    sign_section(first, by=ward.worker)
    at(THEN + timedelta(days=2))
    part = start(ward.case, by=ward.worker, instrument="phq-9").sections.get()
    client = at_desk(ward.worker)
    html = page_of(client, part)
    assert html.count('name="links"') == 2
    link = reading.of(part.instrument).questions[0].link_id
    assert (
        client.post(f"/sections/{part.pk}/verify/", {"links": link, "base": base_of(html)}).status_code == 303
    )
    assert [row.link_id for row in Answer.objects.filter(section=part)] == [link]
    assert client.post(f"/sections/{part.pk}/verify/").status_code == 303
    assert client.post(f"/sections/{part.pk}/verify/").status_code == 409


def test_read_in_the_version_it_was_asked_in_with_what_was_added(ward, nurse, nursing):
    fill(nursing, ward.nurse, lives="alone")
    sign_section(nursing, by=ward.nurse)
    body = json.loads((FILES / "nursing-section.json").read_text("utf-8"))
    old = reading.of(nursing.instrument).question("lives").text
    newer = load("nursing-section", "9.9", (old, "Who is at home now?"))
    assert reading.of(newer).question("lives").text == "Who is at home now?"
    add_addendum(nursing, by=ward.nurse, text="The daughter came back", link_id="lives")
    html = page_of(nurse, nursing)
    assert old in html
    assert "Who is at home now?" not in html
    assert "The daughter came back" in html
    assert f"version {body['version']}" in html


def test_an_addendum_is_written_on_its_page(ward, nurse, nursing):
    fill(nursing, ward.nurse)
    sign_section(nursing, by=ward.nurse)
    path = f"/sections/{nursing.pk}/addendum/"
    assert 'name="link_id" value="lives"' in nurse.get(path + "?link_id=lives").content.decode()
    assert nurse.post(path, {"text": " "}).status_code == 422
    assert nurse.post(path, {"text": "Seen again", "link_id": "lives"}).status_code == 303
    assert "Seen again" in page_of(nurse, nursing)


def test_left_out_on_its_page(ward, nurse, nursing):
    path = f"/sections/{nursing.pk}/drop/"
    assert nurse.get(path).status_code == 200
    assert nurse.post(path, {"reason": ""}).status_code == 422
    assert nurse.post(path, {"reason": "Asleep"}).status_code == 303
    assert "Asleep" in page_of(nurse, nursing)


def test_who_may_not_read_a_class_finds_nothing_and_who_may_only_read_answers_nothing(ward, joint, nursing):
    social = section(joint, "social-section")
    assert at_desk(ward.nurse).get(f"/sections/{social.pk}/").status_code == 404
    lead = at_desk(ward.lead)
    html = page_of(lead, nursing)
    assert "data-answers" not in html
    assert lead.post(f"/sections/{nursing.pk}/answer/", {"base": "{}"}).status_code == 403
    assert lead.post(f"/sections/{nursing.pk}/sign/", {"base": "{}"}).status_code == 403


def test_the_other_parts_are_named_only_where_they_may_be_read(ward, nurse, joint, nursing):
    html = page_of(nurse, nursing)
    social = section(joint, "social-section")
    assert str(social.pk) not in html
    assert social.instrument.title not in html
    assert str(nursing.pk) in page_of(at_desk(ward.worker), social)


@pytest.mark.parametrize("code", ["phq-2", "section-gg"])
def test_the_page_asks_the_same_however_many_questions(ward, code, django_assert_max_num_queries):
    by = ward.worker if code == "phq-2" else ward.nurse
    part = start(ward.case, by=by, instrument=code).sections.get()
    fill(part, by)
    client = at_desk(by)
    page_of(client, part)
    with django_assert_max_num_queries(12):
        page_of(client, part)


@pytest.mark.parametrize("many", [1, 8])
def test_a_save_asks_the_same_however_many_answers(ward, nurse, nursing, many, django_assert_num_queries):
    base = base_of(page_of(nurse, nursing))
    asked = [each for each in reading.of(nursing.instrument).questions if each.options and not each.repeats]
    asked = [each for each in asked if each.link_id not in ACROSS]
    first = asked[0]
    save(nurse, nursing, base, **{first.link_id: first.options[0].code})
    typed = {each.link_id: each.options[0].code for each in asked[1 : many + 1]}
    with django_assert_num_queries(SAVE):
        assert save(nurse, nursing, base, **typed).status_code == 200


# Questions that another part may contradict cost two statements more.
ACROSS = {"lives", "helper-at-home", "stairs", "medicines-by"}
# Of a save in the background: who asks, the section, the step with its lock and rights, whether the assessment was given
# up, the answers, the trail.
SAVE = 17


def test_reading_it_is_on_record(ward, nurse, nursing):
    page_of(nurse, nursing)
    event = Event.objects.filter(verb="view", actor_id=ward.nurse.pk, target="assessments.section").get()
    assert event.target_id == nursing.pk
