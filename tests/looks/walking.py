"""Visit the parts of a window as a screen reader and as the Tab key do."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget

MOST_ROWS = 200
MOST_STOPS = 80

_Role = QAccessible.Role
CONTROLS = frozenset(
    {
        _Role.PushButton, _Role.CheckBox, _Role.RadioButton, _Role.ComboBox, _Role.EditableText, _Role.SpinBox,
        _Role.Slider, _Role.List, _Role.Tree, _Role.Table, _Role.PageTab, _Role.PageTabList, _Role.MenuItem,
        _Role.ButtonMenu, _Role.ButtonDropDown, _Role.Link, _Role.Button, _Role.Graphic, _Role.ProgressBar,
    }
)  # fmt: skip
"""Roles of controls and rows, which need a name."""
ROWS = frozenset({_Role.ListItem, _Role.TreeItem, _Role.Cell, _Role.MenuItem, _Role.PageTab})
_QTS_OWN = ("qt_spinbox_lineedit", "qt_scrollarea_", "ScrollLeftButton", "ScrollRightButton", "qt_msgboxex_icon")
"""Inner parts of Qt's widgets, which need no name."""


def interfaces(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield an interface and all visible ones inside it."""
    yield root
    for row in range(min(root.childCount(), MOST_ROWS)):
        child = root.child(row)
        if child is not None and child.isValid() and not child.state().invisible:
            yield from interfaces(child)


def describe(interface: QAccessibleInterface) -> str:
    """Describe an interface for a failure message."""
    widget = interface.object()
    kind = type(widget).__name__ if widget is not None else "a part"
    parent = interface.parent()
    of = type(parent.object()).__name__ if parent is not None and parent.object() is not None else ""
    name = widget.objectName() if widget is not None else ""
    return f"{kind} {name} in {of}: {interface.role().name}, {interface.rect().getRect()}"


def unnamed(window: QWidget) -> list[str]:
    """Return the controls and rows of a window without a name."""
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    faults = []
    for interface in interfaces(root):
        widget = interface.object()
        name = interface.text(QAccessible.Text.Name).strip()
        if interface.role() == _Role.NoRole:
            faults.append(f"no role: {describe(interface)}")
        if isinstance(widget, QWidget):
            if widget.objectName().startswith(_QTS_OWN) or not widget.isVisible():
                continue
            takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
            if not name and (interface.role() in CONTROLS or takes_keys) and widget.focusProxy() is None:
                faults.append(f"no name: {describe(interface)}")
        elif not name and interface.role() in ROWS and not interface.rect().isEmpty():
            faults.append(f"no text: {describe(interface)}")
    return faults


@dataclass(frozen=True)
class Stop:
    """A stop of the focus."""

    widget: QWidget
    name: str
    is_visible: bool
    place: QRect
    """The place in the window, with the scroll position of that moment."""
    shows_focus: bool

    def __str__(self) -> str:
        return f"{type(self.widget).__name__} {self.name!r}"


def stops(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab, *, look: bool = False) -> list[Stop]:
    """Press a key until the focus is back at its first stop, or MOST_STOPS times. Return the stops.

    A widget that has the focus when the window opens may not be one of them.

    `look`: compare pictures with and without the focus."""
    found: list[Stop] = []
    first = QApplication.focusWidget()
    if first is None or not first.focusPolicy() & Qt.FocusPolicy.TabFocus:
        QTest.keyClick(first or window, key)
        first = QApplication.focusWidget()
    while (focus := QApplication.focusWidget()) is not None and len(found) < MOST_STOPS:
        if found and focus is first:
            break
        again = bool(found) and focus is found[-1].widget  # another part of the same widget, as of a date
        found.append(_stop(window, focus, look=look and not again))
        QTest.keyClick(focus, key)
        QApplication.processEvents()
    return found


def _stop(window: QWidget, focus: QWidget, *, look: bool) -> Stop:
    interface = QAccessible.queryAccessibleInterface(focus)
    name = interface.text(QAccessible.Text.Name).strip()
    seen = focus.isVisible() and not focus.visibleRegion().isEmpty()
    place = QRect(focus.mapTo(window, QPoint()), focus.size())
    caret = isinstance(focus, QPlainTextEdit | QTextEdit)  # a caret blinks
    return Stop(focus, name, seen, place, not look or caret or _shows_focus(focus))


def _shows_focus(focus: QWidget) -> bool:
    """Whether the focus that comes by Tab is visible. A list shows none when its window opens."""
    focus.clearFocus()
    QApplication.processEvents()
    without = picture(focus)
    focus.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    return bool(picture(focus) != without)


def picture(widget: QWidget) -> QImage:
    """Return a picture of a widget with a margin, which may have the focus frame."""
    window = widget.window()
    place = widget.rect().translated(widget.mapTo(window, QPoint())).adjusted(-4, -4, 4, 4)
    return window.grab(place.intersected(window.rect())).toImage()
