"""The menu of the tray icon. It changes only the differences, because each entry is sent over the bus."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.menus import StatusActions, add_action, admin_text
from qqdesk.gui.shared.mute_menu import PauseMenu
from qqdesk.gui.shared.place_texts import place_name

MOST_PEOPLE = 10
_SOON_MS = 100
_NAME_CHARS = 32
_ICON = "quiet_badge"
"""The role of the colour of the icons."""


class TrayMenu(QObject):
    """The menu of the tray icon.

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
