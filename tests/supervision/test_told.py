"""What reaches the deputy: the reminders of whoever is away, beside theirs, each once; and their work on the list."""

from datetime import timedelta

import pytest

from supervision import actions
from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from worklist import my_day, planner
from worklist.actions import open_item
from worklist.models import Notification, Outbox, Reminder

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def cover(away, deputy, lead):
    for user in (lead, deputy):
        user.email = f"{user.username}@example.org"
        user.save()
    return actions.accept_cover(away(), by=deputy)


def told():
    rows = Notification.objects.exclude(item=None).exclude(kind="assigned")
    return sorted(rows.values_list("recipient__username", flat=True))


def test_a_reminder_reaches_both_and_each_once(led, lead, deputy, cover):
    [case] = led(lead)
    [reminder] = due_reminders(case, lead, 1)
    planner.plan_all()
    assert told() == ["d.deputy", "m.lead"]
    assert sorted(Outbox.objects.values_list("recipient__username", flat=True)) == ["d.deputy", "m.lead"]
    reminder.refresh_from_db()
    assert (reminder.told, reminder.rang_for) == (2, "person")
    Reminder.objects.update(status="waiting", planned_at=None)  # as if the last step had been lost
    planner.plan_all()
    assert (len(told()), Outbox.objects.count()) == (2, 2)


def test_nobody_stands_in_before_or_after(led, lead, deputy, away, at):
    [case] = led(lead)
    absence = actions.accept_cover(away(starts=HOUR, ends=2 * HOUR), by=deputy)
    due_reminders(case, lead, 1)
    planner.plan_all()
    assert told() == ["m.lead"]
    at(THEN + 2 * HOUR)
    due_reminders(case, lead, 1, at=THEN + 2 * HOUR, activity="again")
    planner.plan_all()
    assert told() == ["m.lead", "m.lead"]
    assert absence.status == "covered"


def test_only_on_the_cases_they_stand_in_for(led, lead, deputy, away, member, supervisor):
    from accounts.permissions import Role
    from teams.actions import assign

    [mine] = led(lead)
    [other] = led(member("o.other"))
    assign(other, by=supervisor, user=lead, role=Role.CASE_MANAGER)
    actions.accept_cover(away(only_led=True), by=deputy)
    for case in (mine, other):
        due_reminders(case, lead, 1)
    planner.plan_all()
    assert told() == ["d.deputy", "m.lead", "m.lead"]


def test_the_work_stands_on_the_deputy_s_day_while_it_lasts(led, lead, deputy, cover, at):
    [case] = led(lead)
    item = open_item(case, by=lead, activity="call", what="Call", why="x", owner=lead)
    assert list(my_day.mine(deputy)) == [item]
    at(THEN + 25 * HOUR)
    assert list(my_day.mine(deputy)) == []


def test_a_deputy_may_act_in_the_role_of_the_cover(led, lead, deputy, cover):
    from accounts.sessions import roles_of

    assert "case_manager" in roles_of(deputy)
