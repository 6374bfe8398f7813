"""Change a room: the rights, and the changes. Functions on a connection.

Keepers may change everything. Other members may leave, and bring people into an open room.
"""

from collections.abc import Sequence

from qqdesk.protocol.codes import Result
from qqdesk.protocol.profile import MAX_FACE
from qqdesk.protocol.room_commands import (
    MAX_MEMBERS,
    MAX_NOTICE_CHARS,
    MAX_ROOM_NAME_CHARS,
    JoinRule,
    RoomChange,
    RoomRole,
    RoomSetting,
)
from qqdesk.protocol.wire import parse_number
from qqdesk.server.accounts import accounts, rosters
from qqdesk.server.delivery.room_writers import no_member
from qqdesk.server.errors import RefusedError
from qqdesk.server.rooms import membership, rooms
from qqdesk.server.rooms.membership import Changed, RoomEditor
from qqdesk.server.rooms.rooms import IN_ROOM
from qqdesk.server.storage.interface import Database

_LAST_TIME = 2**53
_COLUMNS = {
    RoomChange.NAME: "name",
    RoomChange.NOTICE: "notice",
    RoomChange.JOIN: "join_rule",
    RoomChange.WRITERS: "keepers_write",
    RoomChange.PAST: "shows_past",
    RoomChange.FACE: "face",
}


def clean(setting: RoomSetting) -> RoomSetting:
    """Return the change with its value in the stored form. Raises ValueError, with a sentence, if it is invalid."""
    match RoomChange(setting.kind):
        case RoomChange.NAME:
            value = clean_name(setting.value)
        case RoomChange.NOTICE:
            value = setting.value.strip()
            if len(value) > MAX_NOTICE_CHARS:
                raise ValueError(f"a notice of at most {MAX_NOTICE_CHARS} characters is wanted")
        case RoomChange.JOIN:
            value = str(int(JoinRule(parse_number(setting.value))))
        case RoomChange.MEMBER:
            value = str(parse_number(setting.value, highest=RoomRole.ADMIN))
        case RoomChange.SILENT:
            value = str(parse_number(setting.value, highest=_LAST_TIME))
        case RoomChange.WRITERS | RoomChange.PAST:
            value = str(parse_number(setting.value, highest=1))
        case RoomChange.FACE:
            value = str(parse_number(setting.value, highest=MAX_FACE))
    has_key = setting.kind in (RoomChange.MEMBER, RoomChange.SILENT)
    return RoomSetting(setting.kind, setting.key if has_key else 0, value)


def clean_name(text: str) -> str:
    """Return the name of a room in its stored form. Raises ValueError, with a sentence, if it is invalid."""
    name = text.strip()
    if not 1 <= len(name) <= MAX_ROOM_NAME_CHARS:
        raise ValueError(f"a name of 1 to {MAX_ROOM_NAME_CHARS} characters is wanted")
    if not accounts.is_printable(name):
        raise ValueError("a name without control characters is wanted")
    if not accounts.is_visible(name):
        raise ValueError("a name that shows something is wanted")
    return name


def change_room(
    db: Database,
    me: int,
    number: int,
    settings: Sequence[RoomSetting],
    now: int,
    most_members: int = MAX_MEMBERS,
) -> Changed:
    """Make all changes, or none. Changes that are made already have no effect."""
    editor = membership.edit(db, number, me, now, most_members)
    for setting in settings:
        _check(editor, setting)
        apply(editor, setting)
    return editor.finish()


def _check(editor: RoomEditor, setting: RoomSetting) -> None:
    """Raise RefusedError if the actor may not make this change."""
    role = editor.role(editor.actor)
    wanted = RoomRole(int(setting.value)) if setting.kind == RoomChange.MEMBER else None
    if wanted is RoomRole.NONE and setting.key == editor.actor:
        return
    if role not in IN_ROOM:
        raise no_member(editor.room.join_rule)
    may_add = editor.room.join_rule is JoinRule.OPEN and wanted is RoomRole.MEMBER
    if role is not RoomRole.ADMIN and not (may_add and editor.role(setting.key) is not RoomRole.ADMIN):
        raise RefusedError(Result.NOT_ALLOWED, "only keepers of the room may do this")


def apply(editor: RoomEditor, setting: RoomSetting) -> None:
    """Make one change, which `clean` has returned. Raises RefusedError."""
    kind, key, value = RoomChange(setting.kind), setting.key, setting.value
    if kind is RoomChange.MEMBER:
        _change_member(editor, key, RoomRole(int(value)))
    elif kind is RoomChange.SILENT:
        editor.silence(key, int(value))
    else:
        column = _COLUMNS[kind]
        stored = value if column in ("name", "notice") else int(value)
        editor.set_column(kind, column, stored)


def _change_member(editor: RoomEditor, account: int, wanted: RoomRole) -> None:
    role = editor.role(account)
    if wanted is RoomRole.NONE:
        if role in IN_ROOM:
            editor.leave(account)
        elif role is RoomRole.ASKING:
            editor.refuse_asker(account)
        elif role is RoomRole.INVITED:
            editor.decline(account)
    elif role is RoomRole.ASKING:
        editor.join(account, wanted)
    elif role not in IN_ROOM:
        editor.add(account, wanted)
    elif role is not wanted:
        if rooms.keepers(editor.db, editor.number) == [account]:
            raise RefusedError(Result.REFUSED_BY_SERVER, "a room needs a keeper")
        editor.set_role(account, wanted)


def invited(db: Database, me: int, number: int, people: Sequence[int]) -> list[int]:
    """Return which of these people would be invited, because they do not have me on their lists."""
    return [
        account
        for account in dict.fromkeys(people)
        if account != me and rooms.role(db, number, account) is RoomRole.NONE and not rosters.has(db, account, me)
    ]
