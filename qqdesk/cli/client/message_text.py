"""Reads and checks the text of a message from the command line or standard input."""

import sys
import unicodedata

from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.password_source import standard_input

MAX_BYTES = 1024 * 1024


def read_message_text(argument: str | None) -> str:
    """Return the message to send, with line feeds between its lines. `argument` "-" or None means standard input.

    Raises CommandError.
    """
    if argument is None and sys.stdin is not None and sys.stdin.isatty():
        raise CommandError("Give a text, or - to type it (Ctrl+D ends it), or pipe it in.", ExitCode.USAGE)
    text = _read_stdin() if argument is None or argument == "-" else argument
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if not text.strip():
        raise CommandError("There is no text to send.", ExitCode.BAD_INPUT)
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if character < " " or character > "~":
                _check_character(character, number)
    return text


def _check_character(character: str, line: int) -> None:
    category = unicodedata.category(character)
    if category == "Cs":
        raise CommandError(f"The text is not UTF-8 (line {line}).", ExitCode.BAD_INPUT)
    if category == "Cc" and character != "\t":
        raise CommandError(
            f"The text has a control character in it (U+{ord(character):04X} in line {line}): no message may have one.",
            ExitCode.BAD_INPUT,
        )


def _read_stdin() -> str:
    raw = standard_input().read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise CommandError(f"The text is too long: at most {MAX_BYTES:,} bytes are sent.", ExitCode.BAD_INPUT)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CommandError(f"The text is not UTF-8 (line {line}).", ExitCode.BAD_INPUT) from None
