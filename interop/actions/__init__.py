"""Every change to what came from other systems: taken in, applied or not, mended by a person."""

from interop.actions.mending import dismiss, fix_issue, replay
from interop.actions.receiving import receive
from interop.actions.settling import apply, fail, ignore, park, reject

__all__ = ["apply", "dismiss", "fail", "fix_issue", "ignore", "park", "receive", "reject", "replay"]
