"""A screenshot from the key to the chosen picture."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal, Slot
from PySide6.QtGui import QCursor, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QToolTip

from qqdesk.gui.pictures.picture_jobs import picture_jobs
from qqdesk.gui.screenshot.screen_capture import FrozenScreen, ScreenCapture
from qqdesk.gui.screenshot.screen_overlay import Outcome, ScreenOverlay
from qqdesk.gui.shared import file_dialog


class Target(NamedTuple):
    """The chat for which a screenshot is taken."""

    name: str
    attach: Callable[[QImage, str], None]
    """Gets the picture and a file name."""


class ScreenshotController(QObject):
    """Takes one screenshot at a time. The windows of the program stay in the picture."""

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.overlays: list[ScreenOverlay] = []
        self._target: Target | None = None
        self._file_dialog: QFileDialog | None = None
        self._capture = ScreenCapture(self)
        self._capture.captured.connect(self._cover)
        self._capture.failed.connect(self.failed)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._capture.start)

    @property
    def is_running(self) -> bool:
        return bool(self.overlays) or self._soon.isActive() or self._capture.is_running

    def start(self, target: Target | None = None, delay_ms: int = 0) -> None:
        """Freeze the screens. `delay_ms`: the time in which a menu disappears."""
        if not self.is_running:
            self._target = target
            QToolTip.hideText()
            self._soon.start(delay_ms)

    def close(self) -> None:
        """End the screenshot without a picture."""
        self._soon.stop()
        self._capture.cancel()
        overlays, self.overlays = self.overlays, []
        for overlay in overlays:
            overlay.chosen.disconnect(self._on_chosen)
            overlay.close()
        if self._file_dialog is not None:
            self._file_dialog.reject()

    @Slot(object)
    def _cover(self, frozen: list[FrozenScreen]) -> None:
        recipient = self._target.name if self._target is not None else ""
        for screen in frozen:
            overlay = ScreenOverlay(screen, recipient)
            overlay.chosen.connect(self._on_chosen)
            overlay.region_started.connect(self._region_started)
            overlay.region_dropped.connect(self._region_dropped)
            self.overlays.append(overlay)
        self._show()

    def _show(self) -> None:
        for overlay in self.overlays:
            overlay.cover()
            if overlay.geometry().contains(QCursor.pos()):
                overlay.activateWindow()

    @Slot()
    def _region_started(self) -> None:
        for overlay in self.overlays:
            overlay.set_waiting(overlay is not self.sender())

    @Slot()
    def _region_dropped(self) -> None:
        for overlay in self.overlays:
            overlay.set_waiting(False)

    @Slot(object)
    def _on_chosen(self, outcome: Outcome) -> None:
        overlay = self.sender()
        assert isinstance(overlay, ScreenOverlay)
        if outcome is Outcome.SAVE:
            self._ask_for_file(overlay.picture())
            return
        self.close()
        if outcome is Outcome.COPY:
            QGuiApplication.clipboard().setImage(overlay.picture())
        elif outcome is Outcome.SEND and self._target is not None:
            self._target.attach(overlay.picture(), self._file_name())

    def _file_name(self) -> str:
        word = self.tr("Screenshot")
        return f"{word} {datetime.now():%Y-%m-%d %H.%M.%S}.png"

    # Saving

    def _ask_for_file(self, picture: QImage) -> None:
        """Open the dialog in place of the overlays. They come back if no file is chosen."""
        for overlay in self.overlays:
            overlay.hide()
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        place = Path(folder) if folder and Path(folder).is_dir() else Path.home()
        dialog = QFileDialog(None, self.tr("Save the screenshot"), str(place), self.tr("PNG pictures (*.png)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.selectFile(self._file_name())
        dialog.fileSelected.connect(lambda path: self._save(picture, path))
        dialog.rejected.connect(self._show)
        dialog.finished.connect(self._dialog_finished)
        self._file_dialog = dialog
        dialog.open()
        file_dialog.finish(dialog)

    @Slot()
    def _dialog_finished(self) -> None:
        dialog, self._file_dialog = self._file_dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _save(self, picture: QImage, path: str) -> None:
        self.close()
        picture_jobs().run(self, partial(picture.save, path), self._on_saved)

    def _on_saved(self, is_saved: object) -> None:
        if is_saved is not True:
            self.failed.emit(self.tr("The screenshot could not be saved there. Check that the disk has room."))
