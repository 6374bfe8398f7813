"""Runs the rows in their order, and yields an outcome for each. Only an unreachable server ends the run early."""

import logging
from collections.abc import Iterator, Sequence

from qqdesk.conformance.budget import Budget
from qqdesk.conformance.connection import WireError
from qqdesk.conformance.errors import NotOfferedError, NotTriedError, UnmetError
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.row import Outcome, Row, Section, Verdict
from qqdesk.conformance.rows import SECTIONS

_log = logging.getLogger(__name__)

_MOST_SILENT = 3
"""After so many rows in a row without a reply, the rest is not tried."""


def chosen(words: Sequence[str]) -> tuple[Section, ...]:
    """Return the rows whose key contains one of these words; all rows without words."""
    sections = []
    for section in SECTIONS:
        rows = [row for row in section.rows if not words or any(word in row.key for word in words)]
        if rows:
            sections.append(Section(section.title, rows))
    return tuple(sections)


def examine(fixture: Fixture, budget: Budget, sections: Sequence[Section]) -> Iterator[Outcome]:
    """Yield the outcome of each row as soon as it is known."""
    silent, gone = 0, ""
    unmet: set[str] = set()
    for section in sections:
        for row in section.rows:
            if budget.is_over and not gone:
                gone = "the time is over"
            if gone:
                yield Outcome(section.title, row, Verdict.NOT_TRIED, gone, is_trouble=True)
                continue
            missing = [key for key in row.needs if key in unmet]
            if missing:
                unmet.add(row.key)
                yield Outcome(section.title, row, Verdict.NOT_TRIED, f"{missing[0]} does not hold")
                continue
            budget.start_row()
            outcome, error = _try(fixture, section.title, row)
            if budget.is_over and outcome.verdict is Verdict.FAILS:
                # The end of the run cut this row off: that says nothing about the server.
                gone = "the time is over"
                yield Outcome(section.title, row, Verdict.NOT_TRIED, gone, is_trouble=True)
                continue
            if outcome.verdict is Verdict.FAILS:
                unmet.add(row.key)
            silent = silent + 1 if error is not None else 0
            if error is not None and not error.connected:
                gone = f"the server is not there any more: {error}"
            elif silent >= _MOST_SILENT:
                gone = f"{silent} times in a row there was no answer"
            yield outcome


def _try(fixture: Fixture, title: str, row: Row) -> tuple[Outcome, WireError | None]:
    def outcome(verdict: Verdict, seen: object = "", *, is_trouble: bool = False) -> Outcome:
        return Outcome(title, row, verdict, str(seen), is_trouble)

    try:
        if row.people:
            fixture.prepare(row.people)
        row.check(fixture)
    except UnmetError as error:
        return outcome(Verdict.FAILS, error), None
    except NotOfferedError as error:
        return outcome(Verdict.NOT_OFFERED, error), None
    except NotTriedError as error:
        return outcome(Verdict.NOT_TRIED, error, is_trouble=error.is_trouble), None
    except WireError as error:
        return outcome(Verdict.FAILS, error), error
    except Exception as error:
        # A faulty server may answer anything: that is the outcome of this row, and the run goes on.
        _log.debug("%s", row.key, exc_info=True)
        return outcome(Verdict.FAILS, f"what was answered does not fit together ({type(error).__name__})"), None
    return outcome(Verdict.HOLDS), None
