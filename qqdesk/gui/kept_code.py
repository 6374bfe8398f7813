"""Qt for Python is loaded from byte code, as everything else is.

A part of PySide is written in Python and lies as source inside its library: at every start it is compiled anew, which
takes a quarter of the time that all of PySide takes to load. Here what became of it is kept beside this module's own
byte code, and used as long as the source is the same, to the letter.
"""

import builtins
import marshal
import os
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from typing import Any

_SUPPORT = "shibokensupport/"
"""How the names of these sources begin."""


def kept_code_path() -> str:
    """Where Python would put it; another one for each version of it."""
    return cache_from_source(os.path.join(os.path.dirname(__file__), "pyside_support.py"))  # noqa: PTH118, PTH120


class KeptCode:
    """Stands in for `compile` between `begin` and `end`; a file that cannot be used, or written, changes nothing."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._compile = builtins.compile
        self._known = self._read()
        self._is_new = False

    def _read(self) -> dict[str, tuple[bytes, Any]]:
        try:
            with open(self._path, "rb") as file:  # noqa: PTH123
                content = file.read()
            if content.startswith(MAGIC_NUMBER):
                known = marshal.loads(content[len(MAGIC_NUMBER) :])
                return known if isinstance(known, dict) else {}
        except (OSError, ValueError, EOFError, TypeError):
            pass
        return {}

    def begin(self) -> None:
        builtins.compile = self.code

    def end(self) -> None:
        """What had to be compiled is kept for the next time, unless Python is told to keep nothing."""
        builtins.compile = self._compile
        if self._is_new and not sys.dont_write_bytecode:
            self._write()

    def code(self, source: Any, filename: Any, *others: Any, **options: Any) -> Any:
        if others != ("exec",) or options or not isinstance(source, bytes) or not str(filename).startswith(_SUPPORT):
            return self._compile(source, filename, *others, **options)
        mark = source_hash(source)
        before, code = self._known.get(filename, (b"", None))
        if before != mark:
            code = self._compile(source, filename, "exec")
            self._known[filename] = mark, code
            self._is_new = True
        return code

    def _write(self) -> None:
        # In one step: another start may read it at this moment.
        draft = f"{self._path}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)  # noqa: PTH103, PTH120
            with open(draft, "wb") as file:  # noqa: PTH123
                file.write(MAGIC_NUMBER + marshal.dumps(self._known))
            os.replace(draft, self._path)  # noqa: PTH105
        except OSError:
            # A folder of somebody else's; or, on Windows, another start has the old one open.
            with suppress(OSError):
                os.unlink(draft)  # noqa: PTH108


def load_qt() -> None:
    """Import PySide for the first time."""
    kept = KeptCode(kept_code_path())
    kept.begin()
    try:
        import PySide6.QtCore  # noqa: F401
    finally:
        kept.end()
