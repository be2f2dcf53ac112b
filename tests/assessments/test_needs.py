"""Needs (C13): found by hand and from answers, asked about by one press, given to somebody, closed; a no is a no."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments import found
from assessments.actions import needs as actions
from assessments.models import Need
from assessments.queries import needs as queries
from assessments.questionnaire import Band, Flag
from assessments.scoring import Outcome, Result, Status
from audit.models import Event
from core.access import visible_to
from core.refusals import Denied, Refused
from tests.assessments.conftest import section as part
from tests.conftest import THEN
from worklist.models import Item, Notification, Reminder

pytestmark = pytest.mark.django_db

FOOD = {"domain": "food", "words": "No money for food at the end of the month"}


@pytest.fixture
def need(ward):
    return actions.find_need(ward.case, by=ward.worker, **FOOD)


def outcome(*needs, acute=False):
    """Answers that show these needs: the first by a flag, the others by bands."""
    flags = tuple(Flag("f", f"Flag of {needs[0]}", (), need=needs[0], acute=acute) for _each in needs[:1])
    bands = [
        Band(Decimal(1), Decimal(2), "b", f"Band of {each}", tone="red", need=each) for each in needs[1:]
    ]
    results = tuple(Result("s", "Score", Status.COMPLETE, {}, band=band) for band in bands)
    return Outcome(results, flags, ())


def test_found_by_hand(need, ward):
    assert (need.status, need.sort, need.severity, need.words) == ("found", "psychosocial", 2, FOOD["words"])
    event = Event.objects.get(verb="assessments.find_need")
    assert (event.actor_id, event.case_id) == (ward.worker.pk, ward.case.pk)


def test_only_who_assesses_puts_needs_on_record(ward):
    for other in (ward.nurse, ward.lead, ward.coordinator):
        with pytest.raises(Denied):
            actions.find_need(ward.case, by=other, **FOOD)
    assert not Need.objects.exists()


def test_the_same_need_twice_is_one(need, ward):
    with pytest.raises(Exception, match="already on record"):
        actions.find_need(ward.case, by=ward.worker, domain="food", words="Again")
    actions.find_need(ward.case, by=ward.worker, domain="other", words="One thing")
    actions.find_need(ward.case, by=ward.worker, domain="other", words="Another thing")
    assert Need.objects.count() == 3


@pytest.mark.parametrize(("wants", "status"), [("yes", "accepted"), ("no", "declined"), ("later", "later")])
def test_one_press_for_each_answer(need, ward, client, wants, status):
    client.force_login(ward.worker)
    page = client.get(reverse("assessments:needs", args=[ward.case.pk]))
    assert f'name="wants" value="{wants}"' in page.text
    url = reverse("assessments:answer_need", args=[need.pk])
    assert client.post(url, {"wants": wants}).status_code == 303
    need.refresh_from_db()
    assert (need.status, need.answered_by, need.answered_at) == (status, ward.worker, THEN)


def test_htmx_answers_with_the_block_alone(need, ward, client):
    client.force_login(ward.worker)
    url = reverse("assessments:answer_need", args=[need.pk])
    answer = client.post(url, {"wants": "yes"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<section")
    assert "Wants help" in answer.text
    assert client.post(url, {"wants": "perhaps"}).status_code == 422


def test_an_accepted_need_is_given_to_somebody_who_may_read_it(need, ward, advocate):
    with pytest.raises(Refused, match=r"wants help|only when"):
        actions.give_need(need, by=ward.lead, to=ward.worker)
    actions.answer_need(need, by=ward.worker, wants="yes")
    actions.give_need(need, by=ward.lead, to=ward.coordinator)
    need.refresh_from_db()
    assert need.owner == ward.coordinator
    told = Notification.objects.get(recipient=ward.coordinator, source=f"need:{ward.case.pk}")
    assert told.item is None
    with pytest.raises(Refused, match="may not read this"):
        actions.give_need(need, by=ward.lead, to=advocate)


def test_accepted_without_an_owner_for_two_working_days_is_a_gap(need, ward):
    actions.answer_need(need, by=ward.worker, wants="yes")
    # THEN is a Tuesday, 10:00 in New York: Wednesday and Thursday are its two working days.
    for days, gap in ((0, False), (2, False), (3, True)):
        shown = queries.accepted_without_owner(ward.case, THEN + timedelta(days=days))
        assert bool(shown) is gap, days
    need.refresh_from_db()
    actions.give_need(need, by=ward.lead, to=ward.worker)
    assert queries.accepted_without_owner(ward.case, THEN + timedelta(days=30)) == []


def test_the_weekend_is_no_working_day(need, ward, at):
    friday = THEN + timedelta(days=3)
    at(friday)
    actions.answer_need(need, by=ward.worker, wants="yes")
    assert queries.accepted_without_owner(ward.case, friday + timedelta(days=4)) == []
    assert queries.accepted_without_owner(ward.case, friday + timedelta(days=5)) == [need]


def test_a_holiday_of_the_site_is_no_working_day(need, ward, facility):
    from facilities.models import Holiday

    actions.answer_need(need, by=ward.worker, wants="yes")
    third = THEN + timedelta(days=3)
    assert queries.accepted_without_owner(ward.case, third) == [need]
    Holiday.objects.create(facility=facility, on=(THEN + timedelta(days=1)).date(), name="Day of the house")
    assert queries.accepted_without_owner(ward.case, third) == []


def test_why_no_goal_serves_it(need, ward):
    actions.answer_need(need, by=ward.worker, wants="yes")
    with pytest.raises(Refused, match="Say why"):
        actions.note_no_goal(need, by=ward.lead, because=" ")
    actions.note_no_goal(need, by=ward.lead, because="The food bank comes anyway")
    need.refresh_from_db()
    assert need.no_goal_because == "The food bank comes anyway"
    assert list(queries.accepted(ward.case)) == [need]


@pytest.mark.parametrize("outcome_", ["met", "partly", "not_met"])
def test_closed_with_what_came_of_it(need, ward, outcome_):
    actions.answer_need(need, by=ward.worker, wants="yes")
    actions.close_need(need, by=ward.worker, outcome=outcome_, outcome_words="Box every week")
    need.refresh_from_db()
    assert (need.status, need.outcome, need.closed_by) == ("closed", outcome_, ward.worker)
    with pytest.raises(Refused):
        actions.answer_need(need, by=ward.worker, wants="yes")


def test_closing_needs_an_outcome(need, ward, client):
    client.force_login(ward.worker)
    assert client.post(reverse("assessments:close_need", args=[need.pk]), {}).status_code == 422
    with pytest.raises(Exception, match=r"Say whether|choice"):
        actions.close_need(need, by=ward.worker, outcome="")


def test_answers_show_each_need_once(joint, ward):
    asked = part(joint, "social-section")
    made = found.needs(asked, outcome("food", "housing", "food", acute=True), by=ward.worker)
    assert [(need.domain, need.severity) for need in made] == [("food", 3), ("housing", 3)]
    assert [need.words for need in made] == ["Flag of food", "Score: Band of housing"]
    assert found.needs(asked, outcome("food", "housing"), by=ward.worker) == []


def test_a_no_is_respected(joint, ward):
    """Never raised again by the same answers; nobody is reminded."""
    asked = part(joint, "social-section")
    (need,) = found.needs(asked, outcome("food"), by=ward.worker)
    work = Item.objects.count(), Reminder.objects.count(), Notification.objects.count()
    actions.answer_need(need, by=ward.worker, wants="no")
    assert found.needs(asked, outcome("food"), by=ward.worker) == []
    assert [one.status for one in Need.objects.all()] == ["declined"]
    assert (Item.objects.count(), Reminder.objects.count(), Notification.objects.count()) == work
    with pytest.raises(Refused):
        actions.close_need(need, by=ward.worker, outcome="met")
    # Only asking them anew changes it.
    actions.answer_need(need, by=ward.worker, wants="yes")
    assert Need.objects.get().status == "accepted"


def test_what_was_asked_about_violence_or_mood_is_read_by_those_alone(joint, ward):
    asked = part(joint, "social-section")
    asked.sort = "safeguarding"
    (safety,) = found.needs(asked, outcome("safety"), by=ward.worker)
    asked.sort = "behavioural"
    (mood,) = found.needs(asked, outcome("mood"), by=ward.worker)
    assert (safety.sort, mood.sort) == ("safeguarding", "behavioural")
    seen = {
        name: set(visible_to(Need, getattr(ward, name)).values_list("domain", flat=True))
        for name in ("lead", "nurse", "worker", "coordinator")
    }
    assert seen == {"lead": {"mood"}, "nurse": {"mood"}, "worker": {"safety", "mood"}, "coordinator": set()}
    actions.answer_need(safety, by=ward.worker, wants="yes")
    with pytest.raises(Denied):
        actions.give_need(safety, by=ward.lead, to=ward.worker)
    with pytest.raises(Denied):
        actions.note_no_goal(safety, by=ward.coordinator, because="None")


def test_a_summary_is_the_domain_without_the_words(need, ward, client):
    client.force_login(ward.nurse)
    page = client.get(reverse("assessments:needs", args=[ward.case.pk]))
    assert page.status_code == 200
    assert "Food" in page.text
    assert FOOD["words"] not in page.text
    assert 'name="wants"' not in page.text
    assert (
        client.post(reverse("assessments:answer_need", args=[need.pk]), {"wants": "yes"}).status_code == 404
    )


def test_an_advocate_sees_no_page(need, ward, client, advocate):
    client.force_login(advocate)
    assert client.get(reverse("assessments:needs", args=[ward.case.pk])).status_code == 403


def test_every_verb_has_its_page_without_script(need, ward, client):
    client.force_login(ward.worker)
    actions.answer_need(need, by=ward.worker, wants="yes")
    for name in ("answer_need", "give_need", "note_no_goal", "close_need"):
        page = client.get(reverse(f"assessments:{name}", args=[need.pk]))
        assert page.status_code == 200, name
        assert "<form" in page.text, name
    url = reverse("assessments:find_need", args=[ward.case.pk])
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"domain": "housing", "words": "", "severity": "2", "codes": "Z59.0"})
    assert wrong.status_code == 422
    assert "Z59.0" in wrong.text
    right = {"domain": "housing", "words": "Lease ends", "severity": "3", "codes": "Z59.0, Z59.1"}
    assert client.post(url, right).status_code == 303
    assert Need.objects.get(domain="housing").codes == ["Z59.0", "Z59.1"]


def test_the_api_answers_too(need, ward, client):
    client.force_login(ward.worker)
    answer = client.post(
        f"/api/v1/needs/{need.pk}/answer/", {"wants": "later"}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["status"]) == (200, "later")
    rows = client.get("/api/v1/needs/").json()["results"]
    assert [row["domain"] for row in rows] == ["food"]


@pytest.mark.parametrize("number", [2, 25])
def test_as_many_statements_for_many_needs_as_for_few(ward, client, number, django_assert_max_num_queries):
    for n in range(number):
        actions.find_need(ward.case, by=ward.worker, domain="other", words=f"Need {n}")
    client.force_login(ward.worker)
    client.get(reverse("assessments:needs", args=[ward.case.pk]))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("assessments:needs", args=[ward.case.pk]))
    assert page.text.count('name="wants" value="yes"') == number


def test_the_timeline_tells_it_to_who_reads_it(need, ward, client):
    client.force_login(ward.worker)
    url = reverse("cases:timeline", args=[ward.case.pk])
    assert "Need found: Food" in client.get(url).text
    client.force_login(ward.nurse)
    assert "Need found" not in client.get(url).text
