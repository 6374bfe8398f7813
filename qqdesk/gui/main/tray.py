"""The tray icon: my status and the number of unread messages."""

from collections.abc import Callable
from functools import lru_cache, partial

from PySide6.QtCore import QElapsedTimer, QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QColor, QFont, QFontMetricsF, QIcon, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.contacts.badges import MOST, count_text
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import icon_pixmap, put_icon
from qqdesk.gui.shared.menus import StatusActions, add_action, admin_text
from qqdesk.gui.shared.mute_menu import PauseMenu
from qqdesk.gui.shared.place_texts import place_name
from qqdesk.gui.shared.presence_mark import status_text
from qqdesk.gui.shared.texts import requests_text
from qqdesk.gui.shared.theme import reduced_motion
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase

MOST_PEOPLE = 10
_SOON_MS = 100
_NAME_CHARS = 32
_ICON = "quiet_badge"
"""The role of the colour of the icons."""


class TrayMenu(QObject):
    """The menu of the tray icon. It changes only the differences, because each entry is sent over the bus.

    The tray may draw it on a ground of a colour that we do not know, so the icons have a grey that stands out on all.
    """

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        navigator, store = context.navigator, context.store
        self._messenger, self._navigator, self._store = context.messenger, navigator, store
        self._shown: list[tuple[ConversationId, str, int]] = []
        self._people: list[QAction] = []
        self.menu = QMenu()
        opening = add_action(self.menu, self.tr("Open qqdesk"), partial(navigator.open, routes.Main()), "qqdesk")
        self.menu.setDefaultAction(opening)
        self.menu.addSeparator()
        self.next_unread = self._add(
            self.tr("Next unread conversation"), partial(navigator.open, routes.NextUnread()), "chat"
        )
        self.all_unread = self._add(
            self.tr("Open all unread"), partial(navigator.open, routes.AllUnread()), "new-window"
        )
        self.menu.addSeparator()
        self._add(self.tr("Take a screenshot"), lambda: navigator.open(routes.Screenshot()), "screenshot")
        self.menu.addSeparator()
        self.statuses = StatusActions(self)
        self.menu.addActions(list(self.statuses.actions.values()))
        self.menu.addSeparator()
        self.sounds = add_action(self.menu, self.tr("Sounds"), self._toggle_sounds)
        self.sounds.setCheckable(True)
        self.pause = PauseMenu(store, self.menu)
        put_icon(self.menu.addMenu(self.pause), "bell-off", _ICON)
        self.home = self._add("", lambda: navigator.open(routes.Admin()), "home")
        self._add(self.tr("Settings"), partial(navigator.open, routes.Settings()), "settings")
        self.menu.addSeparator()
        self._add(self.tr("Quit"), navigator.quit, "power")
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self.menu.aboutToShow.connect(self.refresh)
        self.menu.destroyed.connect(self._soon.stop)
        store.subscribe(self.refresh, "sounds", "paused_until")
        self.refresh()

    def _add(self, text: str, act: Callable[[], object], icon: str) -> QAction:
        return add_action(self.menu, text, act, icon, role=_ICON)

    @Slot()
    def _toggle_sounds(self) -> None:
        self._store.change("sounds", not self._store.settings.sounds)

    @Slot()
    def refresh_soon(self) -> None:
        """Refresh once for several changes."""
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def refresh(self) -> None:
        """Show the current state."""
        self._soon.stop()
        self.statuses.show_status(self._messenger.me.status)
        self.sounds.setChecked(self._store.settings.sounds)
        self.pause.refresh()
        self.home.setText(admin_text(place_name(self._messenger)))
        self.home.setVisible(self._messenger.admin.is_admin)
        counts = self._messenger.unread_counts()
        self.next_unread.setEnabled(bool(counts))
        self.all_unread.setVisible(len(counts) > 1)
        latest = [conversation for conversation in self._messenger.recent_conversations() if conversation in counts]
        unread = [*latest, *(conversation for conversation in counts if conversation not in set(latest))][:MOST_PEOPLE]
        shown = [(one, self._messenger.label(one).name, counts[one]) for one in unread]
        if shown != self._shown:
            self._shown = shown
            self._show_people()

    def _show_people(self) -> None:
        for action in self._people:
            self.menu.removeAction(action)
            action.deleteLater()
        self._people = []
        for conversation, name, count in self._shown:
            # An ampersand in a name is not a mnemonic.
            short = name if len(name) <= _NAME_CHARS else name[: _NAME_CHARS - 1] + "…"
            words = self.tr("{name} ({count})").format(name=isolated(short.replace("&", "&&")), count=count)
            action = QAction(words, self.menu)
            action.triggered.connect(partial(self._navigator.open, routes.Chat(conversation)))
            self.menu.insertAction(self.all_unread, action)
            self._people.append(action)

    def people(self) -> list[str]:
        """Return the texts of the unread conversations."""
        return [action.text() for action in self._people]


SIDES = (16, 20, 22, 24, 32, 40, 48, 64)
"""In device pixels. Some trays receive all sizes at each blink."""
_GROUND, _INK, _EDGE = QColor("#C81E28"), QColor("#FFFFFF"), QColor("#FFFFFF")
"""Independent of the theme, as the tray belongs to the system. The edge contrasts with any background."""
_PILL_HEIGHT = 0.56


@lru_cache(maxsize=4)
def tray_icon(name: str, count: int) -> QIcon:
    """Return the icon of resources/icons/NAME.svg with this many unread messages; 0 shows none.

    Takes 1.6 ms to draw and 90 kB. The cache holds those of a blinking icon.
    """
    icon = QIcon()
    for side in SIDES:
        icon.addPixmap(tray_pixmap(name, count, side))
    return icon


def tray_pixmap(name: str, count: int, side: int) -> QPixmap:
    """Return a square of `side` device pixels."""
    pixmap = icon_pixmap(name, side)
    if count <= 0:
        return pixmap
    text, height = count_text(count), max(10, round(side * _PILL_HEIGHT))
    font, width = _fitting(text, height, side)
    pill = QRectF(side - width, 0, width, height)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = max(1.0, side / 24)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_EDGE)
    radius = height * 0.42
    painter.drawRoundedRect(pill, radius, radius)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(pill.adjusted(edge, edge, -edge, -edge), radius - edge, radius - edge)
    # Drawn as a path: hinting would move digits of this size off the centre.
    shape = QPainterPath()
    shape.addText(0, 0, font, text)
    bounds = shape.boundingRect()
    painter.translate(pill.center() - bounds.center())
    painter.setPen(QPen(_INK, side / 160) if side >= SIDES[-1] // 2 else Qt.PenStyle.NoPen)
    painter.setBrush(_INK)
    painter.drawPath(shape)
    painter.end()
    return pixmap


def _fitting(text: str, height: int, side: int) -> tuple[QFont, int]:
    """Return the largest bold font that fits the pill, and the width of the pill."""
    font = QFont()
    font.setBold(True)
    for pixels in range(round(height * 0.86), 4, -1):
        font.setPixelSize(pixels)
        width = max(height, round(QFontMetricsF(font).horizontalAdvance(text) + height * 0.4))
        if width <= side:
            break
    return font, min(width, side)


BLINK_MS = 500
RING_MS = 4000
"""The time for which a nudge makes the icon blink."""
PACE_MS = 200
POLL_ABSENT_MS, POLL_PRESENT_MS = 3_000, 10_000
"""Poll interval without a tray and with one. A poll takes about 2 ms."""

_ICONS = {
    Status.ONLINE: "tray-online",
    Status.AWAY: "tray-away",
    Status.BUSY: "tray-busy",
    Status.INVISIBLE: "tray-invisible",
    Status.OFFLINE: "tray-offline",
}


class Tray(QObject):
    """Shown during a session, also in a tray that starts later.

    A click opens the next unread conversation while the icon blinks, and toggles the main window otherwise. The middle
    button opens the next unread conversation, also of muted people.
    """

    status_chosen = Signal(object)  # Status
    icon_made = Signal(object)  # QSystemTrayIcon, which replaces the old one
    clicked = Signal()
    """Shows or hides the main window."""
    lost = Signal()
    """The tray is gone, and the icon with it."""

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        messenger = context.messenger
        self._messenger, self._navigator, self._store = messenger, context.navigator, context.store
        self._shown = False
        self._lit = False
        self._picture = ("", 0)
        self.contents = TrayMenu(context, self)
        self.contents.statuses.chosen.connect(self.status_chosen)
        self.icon = self._make_icon()
        self._painted = QElapsedTimer()
        self._painted.start()
        self._ringing = QTimer(self, singleShot=True, interval=RING_MS)
        self._ringing.timeout.connect(self.refresh)
        self._repaint_timer = QTimer(self, singleShot=True, interval=PACE_MS)
        self._repaint_timer.timeout.connect(self._paint)
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._toggle_lit)
        self._poll_timer = QTimer(self)
        self._poll_timer.timeout.connect(self._update_visibility)
        for signal in (
            messenger.me_changed,
            messenger.unread_changed,
            messenger.connection_changed,
            messenger.requests_changed,
            messenger.signed_in,
            messenger.mutes.changed,
            messenger.roster_changed,
        ):
            signal.connect(self.refresh)
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
        """The name of the current picture."""
        return self._picture[0]

    @property
    def icon_count(self) -> int:
        return self._picture[1]

    def show(self) -> None:
        self._shown = True
        self.refresh()
        self._update_visibility()
        self._poll_timer.start(POLL_PRESENT_MS if self.icon.isVisible() else POLL_ABSENT_MS)

    def hide(self) -> None:
        self._shown = False
        self._poll_timer.stop()
        self._blink.stop()
        self._repaint_timer.stop()
        self._ringing.stop()
        self.icon.hide()

    @Slot()
    def _update_visibility(self) -> None:
        """Show or hide the icon when a tray appears or disappears."""
        available = self.is_available()
        if available != self.icon.isVisible():
            if available:
                self._replace_icon()
            self.icon.setVisible(available)
            self._poll_timer.setInterval(POLL_PRESENT_MS if available else POLL_ABSENT_MS)
            if not available:
                self.lost.emit()

    def _replace_icon(self) -> None:
        """Replace the icon: Qt chooses the kind of tray when it creates one."""
        old, self.icon = self.icon, self._make_icon()
        self.icon.setIcon(tray_icon(*self._picture))
        self.icon.setToolTip(old.toolTip())
        old.deleteLater()
        self.icon_made.emit(self.icon)

    @property
    def status(self) -> Status:
        """The shown status: OFFLINE without a connection."""
        connected = self._messenger.connection.phase is ConnectionPhase.CONNECTED
        return self._messenger.me.shown_status if connected else Status.OFFLINE

    @property
    def is_ringing(self) -> bool:
        return self._ringing.isActive()

    def ring(self) -> None:
        """Blink for a moment."""
        self._ringing.start()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Update icon, tool tip and menu."""
        unread = self._messenger.unread
        has_news = unread > 0 or bool(self._messenger.requests) or self.is_ringing
        self.contents.refresh_soon()
        tip = self._tip(unread)
        if tip != self.icon.toolTip():  # each change is sent over the bus
            self.icon.setToolTip(tip)
        if (self.has_unmuted or self.is_ringing) and not reduced_motion() and self._shown:
            if not self._blink.isActive():
                self._lit = True
                self._blink.start()
        else:
            self._blink.stop()
            self._lit = has_news  # contact requests get a mark without blinking
        self._paint()

    @property
    def has_unmuted(self) -> bool:
        """Whether there are unread messages that are neither muted nor blocked. Then the icon blinks.

        A mention of me counts in a muted room, too, if that is set.
        """
        return not all(map(self._is_silent, self._messenger.unread_counts()))

    def _is_silent(self, conversation: ConversationId) -> bool:
        is_muted, number = bool(self._messenger.mutes.until(conversation)), conversation.number
        if not conversation.is_room:
            return is_muted or self._messenger.roster.get(number).blocked
        writers = self._messenger.rooms.unread_by(number)
        if self._store.settings.notice_mentions and any(writers.values()):
            return False
        return is_muted or not writers

    def _tip(self, unread: int) -> str:
        sentence = self.tr("{name} – {status}").format(
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
    def _toggle_lit(self) -> None:
        self._lit = not self._lit
        self._paint()

    @Slot()
    def _paint(self) -> None:
        """Draw the status icon, with the number in the lit phase of blinking."""
        unread = self._messenger.unread
        plain = _ICONS[self.status]
        picture = (plain, 0)
        if self._lit:
            picture = (plain, min(unread, MOST + 1)) if unread else ("tray-message", 0)
        if picture[0] == self._picture[0] and picture[1] and self._picture[1] and self._painted.elapsed() < PACE_MS:
            self._repaint_timer.start()  # limit the redraws while many messages arrive
        elif picture != self._picture:
            self._picture = picture
            self._painted.start()
            self.icon.setIcon(tray_icon(*picture))

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        is_click = reason == QSystemTrayIcon.ActivationReason.Trigger
        if reason == QSystemTrayIcon.ActivationReason.MiddleClick or (is_click and self.has_unmuted):
            self._navigator.open(routes.NextUnread())
        elif is_click:
            self.clicked.emit()
