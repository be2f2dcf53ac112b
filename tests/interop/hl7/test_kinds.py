"""Every message has a kind; merges are read, though not applied yet."""

import pytest

from interop.hl7 import Handling, SenderRules, outcome
from interop.hl7.events import TRIGGERS, TYPES, kind_of
from tests.interop.hl7.messages import EVN, PID, PV1, adt, message, msh


def test_eight_events_are_applied_and_every_other_is_ignored_by_name():
    applied = {trigger for trigger in TRIGGERS if kind_of("ADT", trigger).handling is Handling.APPLY}

    assert applied == {"A01", "A02", "A03", "A04", "A08", "A11", "A12", "A13"}
    ignored = [kind_of("ADT", trigger) for trigger in TRIGGERS.keys() - applied]
    ignored += [kind_of(name, "X01") for name in TYPES.keys() - {"ADT"}]
    assert {kind.handling for kind in ignored} == {Handling.IGNORE}
    assert all(kind.name for kind in ignored)


@pytest.mark.parametrize(
    ("sent", "code", "name", "handling"),
    [
        ("ADT^A01^ADT_A01", "ADT^A01", "Admit or visit", "apply"),
        ("adt^a01", "ADT^A01", "Admit or visit", "apply"),
        ("ADT^A40^ADT_A39", "ADT^A40", "Merge patients, identifier list", "ignore"),
        ("ADT^Z77", "ADT^Z77", "Local ADT event", "ignore"),
        ("ADT^A99", "ADT^A99", "Unknown ADT event", "unknown"),
        ("ORU^R01", "ORU^R01", "Observation result", "ignore"),
        ("MDM", "MDM", "Document management", "ignore"),
        ("ZQQ^Z01", "ZQQ^Z01", "Local message type", "ignore"),
        ("XXX^Y01", "XXX^Y01", "Unknown message type", "unknown"),
        ("ADT^^ADT_A01", "ADT", "Unknown ADT event", "unknown"),
    ],
)
def test_kinds(sent, code, name, handling):
    kind = message(msh(f9=sent), PID).kind

    assert (kind.code, kind.name, kind.handling) == (code, name, handling)


@pytest.mark.parametrize(
    ("f9", "evn", "code", "where"),
    [
        ("ADT", "EVN|A03", "ADT^A03", []),
        ("ADT^A08", "EVN|A03", "ADT^A08", ["EVN-1"]),
        ("ADT^A08", "EVN|A08", "ADT^A08", []),
        ("", "EVN|A04", "ADT^A04", ["MSH-9"]),
        ("ORU", "EVN|A04", "ORU", []),
        ("ADT^A08", "EVN|rubbish", "ADT^A08", []),
    ],
)
def test_msh_9_rules_then_evn_1(f9, evn, code, where):
    read = message(msh(f9=f9), evn, PID)

    assert read.kind.code == code
    assert [str(problem.where) for problem in read.problems] == where


@pytest.mark.parametrize(
    ("fields", "rules", "code"),
    [
        ({"f9": "XXX^Y01"}, {}, 200),
        ({"f9": "ADT^A99"}, {}, 201),
        ({"f9": "ORU^R01"}, {"refuse_unhandled": True}, 200),
        ({"f9": "ADT^A20"}, {"refuse_unhandled": True}, 201),
        ({"f11": "T"}, {"processing_ids": ("P",)}, 202),
        ({"f12": "2.9"}, {"strict_version": True}, 203),
        ({"f12": ""}, {"strict_version": True}, 203),
    ],
)
def test_refusals(fields, rules, code):
    refused = message(msh(**fields), PID, rules=SenderRules(**rules)).problems
    assert [problem.code for problem in refused if problem.is_error] == [code]
    assert outcome(refused) == "AR"

    tolerant = message(msh(**fields), PID).problems
    assert any(problem.is_error for problem in tolerant) is (code in (200, 201) and not rules)


def test_merges_pair_each_mrg_with_the_pid_before_it():
    read = adt(
        "A40", EVN, "PID|1||S1^^^HOSP^MR", "MRG|L1^^^HOSP^MR||ACC||V9||Roe^Old", "PID|2||S2", 'MRG|""|||L2'
    )

    first, second = read.merges
    assert (first.survivor.value, first.loser.value, str(first.loser.where)) == ("S1", "L1", "MRG-1")
    assert (first.account.value.value, first.visit.value.value, first.names.value[0].family) == (
        "ACC",
        "V9",
        "Roe",
    )
    assert (second.survivor.value, second.loser, str(second.where)) == ("S2", None, "MRG(2)")
    assert adt("A18", EVN, "PID|1||S1", "MRG||||L4").merges[0].loser.value == "L4"
    assert adt("A40", EVN, "MRG|L1").merges[0].survivor is None


def test_the_event_says_who_and_why():
    read = adt("A08", "EVN||20260301100000||REV^Review|9^Poe^Ed^^^^^^HOSP|20260228", PID, PV1)

    assert read.event.reason.value.text == "Review"
    assert [person.name.family for person in read.event.operators] == ["Poe"]
    assert read.event.occurred.value.at.day == 28
