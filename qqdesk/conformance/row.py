"""Rows of the table: a statement, its check and the outcome."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from qqdesk.conformance.fixture import Fixture

Check = Callable[[Fixture], None]


class Verdict(StrEnum):
    HOLDS = "holds"
    FAILS = "does not hold"
    NOT_OFFERED = "not offered"
    """The server lacks the extension, which is no failure."""
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Row:
    """One statement. `key` is its name on the command line.

    `check` returns if the statement holds; else it raises one of `errors`. It uses `people` accounts. `needs`
    are the keys of earlier rows: if one of them fails, this row is not tried, for it would fail for the same reason.
    """

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
    """`seen`: what was seen if the statement does not hold, or why it was not tried."""

    section: str
    row: Row
    verdict: Verdict
    seen: str = ""
    is_trouble: bool = False
    """Whether the row was not tried because of a problem."""
