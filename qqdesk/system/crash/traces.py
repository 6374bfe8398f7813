"""Tracebacks that say where and what kind, and nothing of the values: an exception's message may hold what somebody
wrote, a name or a password, and so may every variable.

A place in the program's own files comes with its line; of all others there are the file's name and the number alone.
"""

import errno
import linecache
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import qqdesk

_PACKAGE = os.path.dirname(os.path.abspath(qqdesk.__file__))  # noqa: PTH100, PTH120
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
    """From the package on, for the program's own files; others with ~ for the person's home."""
    if path.startswith(_PACKAGE + os.sep):
        return "qqdesk/" + path[len(_PACKAGE) + 1 :].replace(os.sep, "/")
    return without_home(path)


def short_paths(text: str) -> str:
    """The same for all of them in a text."""
    return without_home(text.replace(_PACKAGE + os.sep, f"qqdesk{os.sep}"))


def without_home(text: str) -> str:
    """With ~ for the folder that has the person's name in it."""
    try:
        home = str(Path.home())
    except RuntimeError:  # nobody knows where it is
        return text
    return text.replace(home, "~") if len(home) > 1 else text


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
