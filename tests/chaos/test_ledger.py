"""The ledger finds each thing that it is there to find: planted, one at a time, into a run in which all was well."""

import pytest

from tests.chaos import ledger
from worklist.mail import message_id

WELL = {
    ledger.COUNTS: [(3, 0, 3, 3)],
    ledger.BY_STATUS: [("sent", 3)],
    ledger.EARLY: [(0,)],
    ledger.KEYS: [("a", "sent"), ("b", "sent"), ("c", "sent")],
    ledger.BUSY: [(0,)],
}
TAKEN = [f"1.0 {message_id(key)} 0 0" for key in "abc"]


def found(tmp_path, taken=TAKEN, doubles=0, **planted):
    """What is broken when the tables answer so and the sink wrote that."""
    (tmp_path / "ledger").write_text("\n".join(taken))
    answers = WELL | {getattr(ledger, name): rows for name, rows in planted.items()}
    made = ledger.Ledger(lambda statement: answers[statement], tmp_path / "ledger")
    return made.broken(made.line("F00", 1.0), doubles)


def test_all_well(tmp_path):
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ({"taken": TAKEN[:2]}, "I1: a reminder or a message is lost"),
        ({"COUNTS": [(3, 1, 2, 2)]}, "I1: a reminder or a message is lost"),
        ({"BUSY": [(1,)]}, "I1: a message is stuck"),
        ({"COUNTS": [(3, 0, 3, 4)]}, "I2: a notice is there twice"),
        ({"taken": [*TAKEN, "1.0 <other@example.org> 0 0"]}, "I3: a message left under a key of no row"),
        ({"taken": [*TAKEN, TAKEN[0]]}, "I3: more doubles than messages in killed hands"),
        ({"EARLY": [(1,)]}, "I4: something rang before it was due"),
        ({"taken": [*TAKEN[:2], TAKEN[2].replace(" 0 0", " 1 0")]}, "I12: a canary is in a message"),
    ],
)
def test_what_is_planted_is_found(tmp_path, planted, said):
    assert said in found(tmp_path, **planted)


def test_a_double_under_one_key_is_allowed_for_each_message_in_killed_hands(tmp_path):
    assert found(tmp_path, taken=[*TAKEN, TAKEN[0]], doubles=1) == []


def test_what_was_given_up_or_said_in_one_with_others_is_not_lost(tmp_path):
    rows = [("a", "sent"), ("b", "dead"), ("c", "folded")]
    assert found(tmp_path, taken=TAKEN[:1], KEYS=rows) == []


def test_the_table_has_a_line_for_each_fault():
    lines = ledger.table([ledger.Line("F01 all", 3, 3, 0, 0, 3, 1, 2.25, "well")])
    assert lines[0].split("|")[7].strip() == "same-key doubles"
    assert [cell.strip() for cell in lines[2].split("|")[1:-1]] == [
        *("F01 all", "3", "3", "0", "0", "3", "1", "2.2", "well")
    ]
