"""Rows: a statement, its check and the outcome."""

import logging
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from qqdesk.conformance.errors import CheckError, UnacknowledgedError, Verdict, WireError
from qqdesk.conformance.fixture import Fixture

Check = Callable[[Fixture], None]
_log = logging.getLogger(__name__)
_MAX_SILENT = 3
"""After this number of rows in sequence without a reply, the rest is not tried."""


@dataclass(frozen=True, slots=True)
class Row:
    """One statement. `key` is its name on the command line.

    `check` returns if the statement holds; else it raises a CheckError. It uses `people` accounts. `needs` is the key
    of an earlier row: if that one fails, this row is not tried, for it would fail for the same reason.
    """

    key: str
    statement: str
    check: Check
    people: int = 2
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: list[Row] = field(default_factory=list)

    def row(self, key: str, statement: str, *, people: int = 2, needs: str = "") -> Callable[[Check], Check]:
        """Decorate a check: it is the next row of this section."""

        def add(check: Check) -> Check:
            self.rows.append(Row(key, statement, check, people, needs))
            return check

        return add


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seen`: the observation if the statement does not hold, or the reason why it was not tried."""

    section: str
    row: Row
    verdict: Verdict
    seen: str = ""
    is_trouble: bool = False
    """Whether the row was not tried because of a problem."""


def examine(fixture: Fixture, sections: Sequence[Section], limit_s: float = math.inf) -> Iterator[Outcome]:
    """Try the rows in order, and yield the outcome of each as soon as it is known.

    After `limit_s` seconds, and if the server is gone, the rest is not tried. If the server ignores ACK, one row fails.
    After a row that failed, the next one starts with new sessions and without open contact requests.
    """
    end = time.monotonic() + limit_s
    silent, gone, ignores_ack = 0, "", ""
    unmet: set[str] = set()
    for section in sections:
        for row in section.rows:
            if not gone and time.monotonic() >= end:
                gone = "the time is over"
            if gone:
                yield Outcome(section.title, row, Verdict.NOT_TRIED, gone, is_trouble=True)
                continue
            if row.needs in unmet:
                unmet.add(row.key)
                yield Outcome(section.title, row, Verdict.NOT_TRIED, f"{row.needs} does not hold")
                continue
            error = _try(fixture, row)
            if error is None:
                yield Outcome(section.title, row, Verdict.HOLDS)
                silent = 0
                continue
            if isinstance(error, UnacknowledgedError) and ignores_ack:
                unmet.add(row.key)
                yield Outcome(section.title, row, Verdict.NOT_TRIED, f"ACK is ignored, see {ignores_ack}")
                continue
            if isinstance(error, UnacknowledgedError):
                ignores_ack = row.key
            if error.verdict is Verdict.FAILS:
                unmet.add(row.key)
            silent = silent + 1 if isinstance(error, WireError) else 0
            if isinstance(error, WireError) and not error.connected:
                gone = f"{error}"
            elif silent >= _MAX_SILENT:
                gone = f"there was no reply {silent} times in a row"
            elif error.verdict is Verdict.FAILS:
                fixture.start_over()
            yield Outcome(section.title, row, error.verdict, str(error), error.is_trouble)


def _try(fixture: Fixture, row: Row) -> CheckError | None:
    try:
        if row.people:
            fixture.prepare(row.people)
        row.check(fixture)
    except CheckError as error:
        return error
    except Exception as error:
        # A faulty server may answer anything. That is the outcome of this row, and the run continues.
        _log.debug("%s", row.key, exc_info=True)
        return CheckError(f"the replies are inconsistent ({type(error).__name__})")
    return None
