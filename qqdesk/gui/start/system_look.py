"""Brings what the desktop tells of the person's wishes into the themes."""

import sys

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.gui.shared.theme import theme_source
from qqdesk.system.appearance import Appearance, AppearanceWatch


class SystemLook(QObject):
    """Linux only; elsewhere Qt itself tells. To be started after the first paint."""

    _told = Signal(object)  # Appearance

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told.connect(self._take)
        self._watch = AppearanceWatch(self._told.emit)

    def start(self) -> None:
        if sys.platform.startswith("linux"):
            self._watch.start()

    def stop(self) -> None:
        self._watch.stop()

    @Slot(object)
    def _take(self, appearance: Appearance) -> None:
        theme_source().follow_system(appearance.is_dark, still=appearance.reduced_motion)
