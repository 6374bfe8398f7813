"""The byte code of PySide's own sources: kept at the first start, used at the next, made anew when it does not fit."""

import builtins
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qqdesk.gui.kept_code import KeptCode

NAME = "shibokensupport/signature/some.py"
START = """
import builtins, sys
compiled = []
real = builtins.compile
def counting(source, filename, *others, **options):
    compiled.append(filename)
    return real(source, filename, *others, **options)
builtins.compile = counting
from qqdesk.gui.kept_code import load_qt
load_qt()
assert builtins.compile is counting
explained = sys.modules["shibokensupport.signature.layout"]
assert type(explained).__name__ == "LaterModule"
assert type(sys.modules["inspect"]).__name__ == "LaterModule"
from PySide6.QtCore import QObject
try:
    QObject().setObjectName(1)
except TypeError as error:
    assert "wrong argument types" in str(error)  # the sentence is made by what was loaded
else:
    raise SystemExit("it was to be refused")
assert type(explained).__name__ == "module"
import dataclasses  # its source is not looked at
assert not dataclasses.__file__ in sys.modules["linecache"].cache
print(sum(str(name).startswith("shibokensupport/") for name in compiled))
"""

MISTAKES = """
import sys
if sys.argv[1] == "kept":
    from qqdesk.gui.kept_code import load_qt
    load_qt()
from PySide6 import QtCore, QtGui, QtWidgets
app = QtWidgets.QApplication([])
widget, timer = QtWidgets.QLabel(), QtCore.QTimer()
for mistake in (
    lambda: widget.setText(1),
    lambda: widget.resize(1, 2, 3),
    lambda: QtWidgets.QLabel(word="wrap"),
    lambda: widget.words,
    lambda: timer.timeout.connect(3),
    lambda: timer.timeout.emit(1),
    lambda: QtCore.Qt.AlignmentFlag("x"),
    lambda: QtCore.QAbstractItemModel(),
    lambda: QtGui.QPainter(3),
    lambda: QtCore.QSize(1, 2) + 3,
):
    try:
        print(mistake())
    except Exception as error:
        print("refused:", type(error).__name__, error)
print(QtCore.QSize.scaled.__doc__)
from PySide6.support.signature.lib.pyi_generator import generate_pyi
print(generate_pyi.__name__)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "kept"


def value_of(path: Path, source: bytes, monkeypatch: pytest.MonkeyPatch, name: str = NAME) -> int:
    """What the source says, and not a word more than a start would do."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept = KeptCode(str(path))
    kept.begin()
    try:
        values: dict[str, int] = {}
        exec(compile(source, name, "exec"), values)
    finally:
        kept.end()
    return values["x"]


def started(prefix: Path) -> int:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(prefix)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run([sys.executable, "-c", START], env=environment, check=True, capture_output=True, text=True)
    return int(done.stdout)


def test_only_the_first_start_compiles(tmp_path: Path) -> None:
    assert started(tmp_path) > 5
    assert started(tmp_path) == 0


def test_a_wrong_call_is_explained_as_without_it() -> None:
    said = [
        subprocess.run([sys.executable, "-c", MISTAKES, how], check=True, capture_output=True, text=True).stdout
        for how in ("kept", "plain")
    ]
    assert said[0] == said[1]
    assert said[0].count("refused:") == 10


def test_another_source_under_the_same_name_is_compiled(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert value_of(path, b"x = 1", monkeypatch) == 1
    assert value_of(path, b"x = 2", monkeypatch) == 2
    assert value_of(path, b"x = 2", monkeypatch) == 2


@pytest.mark.parametrize("damage", [b"", b"\x00", b"kept"])
def test_a_damaged_file_is_made_anew(path: Path, damage: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert value_of(path, b"x = 1", monkeypatch) == 1
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if damage == b"\x00" else damage)
    assert value_of(path, b"x = 1", monkeypatch) == 1
    assert path.read_bytes() == whole


def test_where_nothing_can_be_written_it_goes_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    assert value_of(tmp_path / "file" / "kept", b"x = 1", monkeypatch) == 1


def test_other_sources_are_none_of_its_business(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert value_of(path, b"x = 1", monkeypatch, name="other.py") == 1
    assert not path.exists()


def test_nothing_is_kept_where_python_is_told_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = builtins.compile
    kept = KeptCode(str(path))
    kept.begin()
    compile(b"x = 1", NAME, "exec")
    kept.end()
    assert builtins.compile is before
    assert not path.exists()
