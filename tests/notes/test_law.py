"""Who reads which note: every role, kind, label, state and consent, against a table written by hand from the matrix."""

from datetime import timedelta
from itertools import product

import pytest
from django.http import Http404

from accounts.actors import system
from accounts.permissions import CODENAMES, Role
from core.access import can, fetch, held, sight, visible_among, visible_to
from notes.models import CaseNote, Kind, Label, NoteAddendum
from patients.models import Consent
from teams.models import AccessBlock, EmergencyAccess
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
TEAM = {"case_manager", "nurse", "social_worker", "coordinator", "consultant"}
# The matrix, cell by cell. Whoever is not named reads nothing.
READS = {
    "general": TEAM | {"supervisor", "emergency", "emergency_part2"},
    "psychosocial": {"case_manager", "social_worker", "consultant", "emergency", "emergency_part2"},
    "psychotherapy": set(),
    "sud_counselling": set(),
}
CLEARED = {
    "": lambda who, named: True,
    "42cfr2": lambda who, named: who == "emergency_part2" or (who in TEAM and "42cfr2" in named),
    "sens": lambda who, named: (
        who.startswith("emergency") or (who in TEAM - {"coordinator"} and "sens" in named)
    ),
}
CONSENTS = {
    "none": (),
    "part2": ("42cfr2",),
    "sens": ("sens",),
    "both": ("42cfr2", "sens"),
    "revoked": (),
    "over": (),
    "to somebody else": (),
}


def may_read(who, user, note, named):
    """The law in four lines; `named` are the labels a live consent names."""
    if note.kind not in READS or note.label not in CLEARED:
        return False
    alone = note.status != "signed" or note.kind in ("psychotherapy", "sud_counselling")
    by_class = user == note.created_by if alone else who in READS[note.kind]
    return by_class and CLEARED[note.label](who, named)


@pytest.fixture
def people(case, patient, person, on_team, facility, supervisor, intake, outsider):
    found = {role: on_team(role) for role in sorted(TEAM)}
    found |= {"supervisor": supervisor, "intake": intake, "outsider": outsider}
    for role in (Role.PRIVACY, Role.ADMINISTRATOR):
        found[role.value] = person(f"x.{role}", role, facility)
    found["advocate"] = person("x.advocate", Role.ADVOCATE)
    Consent.objects.create(
        patient=patient,
        purpose="advocacy",
        to_user=found["advocate"],
        classes=["identity", "plan", "psychosocial", "clinical", "notes"],
        method="signed",
        starts_at=THEN - HOUR,
    )
    for name, facts in {"emergency": {}, "emergency_part2": PART2}.items():
        found[name] = person(f"x.{name}", Role.NURSE, facility)
        EmergencyAccess.objects.create(
            patient=patient, user=found[name], role=Role.NURSE, reason="treatment", words="He is unconscious here",
            opened_at=THEN, expires_at=THEN + 2 * HOUR, review_due_at=THEN + 48 * HOUR, **facts,
        )  # fmt: skip
    return found


PART2 = {"part2_recipient": "Dr. Ash", "part2_affiliation": "Northgate", "part2_nature": "overdose"}


@pytest.fixture
def notes(case, people):
    """One of each kind, label and state, by two authors, with an addendum; and some that nobody has heard of."""
    kinds, labels = [*Kind.values, "novel"], ["", *Label.values, "novel"]
    made = []
    for kind, label, status, role in product(
        kinds, labels, ("draft", "signed"), ("social_worker", "consultant")
    ):
        by = people[role]
        done = {"signed_at": THEN, "signed_by": by} if status == "signed" else {}
        words = f"Words of {kind} {label} {status} {role}"
        made.append(
            CaseNote(case=case, created_by=by, kind=kind, label=label[:6], status=status, text=words, **done)
        )
    CaseNote.objects.bulk_create(made)
    NoteAddendum.objects.bulk_create(
        [
            NoteAddendum(case=case, note=note, text="More", at=THEN, written_by=note.created_by)
            for note in made
        ]
    )
    return made


def consented(patient, state):
    """Put the consents of this state on record; the labels they let be read now."""
    facts = {"patient": patient, "purpose": "treatment", "method": "signed", "starts_at": THEN - HOUR}
    party = {"to_class": "care team"}
    both = ["42cfr2", "sens"]
    if state == "revoked":
        party |= {"revoked_at": THEN, "revoked_by_id": Consent.objects.get().to_user_id}
    elif state == "over":
        facts |= {"starts_at": THEN - 2 * HOUR, "ends_at": THEN - HOUR}
    elif state == "to somebody else":
        party = {"to_user_id": Consent.objects.get().to_user_id}
    if state != "none":
        Consent.objects.create(classes=list(CONSENTS[state]) or both, **facts, **party)
    return CONSENTS[state]


@pytest.mark.parametrize("state", CONSENTS)
def test_list_and_detail_follow_the_matrix_for_everybody(state, patient, people, notes):
    named, read = consented(patient, state), 0
    for who, user in people.items():
        expected = {note.pk for note in notes if may_read(who, user, note, named)}
        listed = set(visible_to(CaseNote, user).values_list("pk", flat=True))
        assert listed == expected, who
        assert set(visible_among(CaseNote.objects.all(), user).values_list("pk", flat=True)) == expected
        asked = notes[:: 1 if state == "both" else 4]
        assert {note.pk for note in asked if can(user, "view_notes", note)} == expected & {
            n.pk for n in asked
        }, who
        added = set(visible_to(NoteAddendum, user).values_list("note", flat=True))
        assert added == expected, who
        read += len(expected)
    assert read > 20  # the law is not about an empty hospital


@pytest.mark.parametrize("state", ["none", "both"])
def test_every_permission_is_listed_exactly_where_it_is_held(state, patient, people, notes):
    consented(patient, state)
    asked = sorted(
        name for name in CODENAMES if name.endswith(("_notes", "_psychosocial", "_case", "_42cfr2"))
    )
    sample = [note for note in notes if note.created_by == people["consultant"]]
    for who, user in people.items():
        rights = {note.pk: held(user, note) for note in sample}
        for perm in asked:
            listed = set(visible_to(CaseNote, user, perm).values_list("pk", flat=True))
            assert listed & set(rights) == {pk for pk, names in rights.items() if perm in names}, (who, perm)


def test_a_block_takes_notes_away_and_their_author_s_own_too(patient, people, notes):
    user = people["consultant"]
    assert visible_to(CaseNote, user).exists()
    AccessBlock.objects.create(
        patient=patient, user=user, why="asked", starts_at=THEN, created_by=people["privacy"]
    )
    assert not visible_to(CaseNote, user).exists()
    assert not any(held(user, note) & {"view_notes", "edit_notes"} for note in notes)


def test_no_service_of_the_application_reads_a_note(notes):
    for name in ("feed", "keeper", "setup"):
        assert not visible_to(CaseNote, system(name)).exists()
        assert not any(can(system(name), "view_notes", note) for note in notes)


def test_a_hidden_note_is_not_found_and_the_attempt_is_kept(people, notes, django_assert_num_queries):
    from audit.models import Event

    note = next(
        each for each in notes if each.kind == "psychotherapy" and each.status == "signed" and not each.label
    )
    with pytest.raises(Http404):
        fetch(CaseNote, note.pk, by=people["supervisor"])
    event = Event.objects.get(outcome="denied")
    assert (event.actor, event.target_id) == (people["supervisor"].username, note.pk)
    assert note.text not in str(vars(event))


def test_sight_says_what_held_says(people, notes):
    for user in (people["nurse"], people["consultant"], people["supervisor"]):
        assert all(sight(user, note)[0] == held(user, note) for note in notes)
