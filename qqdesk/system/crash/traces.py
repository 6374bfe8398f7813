"""Tracebacks without values: an exception's message and variables may hold a text, a name or a password.

Frames of the program's own files come with their source line, all others with the file's name and the number only.
"""

import errno
import re
import traceback
from collections.abc import Iterator
from typing import NamedTuple

_FOLDERS = re.compile(
    r"(?:[A-Za-z]:)?[/\\](?:.*[/\\])?(?:(?:site-packages|dist-packages|python3\.\d+t?)[/\\]|(?=qqdesk[/\\]))"
    r"|(?:[A-Za-z]:)?[/\\](?:.*[/\\])?"
)
"""The folders around the program or a library; around other files all folders."""
_FILE = re.compile(r'(\b[Ff]ile ")(.*)(?=", (?:line|at) )')
_MOST_FRAMES = 60
_MOST_CAUSES = 8


class SourceLocation(NamedTuple):
    """The type of an exception, and where it was raised. Errors with the same location are the same bug."""

    kind: str
    file: str
    line: int


def without_values(error: BaseException) -> str:
    """Return the tracebacks of an exception and its causes, as Python writes them, without the last line end."""
    return "\n".join(_lines(error, _MOST_CAUSES))


def kind_of(error: BaseException) -> str:
    """Return the full name of the type; for OSError also the name of the number, as [EACCES]."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, OSError) and error.errno is not None and error.errno in errno.errorcode:
        return f"{name} [{errno.errorcode[error.errno]}]"
    return name


def location_of(error: BaseException) -> SourceLocation:
    location = SourceLocation(kind_of(error), "", 0)
    for frame, line in traceback.walk_tb(error.__traceback__):
        location = SourceLocation(location.kind, frame.f_code.co_filename, line)
    return location


def short_path(path: str) -> str:
    """Return a path of code without the folders around it, which may hold the person's account name.

    Program files start at the package, library files at their package. Other files keep their name only.
    """
    folders = _FOLDERS.match(path)
    return path[folders.end() :].replace("\\", "/") if folders else path  # a frozen program, <string>


def short_paths(text: str) -> str:
    """Shorten all paths in the stacks that faulthandler wrote."""
    return _FILE.sub(lambda found: found[1] + short_path(found[2]), text)


def _lines(error: BaseException, causes: int) -> Iterator[str]:
    cause, sentence = error.__cause__, "The above exception was the direct cause of the following exception:"
    if cause is None and not error.__suppress_context__:
        cause, sentence = error.__context__, "During handling of the above exception, another exception occurred:"
    if cause is not None and causes:
        yield from _lines(cause, causes - 1)
        yield from ("", sentence, "")
    yield "Traceback (most recent call last):"
    for frame in traceback.extract_tb(error.__traceback__, limit=-_MOST_FRAMES):
        path = short_path(frame.filename)
        yield f'  File "{path}", line {frame.lineno}, in {frame.name}'
        if path.startswith("qqdesk/") and frame.line:
            yield f"    {frame.line}"
    yield kind_of(error)
