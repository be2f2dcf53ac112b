"""IN1 with IN2: who pays, in the order of claim."""

from dataclasses import dataclass

from interop.hl7 import terminology
from interop.hl7.adt.contacts import relationship_of
from interop.hl7.adt.reading import Fields, Reading
from interop.hl7.datatypes import (
    Address,
    Coded,
    Identifier,
    PersonName,
    Telecom,
    address,
    coded,
    identifier,
    person_name,
    telecom,
)
from interop.hl7.facts import Fact, absent, null, said
from interop.hl7.lexer import Segment
from interop.hl7.problems import Code, Where
from interop.hl7.terminology import Mapped
from interop.hl7.timestamps import PartialDate


@dataclass(frozen=True, slots=True, repr=False)
class Coverage:
    """One insurance; the list of a message replaces the sender's earlier list, so values are plain."""

    where: Where
    rank: int
    plan: Coded
    company_ids: tuple[Identifier, ...]
    company: str
    company_addresses: tuple[Address, ...]
    company_telecoms: tuple[Telecom, ...]
    group_number: str
    group_name: str
    starts: PartialDate | None
    ends: PartialDate | None
    authorization: str
    payer_kind: Mapped
    insured_names: tuple[PersonName, ...]
    relationship: Mapped
    policy_number: str
    insured_id: str
    medicare_number: str
    medicaid_number: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What two coverages are the same by: company, policy number, plan."""
        company = self.company_ids[0].value if self.company_ids else self.company
        return (company, self.policy_number or self.insured_id, self.plan.code or self.plan.text)


def read_coverages(reading: Reading) -> Fact[tuple[Coverage, ...]]:
    """Every IN1 that names a payer or plan; not stated without IN1, cleared when its plan is null."""
    pairs = _with_in2(reading.message.segments)
    rows = [(reading.fields("IN1", in1), Fields(reading, "IN2", in2)) for in1, in2 in pairs]
    found = tuple(
        coverage
        for place, (in1, in2) in enumerate(rows, 1)
        if any((coverage := _coverage(in1, in2, place)).key)
    )
    if found:
        return said(Where("IN1"), found)
    cleared = any(in1.segment is not None and in1.segment.null(2) for in1, _ in rows)
    return null(Where("IN1")) if cleared else absent(Where("IN1"))


def _with_in2(segments: tuple[Segment, ...]) -> list[tuple[Segment, Segment | None]]:
    """Each IN1 and the IN2 that follows it before the next IN1."""
    pairs: list[tuple[Segment, Segment | None]] = []
    for segment in segments:
        if segment.name == "IN1":
            pairs.append((segment, None))
        elif segment.name == "IN2" and pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], segment)
    return pairs


def _coverage(in1: Fields, in2: Fields, place: int) -> Coverage:
    rules = in1.reading.rules
    starts, ends = _period(in1)
    sent = in1.one(17, coded).value
    return Coverage(
        where=in1.where(0),
        rank=_rank(in1, place),
        plan=in1.coded(2).value or Coded(),
        company_ids=in1.many(3, lambda value: identifier(value, rules)).value or (),
        company=_text(in1, 4),
        company_addresses=in1.many(5, address).value or (),
        company_telecoms=in1.many(7, telecom).value or (),
        group_number=_text(in1, 8),
        group_name=_text(in1, 9),
        starts=starts,
        ends=ends,
        authorization=_text(in1, 14),
        payer_kind=in1.mapped(15, terminology.PAYER_KINDS, rules.plan_types).value or Mapped("", ""),
        insured_names=in1.many(16, person_name).value or (),
        relationship=relationship_of(sent, rules) if sent else Mapped("", ""),
        policy_number=_text(in1, 36),
        insured_id=_text(in1, 49),
        medicare_number=_text(in2, 6),
        medicaid_number=_text(in2, 8),
    )


def _period(in1: Fields) -> tuple[PartialDate | None, PartialDate | None]:
    """First and last day, both included; an end before the beginning is left out."""
    starts, ends = in1.day(12), in1.last_day(13)
    if starts and starts.full and ends and ends.full and ends.full < starts.full:
        text = "The coverage ends before it begins; the end was left out."
        in1.reading.warn(Code.DATA_TYPE, text, in1.where(13))
        return starts, None
    return starts, ends


def _rank(in1: Fields, place: int) -> int:
    """IN1-1 is the order of claim; without a sensible one the place in the message is."""
    text = _text(in1, 1)
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    return number if 0 < number < 100 else place


def _text(fields: Fields, number: int) -> str:
    return fields.text(number).value or ""
