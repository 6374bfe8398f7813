"""`qqdesk-cli edit`: replaces the text of a message."""

import argparse

from qqdesk.cli.client.message_choice import add_message_arguments, change_message
from qqdesk.cli.client.message_text import read_message_text
from qqdesk.protocol.change_commands import Edit


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Replace the text of a message of yours, or the caption of its file, within the time that the operator sets."
    )
    add_message_arguments(parser)
    parser.add_argument("text", metavar="TEXT", help="the new text; - for standard input, in UTF-8")


def run(options: argparse.Namespace) -> int:
    text = read_message_text(options.text)
    return change_message(options, lambda number, ref, id: Edit(number, ref, id, text))
