"""Errors with which a check ends."""


class UnmetError(Exception):
    """The statement does not hold; the text says what was seen."""


class NotOfferedError(Exception):
    """The server lacks the extension that the statement is about."""


class NotTriedError(Exception):
    """The row cannot be tried. `is_trouble`: because of a problem."""

    def __init__(self, sentence: str, *, is_trouble: bool = False) -> None:
        super().__init__(sentence)
        self.is_trouble = is_trouble


def expect(holds: object, seen: object) -> None:
    """Raise UnmetError with `seen` if the condition is false."""
    if not holds:
        raise UnmetError(str(seen))
