"""`qqdesk-cli send`: sends a message, and ends when the server has accepted it."""

import argparse
import hashlib
import os
from datetime import UTC, datetime

from qqdesk.cli.client.account_selection import is_account_number
from qqdesk.cli.client.authentication import authenticated_client
from qqdesk.cli.client.command_error import CommandError, ExitCode, to_command_error
from qqdesk.cli.client.contact_lookup import find_on_roster, find_user, load_rooms, load_roster
from qqdesk.cli.client.message_text import read_message_text
from qqdesk.cli.client.options import add_account_options, add_json_option
from qqdesk.cli.client.retrier import Retrier
from qqdesk.cli.printing import print_json
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError
from qqdesk.domain.message_splitter import split_message
from qqdesk.protocol.commands import SendMessageReply

_MAX_KEY_CHARS = 1000


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Send a message to a person or a room. The exit code is 0 once the server has it on disk; nothing is printed "
        "then. A text that is too long for one message becomes several, split between lines, sentences or words. If a "
        "reply is lost, the request is repeated, and the message is stored once all the same. Your other "
        "devices stay signed in, and get a copy of it. A server without extensions ends your session on another "
        "computer."
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
        help="the message (after -- if it begins with a dash); - or nothing: standard input, in UTF-8",
    )
    parser.add_argument(
        "--once",
        metavar="KEY",
        help="a name for this occasion: the same text to the same person with the same key is sent only once. "
        "Another text is refused",
    )
    parser.add_argument("--verbose", action="store_true", help="print the number that the server gave each message")
    add_json_option(parser, "print the result of each message (to, id, time, key)")
    add_account_options(parser)


def run(options: argparse.Namespace) -> int:
    if options.once is not None and not 0 < len(options.once) <= _MAX_KEY_CHARS:
        raise CommandError(f"A key has 1 to {_MAX_KEY_CHARS} characters.", ExitCode.USAGE)
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
    parts = split_message(text)
    for index, part in enumerate(parts):
        key = _client_id(client.number, to, options.once, index)
        retrier.restart_timeout()
        try:
            mentioned = () if index else mentions
            reply = retrier.call(
                lambda part=part, key=key, mentioned=mentioned: client.send_message(to, part, key, mentioned)  # type: ignore[misc]
            )
        except ClientError as error:
            raise _partial_failure(error, index, len(parts)) from error
        _print_result(options, to, reply, key)
    return ExitCode.OK


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


def _print_result(options: argparse.Namespace, to: int, reply: SendMessageReply, key: str) -> None:
    if options.json:
        time = None if reply.time is None else datetime.fromtimestamp(reply.time / 1000, UTC).isoformat()
        print_json({"to": to, "id": reply.id, "time": time, "key": key})
    elif options.verbose:
        print(f"{to} {reply.id or '-'}")
