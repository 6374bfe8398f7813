"""What is to be sent: from the command line or the standard input, as a text that can be."""

import sys
import unicodedata

from qqdesk.cli.client.exit_codes import CommandError, ExitCode
from qqdesk.cli.client.reading import read_rest

MOST_BYTES = 1024 * 1024


def text_to_send(said: str | None) -> str:
    """`said` is what the command line has: "-" or None for the standard input. Lines end with a line feed, and there is
    none at the end. Raises CommandError."""
    if said is None and sys.stdin is not None and sys.stdin.isatty():
        raise CommandError("Say what is to be sent, or - to type it (Ctrl+D ends it), or pipe it in.", ExitCode.USAGE)
    text = _from_input() if said is None or said == "-" else said
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if not text.strip():
        raise CommandError("There is no text to send.", ExitCode.BAD_INPUT)
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if character < " " or character > "~":
                _refuse_control(character, number)
    return text


def _refuse_control(character: str, line: int) -> None:
    category = unicodedata.category(character)
    if category == "Cs":
        raise CommandError(f"The text is not UTF-8 (line {line}).", ExitCode.BAD_INPUT)
    if category == "Cc" and character != "\t":
        raise CommandError(
            f"The text has a control character in it (U+{ord(character):04X} in line {line}): no message may have one.",
            ExitCode.BAD_INPUT,
        )


def _from_input() -> str:
    raw = read_rest(MOST_BYTES)
    if len(raw) > MOST_BYTES:
        raise CommandError(f"The text is too long: at most {MOST_BYTES:,} bytes are sent.", ExitCode.BAD_INPUT)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CommandError(f"The text is not UTF-8 (line {line}).", ExitCode.BAD_INPUT) from None
