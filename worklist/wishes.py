"""What a person can wish about how they are told."""

from worklist.models import Notification

Kind = Notification.Kind
# Of what leaves the house; what concerns harm is not among them, for it cannot be held back.
MUTABLE = [(kind.value, kind.label) for kind in (Kind.DUE, Kind.LATE, Kind.MESSAGE)]
