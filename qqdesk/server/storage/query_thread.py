"""A thread that reads from the database."""

import logging
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from qqdesk.server.storage.interface import Database

logger = logging.getLogger(__name__)

Query = Callable[[Database], Any]
Report = Callable[[Any, Exception | None], None]
"""Takes the result, or the error."""
_MOST_RESULTS = 500
"""Results that wait in memory until they are reported."""


class QueryThread:
    """Runs queries one after the other, in the order in which they were put."""

    def __init__(
        self,
        name: str,
        run: Callable[[Query], Any],
        close: Callable[[], None],
        call: Callable[[Callable[[], None]], None],
    ) -> None:
        """`run` runs a query, and `close` closes the connection; both are called in the thread. `call` calls a function
        in the event loop."""
        self._run_query = run
        self._close = close
        self._call = call
        self._queries: queue.SimpleQueue[tuple[Query, Report] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, query: Query, report: Report) -> None:
        """`report` is called in the event loop."""
        self._queries.put((query, report))

    def stop(self) -> None:
        self._queries.put(None)

    def join(self, within_s: float) -> None:
        """Wait for the end, after `stop`. A thread whose database does not answer is abandoned."""
        if self._thread.ident is None:
            self._close()
        else:
            self._thread.join(within_s)

    def _run(self) -> None:
        results: list[tuple[Report, Any, Exception | None]] = []
        while (item := self._queries.get()) is not None:
            query, report = item
            try:
                results.append((report, self._run_query(query), None))
            except Exception as error:
                results.append((report, None, error))
            # Waking the event loop costs as much as a query.
            if self._queries.empty() or len(results) == _MOST_RESULTS:
                self._call(partial(_report, results))
                results = []
        self._call(partial(_report, results))
        self._close()


def _report(results: list[tuple[Report, Any, Exception | None]]) -> None:
    for report, result, error in results:
        try:
            report(result, error)
        except Exception:
            logger.exception("A result of the database was not reported")
