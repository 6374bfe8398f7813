import _ctypes
import sys
import threading

import pytest
from PySide6.QtWidgets import QApplication, QCalendarWidget

from qqdesk.system.working_set import trim
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
    trim()
    after, all_after = mapped(WIDGETS), mapped(".so")
    assert after.resident < before.resident / 2
    # What is needed to read this is back by now: Python and the C library.
    assert all_after.resident < all_before.resident / 2
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
        for _ in range(3):
            trim()
    finally:
        enough.set()
        thread.join(20)
    assert turns > 0
