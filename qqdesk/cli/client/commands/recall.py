"""`qqdesk-cli recall`: takes back a message."""

import argparse

from qqdesk.cli.client.message_choice import add_message_arguments, change_message
from qqdesk.protocol.change_commands import Recall


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Take back a message of yours for everybody, within the time that the operator sets. A keeper of a room takes "
        "back any message there."
    )
    add_message_arguments(parser)


def run(options: argparse.Namespace) -> int:
    return change_message(options, Recall)
