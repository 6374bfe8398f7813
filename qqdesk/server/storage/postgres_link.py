"""A connection to PostgreSQL that is made again after a loss, with growing pauses between two attempts."""

import logging
import time

import psycopg

from qqdesk.server.errors import StorageError
from qqdesk.server.storage.postgres import PostgresDatabase, UnusableError, check, connect, place, sentence

logger = logging.getLogger(__name__)

_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 2.0


class Link:
    """Belongs to one thread. PostgreSQL lists the connection as `name`."""

    def __init__(self, url: str, name: str, *, by_key: bool = True, server: str = "-") -> None:
        self._url = url
        self._server = server
        self._name = name
        self._by_key = by_key
        self._database: PostgresDatabase | None = None
        self._was_lost = False
        self._complaint = ""
        self._pause = 0.0
        self._not_before = 0.0

    def use(self, database: PostgresDatabase) -> None:
        """Start with an open connection."""
        self._database = database

    @property
    def wait(self) -> float:
        """Seconds until another attempt is made."""
        return max(0.0, self._not_before - time.monotonic())

    def get(self) -> PostgresDatabase:
        """Return the connection, a new one if the last was lost. Raises StorageError, at once between two attempts."""
        if self._database is not None:
            if not self._database.connection.closed:
                return self._database
            self.disconnect()
        if self.wait:
            raise StorageError("the database cannot be reached")
        try:
            self._database = self._connect()
        except (psycopg.Error, UnusableError) as error:
            self._note_loss(error)
            self._pause = min(max(2 * self._pause, _FIRST_PAUSE_S), _LONGEST_PAUSE_S)
            self._not_before = time.monotonic() + self._pause
            raise StorageError("the database cannot be reached") from None
        self._pause = 0.0
        if self._was_lost:
            self._was_lost, self._complaint = False, ""
            logger.warning("The database is there again (%s)", self._name)
        return self._database

    def _connect(self) -> PostgresDatabase:
        database = connect(self._url, self._name, by_key=self._by_key, server=self._server)
        try:
            # It may be another database now.
            check(database, place(self._url))
        except BaseException:
            database.close()
            raise
        return database

    def handle_error(self, error: BaseException) -> bool:
        """Roll back after `error`, or give the connection up. Return whether it was lost."""
        database = self._database
        if database is None:
            return True
        connection = database.connection
        try:
            if not connection.closed and connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                connection.execute("ROLLBACK")
        except psycopg.Error:
            connection.close()
        if not connection.closed:
            return False
        self._note_loss(error)
        self.disconnect()
        return True

    def disconnect(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def _note_loss(self, error: BaseException) -> None:
        """Log the loss once, and once more if the database is back but must not be used."""
        if isinstance(error, UnusableError) and str(error) != self._complaint:
            self._was_lost, self._complaint = True, str(error)
            logger.error("The database is not used any more (%s): %s", self._name, error)
        elif not self._was_lost:
            self._was_lost = True
            logger.error(
                "The database is away (%s): %s",
                self._name,
                sentence(error) if isinstance(error, psycopg.Error) else error,
            )
