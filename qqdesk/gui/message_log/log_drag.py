"""Dragging out of a log: the picture or file of a message, or the selected text. It is always copied."""

import contextlib
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QPixmap

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.file_state import FileState, file_of, state_of
from qqdesk.gui.message_log.log_surface import LogSurface
from qqdesk.gui.message_log.selection_actions import SelectionActions
from qqdesk.gui.pictures.decode import PictureError, decode

_MOST_PIXELS = 6_000_000
"""A larger picture is dragged as a file only: it would have to be decoded first."""
_PREVIEW_PX = 160


class LogDrag:
    def __init__(self, surface: LogSurface, actions: SelectionActions) -> None:
        self._list, self._actions = surface, actions

    def file(self, message: Message | None) -> Path | None:
        """Return where the file of a message is; None if it is not on this computer as a whole."""
        body = file_of(message)
        is_here = message is not None and body and state_of(message, self._list.files)[0] is FileState.HERE
        return self._list.files.path(body.info.id) if body is not None and is_here else None

    def file_data(self, message: Message) -> QMimeData:
        """Return the file, and a picture also as an image."""
        data, body, path = QMimeData(), file_of(message), self.file(message)
        if body is None or path is None:
            return data
        data.setUrls([QUrl.fromLocalFile(str(path))])
        if body.info.is_picture and body.info.width * body.info.height <= _MOST_PIXELS:
            with contextlib.suppress(PictureError):
                data.setImageData(decode(path))
        return data

    def text_data(self) -> QMimeData:
        data = QMimeData()
        data.setText(self._actions.selected_text())
        return data

    def run(self, data: QMimeData, row: int | None = None) -> None:
        """Run the drag; return after the drop. `row`: its message is shown beside the pointer."""
        drag = QDrag(self._list.viewport())
        drag.setMimeData(data)
        if row is not None:
            drag.setPixmap(self._preview(row))
            drag.setHotSpot(QPoint(0, 0))
        drag.exec(Qt.DropAction.CopyAction)

    def _preview(self, row: int) -> QPixmap:
        visible, view = self._list.contents.visible_row(row), self._list.viewport()
        if visible is None:
            return QPixmap()
        frame = self._list.contents.block(row).frame.translated(QPointF(0, visible.top)).toRect()
        picture = view.grab(frame.intersected(view.rect()))
        side = round(_PREVIEW_PX * picture.devicePixelRatio())
        return picture.scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
