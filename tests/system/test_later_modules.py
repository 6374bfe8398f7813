"""Modules that run when they are first asked for something: by name, once, whole, and with what went wrong told."""

import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from qqdesk.system.later_modules import LaterFinder, LaterModule

NAME = "a_later_module"
RAN = f"{NAME}_ran"


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Where the module says that it runs; it can be imported, and is forgotten afterwards."""
    said = ModuleType(RAN)
    said.__dict__["runs"] = runs = list[str]()
    monkeypatch.setitem(sys.modules, RAN, said)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield runs
    sys.modules.pop(NAME, None)


def imported(folder: Path, source: str) -> ModuleType:
    (folder / f"{NAME}.py").write_text(f"from {RAN} import runs\nruns.append(__name__)\n{source}\n")
    importlib.invalidate_caches()
    with LaterFinder(frozenset({NAME})):
        return importlib.import_module(NAME)


def test_it_runs_when_it_is_asked_for_something_and_once(tmp_path: Path, ran: list[str]) -> None:
    module = imported(tmp_path, "x = 1\ny = 2")
    assert importlib.import_module(NAME) is module
    assert module.__name__ == NAME
    assert not ran
    assert module.x == 1
    assert module.y == 2
    assert ran == [NAME]
    assert type(module) is ModuleType
    assert module.__spec__ is not None
    assert module.__spec__.loader is module.__loader__
    assert module.__file__ == str(tmp_path / f"{NAME}.py")


def test_a_name_can_be_imported_out_of_it(tmp_path: Path, ran: list[str]) -> None:
    imported(tmp_path, "x = 1")
    scope: dict[str, int] = {}
    exec(f"from {NAME} import x", scope)
    assert scope["x"] == 1


def test_what_is_known_of_it_is_there_before_it_runs(tmp_path: Path, ran: list[str]) -> None:
    (tmp_path / f"{NAME}.py").write_text(f"from {RAN} import runs\nruns.append(__name__)\n__version__ = '2'\nx = 1\n")
    importlib.invalidate_caches()
    with LaterFinder(frozenset({NAME}), {NAME: {"__version__": "1"}}):
        module = importlib.import_module(NAME)
    assert module.__version__ == "1" and not ran
    assert module.x == 1
    assert module.__version__ == "2" and ran == [NAME]


def test_two_at_once_do_not_ask_each_other(tmp_path: Path, ran: list[str]) -> None:
    with LaterFinder(frozenset({NAME})):
        module = imported(tmp_path, "x = 1")
    assert not ran
    assert module.x == 1 and ran == [NAME]


def test_what_it_has_not_it_has_not(tmp_path: Path, ran: list[str]) -> None:
    module = imported(tmp_path, "x = 1\ndef __getattr__(name):\n    raise AttributeError('never ' + name)")
    for _ in range(2):
        with pytest.raises(AttributeError, match="never z"):
            _ = module.z
    assert ran == [NAME]


def test_its_own_code_may_look_at_it_while_it_runs(tmp_path: Path, ran: list[str]) -> None:
    module = imported(tmp_path, "import sys\nme = sys.modules[__name__]\nx = hasattr(me, 'y')\ny = 1")
    assert module.x is False
    assert module.y == 1


def test_what_goes_wrong_is_told_each_time(tmp_path: Path, ran: list[str]) -> None:
    module = imported(tmp_path, "x = 1 / 0")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            _ = module.x
    assert len(ran) == 2


def test_another_thread_waits_until_all_is_there(tmp_path: Path, ran: list[str]) -> None:
    said = sys.modules[RAN]
    said.__dict__.update(is_running=threading.Event(), may_go_on=threading.Event())
    module = imported(tmp_path, f"from {RAN} import *\nis_running.set()\nmay_go_on.wait(10)\nx = 1")
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(module.x)) for _ in range(2)]
    threads[0].start()
    assert said.is_running.wait(10)
    threads[1].start()
    threads[1].join(0.1)
    assert threads[1].is_alive()
    said.may_go_on.set()
    for thread in threads:
        thread.join(10)
    assert found == [1, 1]
    assert ran == [NAME]


def test_other_modules_are_none_of_its_business(tmp_path: Path, ran: list[str]) -> None:
    (tmp_path / f"{NAME}.py").write_text("x = 1")
    before = list(sys.meta_path)
    with LaterFinder(frozenset({"another"})):
        module = importlib.import_module(NAME)
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("another")
    assert not isinstance(module, LaterModule)
    assert sys.meta_path == before
