"""Stored profiles of contacts and other people, and pending add requests."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from qqdesk.domain.contact import AddRequest
from qqdesk.history.history_file import HistoryFile


@dataclass(frozen=True, slots=True)
class StoredContact:
    """A person as stored, to show name and face before the server answers."""

    number: int
    nickname: str = ""
    face: int = 0
    blocked: bool = False
    signature: str = ""
    status_text: str = ""


class StoredProfile(NamedTuple):
    """The part of a profile that is stored. `signature` and `status_text` are "" without the extension."""

    number: int
    nickname: str
    face: int
    signature: str = ""
    status_text: str = ""


def insert_profiles(connection: sqlite3.Connection, people: Iterable[tuple[int, str, int]]) -> None:
    """Save number, nickname and face of each, inside a transaction."""
    connection.executemany(
        "INSERT INTO contacts (number, nickname, face) VALUES (?, ?, ?) ON CONFLICT (number) DO UPDATE "
        "SET nickname = excluded.nickname, face = excluded.face "
        "WHERE nickname != excluded.nickname OR face != excluded.face",
        people,
    )


class ContactStore:
    """Every change is on disk when the call returns. Raises HistoryError."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def load(self) -> dict[int, StoredContact]:
        with self._file.reading() as connection:
            # Iterate: fetchall() would double the memory.
            rows = connection.execute("SELECT number, nickname, face, blocked, signature, status_text FROM contacts")
            return {row[0]: StoredContact(*row) for row in rows}

    def find(self, number: int) -> tuple[str, int] | None:
        """Return the nickname and the face of a person; None without a stored name."""
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT nickname, face FROM contacts WHERE number = ? AND nickname != ''", (number,)
            ).fetchone()
        return row and (row[0], row[1])

    # Blocks: a copy of the list of the server

    def set_blocked(self, changes: Mapping[int, bool]) -> None:
        with self._file.writing() as connection:
            connection.executemany(
                "INSERT INTO contacts (number, blocked) VALUES (?, ?) "
                "ON CONFLICT (number) DO UPDATE SET blocked = excluded.blocked WHERE blocked != excluded.blocked",
                [(number, int(blocked)) for number, blocked in changes.items()],
            )

    def blocked(self) -> list[int]:
        with self._file.reading() as connection:
            rows = connection.execute("SELECT number FROM contacts WHERE blocked ORDER BY number").fetchall()
        return [row[0] for row in rows]

    # Requests

    def changed_profiles(self, people: Iterable[StoredProfile]) -> set[int]:
        """Return the numbers whose profile is not stored like this."""
        columns = "number = ? AND nickname = ? AND face = ? AND signature = ? AND status_text = ?"
        asked = f"SELECT 1 FROM contacts WHERE {columns}"
        with self._file.reading() as connection:
            return {person.number for person in people if connection.execute(asked, person).fetchone() is None}

    def save_profiles(self, people: Iterable[StoredProfile]) -> None:
        with self._file.writing() as connection:
            connection.executemany(
                "INSERT INTO contacts (number, nickname, face, signature, status_text) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (number) DO UPDATE SET nickname = excluded.nickname, face = excluded.face, "
                "signature = excluded.signature, status_text = excluded.status_text "
                "WHERE nickname != excluded.nickname OR face != excluded.face "
                "OR signature != excluded.signature OR status_text != excluded.status_text",
                people,
            )

    def add_requests(self) -> list[AddRequest]:
        """Return the contact requests to me, oldest first."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT number, reason, time FROM requests ORDER BY time, number").fetchall()
        return [AddRequest(*row) for row in rows]

    def replace_add_requests(self, requests: Iterable[AddRequest]) -> None:
        with self._file.writing() as connection:
            connection.execute("DELETE FROM requests")
            connection.executemany(
                "INSERT INTO requests VALUES (?, ?, ?)", ((one.number, one.reason, one.time) for one in requests)
            )

    def remove_add_request(self, number: int) -> None:
        with self._file.writing() as connection:
            connection.execute("DELETE FROM requests WHERE number = ?", (number,))
