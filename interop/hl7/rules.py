"""What one sender does differently: everything per-sender that the reader needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from interop.hl7.charset import codec_named

Table = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderRules:
    """Settings of one sending system; the defaults suit a well-behaved feed.

    Tables map the sender's codes (any case) to ours: `classes` to a PatientClass value, `sexes` to
    male/female/other/unknown, `dispositions` to a UB-04 status code, `relationships` to an HL7 table
    0063 code, `languages` to an ISO 639 code, `plan_types` to a PayerKind value.
    Raises ValueError for a time zone, character set or field name that does not exist.
    """

    zone: str = "UTC"
    charset: str = ""
    time_formats: tuple[str, ...] = ()
    mrn_authority: str = ""
    account_is_visit: bool = False
    snapshot: bool = False
    update_moves: bool = False
    keep_national_id: bool = False
    interpreter_field: str = ""
    processing_ids: tuple[str, ...] = ()
    strict_version: bool = False
    refuse_unhandled: bool = False
    classes: Table = field(default_factory=dict)
    sexes: Table = field(default_factory=dict)
    dispositions: Table = field(default_factory=dict)
    relationships: Table = field(default_factory=dict)
    languages: Table = field(default_factory=dict)
    plan_types: Table = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a setting that would only fail when the first message comes."""
        try:
            ZoneInfo(self.zone)
        except (OSError, ValueError, KeyError):  # what zoneinfo raises for odd and unknown names
            raise ValueError("Name a time zone such as America/New_York.") from None
        if self.charset and not codec_named(self.charset):
            raise ValueError("Name a character set of HL7 table 0211, such as 8859/1.")
        segment, _, number = self.interpreter_field.partition("-")
        if self.interpreter_field and not (len(segment) == 3 and number.isdecimal()):
            raise ValueError("Name the interpreter field as segment and number, such as ZPD-2.")

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which the sender writes times that carry no offset."""
        return ZoneInfo(self.zone)


STANDARD = SenderRules()


def local(table: Table, code: str) -> str:
    """The sender's own mapping of a code, whatever its case; empty when the table does not have it."""
    wanted = code.strip().upper()
    return next((ours for theirs, ours in table.items() if theirs.strip().upper() == wanted), "")
