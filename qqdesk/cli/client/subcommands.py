"""The table of subcommands. Only the module of the called one is loaded, which keeps the start of `send` short.

A module has `declare(parser)`, which adds its arguments, and `run(options)`, which returns the exit code or raises
`exit_codes.CommandError`.
"""

import argparse
from importlib import import_module
from typing import Protocol, cast

_FOLDER = "qqdesk.cli.client.commands"

COMMANDS: dict[str, str] = {
    "send": "send a message",
    "listen": "print what comes in",
    "contacts": "print the contact list",
    "find": "find people on the server",
    "add": "put somebody onto the contact list",
    "answer": "answer somebody who asked to add you",
    "status": "print how others see you, or be seen",
    "profile": "print a profile, or change your own",
    "register": "make an account",
    "bot": "run a bot, or another Python program, with the Python that qqdesk has",
    "conformance": "try every command of the protocol against a server, and print what holds",
    "protocol": "print the description of what goes over the wire",
}
"""Help text by command name, which is also the name of the module."""


class Command(Protocol):
    def declare(self, parser: "argparse.ArgumentParser") -> None: ...

    def run(self, options: "argparse.Namespace") -> int: ...


def load_command(name: str) -> Command:
    return cast(Command, import_module(f"{_FOLDER}.{name}"))
