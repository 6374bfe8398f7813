"""Input and output of both command lines: UTF-8 in pipes, the terminal's encoding and questions at terminals."""

import contextlib
import getpass
import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence


def has_terminal() -> bool:
    """Whether there is a terminal."""
    if sys.platform == "win32":
        return sys.stdin is not None and sys.stdin.isatty()
    try:
        with open("/dev/tty", "rb"):  # noqa: PTH123 - it is no file
            return True
    except OSError:
        return False


def ask_password(prompt: str) -> str | None:
    """Ask for a password without echo; return None without a terminal."""
    if not has_terminal():
        return None
    try:
        return getpass.getpass(prompt)
    except EOFError:
        return ""


def configure_streams() -> None:
    """Configure the standard streams: UTF-8 and line feeds in pipes, on every system."""
    if isinstance(sys.stdin, io.TextIOWrapper) and not sys.stdin.isatty():
        # Some programs of Windows write a mark in front of UTF-8.
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="strict")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def print_error(sentence: str) -> None:
    """Print to standard error; ignore failures."""
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)


def discard_output(descriptor: int = 1) -> None:
    """Redirect a broken stream to the null device, so that the interpreter's final flush does not fail."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)


def flush_errors() -> None:
    """Flush standard error, or silence it if that fails, so that the exit code stays the command's own."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        discard_output(2)


def printable(text: str) -> str:
    """Replace characters that break the line, move the cursor or change the text's direction."""
    return "".join("\N{REPLACEMENT CHARACTER}" if is_control(character) else character for character in text)


def one_line(text: str) -> str:
    r"""Escape a text to one line: backslash, line feed and tab as \\, \n and \t; control characters are replaced."""
    return printable(text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t"))


def is_control(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and unicodedata.bidirectional(character) != "BN")


def print_json(row: object) -> None:
    print(json.dumps(row, ensure_ascii=False))


def print_rows(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns under a heading on a terminal; else tab-separated rows without a heading, for other programs."""
    clean = [[printable(cell) for cell in row] for row in rows]
    if sys.stdout is None or not sys.stdout.isatty():
        for row in clean:
            print("\t".join(row))
        return
    if heading and clean:
        clean.insert(0, list(heading))
    widths = [max(map(width, column)) for column in zip(*clean, strict=True)]
    for row in clean:
        cells = [cell + " " * (widths[place] - width(cell)) for place, cell in enumerate(row)]
        print("  ".join(cells).rstrip())


def width(text: str) -> int:
    """Return the terminal columns of a text: two for a Chinese character, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
