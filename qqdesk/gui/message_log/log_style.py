"""The style and text size of all logs, which are settings."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.message_log.block_cache import BUBBLES, LINES
from qqdesk.gui.shared.menus import add_choices
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import current_theme

STYLE, ZOOM, FORMATTING = "log_style", "log_zoom", "shows_formatting"
LEAST_ZOOM, MOST_ZOOM, ZOOM_STEP = 50, 300, 10
"""In percent."""


def zoom_of(store: SettingsStore) -> int:
    """Return the setting within its bounds; the file may have any value."""
    return min(max(store.settings.log_zoom, LEAST_ZOOM), MOST_ZOOM)


def style_of(store: SettingsStore) -> str:
    """Return BUBBLES or LINES: the user's choice, or that of the look."""
    return store.settings.log_style or (LINES if current_theme().is_classic else BUBBLES)


def zoom_by(store: SettingsStore, steps: int) -> None:
    """Enlarge or reduce the text by steps; 0 resets it to 100 %."""
    wanted = zoom_of(store) + steps * ZOOM_STEP if steps else 100
    store.change(ZOOM, min(max(wanted, LEAST_ZOOM), MOST_ZOOM))


def add_look_menus(menu: QMenu, store: SettingsStore) -> None:
    """Add the choices to a menu that is built each time it opens."""
    translate = QCoreApplication.translate
    styles = ((BUBBLES, translate("LogLook", "Bubbles")), (LINES, translate("LogLook", "Compact lines")))
    choose = partial(store.change, STYLE)
    add_choices(menu.addMenu(translate("LogLook", "Message style")), styles, style_of(store), choose)
    size = menu.addMenu(translate("LogLook", "Text size: {percent} %").format(percent=zoom_of(store)))
    for steps, action in ((1, Action.LARGER_TEXT), (-1, Action.SMALLER_TEXT), (0, Action.NORMAL_TEXT)):
        add_entry(size, action, partial(zoom_by, store, steps))
