"""Statements that go to PostgreSQL together, and whose rows come back together: one wait however many there are.

psycopg's own pipeline turns to the network at each statement and works on each value in Python, which cost the writer
three times what the rest of a message does. This is libpq's, with values that are made in one go: lists as literals of
PostgreSQL's arrays.
"""

import selectors
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import pq
from psycopg.errors import InvalidSqlStatementName, error_from_result

Statement = tuple[bytes | None, ...]
"""With `$1` marks, and the values for them, as PostgreSQL writes them."""
Row = tuple[Any, ...]

PollingSelector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)
"""One that needs no file of its own."""
_FAILED = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)


class Pipeline:
    """Of one connection, for whichever one thread uses it."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection
        self._names: dict[bytes, bytes] = {}
        self._count = 0
        self._selector = PollingSelector()
        self._selector.register(connection.fileno(), selectors.EVENT_READ)

    def run(self, *statements: Statement) -> list[list[Row]]:
        """The rows of each, in bytes as PostgreSQL writes them. Raises psycopg.Error; the transaction is as it leaves
        it, and none of the statements behind the one that failed was carried out."""
        pgconn = self._connection.pgconn
        try:
            pgconn.enter_pipeline_mode()
            asked, new = self._send(pgconn, statements)
            pgconn.pipeline_sync()
            self._flush(pgconn)
            results = self._results(pgconn)
            pgconn.exit_pipeline_mode()
        except BaseException:
            # Nobody knows what is still under way.
            self._connection.close()
            raise
        for result in results:
            if result.status in _FAILED:
                error = error_from_result(result)
                if isinstance(error, InvalidSqlStatementName) and self._names:
                    # psycopg lets go of all that was prepared, ours too, when a transaction is rolled back.
                    self._names.clear()
                    if pgconn.transaction_status == pq.TransactionStatus.IDLE:
                        return self.run(*statements)
                raise error
        self._names |= new
        return [_rows(result) for result, is_asked in zip(results, asked, strict=True) if is_asked]

    def _send(self, pgconn: pq.abc.PGconn, statements: Sequence[Statement]) -> tuple[list[bool], dict[bytes, bytes]]:
        """For each result that will come whether it was asked for, and what was prepared."""
        asked: list[bool] = []
        new: dict[bytes, bytes] = {}
        for sql, *values in statements:
            assert sql is not None
            name = self._names.get(sql) or new.get(sql)
            if name is None:
                self._count += 1
                name = new[sql] = b"qqdesk_%d" % self._count
                pgconn.send_prepare(name, sql)
                asked.append(False)
            pgconn.send_query_prepared(name, values)
            asked.append(True)
        return asked, new

    def _flush(self, pgconn: pq.abc.PGconn) -> None:
        if not pgconn.flush():
            return
        # More than the network takes at once: what PostgreSQL says meanwhile is read, or both would wait.
        self._selector.modify(self._connection.fileno(), selectors.EVENT_READ | selectors.EVENT_WRITE)
        try:
            while pgconn.flush():
                if any(events & selectors.EVENT_READ for _, events in self._selector.select()):
                    pgconn.consume_input()
        finally:
            self._selector.modify(self._connection.fileno(), selectors.EVENT_READ)

    def _results(self, pgconn: pq.abc.PGconn) -> list[pq.abc.PGresult]:
        results: list[pq.abc.PGresult] = []
        while True:
            while pgconn.is_busy():
                self._selector.select()
                pgconn.consume_input()
            result = pgconn.get_result()
            if result is None:
                if pgconn.status != pq.ConnStatus.OK:
                    raise psycopg.OperationalError("the connection was closed")
            elif result.status == pq.ExecStatus.PIPELINE_SYNC:
                return results
            else:
                results.append(result)


def _rows(result: pq.abc.PGresult) -> list[Row]:
    get, columns = result.get_value, range(result.nfields)
    return [tuple([get(row, column) for column in columns]) for row in range(result.ntuples)]


# Values


def number(value: int) -> bytes:
    return b"%d" % value


def numbers(values: Iterable[int]) -> bytes:
    """For `$1::bigint[]`."""
    return f"{{{','.join(map(str, values))}}}".encode()


def blobs(values: Iterable[bytes | None]) -> bytes:
    """For `$1::bytea[]`."""
    written = ["NULL" if value is None else f'"\\\\x{value.hex()}"' for value in values]
    return f"{{{','.join(written)}}}".encode()


def texts(values: Iterable[str]) -> bytes:
    """For `$1::text[]`; without NUL."""
    written = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return ('{"' + '","'.join(written) + '"}').encode() if written else b"{}"


def blob(value: bytes) -> bytes:
    """One that was read."""
    return bytes.fromhex(value[2:].decode())
