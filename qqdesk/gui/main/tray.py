"""The icon in the system's tray: how I am seen, and whether somebody wrote."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from qqdesk.domain.contact import Me
from qqdesk.gui.icons import large_icon
from qqdesk.gui.menus import StatusActions, add_action
from qqdesk.gui.texts import requests_text, status_text
from qqdesk.gui.theme import reduced_motion
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger

BLINK_MS = 500
_LOOK_AGAIN_MS = 3000

_ICONS = {
    Status.ONLINE: "tray-online",
    Status.BUSY: "tray-busy",
    Status.INVISIBLE: "tray-invisible",
    Status.OFFLINE: "tray-offline",
}


class Tray(QObject):
    """Shown from signing in to signing out, also in a tray that comes only later."""

    open_wanted = Signal()
    toggle_wanted = Signal()
    next_unread_wanted = Signal()
    status_chosen = Signal(object)  # Status
    settings_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, messenger: Messenger, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._shown = False
        self._lit = False
        self._name = ""
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self.statuses = StatusActions(self)
        self.statuses.chosen.connect(self.status_chosen)
        self._build_menu()
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._turn)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_AGAIN_MS)
        self._look.timeout.connect(self._settle)
        messenger.me_changed.connect(self._show_me)
        messenger.unread_changed.connect(self.refresh)
        messenger.connection_changed.connect(self.refresh)
        messenger.requests_changed.connect(self.refresh)
        messenger.signed_in.connect(self.refresh)
        self.refresh()

    def _build_menu(self) -> None:
        opening = add_action(self.menu, self.tr("Open qqdesk"), self.open_wanted.emit, "qqdesk")
        self.menu.setDefaultAction(opening)
        self.next_unread = add_action(
            self.menu, self.tr("Next unread conversation"), self.next_unread_wanted.emit, "chat"
        )
        self.menu.addSeparator()
        self.menu.addActions(list(self.statuses.actions.values()))
        self.menu.addSeparator()
        add_action(self.menu, self.tr("Settings"), self.settings_wanted.emit, "settings")
        add_action(self.menu, self.tr("Quit"), self.quit_wanted.emit, "power")

    @staticmethod
    def is_available() -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def icon_name(self) -> str:
        """Which picture is shown at this moment."""
        return self._name

    def show(self) -> None:
        self._shown = True
        self.refresh()
        self._settle()
        self._look.start()

    def hide(self) -> None:
        self._shown = False
        self._look.stop()
        self._blink.stop()
        self.icon.hide()

    @Slot()
    def _settle(self) -> None:
        """Into the tray as soon as there is one; a tray that went away may come back."""
        available = self.is_available()
        if available != self.icon.isVisible():
            self.icon.setVisible(available)

    @property
    def status(self) -> Status:
        """What is shown: without a connection nobody sees me."""
        connected = self._messenger.connection.phase is ConnectionPhase.CONNECTED
        return self._messenger.me.status if connected else Status.OFFLINE

    @Slot(object)
    def _show_me(self, me: Me) -> None:
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Icon, tool tip and menu as things are."""
        unread = self._messenger.unread
        calls = unread > 0 or bool(self._messenger.requests)
        self.statuses.show_status(self._messenger.me.status)
        self.next_unread.setEnabled(unread > 0)
        self.icon.setToolTip(self._tip(unread))
        if unread and not reduced_motion() and self._shown:
            if not self._blink.isActive():
                self._lit = True
                self._blink.start()
        else:
            self._blink.stop()
            self._lit = calls  # who asks to be added waits in the main window: a mark, and no blinking until then
        self._paint()

    def _tip(self, unread: int) -> str:
        sentence = self.tr("{name} - {status}").format(name=self._messenger.me.name, status=status_text(self.status))
        lines = [sentence]
        if unread == 1:
            lines.append(self.tr("1 unread message"))
        elif unread:
            lines.append(self.tr("{count} unread messages").format(count=unread))
        if asking := len(self._messenger.requests):
            lines.append(requests_text(asking))
        return "\n".join(lines)

    @Slot()
    def _turn(self) -> None:
        self._lit = not self._lit
        self._paint()

    def _paint(self) -> None:
        name = "tray-message" if self._lit else _ICONS[self.status]
        if name != self._name:
            self._name = name
            self.icon.setIcon(large_icon(name))

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.MiddleClick:
            self.next_unread_wanted.emit()
        elif reason == QSystemTrayIcon.ActivationReason.Trigger:
            if self._messenger.unread:
                self.next_unread_wanted.emit()
            else:
                self.toggle_wanted.emit()
