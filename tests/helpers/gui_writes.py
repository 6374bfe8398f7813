"""Find write transactions of the GUI thread, which would wait for the disk."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from qqdesk.history.history_file import HistoryFile

_GUI = ("qqdesk.gui.", "qqdesk.worker.")
_WRITERS = ("writing", "truncate_wal", "close")
_stand_ins: list[None] = []


@contextmanager
def in_place_of_the_writer() -> Iterator[None]:
    """Let the main thread do what the writer's thread does elsewhere."""
    _stand_ins.append(None)
    try:
        yield
    finally:
        _stand_ins.pop()


@contextmanager
def no_gui_writes() -> Iterator[None]:
    """Fail if the program changes or closes a history in the main thread. A test may do so by itself."""
    found: list[str] = []
    originals = {name: getattr(HistoryFile, name) for name in _WRITERS}

    def watched(name: str) -> Any:
        def call(*args: Any, **named: Any) -> Any:
            is_gui_thread = threading.current_thread() is threading.main_thread() and not _stand_ins
            if is_gui_thread and (caller := _gui_caller()):
                found.append(f"{caller} calls {name}")
            return originals[name](*args, **named)

        return call

    for name in _WRITERS:
        setattr(HistoryFile, name, watched(name))
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(HistoryFile, name, original)
    assert not found, f"in the GUI thread: {', '.join(found)}"


def _gui_caller() -> str:
    """Return the innermost function of the program's GUI thread on the stack, or ""."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(_GUI):
            return f"{module}.{frame.f_code.co_name}"
        frame = frame.f_back
    return ""
