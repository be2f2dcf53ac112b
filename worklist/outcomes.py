"""How a channel says that a message did not go out; the code is kept, the words of the other side are not."""


class NotSent(Exception):
    """The message did not go out; `code` is short and carries no address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Later(NotSent):
    """It may go out later: the other side is away or asked to wait."""


class Never(NotSent):
    """It will never go out as it is: the other side refused it for good."""


class NoSuchAddress(Never):
    """The other side refused the address itself, so that it did not work; any other refusal says nothing about it."""


class Withheld(NotSent):
    """We may not send it, though it was promised: a failure that is shown, and its address is not to blame."""


class TooLate(Withheld):
    """What it announces has begun."""


class NotNeeded(NotSent):
    """What it spoke of is settled: it is held back, and that is no failure."""
