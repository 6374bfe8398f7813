"""`qqdesk-server room`: lists, adds, changes and removes rooms."""

import argparse
from collections.abc import Callable, Sequence

from qqdesk.cli.room_settings import JOIN, PAST, WRITE, room_settings
from qqdesk.cli.server.common import (
    CommandError,
    confirm_deletion,
    database,
    database_command,
    face,
    load_configuration,
    number,
    room_number,
)
from qqdesk.cli.terminal import print_rows
from qqdesk.clock import SystemClock, format_time
from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.room_commands import DEFAULT_FACE, ChangeRoom, NewRoom, RoomChange, RoomRole, RoomSetting
from qqdesk.server.accounts import accounts, place_log
from qqdesk.server.admin import room_admin
from qqdesk.server.rooms import membership, room_changes, rooms
from qqdesk.server.rooms.membership import RoomEditor
from qqdesk.server.rooms.rooms import IN_ROOM
from qqdesk.server.storage.interface import Database


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    room = commands.add_parser(
        "room",
        help="list, add, change and remove rooms, also while the server runs",
        description="List, add, change and remove rooms, in which several people write to each other.",
    )
    actions = room.add_subparsers(required=True, metavar="ACTION")
    listed = database_command(
        actions, "list", _list,
        "list the rooms: number, members, who may join (open, ask, closed) and name; with a heading on a terminal, "
        "with tabs in a pipe",
    )  # fmt: skip
    listed.add_argument(
        "--long", action="store_true", help="also print when they were made (UTC), the keepers and the other members"
    )
    add = database_command(actions, "add", _add, "add a room and print its number")
    add.add_argument("name", type=_text(RoomChange.NAME), metavar="NAME", help="its name")
    add.set_defaults(no_keeper=[], out=[], face=DEFAULT_FACE)
    change = database_command(actions, "change", _change, "change a room, its members or their roles")
    _add_number(change)
    change.add_argument("--name", type=_text(RoomChange.NAME), metavar="NAME", help="another name")
    for parser in (add, change):
        parser.add_argument(
            "--notice",
            type=_text(RoomChange.NOTICE),
            metavar="TEXT",
            help='a text that all members see; "" removes it',
        )
        parser.add_argument(
            "--join", choices=tuple(JOIN), help="who may join: anyone, those whom a keeper admits, or the invited"
        )
        parser.add_argument("--write", choices=tuple(WRITE), help="who may write")
        parser.add_argument("--past", choices=tuple(PAST), help="what later members see of the time before them")
        parser.add_argument("--face", type=face, metavar="FC", help="the face id, 0 to 65535")
        parser.add_argument(
            "--members", type=number, nargs="+", default=[], metavar="NUMBER", help="people to put into the room"
        )
        parser.add_argument(
            "--keeper",
            type=number,
            nargs="+",
            default=[],
            metavar="NUMBER",
            help="people to put into the room or who are in it, to be its keepers: they may change it, admit people "
            "and remove them",
        )
    change.add_argument(
        "--no-keeper", type=number, nargs="+", default=[], metavar="NUMBER", help="make keepers ordinary members"
    )
    change.add_argument(
        "--out", type=number, nargs="+", default=[], metavar="NUMBER", help="people to put out of the room"
    )
    remove = database_command(actions, "remove", _remove, "remove a room for good, with all that was written in it")
    _add_number(remove)
    remove.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def _add_number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=room_number, metavar="NUMBER", help="the room's number")


def _text(kind: RoomChange) -> Callable[[str], str]:
    def parse(text: str) -> str:
        try:
            text.encode()
            return room_changes.clean(RoomSetting(kind, 0, text)).value
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parse


def _list(options: argparse.Namespace) -> int:
    with database(options) as db:
        found = room_admin.overviews(db)
    heading = ["number", "members", "join", "name"]
    if options.long:
        heading += ["made", "keepers", "other members"]
    rows = []
    for room in found:
        count = len(room.keepers) + len(room.members)
        row = [str(room.number), str(count), room.join_rule.name.lower(), room.name]
        if options.long:
            row += [format_time(room.created), _joined(room.keepers), _joined(room.members)]
        rows.append(row)
    print_rows(heading, rows)
    return 0


def _joined(numbers: list[int]) -> str:
    return " ".join(map(str, numbers)) or "-"


def _add(options: argparse.Namespace) -> int:
    most, now = load_configuration(options).settings.most_room_members, SystemClock().now()
    with database(options) as db:
        _require_people(db, (*options.keeper, *options.members))
        number = membership.create_room(db, SYSTEM_NUMBER, options.name, now, most_members=most).number
        _apply(membership.edit(db, number, SYSTEM_NUMBER, now, most), options)
        place_log.note(db, now, place_log.OPERATOR, NewRoom.NAME, number, options.name)
    print(f"added {number}")
    return 0


def _change(options: argparse.Namespace) -> int:
    most, now = load_configuration(options).settings.most_room_members, SystemClock().now()
    with database(options) as db:
        _require_room(db, options.number)
        _require_people(db, (*options.keeper, *options.members, *options.no_keeper, *options.out))
        editor = membership.edit(db, options.number, SYSTEM_NUMBER, now, most)
        before = editor.room.revision
        _apply(editor, options)
        if editor.room.revision != before:
            place_log.note(db, now, place_log.OPERATOR, ChangeRoom.NAME, options.number, editor.room.name)
    print(f"changed {options.number}" if editor.room.revision != before else f"{options.number} is like that already")
    return 0


def _apply(editor: RoomEditor, options: argparse.Namespace) -> None:
    """Make the changes that the options name. Keepers are appointed before others go."""
    for setting in room_settings(options):
        room_changes.apply(editor, setting)
    for account in options.keeper:
        _set_role(editor, account, RoomRole.ADMIN)
    for account in options.members:
        if editor.role(account) not in IN_ROOM:
            _set_role(editor, account, RoomRole.MEMBER)
    for account in options.no_keeper:
        if editor.role(account) is RoomRole.ADMIN:
            _set_role(editor, account, RoomRole.MEMBER)
    for account in options.out:
        _set_role(editor, account, RoomRole.NONE)
    editor.finish()


def _set_role(editor: RoomEditor, account: int, role: RoomRole) -> None:
    room_changes.apply(editor, RoomSetting(RoomChange.MEMBER, account, str(int(role))))


def _remove(options: argparse.Namespace) -> int:
    number = options.number
    with database(options) as db:
        _require_room(db, number)
    if not options.yes:
        confirm_deletion(number)
    with database(options) as db:
        _require_room(db, number)
        room_admin.delete_room(db, number, SystemClock().now())
    print(f"removed {number}")
    return 0


def _require_room(db: Database, number: int) -> None:
    if not rooms.exists(db, number):
        raise CommandError(f"There is no room {number}.")


def _require_people(db: Database, people: Sequence[int]) -> None:
    for person in people:
        if not accounts.exists(db, person):
            raise CommandError(f"There is no user {person}.")
