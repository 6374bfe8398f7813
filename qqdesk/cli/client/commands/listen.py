"""`qqdesk-cli listen`: prints incoming events, one per line."""

import argparse
import json
import sys
from pathlib import Path

from qqdesk.bot import events as e
from qqdesk.bot.session import Session
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.contact_lookup import status_word
from qqdesk.cli.client.live_session import STATUSES, StopHandler, open_session
from qqdesk.cli.client.options import add_account_options, add_json_option
from qqdesk.cli.terminal import one_line, print_error
from qqdesk.client.errors import DamagedFileError, RefusedError
from qqdesk.protocol.message_ref import write_message_ref
from qqdesk.protocol.room_commands import RoomRole

_ROLES = {RoomRole.NONE: "left", RoomRole.MEMBER: "member", RoomRole.ADMIN: "keeper"}
_RARELY_WANTED = (e.Presence, e.Delivered, e.Typing, e.MemberChanged, e.RoomChanged)
"""Printed only with --all."""


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Print incoming messages and events, one a line, until you end it; it reconnects by itself. A line "
        "has time, kind, number, name and text, separated by tabs. A line feed, a tab and a backslash in a "
        "text are printed as \\n, \\t and \\\\. Kinds: message; reaction, edited and recalled (a message was "
        "changed: the text is the emoji, or the new text); request (a person asks to add you: see "
        "`answer`); answer (to your request); added (you are on this person's list now); notice (of the "
        "server); joined and left (you are in a room, or out); invitation (to a room: see `room join` and `room "
        "refuse`); room-request (a person asks to join a room of yours: see `room add` and `room remove`). A line "
        "about a room, also a message there, ends with the room's number and name. The text of a message with a file "
        "begins with a line with the file's name, or with --save with the path where it is saved. Your other "
        "devices get them, too. The next start continues after the last printed line; the first one begins with what "
        "none of your devices has received, and in rooms with what is new. Events that could not be written, because "
        "the pipe broke, come again. If this program is killed, a line may come twice, with the same id, and a file "
        "too. The exit code is 4 if another `listen` of this account runs on this computer, or if another device signs "
        "this one out."
    )
    parser.add_argument("--count", type=_count, metavar="N", help="end after this many lines")
    parser.add_argument(
        "--all",
        action="store_true",
        help="also print presence, delivered (a message of yours), typing, and in rooms member (someone joined, left, "
        "or is a keeper now) and room (the name, the notice or another setting changed)",
    )
    parser.add_argument(
        "--save",
        type=Path,
        metavar="DIR",
        help="save the files of messages in this folder, whatever their size, before their lines are printed. A file "
        "gets the name that its sender gave it, without what may do harm, and a number if the name is taken",
    )
    parser.add_argument(
        "--status", choices=tuple(STATUSES), default="online", help="your status while it runs (default: online)"
    )
    add_json_option(
        parser,
        "print each line (kind, id, time, number, name, text; room and room_name; ref, by which `react`, `edit` and "
        "`recall` name a message, and that of the changed one; reply_to, the ref of the answered message; mentions "
        "and mentions_me of a message in a room; file (id, name, size, and saved: the path with --save) of a message, "
        "whose text is the caption then; status of a presence, granted of an answer, key of what was delivered)",
    )
    add_account_options(parser)


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:10]) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"N is a number above 0, not {text[:40]!r}")


def run(options: argparse.Namespace) -> int:
    if sys.stdout is None:
        raise CommandError("Standard output is closed.", ExitCode.LOCAL)
    if options.save is not None:
        try:
            options.save.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{options.save} cannot be used: {error.strerror}.", ExitCode.LOCAL) from None
    with open_session(options, STATUSES[options.status]) as (session, stop):
        _print_events(session, stop, options)
    return ExitCode.OK if stop.exit_code is None else stop.exit_code


def _print_events(session: Session, stop: StopHandler, options: argparse.Namespace) -> None:
    left = options.count
    while stop.exit_code is None:
        event = session.take()
        if event is None:
            continue
        if options.all or not isinstance(event, _RARELY_WANTED):
            saved = _save(event, options.save)
            _write_line(_json(event, saved) if options.json else _line(event, saved))
            left = None if left is None else left - 1
        session.finish(event)
        if left == 0:
            return


def _save(event: e.Event, folder: Path | None) -> Path | None:
    """Save the file of a message. Return its path, or None without a file."""
    if folder is None or not isinstance(event, e.Message) or event.file is None:
        return None
    try:
        return event.save_file(folder)
    except (RefusedError, DamagedFileError) as error:
        print_error(f"{one_line(event.file.name)} from {event.sender} is not saved. {str(error).rstrip('.')}.")
        return None


def _write_line(line: str) -> None:
    """Write and flush a line, so that its event may be acknowledged."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _line(event: e.Event, saved: Path | None) -> str:
    time = event.time.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    cells = [time, event.WORD, str(event.sender), event.name, _text(event)]
    if isinstance(event, e.Message) and event.file is not None:
        cells[-1] = "\n".join(filter(None, (str(saved or event.file.name), event.text)))
    if event.room:
        cells += [str(event.room), event.room_name]
    return "\t".join(map(one_line, cells))


def _json(event: e.Event, saved: Path | None) -> str:
    row: dict[str, object] = {
        "kind": event.WORD,
        "id": event.id,
        "time": event.time.isoformat(),
        "number": event.sender,
        "name": event.name,
        "text": _text(event),
    }
    if event.room:
        row |= {"room": event.room, "room_name": event.room_name}
    if isinstance(event, e.Message) and event.unique_id:
        row["ref"] = write_message_ref(event.ref)
        if event.reply_to is not None:
            row["reply_to"] = write_message_ref(event.reply_to)
    if isinstance(event, e.Change):
        row["ref"] = write_message_ref(event.message)
    if isinstance(event, e.Message) and event.file is not None:
        file = event.file
        path = None if saved is None else str(saved)
        row["file"] = {"id": file.id, "name": file.name, "size": file.size, "saved": path}
    if isinstance(event, e.Message) and event.room:
        row |= {"mentions": event.mentions, "mentions_me": event.mentions_me}
    elif isinstance(event, e.Presence):
        row["status"] = status_word(event.status)
    elif isinstance(event, e.Answered):
        row["granted"] = event.granted
    elif isinstance(event, e.Delivered):
        row["key"] = event.key
    return json.dumps(row, ensure_ascii=False)


def _text(event: e.Event) -> str:
    match event:
        case e.Message() | e.Notice() | e.Edited():
            return event.text
        case e.Reaction():
            return event.emoji
        case e.Request() | e.RoomRequest():
            return event.reason
        case e.MemberChanged():
            return f"{event.member} {_ROLES.get(event.role, '')}"
        case e.RoomChanged():
            return f"{event.change.name.lower()} {event.value}"
        case e.Answered():
            return event.reason or ("yes" if event.granted else "no")
        case e.Presence():
            return status_word(event.status)
    return ""
