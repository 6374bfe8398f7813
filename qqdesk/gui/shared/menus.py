"""Menus of several windows, and actions with an icon."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCursor, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget

from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.presence_mark import status_icon, status_text
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.theme_colors import CLASSIC_NAME, DARK_NAME, LIGHT_NAME, SYSTEM
from qqdesk.paths import resource
from qqdesk.protocol.codes import Status

T = TypeVar("T")

STATUSES = (Status.ONLINE, Status.AWAY, Status.BUSY, Status.INVISIBLE, Status.OFFLINE)
"""The statuses in the order of menus."""


def add_action(
    menu: QMenu, text: str, act: Callable[[], object], icon: str = "", shortcut: str = "", role: str = "text"
) -> QAction:
    """Add an entry that calls `act`. The shortcut is only displayed; the window handles it."""
    action = QAction(text, menu)
    if icon:
        put_icon(action, icon, role)
    if shortcut:
        action.setText(f"{text}\t{QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)}")
    action.triggered.connect(act)
    menu.addAction(action)
    return action


def refuse(action: QAction, reason: str) -> None:
    """Disable an entry, and show the reason where others have their key. "" changes nothing."""
    if reason:
        text = action.text().partition("\t")[0]
        action.setText(f"{text}\t{reason}")
        action.setEnabled(False)


def admin_text(name: str) -> str:
    """Return the entry that opens the window of a place."""
    # An ampersand in a name is not a mnemonic.
    return QCoreApplication.translate("Menus", "{place}…").format(place=isolated(name.replace("&", "&&")))


def put_menu(button: QToolButton, menu: QMenu) -> None:
    """Open the menu with a click on the button."""
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(menu)
    end_hover_with(menu, button)


def open_below(menu: QMenu, button: QWidget) -> None:
    """Open a menu that is deleted when it closes."""
    end_hover_with(menu, button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def end_hover_with(menu: QMenu, button: QWidget) -> None:
    """End the hover of a button when its menu closes: Qt sends it no Leave event then."""
    menu.aboutToHide.connect(lambda: QTimer.singleShot(0, button, lambda: _end_hover(button)))


def _end_hover(button: QWidget) -> None:
    is_over = button.isVisible() and button.rect().contains(button.mapFromGlobal(QCursor.pos()))
    if button.underMouse() and not is_over:
        QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))


def add_choices(
    menu: QMenu, choices: Iterable[tuple[T, str]], current: T, choose: Callable[[T], object]
) -> QActionGroup:
    """Add checkable entries for values with their texts. `current` is checked; `choose` gets the value of a click."""
    group = QActionGroup(menu)
    for value, text in choices:
        action = QAction(text, group, checkable=True, checked=value == current)
        action.setData(value)
        menu.addAction(action)
    group.triggered.connect(lambda action: choose(action.data()))
    return group


class StatusActions(QObject):
    """A checkable action for each status, with a mark in the theme's colours."""

    chosen = Signal(object)  # Status

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        self.actions = {status: QAction(status_text(status), self._group) for status in STATUSES}
        for status, action in self.actions.items():
            action.setCheckable(True)
            action.setData(int(status))
        self._group.triggered.connect(self._choose)
        theme_source().changed.connect(self._refresh)
        self._refresh()

    def show_status(self, status: Status) -> None:
        """Check the action of this status."""
        self.actions[status].setChecked(True)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.chosen.emit(Status(action.data()))

    @Slot()
    def _refresh(self) -> None:
        for status, action in self.actions.items():
            action.setIcon(status_icon(status))


def theme_choices() -> list[tuple[str, str]]:
    """Return the themes with their names."""
    translate = QCoreApplication.translate
    return [
        (SYSTEM, translate("ThemeMenu", "Same as the system")),
        (LIGHT_NAME, translate("ThemeMenu", "Light")),
        (DARK_NAME, translate("ThemeMenu", "Dark")),
        (CLASSIC_NAME, translate("ThemeMenu", "Classic blue")),
    ]


def languages() -> list[str]:
    """Return the codes of the translated languages, such as zh_CN."""
    folder: Path = resource("i18n")
    return sorted(file.stem.removeprefix("qqdesk_") for file in folder.glob("qqdesk_*.qm"))


def language_choices() -> list[tuple[str, str]]:
    """Return codes and native names of the languages; "" is the language of the system."""
    entries = [("", QCoreApplication.translate("LanguageMenu", "Same as the system")), ("en", "English")]
    return entries + [(code, language_name(code)) for code in languages() if code != "en"]


def language_name(code: str) -> str:
    """Return the name of a language in that language."""
    return "English" if code == "en" else QLocale(code).nativeLanguageName() or code
