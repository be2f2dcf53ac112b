"""The pages beside a plan: each opens, answers htmx with its part, says what is wrong, and is not there for others."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import beside_plan, sweeps
from careplans.actions.care_maps import do_step, start_care_map
from careplans.actions.decisions import record_decision
from careplans.actions.education import teach
from careplans.actions.programmes import enrol
from careplans.actions.readings import record_reading, set_limits
from careplans.actions.templates import apply_template, approve_template
from careplans.models import (
    DecisionRecord,
    EducationSession,
    Enrolment,
    Intervention,
    PathwayStep,
    Reading,
    TemplateApproval,
    TemplateUse,
    Threshold,
)
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
OPTIONS = ({"words": "Home", "costs_less": True}, {"words": "Wait", "does_less": True})


@pytest.fixture
def admin(person, facility, packs):
    return person("a.root", Role.ADMINISTRATOR, facility)


@pytest.fixture
def approved(facility, admin):
    return approve_template(
        facility, by=admin, template="heart_failure", answers_for_it="Dr A. Rao, cardiology"
    )


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return client


def text(answer):
    return answer.content.decode()


CASE_PAGES = ("care-maps", "teaching", "decisions", "readings", "programmes")


class TestPages:
    @pytest.mark.parametrize("name", CASE_PAGES)
    def test_each_opens_and_is_recorded(self, signed_in, planning, packs, name, manager):
        answer = signed_in.get(reverse(f"careplans:{name}", args=[planning.pk]))
        assert answer.status_code == 200
        assert "Okafor" not in text(answer).split("</title>")[0]
        assert Event.objects.filter(verb="view", actor=manager.username, case_id=planning.pk).exists()

    @pytest.mark.parametrize(
        "name", [*CASE_PAGES, "start-care-map", "teach", "record-decision", "set-limits"]
    )
    def test_outsiders_find_nothing(self, client, case, packs, outsider, name):
        client.force_login(outsider)
        assert client.get(reverse(f"careplans:{name}", args=[case.pk])).status_code == 404

    @pytest.mark.parametrize("name", ["start-care-map", "record-decision"])
    def test_a_nurse_may_not_change_the_plan(self, client, case, packs, on_team, name):
        client.force_login(on_team(Role.NURSE))
        address = reverse(f"careplans:{name}", args=[case.pk])
        assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)

    @pytest.mark.parametrize(
        ("name", "says"),
        [("teach", "teach-form"), ("record-decision", "decision-form"), ("readings", "reading-form"),
         ("start-care-map", "verb-form"), ("set-limits", "verb-form")],
    )  # fmt: skip
    def test_htmx_gets_the_form_alone(self, signed_in, planning, packs, name, says):
        shown = text(signed_in.get(reverse(f"careplans:{name}", args=[planning.pk]), headers=HTMX))
        assert f'id="{says}"' in shown
        assert "<html" not in shown

    @pytest.mark.parametrize("name", ["teach", "record-decision", "readings", "start-care-map", "set-limits"])
    def test_empty_forms_are_said_beside_their_fields(self, signed_in, planning, packs, name):
        answer = signed_in.post(reverse(f"careplans:{name}", args=[planning.pk]), {})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in text(answer)

    @pytest.mark.parametrize("name", CASE_PAGES)
    @pytest.mark.parametrize("n", ["0", "99", "abc", "1" * 400])
    def test_a_number_that_is_none_shows_the_list(self, signed_in, planning, packs, name, n):
        assert signed_in.get(reverse(f"careplans:{name}", args=[planning.pk]), {"n": n}).status_code == 200


class TestTemplates:
    def test_the_list_offers_what_the_site_approved(self, signed_in, plan, approved):
        shown = text(signed_in.get(reverse("careplans:templates", args=[plan.pk])))
        assert 'href="?n=1">Heart failure</a>' in shown
        assert "Dr A. Rao, cardiology answers for it" in shown
        assert shown.count("Not approved here") == 17

    def test_list_template_save(self, signed_in, plan, approved):
        """From the plan: the list, the template, save; with the row of the case that makes four presses."""
        address = reverse("careplans:templates", args=[plan.pk])
        form = signed_in.get(address, {"n": 1}).context["form"]
        said = {
            "template": form["template"].value(),
            "keys": form["keys"].value(),
            "blank-call_at": "2 kg in 3 days",
        }
        answer = signed_in.post(address, said)
        assert (answer.status_code, answer.url) == (303, reverse("careplans:plan", args=[plan.case_id]))
        assert TemplateUse.objects.get().left_out == []
        assert "What templates changed, and why" in text(signed_in.get(address))

    def test_nothing_ticked_is_said(self, signed_in, plan, approved):
        answer = signed_in.post(
            reverse("careplans:templates", args=[plan.pk]), {"template": "heart_failure"}, headers=HTMX
        )
        assert answer.status_code == 422
        assert "<html" not in text(answer)

    def test_one_that_is_not_approved_is_refused(self, signed_in, plan, approved):
        said = {"template": "copd", "keys": ["breath/plan/written"]}
        answer = signed_in.post(reverse("careplans:templates", args=[plan.pk]), said)
        assert answer.status_code == 409
        assert "has not approved the template yet" in text(answer)
        assert not Intervention.objects.exists()

    def test_nurses_and_outsiders_may_not(self, client, plan, approved, on_team, outsider):
        address = reverse("careplans:templates", args=[plan.pk])
        for who, status in ((on_team(Role.NURSE), 403), (outsider, 404)):
            client.force_login(who)
            assert (client.get(address).status_code, client.post(address).status_code) == (status, status)

    def test_the_administrator_reads_and_approves(self, client, admin, facility):
        client.force_login(admin)
        assert text(client.get(reverse("careplans:site-templates"))).count("Not approved") == 18
        address = reverse("careplans:approve-template", args=[facility.pk])
        assert "Weigh every morning" in text(client.get(address, {"n": 1}))
        answer = client.post(address, {"template": "heart_failure", "answers_for_it": ""})
        assert answer.status_code == 422
        said = {"template": "heart_failure", "answers_for_it": "Dr A. Rao, cardiology"}
        assert client.post(address, said).status_code == 303
        assert TemplateApproval.objects.get().code == "heart_failure"
        assert client.post(address, said).status_code == 422

    def test_nobody_else_approves(self, client, manager, supervisor, outsider, facility, packs):
        for who in (manager, supervisor, outsider):
            client.force_login(who)
            address = reverse("careplans:approve-template", args=[facility.pk])
            assert client.post(address, {"template": "copd", "answers_for_it": "Dr A. Rao"}).status_code in (
                403,
                404,
            )
        assert not TemplateApproval.objects.exists()


class TestVerbs:
    def test_teach_in_four_presses(self, client, case, packs, on_team):
        """Row of the case, teaching, topic, and the button that says what came back."""
        client.force_login(on_team(Role.NURSE))
        assert "?n=1" in text(client.get(reverse("careplans:teaching", args=[case.pk])))
        address = reverse("careplans:teach", args=[case.pk])
        form = client.get(address, {"n": 1}).context["form"]
        said = {"topic": form["topic"].value(), "method": form["method"].value(), "result": "not_yet"}
        answer = client.post(address, said)
        assert answer.status_code == 303
        assert EducationSession.objects.get().repeat is not None

    def test_read_outside_the_limits(self, client, case, packs, on_team):
        nurse = on_team(Role.NURSE)
        client.force_login(nurse)
        said = {"kind": "weight", "high": "72", "role": "nurse", "set_by_whom": "Dr Rao", "every_days": "1"}
        assert client.post(reverse("careplans:set-limits", args=[case.pk]), said).status_code == 303
        address = reverse("careplans:readings", args=[case.pk])
        answer = client.post(address, {"kind": "weight", "value": "75", "source": "patient"}, follow=True)
        assert f"Outside the limits: {nurse.short} looks at it." in text(answer)
        assert Reading.objects.get().out_of_range
        wrong = client.post(address, {"kind": "weight", "value": "7500", "source": "patient"})
        assert wrong.status_code == 422
        limits = Threshold.objects.get()
        assert client.post(reverse("careplans:end-limits", args=[limits.pk]), {}).status_code == 303

    def test_decide(self, signed_in, planning):
        address = reverse("careplans:record-decision", args=[planning.pk])
        said = {
            "question": "Where to go",
            "o1-words": "Rehabilitation",
            "o4-words": "Wait",
            "o4-risks": "Falls",
        }
        answer = signed_in.post(address, said)
        assert answer.status_code == 409
        assert "costs the patient less, or say why there is none" in text(answer)
        assert 'value="Rehabilitation"' in text(answer)
        assert signed_in.post(address, said | {"o4-costs_less": "on"}).status_code == 303
        record = DecisionRecord.objects.get()
        assert [row.does_less for row in record.options.order_by("position")] == [False, True]
        address = reverse("careplans:decide", args=[record.pk])
        assert (
            signed_in.post(address, {"preference": "Wait", "chosen": "2", "why": "Tired"}).status_code == 303
        )
        assert "“Tired”" in text(signed_in.get(reverse("careplans:decisions", args=[planning.pk])))

    def test_a_block_with_words_but_no_option_is_said(self, signed_in, planning):
        said = {
            "question": "Where",
            "o1-words": "Home",
            "o2-risks": "Alone",
            "o4-words": "Wait",
            "o4-costs_less": "on",
        }
        answer = signed_in.post(reverse("careplans:record-decision", args=[planning.pk]), said)
        assert answer.status_code == 422
        assert "Name the option" in text(answer)

    def test_care_map(self, signed_in, planning, packs, at):
        said = {"pathway": "hip_fracture", "start_on": "2026-11-03"}
        assert (
            signed_in.post(reverse("careplans:start-care-map", args=[planning.pk]), said).status_code == 303
        )
        step = PathwayStep.objects.get(code="chosen")
        refused = signed_in.post(reverse("careplans:skip-step", args=[step.pk]), {})
        assert refused.status_code == 409
        assert "Choose what caused it" in text(refused)
        assert (
            signed_in.post(reverse("careplans:skip-step", args=[step.pk]), {"reason": "E01"}).status_code
            == 303
        )
        again = signed_in.post(reverse("careplans:do-step", args=[step.pk]), {})
        assert again.status_code == 409
        shown = text(
            signed_in.get(reverse("careplans:variance"), {"since": "2026-11-01", "until": "2026-11-30"})
        )
        assert "Patient or family" in shown

    def test_programme(self, signed_in, planning, packs):
        address = reverse("careplans:programmes", args=[planning.pk])
        page = signed_in.get(address)
        n = next(
            n for n, each in enumerate(page.context["open"], 1) if each["programme"].code == "end_of_life"
        )
        assert "Would the physician not be surprised" in text(signed_in.get(address, {"n": n}))
        said = {"programme": "end_of_life", "ask-short_life": "yes", "ask-wants": ""}
        refused = signed_in.post(address, said)
        assert refused.status_code == 409
        assert "Not known yet: The patient wants to take part" in text(refused)
        assert signed_in.post(address, said | {"ask-wants": "yes"}).status_code == 303
        row = Enrolment.objects.get()
        leave = reverse("careplans:leave-programme", args=[row.pk])
        assert signed_in.post(leave, {"exit": ""}).status_code == 422
        assert signed_in.post(leave, {"exit": "hospice"}).status_code == 303
        assert "Cared for by hospice" in text(signed_in.get(address))


def much(case, manager, nurse, times, kinds=()):
    for n in range(times):
        record_decision(case, by=manager, question=f"Question {n}", options=OPTIONS)
        teach(case, by=nurse, topic="warning_signs", result="not_yet")
        record_reading(case, by=nurse, kind="pain", value=n)
    for kind in kinds:
        set_limits(case, by=nurse, kind=kind, high=9, role="nurse", set_by_whom="Dr Rao", every_days=1)


@pytest.mark.parametrize("name", CASE_PAGES)
def test_statements_are_independent_of_rows(
    signed_in, planning, packs, manager, on_team, name, django_assert_max_num_queries
):
    nurse = on_team(Role.NURSE)
    much(planning, manager, nurse, 2, ["weight"])
    start_care_map(planning, by=manager, pathway="hip_fracture", start_on=THEN.date())
    enrol(planning, by=manager, programme="trauma", because="Fell from a roof")
    address = reverse(f"careplans:{name}", args=[planning.pk])
    signed_in.get(address)
    with django_assert_max_num_queries(30) as few:
        signed_in.get(address)
    much(planning, manager, nurse, 9, ["pulse", "glucose"])
    start_care_map(planning, by=manager, pathway="stroke", start_on=THEN.date())
    enrol(planning, by=manager, programme="maternity", because="Gave birth")
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert signed_in.get(address).status_code == 200


class TestBesideThePlan:
    def test_one_statement_counts_all(self, plan, manager, approved, on_team, at, django_assert_num_queries):
        nurse = on_team(Role.NURSE)
        much(plan.case, manager, nurse, 1)
        apply_template(plan, by=manager, template="heart_failure")
        start_care_map(plan.case, by=manager, pathway="hip_fracture", start_on=THEN.date().replace(month=10))
        sweeps.find_late_steps()
        late = PathwayStep.objects.filter(variance="late").count()
        with django_assert_num_queries(1):
            page = beside_plan.shown(plan.case, plan, {"view_plan", "view_discharge", "edit_plan"})
        assert [way["count"] for way in page["beside"]] == [late, 1, 0, 1, 0]
        assert (page["templates_used"], page["may_template"]) == (1, True)

    def test_what_one_may_not_see_is_not_there(self, plan):
        page = beside_plan.shown(plan.case, plan, {"view_plan"})
        assert len(page["beside"]) == 3
        assert not page["may_template"]


def test_the_timeline_tells_of_each(signed_in, plan, manager, approved, on_team):
    nurse = on_team(Role.NURSE)
    much(plan.case, manager, nurse, 1, ["weight"])
    record_reading(plan.case, by=nurse, kind="weight", value=70)
    record_decision(plan.case, by=manager, question="Rehab or home", options=OPTIONS, preference="Home")
    apply_template(plan, by=manager, template="heart_failure", why="Second stay")
    start_care_map(plan.case, by=manager, pathway="hip_fracture", start_on=THEN.date())
    do_step(PathwayStep.objects.get(code="screen"), by=manager, done_on=THEN.date())
    enrol(plan.case, by=manager, programme="trauma", because="Fell from a roof")
    shown = text(signed_in.get(reverse("cases:timeline", args=[plan.case_id])))
    for said in (
        "Taught: Warning signs", "Reading outside its limits: Weight", "Decided: Rehab or home", "From a template: heart failure",
        "Care map: Helper, home", "Entered a programme: trauma",
    ):  # fmt: skip
        assert said in shown


def test_a_programme_sets_the_pace_of_reassessment():
    from assessments import reassess
    from careplans.queries import programmes

    assert programmes.cadences in reassess.CADENCES


def test_how_rules_stand_is_for_those_who_decide(client, case, packs, manager, on_team):
    enrol(case, by=manager, programme="trauma", because="Fell from a roof")
    client.force_login(on_team(Role.NURSE))
    shown = text(client.get(reverse("careplans:programmes", args=[case.pk])))
    assert "Fell from a roof" in shown
    assert "Not known" not in shown
    assert "Maternity" not in shown


def test_a_blank_is_shown_as_the_question_it_becomes(signed_in, plan, approved):
    shown = text(signed_in.get(reverse("careplans:templates", args=[plan.pk]), {"n": 1}))
    assert "[target weight: ask the physician]" in shown
    assert "{" not in shown.split('id="template-form"')[1].split("</form>")[0]


def test_round_figures_are_said_as_they_are(client, case, packs, on_team):
    nurse = on_team(Role.NURSE)
    set_limits(case, by=nurse, kind="weight", low=60, high="72.5", role="nurse", set_by_whom="Dr Rao")
    record_reading(case, by=nurse, kind="weight", value=70)
    client.force_login(nurse)
    shown = text(client.get(reverse("careplans:readings", args=[case.pk])))
    assert "not below 60, not above 72.50" in shown
    assert ">70</td>" in shown
