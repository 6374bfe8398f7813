"""`qqdesk-cli react`: reacts to a message."""

import argparse

from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.message_choice import add_message_arguments, change_message
from qqdesk.protocol.change_commands import React, is_emoji


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = "React to a message with an emoji. A new reaction replaces yours; an empty one takes it back."
    add_message_arguments(parser)
    parser.add_argument("emoji", metavar="EMOJI", help='one emoji, or "" to take the reaction back')


def run(options: argparse.Namespace) -> int:
    if options.emoji and not is_emoji(options.emoji):
        raise CommandError(f"{options.emoji!r} is no emoji.", ExitCode.USAGE)
    return change_message(options, lambda number, ref, id: React(number, ref, id, options.emoji))
