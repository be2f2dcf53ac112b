"""What a result says is clinical: on the page, on the timeline and in the API it is told by that right alone."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core.access import held
from discharge.queries import timeline
from patients.models import Consent
from referrals.actions import results

pytestmark = pytest.mark.django_db
SAYS = "MRSA grew"


@pytest.fixture
def back(case, manager):
    waits = results.add_pending(case, by=manager, what="Culture", clinician="Dr Lee")
    return results.result_back(waits, by=manager, says=SAYS, told="Dr Elm")


@pytest.fixture
def advocate(case, person):
    user = person("a.voice", Role.ADVOCATE)
    Consent.objects.create(
        patient=case.patient, purpose="advocacy", to_user=user, classes=["discharge", "plan"], method="signed",
        starts_at=case.opened_at.replace(year=2020),
    )  # fmt: skip
    return user


def read(client, case, result, user):
    """What somebody reads of the result: on the page of papers, on the timeline, in the API by itself and in its list."""
    client.force_login(user)
    page = client.get(reverse("packets:case", args=[case.pk]))
    assert page.status_code == 200
    said = timeline.happened(case, held(user, case), kind="discharge").entries
    (line,) = [each for each in said if each.title == "A result came back: Culture"]
    one = client.get(f"/api/v1/pending-results/{result.pk}/").json()
    (listed,) = client.get("/api/v1/pending-results/").json()["results"]
    assert listed == one
    assert "Dr Elm" in page.content.decode()
    return SAYS in page.content.decode(), line.text, one["says"]


def test_who_works_on_the_case_reads_what_it_says(client, case, back, manager):
    assert read(client, case, back, manager) == (True, SAYS, SAYS)


@pytest.mark.parametrize("who", ["supervisor", "advocate"])
def test_without_the_clinical_right_one_reads_that_it_came_and_who_was_told(client, case, back, who, request):
    assert read(client, case, back, request.getfixturevalue(who)) == (False, "", None)
