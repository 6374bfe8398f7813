"""List and delete rooms, for administrators and the operator: functions on a connection.

A running server notices the write, and reads the memberships again.
"""

from dataclasses import dataclass, field

from qqdesk.protocol.admin_commands import DeleteRoom, PlaceRoom
from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.room_commands import JoinRule, RoomRole
from qqdesk.server.accounts import accounts, place_log
from qqdesk.server.delivery import delivery
from qqdesk.server.errors import no_such_room
from qqdesk.server.rooms import rooms
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import ROOMS

_TABLES = (
    ("memberships", "room"),
    ("room_asks", "room"),
    ("entries", "log"),
    ("logs", "number"),
    ("cursors", "log"),
    ("read_marks", "peer"),
    ("invitations", "room"),
    ("rooms", "number"),
)


@dataclass(slots=True)
class RoomOverview:
    """A room as the operator sees it. `created` is in milliseconds since 1970; `members` are no keepers."""

    number: int
    name: str = field(repr=False)
    join_rule: JoinRule
    created: int
    keepers: list[int] = field(default_factory=list)
    members: list[int] = field(default_factory=list)


def overviews(db: Database) -> list[RoomOverview]:
    """Return all rooms, by number."""
    rows = db.execute("SELECT number, name, join_rule, created FROM rooms ORDER BY number").fetchall()
    found = {number: RoomOverview(number, name, JoinRule(rule), created) for number, name, rule, created in rows}
    for room, account, role in db.execute(
        "SELECT room, account, role FROM memberships WHERE to_seq IS NULL ORDER BY room, account"
    ):
        overview = found[room]
        (overview.keepers if role == RoomRole.ADMIN else overview.members).append(account)
    return list(found.values())


def place_rooms(db: Database) -> list[PlaceRoom]:
    """Return all rooms, by number. It reads all memberships, which may take long."""
    rows = db.execute(
        "SELECT r.number, coalesce(members, 0), coalesce(keeper, 0), r.created, coalesce(nickname, ''), name "
        "FROM rooms r LEFT JOIN ("
        "  SELECT room, count(*) AS members, min(CASE WHEN role = ? THEN account END) AS keeper"
        "  FROM memberships WHERE to_seq IS NULL GROUP BY room"
        ") m ON room = r.number LEFT JOIN users u ON u.number = keeper ORDER BY r.number",
        (int(RoomRole.ADMIN),),
    )
    return [PlaceRoom(*row) for row in rows.fetchall()]


def delete_room(db: Database, number: int, now: int, actor: int = place_log.OPERATOR) -> list[int]:
    """Delete a room with its log. Return its members, and those whom it invites, who are notified. The number is not
    used again.

    Raises RefusedError if there is no such room.
    """
    room = rooms.find(db, number)
    if room is None:
        raise no_such_room()
    rows = db.execute(
        "SELECT account FROM memberships WHERE room = ? AND to_seq IS NULL "
        "UNION SELECT account FROM room_asks WHERE room = ? AND role = ?",
        (number, number, int(RoomRole.INVITED)),
    ).fetchall()
    numbers = [account for (account,) in rows]
    for account in numbers:
        delivery.append(db, account, MessageKind.ROOM_LEFT, number, f"{SYSTEM_NUMBER} {room.name}", now)
    for table, column in _TABLES:
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
    accounts.retire_number(db, number, now)
    if numbers:
        db.notify(ROOMS, *numbers)
    place_log.note(db, now, actor, DeleteRoom.NAME, number, room.name)
    return numbers
