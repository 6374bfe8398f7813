"""Signals of the system wake the event loop."""

import signal

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from qqdesk.gui.shared.quit_signals import QuitSignals


def test_two_that_end_in_the_order_of_their_start_leave_no_socket(qapp: QApplication) -> None:
    """The later one must not restore a socket that the earlier one has closed."""
    parent = QObject()
    first, second = QuitSignals(parent), QuitSignals(parent)
    first.close()
    second.close()
    assert signal.set_wakeup_fd(-1) == -1
