"""What both command lines print: UTF-8 to a pipe, which may be gone, and what it can show to a terminal."""

import contextlib
import io
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence


def prepare() -> None:
    """Whatever the system's own encoding is: what goes through a pipe is the same everywhere."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def complain(sentence: str) -> None:
    """On the error stream, wherever that leads."""
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)


def hush(descriptor: int = 1) -> None:
    """Nobody takes what is printed: else the interpreter tries again at its end, and complains."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)


def hush_errors() -> None:
    """The same for what was logged, where that could not be written: the exit code is the command's own."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        hush(2)


def printable(text: str) -> str:
    """Text of others in a line of ours: nothing that breaks the line, moves the cursor or turns the writing round."""
    return "".join("\N{REPLACEMENT CHARACTER}" if is_control(character) else character for character in text)


def is_control(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and unicodedata.bidirectional(character) != "BN")


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
