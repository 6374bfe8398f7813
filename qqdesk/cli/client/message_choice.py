"""The arguments of commands that change a message: the conversation, and the message there."""

import argparse
import os
from collections.abc import Callable

from qqdesk.cli.client.account_selection import is_account_number
from qqdesk.cli.client.authentication import authenticated_client
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.contact_lookup import find_on_roster, load_rooms, load_roster
from qqdesk.cli.client.options import add_account_options
from qqdesk.cli.client.retrier import Retrier
from qqdesk.protocol.change_commands import ChangeReply
from qqdesk.protocol.message_ref import MessageRef, read_message_ref
from qqdesk.protocol.record import RequestFor


def add_message_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("who", metavar="WHO", help="the person or the room to whom it was sent: a number, or a name")
    parser.add_argument(
        "message",
        metavar="MESSAGE",
        help="the message: `ref` of `listen --json`, or for one of yours the `key` of `send --json`",
    )
    add_account_options(parser)


def change_message(
    options: argparse.Namespace, change: Callable[[int, MessageRef, str], RequestFor[ChangeReply]]
) -> int:
    """Send the request that `change` makes of the conversation, the message and a client id."""
    with authenticated_client(options) as client:
        word = options.message if ":" in options.message else f"{client.number}:{options.message}"
        ref = read_message_ref(word)
        if ref is None:
            raise CommandError(f"{options.message!r} is no message.", ExitCode.USAGE)
        if not client.has_changes:
            raise CommandError("This server changes no messages.", ExitCode.REFUSED)
        retrier = Retrier(options.timeout)
        number = (
            int(options.who)
            if is_account_number(options.who)
            else find_on_roster(options.who, retrier.call(lambda: [*load_roster(client), *load_rooms(client)]))
        )
        request = change(number, ref, os.urandom(16).hex())
        retrier.call(lambda: client.request(request))
    return ExitCode.OK
