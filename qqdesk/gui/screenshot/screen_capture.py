"""Gets the pictures of the screens, as each system allows."""

import logging
import os
import sys
import threading

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from qqdesk.gui.pictures.decode import PictureError, decode
from qqdesk.gui.screenshot.frozen_screen import cut_desktop, grab_screens
from qqdesk.system.screen_recording import may_record_screen

_log = logging.getLogger(__name__)


class ScreenCapture(QObject):
    """On Wayland the portal takes the picture, and may ask the user first. Elsewhere Qt takes it."""

    captured = Signal(object)  # list[FrozenScreen]
    failed = Signal(str)
    _taken = Signal(QImage)
    """From the thread that waits for the portal. The picture is null if the user refused."""
    _not_taken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_running = False
        self._taken.connect(self._on_taken)
        self._not_taken.connect(self._on_not_taken)

    @Slot()
    def start(self) -> None:
        """Take the pictures. `captured` or `failed` follows, or nothing if the user refuses."""
        if os.environ.get("WAYLAND_DISPLAY"):
            self.is_running = True
            threading.Thread(target=self._ask_portal, name="screenshot", daemon=True).start()
        elif sys.platform == "darwin" and not may_record_screen():
            self.failed.emit(self.tr("Allow qqdesk to record the screen in the system settings, under privacy."))
        elif frozen := grab_screens():
            self.captured.emit(frozen)
        else:
            self._on_not_taken()

    def _ask_portal(self) -> None:
        from qqdesk.system.screenshot_portal import PortalError, take_picture

        picture = QImage()
        try:
            path = take_picture()
            if path is not None:
                picture = decode(path)
                path.unlink(missing_ok=True)
        except (PortalError, PictureError, OSError) as error:
            _log.warning("no screenshot: %s", error)
            self._not_taken.emit()
        else:
            self._taken.emit(picture)

    def cancel(self) -> None:
        """Ignore the answer of the portal."""
        self.is_running = False

    @Slot(QImage)
    def _on_taken(self, desktop: QImage) -> None:
        is_wanted, self.is_running = self.is_running, False
        if is_wanted and not desktop.isNull():
            self.captured.emit(cut_desktop(desktop))

    @Slot()
    def _on_not_taken(self) -> None:
        self.is_running = False
        self.failed.emit(self.tr("The system gave no picture of the screen."))
