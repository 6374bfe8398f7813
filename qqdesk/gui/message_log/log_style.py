"""The style and text size of all logs, which are settings."""

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from qqdesk.gui.message_log.block_cache import BUBBLES, LINES
from qqdesk.gui.shared.menus import SettingActions
from qqdesk.gui.shared.settings_store import SettingsStore

STYLE, ZOOM = "log_style", "log_zoom"
LEAST_ZOOM, MOST_ZOOM, ZOOM_STEP = 50, 300, 10
"""In percent."""


def zoom_of(store: SettingsStore) -> int:
    """Return the setting within its bounds; the file may have any value."""
    return min(max(store.settings.log_zoom, LEAST_ZOOM), MOST_ZOOM)


def zoom_by(store: SettingsStore, steps: int) -> None:
    """Enlarge or reduce the text by steps; 0 resets it to 100 %."""
    wanted = zoom_of(store) + steps * ZOOM_STEP if steps else 100
    store.change(ZOOM, min(max(wanted, LEAST_ZOOM), MOST_ZOOM))


class _StyleActions(SettingActions):
    def __init__(self, menu: QMenu, store: SettingsStore) -> None:
        super().__init__(menu, store, STYLE)
        self.offer((BUBBLES, self.tr("&Bubbles")), (LINES, self.tr("Compact &lines")))


class _ZoomActions(QObject):
    def __init__(self, menu: QMenu, store: SettingsStore) -> None:
        super().__init__(menu)
        self._store = store
        for steps, keys, text in (
            (1, "Ctrl++", self.tr("&Larger")),
            (-1, "Ctrl+-", self.tr("&Smaller")),
            (0, "Ctrl+0", self.tr("As &usual")),
        ):
            action = QAction(f"{text}\t{keys}", menu)
            action.setData(steps)
            action.triggered.connect(self._choose)
            menu.addAction(action)

    @Slot()
    def _choose(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            zoom_by(self._store, action.data())


def add_look_menus(menu: QMenu, store: SettingsStore) -> None:
    """Add the choices to a menu that is built each time it opens."""
    style = menu.addMenu(QCoreApplication.translate("LogLook", "Message &style"))
    _StyleActions(style, store)
    size = menu.addMenu(QCoreApplication.translate("LogLook", "Text si&ze: {percent} %").format(percent=zoom_of(store)))
    _ZoomActions(size, store)
