"""Qt for Python is loaded from byte code, as everything else is, and only as far as the program needs it.

A part of PySide is written in Python and lies as source inside its library: at every start it is compiled anew, which
takes a quarter of the time that all of PySide takes to load. Here what became of it is kept beside this module's own
byte code, and used as long as the source is the same, to the letter.

Most of that part explains wrong calls, and writes type stubs, with modules of Python's that nothing else needs so
early: it runs when it is first asked to. And it reads the source of every module that is imported, and keeps it, to see
whether the module may switch on other names for Qt's methods (`from __feature__ import …`): nothing here does. Without
both the first window is there sooner by a third, and 16 MB are not taken.
"""

import builtins
import marshal
import os
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from typing import Any

from qqdesk.system.later_modules import LaterFinder, LaterModule

_SUPPORT = "shibokensupport/"
"""How the names of these sources begin."""
_MARK = MAGIC_NUMBER + b"\x02"
"""How the file begins: whose byte code it is, and how it is kept."""
_LATER = frozenset(
    f"{_SUPPORT}signature/{name}.py"
    for name in ("errorhandler", "layout", "parser", "lib/enum_sig", "lib/pyi_generator", "lib/tool")
)
"""(`mapping` is not among them: PySide looks into it without asking it, and aborts the program where nothing is.)"""
_PYTHONS_LATER = frozenset({"bz2", "inspect", "ipaddress", "lzma", "shutil", "tempfile", "traceback"})
_FEATURES = f"{_SUPPORT}feature.py"
_NO_FEATURES = b"""
def _mod_uses_pyside(module):
    return False
"""
_STAND_IN = compile(f"from {__name__} import run_later; run_later(__name__, 'code')", "stand-in", "exec")
"""What such a module does instead; in the place of 'code' is its own."""


def run_later(name: str, code: bytes) -> None:
    """The module `name`, which is there and empty, has this code."""
    module = sys.modules[name]
    module.__class__ = LaterModule
    assert isinstance(module, LaterModule)
    module.run_later = lambda: exec(marshal.loads(code), vars(module))


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

    def _read(self) -> dict[str, tuple[bytes, bytes]]:
        try:
            with open(self._path, "rb") as file:  # noqa: PTH123
                content = file.read()
            if content.startswith(_MARK):
                known = marshal.loads(content[len(_MARK) :])
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
        source += _NO_FEATURES if filename == _FEATURES else b""
        mark = source_hash(source)
        before, code = self._known.get(filename, (b"", b""))
        if before != mark:
            code = marshal.dumps(self._compile(source, filename, "exec"))
            self._known[filename] = mark, code
            self._is_new = True
        if filename in _LATER:
            return _STAND_IN.replace(co_consts=tuple(code if x == "code" else x for x in _STAND_IN.co_consts))
        return marshal.loads(code)

    def _write(self) -> None:
        # In one step: another start may read it at this moment.
        draft = f"{self._path}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)  # noqa: PTH103, PTH120
            with open(draft, "wb") as file:  # noqa: PTH123
                file.write(_MARK + marshal.dumps(self._known))
            os.replace(draft, self._path)  # noqa: PTH105
        except OSError:
            # A folder of somebody else's; or, on Windows, another start has the old one open.
            with suppress(OSError):
                os.unlink(draft)  # noqa: PTH108


class _ForDataclasses:
    """Stands in for `inspect` in `dataclasses`: that writes the signature of each class that has no docstring into one,
    and nothing of ours reads it. With what it needs it takes 1 MB."""

    @staticmethod
    def signature(_: type) -> str:
        return ""

    def __getattr__(self, name: str) -> Any:
        import inspect

        return getattr(inspect, name)


def load_qt() -> None:
    """Import PySide for the first time. Where PySide does it in another way, it goes on so."""
    kept = KeptCode(kept_code_path())
    kept.begin()
    try:
        with LaterFinder(_PYTHONS_LATER):
            import dataclasses

            import PySide6.QtCore  # noqa: F401
    finally:
        kept.end()
    vars(dataclasses)["inspect"] = _ForDataclasses()
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
