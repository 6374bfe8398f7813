"""The command `qqdesk-cli`, the messenger for terminals and scripts.

A module of `commands` has `declare(parser)`, which adds its arguments, and `run(options)`, which returns the exit code
or raises CommandError. Only the module of the called command is loaded, which keeps the start of `send` short.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from qqdesk.cli.client.command_error import EXIT_CODES_HELP, CommandError, ExitCode
from qqdesk.cli.client.options import add_account_options
from qqdesk.cli.option_order import move_after_command
from qqdesk.cli.terminal import configure_streams, discard_output, flush_errors, print_error, printable
from qqdesk.version_option import VersionAction

COMMANDS: dict[str, str] = {
    "send": "send a message or files",
    "listen": "print what comes in",
    "react": "react to a message with an emoji",
    "edit": "replace the text of a message of yours",
    "recall": "take back a message of yours",
    "contacts": "print the contact list",
    "find": "find people on the server",
    "add": "put somebody onto the contact list",
    "answer": "answer somebody who asked to add you",
    "status": "print how others see you, or be seen",
    "room": "list, make, join and change rooms, in which several people write",
    "profile": "print a profile, or change your own",
    "register": "make an account",
    "bot": "run a bot, or another Python program, with the Python that qqdesk has",
    "conformance": "try every command of the protocol against a server, and print what holds",
    "protocol": "print the description of what goes over the wire",
}
"""Help text by command name, which is also the name of the module."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    configure_streams()
    try:
        return _main(list(sys.argv[1:] if argv is None else argv))
    finally:
        flush_errors()


def _main(words: list[str]) -> int:
    try:
        if words and words[0].startswith("-"):
            words = move_after_command(words, _shared_options())
        words, script_arguments = _without_script_arguments(words)
        options = build_parser(words).parse_args(words)
        options.script_arguments = script_arguments
        if options.command != "bot":  # a script configures its own log
            _configure_log(is_verbose=options.debug)
        code: int = _load(options.command).run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except CommandError as error:
        print_error(printable(str(error)))
        return error.code
    except BrokenPipeError:  # `contacts | head`
        discard_output()
        return ExitCode.OK
    except KeyboardInterrupt:
        discard_output()
        return ExitCode.INTERRUPTED
    except OSError as error:
        discard_output()
        what = f"{error.filename} cannot be read" if error.filename else "The output cannot be written"
        print_error(f"{what}: {error.strerror or error}.")
        return ExitCode.LOCAL
    except Exception as error:
        logging.getLogger(__name__).debug("A bug", exc_info=True)
        print_error(f"A bug in qqdesk-cli ({type(error).__name__}): with --debug it says more.")
        discard_output()
        return ExitCode.BUG
    return code


def _load(name: str) -> Any:
    return import_module(f"qqdesk.cli.client.commands.{name}")


def _shared_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    add_account_options(parser)
    return parser


def _without_script_arguments(words: list[str]) -> tuple[list[str], list[str]]:
    """Split off the arguments after `bot FILE`: they are for the script, even if they look like our options."""
    if words[:1] != ["bot"]:
        return words, []
    end = next((place + 1 for place, word in enumerate(words) if place and not word.startswith("-")), len(words))
    return words[:end], words[end:]


def build_parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qqdesk-cli",
        description="The messenger for terminals and scripts. Options of a command may also precede it.",
        epilog=EXIT_CODES_HELP,
    )
    parser.add_argument("--version", action=VersionAction, help="print the version and the platform")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command", parser_class=_CommandParser)
    for name, text in COMMANDS.items():
        command = commands.add_parser(
            name, help=text, description=text[0].upper() + text[1:] + ".", epilog=EXIT_CODES_HELP, allow_abbrev=False
        )
        command.add_argument("--debug", action="store_true", help="print progress on standard error")
        if name in words:  # only the command that is used is loaded
            _load(name).declare(command)
    return parser


class _CommandParser(argparse.ArgumentParser):
    """Accepts options between arguments; argparse would miss the text of `send Ann --once KEY TEXT`."""

    _is_within = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._is_within:
            return super().parse_known_args(args, namespace)
        self._is_within = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_within = False


def _configure_log(*, is_verbose: bool) -> None:
    if is_verbose:
        line = "%(relativeCreated)d ms %(name)s: %(message)s"
        logging.basicConfig(level=logging.DEBUG, format=line, stream=sys.stderr)
    else:
        # Python would print warnings beside the sentence of an error.
        logging.getLogger().addHandler(logging.NullHandler())
