"""What a window shows. On a real screen a window manager decides who gets the keys."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.person_partner import ChatHead
from qqdesk.gui.shared.labels import ElidedLabel


def show(window: QWidget) -> None:
    """Show a window, and wait until it has the keyboard focus; shortcuts need that."""
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window, 2000)


def _labels(widget: QWidget) -> list[QLabel | ElidedLabel]:
    return [one for one in widget.findChildren(QWidget) if isinstance(one, QLabel | ElidedLabel) and one.isVisible()]


def label(widget: QWidget, text: str) -> QLabel | ElidedLabel:
    """Return the visible label with this text. Raises StopIteration if there is none."""
    return next(one for one in _labels(widget) if one.text() == text)


def texts(widget: QWidget) -> list[str]:
    """Return the texts of the visible labels."""
    return [one.text() for one in _labels(widget) if one.text()]


def active_timers(parent: QObject) -> list[QTimer]:
    return [timer for timer in parent.findChildren(QTimer) if timer.isActive()]


def head_of(page: ChatPage) -> ChatHead:
    """Return the head of the page of a person."""
    assert isinstance(page.head, ChatHead)
    return page.head
