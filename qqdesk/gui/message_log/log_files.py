"""The pictures and files of the visible rows of one log: their state, pixmaps, and requests for what is missing."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Slot
from PySide6.QtGui import QPixmap

from qqdesk.domain.message import Message
from qqdesk.domain.transfer import Transfer, TransferState
from qqdesk.gui.message_log.accessible_log import AccessibleView
from qqdesk.gui.message_log.file_state import FileState, file_of, state_of
from qqdesk.gui.message_log.log_scroller import LogScroller
from qqdesk.gui.message_log.picture_part import RADIUS
from qqdesk.gui.pictures.animation import ANIMATED, Animation
from qqdesk.gui.pictures.cache import picture_cache
from qqdesk.gui.shared.theme import reduced_motion
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.files import Files


class LogFiles(QObject):
    def __init__(self, scroller: LogScroller, files: Files, accessible: AccessibleView) -> None:
        super().__init__(scroller.area)
        self._scroller, self._contents, self._area = scroller, scroller.contents, scroller.area
        self.files, self._accessible = files, accessible
        self._cache = picture_cache()
        self._in_view: set[str] = set()
        """The files of the visible rows."""
        self._animations: dict[str, Animation] = {}
        self._played: set[str] = set()
        """The animations that have ended."""
        self._states: dict[str, tuple[TransferState, bool] | None] = {}
        """The states of the transfers as they were laid out last, and whether they have a reason."""
        # A long jump passes many rows; only those that stay are requested.
        self._requests = QTimer(self, singleShot=True, interval=0)
        self._requests.timeout.connect(self._request_missing)
        scroller.moved.connect(self._requests.start)
        scroller.area.installEventFilter(self)
        files.changed.connect(self._on_changed)
        self._cache.decoded.connect(self._on_decoded)

    def state(self, message: Message) -> tuple[FileState, Transfer | None]:
        return state_of(message, self.files)

    def pixmap(self, info: FileInfo, size: QSize) -> QPixmap | None:
        """Return the picture for an area in logical pixels, else its thumbnail, else None.

        A null pixmap stands for a file that cannot be shown.
        """
        ratio = self._area.devicePixelRatioF()
        box, radius = size * ratio, round(RADIUS * ratio)
        path, thumbnail = self.files.path(info.id), self.files.thumbnail(info.id)
        found = self._frame(info, path, box, radius) if path is not None and info.kind in ANIMATED else None
        if found is None and path is not None:
            found = self._cache.pixmap(path, box, radius)
        if found is None and thumbnail is not None:
            # The thumbnail stays until the picture is decoded.
            found = (self._cache.pixmap if path is None else self._cache.peek)(thumbnail, box, radius)
            found = None if found is not None and found.isNull() else found
        if found is not None:
            found.setDevicePixelRatio(ratio)
        return found

    def _frame(self, info: FileInfo, path: Path, box: QSize, radius: int) -> QPixmap | None:
        """Return what an animation shows now; None before it starts, and after its end."""
        animation = self._animations.get(info.id)
        if animation is not None and animation.box != box:
            self._stop(info.id)
            animation = None
        if animation is None:
            if info.id in self._played:
                return None
            animation = Animation(path, box, radius, self, once=reduced_motion())
            animation.changed.connect(partial(self._update, info.id))
            animation.ended.connect(partial(self._on_ended, info.id))
            self._animations[info.id] = animation
        animation.on_painted()
        return animation.frame

    def _on_ended(self, id: str) -> None:
        self._played.add(id)
        self._stop(id)
        self._update(id)

    def _stop(self, id: str) -> None:
        self._animations.pop(id).stop()

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._requests.start()
        return False

    @Slot()
    def _request_missing(self) -> None:
        """Request the thumbnails and files of rows that came into view."""
        if not self._area.isVisible():
            return
        in_view = set()
        for row in self._contents.visible_rows():
            message = self._contents.rows.message(row)
            body = file_of(message)
            if message is None or body is None:
                continue
            in_view.add(body.info.id)
            if body.info.id in self._in_view or self.files.path(body.info.id) is not None:
                continue
            if body.info.is_picture:
                self.files.want_thumbnail(body.info)
            self.files.download(body.info, message.conversation, by_user=False)
        self._in_view = in_view
        for id in self._animations.keys() - in_view:
            self._stop(id)

    @Slot(str)
    def _on_changed(self, id: str) -> None:
        rows, transfer = self._update(id), self.files.transfer(id)
        self._follow(id, rows, transfer)
        if transfer is None or transfer.state is TransferState.STOPPED:
            # A screen reader would say each step of the progress.
            for row in rows:
                self._accessible.row_changed(row)

    def _follow(self, id: str, rows: list[int], transfer: Transfer | None) -> None:
        """Lay out the rows again if the state of the transfer is another one: it has a word or a reason to show."""
        state = (transfer.state, transfer.problem is not None) if transfer is not None else None
        if rows and state is not self._states.get(id):
            self._states[id] = state
            for row in rows:
                self._contents.forget(row)
            self._scroller.lay_out()

    def _update(self, id: str) -> list[int]:
        """Repaint the visible rows of a file, and return them."""
        rows: list[int] = []
        for visible in self._contents.layout.visible:
            body = file_of(self._contents.rows.message(visible.row))
            if body is not None and body.info.id == id:
                view = self._area.viewport()
                view.update(0, visible.top, view.width(), visible.height)
                rows.append(visible.row)
        return rows

    @Slot(object)
    def _on_decoded(self, path: Path) -> None:
        if self._in_view:
            self._area.viewport().update()
