"""Tracebacks without values: an exception's message and variables may hold a text, a name or a password.

Frames of the program's own files come with their source line, all others with the file's name and the number only.
"""

import errno
import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path

import qqdesk

_PACKAGE = os.path.dirname(os.path.abspath(qqdesk.__file__))  # noqa: PTH100, PTH120
_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:[/\\]")
_LIBRARY = re.compile(r".*[/\\](?:site-packages|dist-packages|python3\.\d+t?)[/\\](.+)")
_FILE = re.compile(r'(\b[Ff]ile ")(.*)(?=", (?:line|at) )')
_MOST_FRAMES = 60
_MOST_CAUSES = 8


def without_values(error: BaseException) -> str:
    """Return the tracebacks of an exception and its causes, as Python writes them, without the last line end."""
    return "\n".join(_lines(error, set()))


def kind_of(error: BaseException) -> str:
    """Return the full name of the type; for OSError also the name of the number, as [EACCES]."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, OSError) and error.errno is not None and error.errno in errno.errorcode:
        return f"{name} [{errno.errorcode[error.errno]}]"
    return name


def place_of(error: BaseException) -> tuple[str, int]:
    """Return the file and the line where it was raised. Errors with the same place are the same bug."""
    place = ("", 0)
    for frame, line in traceback.walk_tb(error.__traceback__):
        place = (frame.f_code.co_filename, line)
    return place


def short_path(path: str) -> str:
    """Return a path of code without the folders around it, which may hold the person's account name.

    Program files start at the package, library files at their package. Other files keep their name only.
    """
    for package in (_PACKAGE, _as_faulthandler(_PACKAGE)):
        if path.startswith(package + os.sep):
            return "qqdesk/" + path[len(package) + 1 :].replace(os.sep, "/")
    if not _ABSOLUTE.match(path):  # a frozen program, <string>
        return path
    library = _LIBRARY.match(path)
    return (library[1] if library else re.split(r"[/\\]", path)[-1]).replace("\\", "/")


def short_paths(text: str) -> str:
    """Shorten all paths in the stacks that faulthandler wrote."""
    return without_home(_FILE.sub(lambda found: found[1] + short_path(found[2]), text))


def without_home(text: str) -> str:
    """Replace the home folder, also as faulthandler writes it, with ~."""
    try:
        home = str(Path.home())
    except RuntimeError:  # there is no home folder
        return text
    if len(home) > 1:
        text = text.replace(home, "~").replace(_as_faulthandler(home), "~")
    return text


def _as_faulthandler(text: str) -> str:
    """Escape what is not ASCII as faulthandler does: \\xfc, \\u738b. A backslash stays."""
    return text.encode("ascii", "backslashreplace").decode()


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause, sentence = error.__cause__, "The above exception was the direct cause of the following exception:"
    if cause is None and not error.__suppress_context__:
        cause, sentence = error.__context__, "During handling of the above exception, another exception occurred:"
    if cause is not None and id(cause) not in seen and len(seen) < _MOST_CAUSES:
        yield from _lines(cause, seen)
        yield from ("", sentence, "")
    yield "Traceback (most recent call last):"
    for frame in traceback.extract_tb(error.__traceback__, limit=-_MOST_FRAMES):
        yield f'  File "{short_path(frame.filename)}", line {frame.lineno}, in {frame.name}'
        if frame.filename.startswith(_PACKAGE + os.sep) and frame.line:
            yield f"    {frame.line}"
    yield kind_of(error)
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            if id(one) not in seen and len(seen) < _MOST_CAUSES:
                yield from (f"  | {line}" for line in _lines(one, seen))
