"""Errors that end a check, and the verdict of each."""

from enum import StrEnum


class Verdict(StrEnum):
    HOLDS = "holds"
    FAILS = "does not hold"
    NOT_OFFERED = "not offered"
    """The server lacks the extension, which is no failure."""
    NOT_TRIED = "not tried"


class CheckError(Exception):
    verdict = Verdict.FAILS
    is_trouble = False
    """Whether the row was not tried because of a problem."""


class UnmetError(CheckError):
    """The statement does not hold; the text describes the observation."""


class WireError(UnmetError):
    """No reply came. `connected` is False if the connection was refused."""

    def __init__(self, sentence: str, *, connected: bool = True) -> None:
        super().__init__(sentence)
        self.connected = connected


class UnacknowledgedError(UnmetError):
    """The server ignores ACK, so that rows cannot tell new messages from old ones. Only the first such row fails."""


class SilentError(WireError):
    """No complete reply came in time. The server may be slow: that says nothing about the statement."""

    verdict = Verdict.NOT_TRIED
    is_trouble = True


class NotOfferedError(CheckError):
    verdict = Verdict.NOT_OFFERED


class NotTriedError(CheckError):
    verdict = Verdict.NOT_TRIED

    def __init__(self, sentence: str, *, is_trouble: bool = False) -> None:
        super().__init__(sentence)
        self.is_trouble = is_trouble


def expect(holds: object, seen: object) -> None:
    """Raise UnmetError with `seen` if the condition is false."""
    if not holds:
        raise UnmetError(str(seen))
