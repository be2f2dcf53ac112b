"""The forms of the way out, by noun; they check shape, the verbs check rules."""

from discharge.forms.leaving import CaseFilter, Close, Empty, ExpectedDate, Leave, TimelineFilter, Why

__all__ = ["CaseFilter", "Close", "Empty", "ExpectedDate", "Leave", "TimelineFilter", "Why"]
