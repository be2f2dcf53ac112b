"""The templates pack: every item has words, a measure and a source; what cannot be is said with the item it stands in."""

from copy import deepcopy
from datetime import date

import pytest

from core import readability
from policy import queries, template_faults, templates
from policy.loading import PACKS, whole

BODY = whole(PACKS / "templates")["body"]
ROWS = templates.read(BODY)
# What the capability asks for (C21, C32), by code.
ASKED = {
    "heart_failure", "copd", "stroke", "hip_fracture", "sepsis", "diabetes", "frequent_attender", "end_of_life",
    "maternity", "trauma", "pneumonia", "falls_frailty", "depression", "substance_use", "wound", "dementia",
    "new_dialysis", "social_complexity",
}  # fmt: skip


def test_the_templates_that_come_with_the_application_hold():
    assert template_faults.problems(BODY) == []
    assert {row.code for row in ROWS} == ASKED


@pytest.mark.parametrize("row", list(ROWS), ids=lambda row: row.code)
def test_each_step_belongs_to_an_activity_and_a_role_that_does_it(row):
    known = queries._shipped()
    for step in row.steps:
        activity = known.get(step.activity)
        assert activity is not None, step.key
        assert step.role in (activity.accountable, *activity.does), step.key


@pytest.mark.parametrize("row", list(ROWS), ids=lambda row: row.code)
def test_plain_words_are_about_grade_six(row):
    filled = {blank.code: "what the doctor says" for blank in row.blanks}
    for item in (*row.goals, *row.steps):
        found = readability.reading(row.fill(item.plain, filled))
        assert found is None or found.kincaid <= readability.TARGET + 1, item.plain


def test_every_item_says_where_it_comes_from():
    for row in ROWS:
        for item in (*row.problems, *row.goals, *row.steps, *row.barriers):
            assert item.source, item.key
    assert {topic.source for topic in ROWS.topics if topic.everybody} == {"IDEAL discharge planning (AHRQ)"}


def test_the_areas_of_a_good_discharge_are_taught_to_everybody():
    assert {topic.code for topic in ROWS.topics if topic.everybody and topic.discharge} == {
        "medicines",
        "warning_signs",
        "follow_up_visits",
    }


class TestChoosing:
    ROW = ROWS.get("heart_failure")

    def test_a_step_brings_its_goal_and_problem(self):
        some = self.ROW.only({"fluid/weight/scale"})
        assert [goal.key for goal in some.goals] == ["fluid/weight"]
        assert [step.key for step in some.steps] == ["fluid/weight/scale"]

    def test_what_the_template_has_not_is_named(self):
        with pytest.raises(KeyError, match="fluid/elsewhere"):
            self.ROW.only({"fluid/elsewhere", "fluid/weight"})

    def test_nothing_chosen_is_nothing(self):
        assert not self.ROW.only(()).keys

    def test_a_goal_is_due_on_its_day(self):
        [goal] = [goal for goal in self.ROW.goals if goal.key == "fluid/weight"]
        assert goal.due_on(date(2028, 2, 20)) == date(2028, 3, 5)

    def test_a_blank_says_whom_to_ask_until_it_is_filled(self):
        text = "Target: {target_weight}"
        assert self.ROW.fill(text, {}) == "Target: [target weight: ask the physician]"
        assert self.ROW.fill(text, {"target_weight": " 71 kg "}) == "Target: 71 kg"


def broken(change):
    body = deepcopy(BODY)
    change(body, body["templates"][0])
    return " ".join(template_faults.problems(body))


def goal_of(row):
    return row["problems"][0]["goals"][0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body, row: goal_of(row).update(measure=""), "fluid/weight: say how it is measured"),
        (lambda body, row: goal_of(row).update(due_days=0), "fluid/weight: it is due after one whole day"),
        (lambda body, row: goal_of(row).update(due_days=True), "fluid/weight: it is due after one whole day"),
        (lambda body, row: goal_of(row)["levels"].pop(), "fluid/weight: give 5 levels"),
        (lambda body, row: goal_of(row).update(levels=["a", "a", "b", "c", "d"]), "each with words of its own"),
        (lambda body, row: goal_of(row).update(steps=[], teach=[]), "fluid/weight: nothing is done for it"),
        (lambda body, row: goal_of(row).update(teach=["nothing"]), "cannot be read: KeyError at 'nothing'"),
        (lambda body, row: goal_of(row)["steps"][0].update(role="intake"), "no role 'intake' on a care team"),
        (lambda body, row: goal_of(row)["steps"][0].update(every_days=0), "comes again after one whole day"),
        (lambda body, row: goal_of(row)["steps"][0].update(for_days=3), "done once is not done for some days"),
        (lambda body, row: goal_of(row)["steps"][0].update(words="Weigh {where}"), "blank 'where' is not declared"),
        (lambda body, row: row["blanks"].update(spare={"label": "x", "ask": "y"}), "'spare' stands in no text"),
        (lambda body, row: row.update(source=" "), "say where it comes from"),
        (lambda body, row: row["problems"][0].update(goals=[]), "fluid: no goal stands against it"),
        (lambda body, row: row["problems"][0].update(kind="weather"), "fluid: there is no kind 'weather'"),
        (lambda body, row: row["barriers"][0].update(kind="weather"), "barrier/scale: there is no kind 'weather'"),
        (lambda body, row: body["templates"].append(row), "Two templates have the code 'heart_failure'"),
        (lambda body, row: body["topics"][0]["points"].extend("abc"), "give one to 3 points"),
        (lambda body, row: body["lesson"].update(role="driver"), "no role 'driver' on a care team"),
        (lambda body, row: body.update(examples=[]), "Add at least one worked example"),
        (lambda body, row: body["examples"][1]["adds"].update(steps=9), "steps comes out as 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_with_its_item(change, said):
    assert said in broken(change)


@pytest.mark.parametrize(
    "text", ["Give 40 mg", "Hold under 1.5 L a day", "Above 140 mmHg", "2 tablets", "88 %"]
)
def test_a_figure_that_is_ordered_for_one_patient_never_stands_in_a_template(text):
    assert "is ordered for one patient" in broken(
        lambda body, row: goal_of(row)["steps"][0].update(words=text)
    )


def test_a_count_or_day_is_no_order():
    said = broken(
        lambda body, row: goal_of(row)["steps"][0].update(words="Call on 6 of 7 mornings, by day 14")
    )
    assert said == ""
