"""Fetch entries of my inbox and of rooms, and acknowledge those that are stored."""

from collections.abc import Iterable

from qqdesk.client.client import Client
from qqdesk.engine.store import Store
from qqdesk.protocol.room_commands import RoomEntry
from qqdesk.protocol.waiting_message import WaitingMessage


class LogPoll:
    def __init__(self, client: Client, store: Store) -> None:
        self._client = client
        self._store = store
        self._acknowledged: dict[int, int] = {}
        """What the server has of `Store.acknowledgeable`."""

    def start(self, rooms: Iterable[RoomEntry] = ()) -> None:
        """Start a session. `rooms` have the server's cursors."""
        self._acknowledged = {room.number: room.cursor for room in rooms}

    @property
    def is_behind(self) -> bool:
        """Whether there is something to acknowledge."""
        return bool(self._news(self._store.acknowledgeable))

    def _news(self, logs: dict[int, int]) -> dict[int, int]:
        return {log: id for log, id in logs.items() if id > self._acknowledged.get(log, 0)}

    def fetch(self, wait: int | None) -> tuple[WaitingMessage, ...]:
        """Acknowledge my inbox, and the rooms that moved; return new entries. `wait` is in seconds."""
        logs = self._store.acknowledgeable
        rooms = {log: id for log, id in self._news(logs).items() if log}
        rows = self._client.get_messages(wait, logs.get(0) or None, rooms)
        self._acknowledged |= logs
        for row in rows:
            # A server that was killed may have lost an acknowledgement, and sends the entries until it gets another.
            if row.room and row.id and row.id <= self._acknowledged.get(row.room, 0):
                self._acknowledged[row.room] = row.id - 1
        return rows
