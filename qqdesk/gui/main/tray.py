"""The icon in the system's tray: how I am seen, and whether somebody wrote."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from qqdesk.domain.contact import Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.main.tray_icon import MOST, tray_icon
from qqdesk.gui.main.tray_menu import TrayMenu
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.menus import StatusActions
from qqdesk.gui.shared.navigator import Navigator
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.status_texts import status_text
from qqdesk.gui.shared.texts import requests_text
from qqdesk.gui.shared.theme import reduced_motion
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger

BLINK_MS = 500
PACE_MS = 200
LOOK_FOR_MS, LOOK_AFTER_MS = 3_000, 10_000
"""Between two looks for a tray, and two whether it is still there: each takes some 2 ms."""

_ICONS = {
    Status.ONLINE: "tray-online",
    Status.BUSY: "tray-busy",
    Status.INVISIBLE: "tray-invisible",
    Status.OFFLINE: "tray-offline",
}


class Tray(QObject):
    """Shown from signing in to signing out, also in a tray that comes only later.

    A click opens the next unread conversation while the icon calls, and toggles the main window otherwise. The middle
    button opens the next unread conversation, also of muted people.
    """

    status_chosen = Signal(object)  # Status
    icon_made = Signal(object)  # QSystemTrayIcon, in the place of the one before
    lost = Signal()
    """The tray went away, and the icon with it."""

    def __init__(self, messenger: Messenger, navigator: Navigator, store: SettingsStore, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger, self._navigator = messenger, navigator
        self._shown = False
        self._lit = False
        self._picture = ("", 0)
        self.contents = TrayMenu(messenger, navigator, store, self)
        self.contents.statuses.chosen.connect(self.status_chosen)
        self.icon = self._make_icon()
        self._painted = QElapsedTimer()
        self._painted.start()
        self._again = QTimer(self, singleShot=True, interval=PACE_MS)
        self._again.timeout.connect(self._paint)
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._turn)
        self._look = QTimer(self)
        self._look.timeout.connect(self._settle)
        messenger.me_changed.connect(self._show_me)
        messenger.unread_changed.connect(self.refresh)
        messenger.connection_changed.connect(self.refresh)
        messenger.requests_changed.connect(self.refresh)
        messenger.signed_in.connect(self.refresh)
        messenger.mutes.changed.connect(self.refresh)
        messenger.roster_changed.connect(self.refresh)
        self.refresh()

    def _make_icon(self) -> QSystemTrayIcon:
        icon = QSystemTrayIcon(self)
        icon.setContextMenu(self.menu)
        icon.activated.connect(self._activated)
        return icon

    @property
    def menu(self) -> QMenu:
        return self.contents.menu

    @property
    def statuses(self) -> StatusActions:
        return self.contents.statuses

    @staticmethod
    def is_available() -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def icon_name(self) -> str:
        """Which picture is shown at this moment."""
        return self._picture[0]

    @property
    def icon_count(self) -> int:
        """The number on it."""
        return self._picture[1]

    def show(self) -> None:
        self._shown = True
        self.refresh()
        self._settle()
        self._look.start(LOOK_AFTER_MS if self.icon.isVisible() else LOOK_FOR_MS)

    def hide(self) -> None:
        self._shown = False
        self._look.stop()
        self._blink.stop()
        self._again.stop()
        self.icon.hide()

    @Slot()
    def _settle(self) -> None:
        """Into the tray as soon as there is one; a tray that went away may come back."""
        available = self.is_available()
        if available != self.icon.isVisible():
            if available:
                self._begin_anew()
            self.icon.setVisible(available)
            self._look.setInterval(LOOK_AFTER_MS if available else LOOK_FOR_MS)
            if not available:
                self.lost.emit()

    def _begin_anew(self) -> None:
        """Qt decides for good when it makes an icon what kind of tray there is: one that came since may be another."""
        old, self.icon = self.icon, self._make_icon()
        self.icon.setIcon(tray_icon(*self._picture))
        self.icon.setToolTip(old.toolTip())
        old.deleteLater()
        self.icon_made.emit(self.icon)

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
        self.contents.refresh_soon()
        tip = self._tip(unread)
        if tip != self.icon.toolTip():  # each is told to the tray
            self.icon.setToolTip(tip)
        if self.is_calling and not reduced_motion() and self._shown:
            if not self._blink.isActive():
                self._lit = True
                self._blink.start()
        else:
            self._blink.stop()
            self._lit = calls  # who asks to be added waits in the main window: a mark, and no blinking until then
        self._paint()

    @property
    def is_calling(self) -> bool:
        """Whether there are unread messages of somebody who is neither muted nor blocked. Then the icon blinks."""
        silent = {*self._messenger.mutes.all(), *map(ConversationId.person, self._messenger.contact_notes.blocked())}
        return not silent >= self._messenger.unread_counts().keys()

    def _tip(self, unread: int) -> str:
        sentence = self.tr("{name} - {status}").format(
            name=isolated(self._messenger.me.name), status=status_text(self.status)
        )
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

    @Slot()
    def _paint(self) -> None:
        """While it blinks the number comes and goes; how I am seen stays where there is a number."""
        unread = self._messenger.unread
        plain = _ICONS[self.status]
        picture = (plain, 0)
        if self._lit:
            picture = (plain, min(unread, MOST + 1)) if unread else ("tray-message", 0)
        if picture[0] == self._picture[0] and picture[1] and self._picture[1] and self._painted.elapsed() < PACE_MS:
            self._again.start()  # another number is drawn in some ms: not with each of many messages
        elif picture != self._picture:
            self._picture = picture
            self._painted.start()
            self.icon.setIcon(tray_icon(*picture))

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        is_click = reason == QSystemTrayIcon.ActivationReason.Trigger
        if reason == QSystemTrayIcon.ActivationReason.MiddleClick or (is_click and self.is_calling):
            self._navigator.open_next_unread()
        elif is_click:
            self._navigator.toggle_main()
