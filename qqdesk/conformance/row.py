"""Statements about a server, and what came of trying them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qqdesk.conformance.fixture import Fixture

Check = Callable[["Fixture"], None]


class Verdict(StrEnum):
    HOLDS = "holds"
    FAILS = "does not hold"
    NOT_OFFERED = "not offered"
    """An extension that the server does not have: no fault."""
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Row:
    """One statement. `check` returns where it holds, and raises one of the errors below where not; `key` is how it is
    named on the command line. `people` is how many accounts it takes. `needs` are the keys of earlier rows: if one of
    them failed, this row would fail for the same reason, and is not tried."""

    key: str
    statement: str
    check: Check
    people: int = 2
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: list[Row] = field(default_factory=list)

    def row(
        self, key: str, statement: str, *, people: int = 2, needs: tuple[str, ...] = ()
    ) -> Callable[[Check], Check]:
        """Decorate a check: it is the next row of this section."""

        def add(check: Check) -> Check:
            self.rows.append(Row(key, statement, check, people, needs))
            return check

        return add


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seen` says what was seen where the statement does not hold, and why it was not tried."""

    section: str
    row: Row
    verdict: Verdict
    seen: str = ""
    is_trouble: bool = False
    """Not tried for a reason that nobody chose."""


class UnmetError(Exception):
    """The statement does not hold; the sentence says what was seen."""


class NotOfferedError(Exception):
    """The server does not have what the statement is about."""


class NotTriedError(Exception):
    """It cannot be tried. `is_trouble` where that is nobody's choice."""

    def __init__(self, sentence: str, *, is_trouble: bool = False) -> None:
        super().__init__(sentence)
        self.is_trouble = is_trouble


def expect(holds: object, seen: object) -> None:
    """Raises UnmetError with what was seen where something does not hold."""
    if not holds:
        raise UnmetError(str(seen))
