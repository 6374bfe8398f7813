"""`qqdesk-cli room`: lists, shows, makes, joins and changes rooms."""

import argparse
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from qqdesk.cli.client.authentication import authenticated_client
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.contact_lookup import find_room, find_user, status_word
from qqdesk.cli.client.options import add_account_options, add_json_option
from qqdesk.cli.client.retrier import Retrier
from qqdesk.cli.room_settings import JOIN, PAST, WRITE, room_settings
from qqdesk.cli.terminal import one_line, print_json, print_rows
from qqdesk.client.client import Client
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.room_commands import (
    DEFAULT_FACE,
    RoomChange,
    RoomEntry,
    RoomMember,
    RoomRole,
    RoomSetting,
)

R = TypeVar("R")

_ROLES = {
    RoomRole.NONE: "-",
    RoomRole.MEMBER: "member",
    RoomRole.ADMIN: "keeper",
    RoomRole.ASKING: "asks",
    RoomRole.INVITED: "invited",
}
_INVITATION_DAYS = 7
_MAX_MINUTES = 366 * 24 * 60


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Rooms, in which several people write to each other; `send` writes to a room, and `listen` prints what is "
        "written there. Actions: "
        + "; ".join(f"{name} {usage}{text}" for name, (usage, text, _) in _ACTIONS.items())
        + ". Keepers may do all of that, members less. ROOM is a number or a name, WHO a number or a whole nickname. "
        "On a terminal lists have columns with a heading; in a pipe they have tabs and no heading."
    )
    parser.add_argument("action", choices=tuple(_ACTIONS), metavar="ACTION", help="see above")
    parser.add_argument("room", nargs="?", metavar="ROOM", help="the room; for new, its name")
    parser.add_argument("who", nargs="*", metavar="WHO", help="people")
    parser.add_argument("--joinable", action="store_true", help="list: the rooms that you can join or ask to join")
    parser.add_argument("--invitation", default="", metavar="CODE", help="join: the code of an invitation to the room")
    parser.add_argument("--note", default="", metavar="TEXT", help="join: a text for the keepers, where they are asked")
    parser.add_argument("--keeper", action="store_true", help="add: as keepers of the room")
    parser.add_argument(
        "--minutes", type=_minutes, default=60, metavar="N", help="silence: for how long; 0 ends it (default: 60)"
    )
    parser.add_argument("--uses", type=int, default=1, metavar="N", help="invite: for how many people (default: 1)")
    group = parser.add_argument_group("settings of a room, for new and change")
    group.add_argument("--name", metavar="TEXT", help="change: another name")
    group.add_argument("--notice", metavar="TEXT", help='the notice for all; "" removes it')
    group.add_argument(
        "--join", choices=tuple(JOIN), help="who joins: anyone, those whom a keeper admits, or the invited"
    )
    group.add_argument("--write", choices=tuple(WRITE), help="who writes")
    group.add_argument("--past", choices=tuple(PAST), help="what newcomers see of the time before")
    group.add_argument("--face", type=int, metavar="FC", help="the face id")
    add_json_option(parser, "print rooms and members")
    add_account_options(parser)


def _minutes(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= _MAX_MINUTES:
        return int(text)
    raise argparse.ArgumentTypeError(f"minutes are a number from 0 to {_MAX_MINUTES}")


def run(options: argparse.Namespace) -> int:
    usage, _, action = _ACTIONS[options.action]
    if ("ROOM" in usage or "NAME" in usage) and not options.room:
        raise CommandError(f"Usage: qqdesk-cli room {options.action} {usage}", ExitCode.USAGE)
    if "WHO" in usage and "[" not in usage and not options.who:
        raise CommandError(f"Usage: qqdesk-cli room {options.action} {usage}", ExitCode.USAGE)
    with authenticated_client(options) as client:
        action(_Rooms(client, Retrier(options.timeout)), options)
    return ExitCode.OK


class _Rooms:
    """The requests of the actions, each tried again until the timeout."""

    def __init__(self, client: Client, retrier: Retrier) -> None:
        self.client, self._retrier = client, retrier

    def call(self, request: Callable[[], R]) -> R:
        return self._retrier.call(request)

    def find(self, text: str, *, can_join: bool = False) -> int:
        return self.call(lambda: find_room(self.client, text, can_join=can_join))

    def people(self, words: Iterable[str]) -> list[int]:
        return [self.call(lambda word=word: find_user(self.client, word)) for word in words]  # type: ignore[misc]

    def change(self, room: int, *changes: RoomSetting) -> None:
        self.call(lambda: self.client.rooms.change(room, *changes))


def _list(rooms: _Rooms, options: argparse.Namespace) -> None:
    found = rooms.call(lambda: rooms.client.rooms.list(can_join=options.joinable))
    if options.json:
        for room in found:
            print_json(_room_row(room))
    else:
        print_rows(
            ("number", "role", "unread", "members", "name"),
            ((str(one.number), _role(one.role), str(one.unread), str(one.members), one.name) for one in found),
        )


def _room_row(room: RoomEntry) -> dict[str, object]:
    return {
        "number": room.number,
        "role": _role(room.role),
        "unread": room.unread,
        "mentioned": room.is_mentioned,
        "members": room.members,
        "name": room.name,
        "notice": room.notice,
    }


def _info(rooms: _Rooms, options: argparse.Namespace) -> None:
    number = rooms.find(options.room)
    room = rooms.call(lambda: rooms.client.rooms.info(number))
    row: dict[str, object] = {
        "number": number,
        "name": room.name,
        "notice": room.notice,
        "join": _word(JOIN, room.join_rule),
        "write": _word(WRITE, room.keepers_write),
        "past": _word(PAST, room.shows_past),
        "face": room.face,
    }
    if options.json:
        print_json(row | {"members": [_member_row(member) for member in room.members]})
        return
    print_rows((), ((name, one_line(str(value))) for name, value in row.items() if value != ""))
    print_rows(
        ("number", "role", "status", "nickname"),
        ((str(one.number), _role(one.role), status_word(one.status), one.nickname) for one in room.members),
    )


def _member_row(member: RoomMember) -> dict[str, object]:
    silent = datetime.fromtimestamp(member.silent_until / 1000, UTC).isoformat() if member.silent_until else None
    return {
        "number": member.number,
        "role": _role(member.role),
        "status": status_word(member.status),
        "nickname": member.nickname,
        "silent_until": silent,
    }


def _role(role: int) -> str:
    return _word({word: code for code, word in _ROLES.items()}, role)


def _word(words: Mapping[str, int], code: int) -> str:
    return next((word for word, known in words.items() if known == code), str(code))


def _new(rooms: _Rooms, options: argparse.Namespace) -> None:
    people, key = rooms.people(options.who), uuid.uuid4().hex
    rule, face = JOIN[options.join or "closed"], options.face or DEFAULT_FACE
    number = rooms.call(
        lambda: rooms.client.rooms.create(options.room, people, join_rule=rule, face=face, client_id=key)
    )
    options.name = options.join = options.face = None
    if changes := room_settings(options):
        rooms.change(number, *changes)
    print(number)


def _change(rooms: _Rooms, options: argparse.Namespace) -> None:
    changes = room_settings(options)
    if not changes:
        raise CommandError("Say what to change: --name, --notice, --join, --write, --past, --face.", ExitCode.USAGE)
    rooms.change(rooms.find(options.room), *changes)


def _join(rooms: _Rooms, options: argparse.Namespace) -> None:
    number = rooms.find(options.room, can_join=True)
    outcome = rooms.call(lambda: rooms.client.rooms.join(number, options.invitation))
    if outcome == AddOutcome.NOBODY:
        raise CommandError(f"{options.room} is for invited people only.", ExitCode.REFUSED)
    if outcome == AddOutcome.CONSENT_NEEDED:
        rooms.call(lambda: rooms.client.rooms.ask(number, options.note))
    print("joined" if outcome == AddOutcome.ADDED else "asked")


def _refuse(rooms: _Rooms, options: argparse.Namespace) -> None:
    number = rooms.find(options.room)
    rooms.call(lambda: rooms.client.rooms.refuse(number))


def _leave(rooms: _Rooms, options: argparse.Namespace) -> None:
    number = rooms.find(options.room)
    rooms.call(lambda: rooms.client.rooms.leave(number))


def _add(rooms: _Rooms, options: argparse.Namespace) -> None:
    """Print the outcome for each person: an invited one has to agree."""
    number, people = rooms.find(options.room), rooms.people(options.who)
    role = RoomRole.ADMIN if options.keeper else RoomRole.MEMBER
    rooms.change(number, *(_member(one, role) for one in people))
    roles = {one.number: one.role for one in rooms.call(lambda: rooms.client.rooms.info(number)).members}
    for one in people:
        print(f"{one}\t{_role(roles.get(one, RoomRole.NONE))}")


def _remove(rooms: _Rooms, options: argparse.Namespace) -> None:
    number, people = rooms.find(options.room), rooms.people(options.who)
    rooms.change(number, *(_member(one, RoomRole.NONE) for one in people))


def _member(account: int, role: RoomRole) -> RoomSetting:
    return RoomSetting(RoomChange.MEMBER, account, str(int(role)))


def _silence(rooms: _Rooms, options: argparse.Namespace) -> None:
    number, people = rooms.find(options.room), rooms.people(options.who)
    until = datetime.now(UTC) + timedelta(minutes=options.minutes)
    value = str(int(until.timestamp() * 1000)) if options.minutes else "0"
    rooms.change(number, *(RoomSetting(RoomChange.SILENT, one, value) for one in people))


def _invite(rooms: _Rooms, options: argparse.Namespace) -> None:
    number = rooms.find(options.room)
    invitations = rooms.client.invitations
    print(rooms.call(lambda: invitations.create(options.uses, _INVITATION_DAYS, room=number)).invitation)


_ACTIONS: dict[str, tuple[str, str, Callable[[_Rooms, argparse.Namespace], None]]] = {
    "list": ("", "(your rooms, and those that invite you)", _list),
    "info": ("ROOM", " (settings and members)", _info),
    "new": ("NAME [WHO …]", " (prints its number)", _new),
    "change": ("ROOM", " (with the settings below)", _change),
    "join": ("ROOM", " (also accepts its invitation)", _join),
    "refuse": ("ROOM", " (its invitation)", _refuse),
    "leave": ("ROOM", "", _leave),
    "add": ("ROOM WHO …", " (puts people in, invites them, or admits those who ask)", _add),
    "remove": ("ROOM WHO …", " (puts people out, or refuses those who ask)", _remove),
    "silence": ("ROOM WHO …", "", _silence),
    "invite": ("ROOM", " (prints the code of an invitation)", _invite),
}
"""The arguments, a remark and the function of each action."""
