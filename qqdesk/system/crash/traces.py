"""Tracebacks that say where and what kind, and nothing of the values: an exception's message may hold what somebody
wrote, a name or a password, and so may every variable.

A place in the program's own files comes with its line; all others have the file's name and the number only.
"""

import errno
import linecache
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import qqdesk

_PACKAGE = os.path.dirname(os.path.abspath(qqdesk.__file__))  # noqa: PTH100, PTH120
_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:[/\\]")
_LIBRARY = re.compile(r".*[/\\](?:site-packages|dist-packages|python3\.\d+t?)[/\\](.+)")
_FILE = re.compile(r'(\b[Ff]ile ")(.*)(?=", (?:line|at) )')
_MOST_PLACES = 60
"""Of one traceback: the first and the last of them."""
_MOST_CAUSES = 8


def without_values(error: BaseException | None) -> str:
    """The traceback with those of its causes before it, as Python writes it; no line end behind."""
    return "\n".join(_lines(error, set())) if error is not None else "no exception"


def kind_of(error: BaseException) -> str:
    """Its type by its full name; of the system's errors also the number, by its name, as [EACCES]."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, OSError) and error.errno is not None and error.errno in errno.errorcode:
        return f"{name} [{errno.errorcode[error.errno]}]"
    return name


def place_of(error: BaseException) -> tuple[str, int]:
    """The file and the line where it was raised: two errors with the same are the same bug."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return ("", 0) if trace is None else (trace.tb_frame.f_code.co_filename, trace.tb_lineno)


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
    except RuntimeError:  # nobody knows where it is
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
    yield from _places(error.__traceback__)
    yield kind_of(error)
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            if id(one) not in seen and len(seen) < _MOST_CAUSES:
                yield from (f"  | {line}" for line in _lines(one, seen))


def _places(trace: TracebackType | None) -> Iterator[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append((code.co_filename, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    half = _MOST_PLACES // 2
    left_out = len(places) - _MOST_PLACES
    for number, (path, line, name) in enumerate(places):
        if left_out > 0 and half <= number < half + left_out:
            if number == half:
                yield f"  … {left_out} more …"
            continue
        yield f'  File "{short_path(path)}", line {line}, in {name}'
        if path.startswith(_PACKAGE + os.sep) and (source := linecache.getline(path, line).strip()):
            yield f"    {source}"
