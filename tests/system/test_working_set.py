import _ctypes
import sys
import threading

import pytest
from PySide6.QtWidgets import QApplication, QCalendarWidget

from qqdesk.system.working_set import WorkingSet, mappings, only_read
from tests.helpers.mappings import mapped

WIDGETS = "libQt6Widgets"
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nothing is done elsewhere")


def use_widgets(qapp: QApplication) -> None:
    calendar = QCalendarWidget()
    calendar.show()
    qapp.processEvents()
    calendar.close()
    calendar.deleteLater()


def test_what_was_only_read_is_given_back_and_there_again_when_it_is_needed(qapp: QApplication) -> None:
    use_widgets(qapp)
    before, all_before = mapped(WIDGETS), mapped(".so")
    WorkingSet().trim()
    after, all_after = mapped(WIDGETS), mapped(".so")
    assert after.resident < before.resident / 2
    assert all_after.resident < all_before.resident
    assert after.written == before.written, "what is written lies nowhere else"
    assert all_after.written >= all_before.written
    use_widgets(qapp)
    assert mapped(WIDGETS).resident > after.resident


def test_libraries_may_come_and_go_meanwhile() -> None:
    enough, turns = threading.Event(), 0

    def load() -> None:
        nonlocal turns
        while not enough.is_set():
            handle = _ctypes.dlopen("libanl.so.1", 0)
            _ctypes.dlclose(handle)
            turns += 1

    thread = threading.Thread(target=load)
    thread.start()
    try:
        working_set = WorkingSet()
        for _ in range(2):
            working_set.trim()
    finally:
        enough.set()
        thread.join(20)
    assert turns > 0


def smaps(*told: tuple[str, str, int, int]) -> bytes:
    """As the kernel tells: rights, path, and kB that were written, in memory and in swap."""
    lines = []
    for place, (rights, path, anonymous, swap) in enumerate(told):
        start = 0x7F0000000000 + place * 0x1000
        lines += [
            f"{start:x}-{start + 0x1000:x} {rights} 00000000 fe:01 {place:<10} {path}".rstrip(),
            "Rss:                   4 kB",
            f"Anonymous:      {anonymous:8} kB",
            f"Swap:           {swap:8} kB",
            "VmFlags: rd mr mw me",
        ]
    return "\n".join([*lines, ""]).encode()


def taken_out(*told: tuple[str, str, int, int]) -> list[tuple[str, str]]:
    return [(one.rights, one.path) for one in only_read(mappings(smaps(*told)))]


def test_what_was_written_stays_also_in_swap() -> None:
    written = ("rw-p", "/lib/other.so", 4, 0)
    assert taken_out(("r-xp", "/lib/a.so", 0, 0), written) == [("r-xp", "/lib/a.so")]
    assert taken_out(("r-xp", "/lib/a.so", 4, 0), written) == []
    assert taken_out(("r-xp", "/lib/a.so", 0, 4), written) == [], "relocated, and not in memory just now"
    assert taken_out(("r--p", "/lib/a.so", 0, 8), written) == []


def test_what_the_loader_closed_stays_whatever_is_told_of_it() -> None:
    library = [("r--p", "/a.so", 0, 0), ("r-xp", "/a.so", 0, 0), ("r--p", "/a.so", 0, 0), ("rw-p", "/a.so", 4, 0)]
    assert taken_out(*library) == [("r--p", "/a.so"), ("r-xp", "/a.so")]


def test_a_kernel_that_does_not_count_what_is_written_is_not_believed() -> None:
    assert taken_out(("r-xp", "/lib/a.so", 0, 0), ("rw-p", "/lib/a.so", 0, 0)) == []
    told = smaps(("r-xp", "/lib/a.so", 0, 0), ("rw-p", "/lib/a.so", 4, 0))
    without_swap = b"\n".join(line for line in told.split(b"\n") if not line.startswith(b"Swap:"))
    assert list(only_read(mappings(without_swap))) == []


@pytest.mark.parametrize("name", ["a b.so", "a\x0bb.so", "a\u2028b.so", "a: b.so", "a.so (deleted)"])
def test_names_have_all_kinds_of_characters(name: str) -> None:
    assert taken_out(("r-xp", f"/x {name}", 0, 0), ("r-xp", "", 0, 0), ("rw-p", "/b", 4, 0)) == [("r-xp", f"/x {name}")]


def test_a_kernel_that_tells_nothing() -> None:
    assert mappings(b"") == []
