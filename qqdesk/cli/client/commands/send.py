"""`qqdesk-cli send`: sends a message or files, and ends when the server has accepted them."""

import argparse
import hashlib
import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from qqdesk.cli.client.account_selection import is_account_number
from qqdesk.cli.client.authentication import authenticated_client
from qqdesk.cli.client.command_error import CommandError, ExitCode, to_command_error
from qqdesk.cli.client.contact_lookup import find_on_roster, find_user, load_rooms, load_roster
from qqdesk.cli.client.message_text import read_message_text
from qqdesk.cli.client.options import add_account_options, add_json_option
from qqdesk.cli.client.retrier import Retrier
from qqdesk.cli.terminal import print_json, printable
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError
from qqdesk.domain.message_splitter import split_message
from qqdesk.protocol.commands import SendMessageReply
from qqdesk.protocol.file_info import FileInfo, add_caption, size_text
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS

_MAX_KEY_CHARS = 1000
_MAX_NAME_COLUMNS = 40


class _Part(NamedTuple):
    """One message. `path` is that of its file."""

    text: str
    file: FileInfo | None = None
    path: Path = Path()


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Send a message, or files, to a person or a room. The exit code is 0 once the server has it on disk; nothing "
        "is printed then. A text that is too long for one message becomes several, split between lines, sentences or "
        "words. If a reply is lost, the request is repeated, and the message is stored once all the same. Each file "
        "becomes a message of its own. An upload that was interrupted continues if you give the same command again. "
        "Your other devices stay signed in, and get a copy of it. A server without extensions ends your session on "
        "another computer."
    )
    parser.add_argument(
        "to", metavar="TO", help="a number, or a name: your remark for a contact, a nickname, or that of a room"
    )
    parser.add_argument(
        "--mention",
        action="append",
        default=[],
        metavar="WHO",
        help="in a room: mention a member, a number or a nickname; may be repeated. Write the name into the text, too",
    )
    parser.add_argument(
        "text",
        nargs="?",
        metavar="TEXT",
        help="the message (after -- if it begins with a dash); - or nothing: standard input, in UTF-8. With files it "
        "is the caption of the last one, and may be missing",
    )
    parser.add_argument(
        "--file",
        action="append",
        default=[],
        metavar="FILE",
        help="a file or a picture, which is sent as it is, with all that it contains; may be repeated",
    )
    parser.add_argument(
        "--once",
        metavar="KEY",
        help="a name for this occasion: the same text to the same person with the same key is sent only once. "
        "Another text is refused",
    )
    parser.add_argument("--verbose", action="store_true", help="print the number that the server gave each message")
    add_json_option(parser, "print the result of each message (to, id, time, key; file: the name of its file)")
    add_account_options(parser)


def run(options: argparse.Namespace) -> int:
    if options.once is not None and not 0 < len(options.once) <= _MAX_KEY_CHARS:
        raise CommandError(f"A key has 1 to {_MAX_KEY_CHARS} characters.", ExitCode.USAGE)
    if options.file and options.text is None:
        with authenticated_client(options) as client:
            return _send(client, options, "")
    if options.password_stdin and options.text in (None, "-"):
        # The first line is the password, the rest the message.
        with authenticated_client(options) as client:
            return _send(client, options, read_message_text("-"))
    text = read_message_text(options.text)
    with authenticated_client(options) as client:
        return _send(client, options, text)


def _send(client: Client, options: argparse.Namespace, text: str) -> int:
    retrier = Retrier(options.timeout)
    to = (
        int(options.to)
        if is_account_number(options.to)
        else find_on_roster(options.to, retrier.call(lambda: [*load_roster(client), *load_rooms(client)]))
    )
    mentions = [retrier.call(lambda word=word: find_user(client, word)) for word in options.mention]  # type: ignore[misc]
    parts = _parts(client, list(map(Path, options.file)), text)
    first_text = next((index for index, part in enumerate(parts) if part.text), None)
    for index, part in enumerate(parts):
        key = _client_id(client.number, to, options.once, index)
        mentioned = mentions if index == first_text else ()
        retrier.restart_timeout()
        try:
            if part.file is not None:
                _upload(client, retrier, part.file, part.path)
            send = partial(client.send_message, to, part.text, key, mentioned, part.file)
            reply = retrier.call(send)
        except ClientError as error:
            raise _partial_failure(error, index, len(parts)) from error
        _print_result(options, to, reply, key, part.file)
    return ExitCode.OK


def _parts(client: Client, paths: list[Path], text: str) -> list[_Part]:
    """Return the messages. The text, or its beginning, is the caption of the last file."""
    if not paths:
        return list(map(_Part, split_message(text)))
    if not client.has_files:
        raise CommandError("This server takes no files.", ExitCode.REFUSED)
    parts = [_Part("", client.files.describe(path, client.number), path) for path in paths]
    file, path = parts[-1][1:]
    assert file is not None
    caption, *rest = split_message(text, MAX_MESSAGE_CHARS - len(add_caption(file, " "))) or [""]
    return [*parts[:-1], _Part(caption, file, path), *map(_Part, rest)]


def _upload(client: Client, retrier: Retrier, file: FileInfo, path: Path) -> None:
    """Upload a file, with its progress on a terminal. The timeout counts from the last progress."""
    shows = sys.stderr is not None and sys.stderr.isatty()
    last = 0

    def on_progress(done: int) -> None:
        nonlocal last
        if done > last:
            retrier.restart_timeout()
            last = done
        if shows:
            name = printable(file.name)[:_MAX_NAME_COLUMNS]
            line = f"{name}: {size_text(done)} of {size_text(file.size)}"
            print(f"\r{line:<{_MAX_NAME_COLUMNS + 24}}", end="", file=sys.stderr, flush=True)

    try:
        retrier.call(lambda: client.files.upload(file, path, on_progress=on_progress))
    finally:
        if shows:
            print(file=sys.stderr)


def _client_id(sender: int, to: int, occasion_key: str | None, index: int) -> str:
    """Return the client id of a part; the same occasion gives the same id."""
    if occasion_key is None:
        return os.urandom(16).hex()
    key = occasion_key.encode("utf-8", "surrogateescape")
    return hashlib.sha256(b"%d %d %d %b" % (sender, to, index, key)).hexdigest()[:32]


def _partial_failure(error: ClientError, sent: int, of: int) -> CommandError:
    why = to_command_error(error)
    if error.outcome_unknown:
        why = CommandError(f"{why} Whether the message was stored is not known.", why.code)
    if sent:
        return CommandError(f"{why} The first {sent} of {of} messages were accepted.", why.code)
    return why


def _print_result(
    options: argparse.Namespace, to: int, reply: SendMessageReply, key: str, file: FileInfo | None
) -> None:
    if options.json:
        time = None if reply.time is None else datetime.fromtimestamp(reply.time / 1000, UTC).isoformat()
        row = {"to": to, "id": reply.id, "time": time, "key": key}
        print_json(row if file is None else row | {"file": file.name})
    elif options.verbose:
        print(f"{to} {reply.id or '-'}")
