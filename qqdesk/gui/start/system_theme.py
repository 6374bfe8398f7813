"""Apply the desktop's preference for dark windows and reduced motion to the theme."""

import sys

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.gui.shared.theme import theme_source
from qqdesk.system.appearance import Appearance, AppearanceWatch


class SystemTheme(QObject):
    """Linux only; elsewhere Qt does it. Start it after the first paint."""

    _changed = Signal(object)  # Appearance

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed.connect(self._apply)
        self._watch = AppearanceWatch(self._changed.emit)

    def start(self) -> None:
        if sys.platform.startswith("linux"):
            self._watch.start()

    def stop(self) -> None:
        self._watch.stop()

    @Slot(object)
    def _apply(self, appearance: Appearance) -> None:
        theme_source().follow_system(appearance.is_dark, still=appearance.reduced_motion)
