"""Who may write to a room. Functions on a connection."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from qqdesk.protocol.codes import Result
from qqdesk.protocol.room_commands import JoinRule, RoomRole
from qqdesk.server.errors import RefusedError, no_such_room
from qqdesk.server.storage.interface import Database, execute_rows

_ROOMS = """
WITH pairs (sender, recipient) AS (VALUES {rows})
SELECT sender, recipient, r.join_rule, r.keepers_write, m.role, m.silent_until FROM pairs CROSS JOIN rooms r
LEFT JOIN memberships m ON m.room = r.number AND m.account = sender AND m.to_seq IS NULL WHERE r.number = recipient
""".strip()


class RoomWriter(NamedTuple):
    """A room, and what the sender is in it: `role` is None for people who are no members."""

    join_rule: int
    keepers_write: int
    role: int | None
    silent_until: int | None

    def check_member(self) -> None:
        """Raise RefusedError if the sender is no member."""
        if self.role is None:
            raise no_member(self.join_rule)

    def check(self, now: int) -> None:
        """Raise RefusedError if the sender may not write."""
        self.check_member()
        if (self.silent_until or 0) > now or (self.keepers_write and self.role != RoomRole.ADMIN):
            raise RefusedError(Result.NOT_ALLOWED, "you may not write to this room")


def ask(db: Database, pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[Any, ...]]:
    """Ask which of these pairs (sender, recipient) have a room as the recipient; `read` returns the answer."""
    return execute_rows(db, _ROOMS, pairs)


def read(rows: Iterator[tuple[Any, ...]]) -> dict[tuple[int, int], RoomWriter]:
    return {(sender, room): RoomWriter(*values) for sender, room, *values in rows}


def find(db: Database, sender: int, room: int) -> RoomWriter:
    """Return the membership of `sender` in a room. Raises RefusedError if there is no such room."""
    for writer in read(ask(db, [(sender, room)])).values():
        return writer
    raise no_such_room()


def no_member(join_rule: int) -> RefusedError:
    """Return the refusal for someone who is no member. A closed room is refused like one that does not exist."""
    if join_rule == JoinRule.CLOSED:
        return no_such_room()
    return RefusedError(Result.NOT_ALLOWED, "you are not in this room")
