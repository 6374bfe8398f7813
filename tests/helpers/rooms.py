"""Rooms in a server's database, without requests."""

from collections.abc import Callable
from pathlib import Path

from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.room_commands import JoinRule
from qqdesk.server.rooms import membership
from qqdesk.server.rooms.membership import Changed
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import KNOCK
from tests.helpers.server import transaction

NOW = 1_700_000_000_000


def add_room(
    place: Path | str, number: int, members: tuple[int, ...], *, join_rule: JoinRule = JoinRule.CLOSED
) -> None:
    """Create a room; the first member is its keeper."""

    def create(db: Database) -> Changed:
        db.execute("UPDATE facts SET value = ? WHERE name = 'next_number'", (number,))
        return membership.create_room(db, SYSTEM_NUMBER, f"room {number}", NOW, join_rule=join_rule, people=members)

    assert _changed(place, create).number == number


def join(place: Path | str, room: int, account: int) -> None:
    _changed(place, lambda db: membership.join(db, account, room, NOW, is_invited=True))


def leave(place: Path | str, room: int, account: int) -> None:
    _changed(place, lambda db: membership.leave(db, account, room, NOW))


def _changed(place: Path | str, change: Callable[[Database], Changed]) -> Changed:
    with transaction(place) as db:
        changed = change(db)
        db.notify(KNOCK)
    return changed
