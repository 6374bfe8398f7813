"""The files of a conversation that are no pictures, newest first."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.files.message_view import MessageModel, MessageView, info_of
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_texts import progress_text, size_text
from qqdesk.gui.shared.file_tile import paint_file_tile
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.person_list import Index, paint_row_background, row_height
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.theme import current_theme
from qqdesk.history.folding import fold
from qqdesk.worker.files import Files

_TILE = 40
_SIDE, _AROUND = 12, 8
_SECOND_ROLE = Qt.ItemDataRole.UserRole + 2


class FileListModel(MessageModel):
    """Has a second line for each file."""

    def __init__(self, files: Files, participants: Participants) -> None:
        super().__init__(participants)
        self._files = files

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        message = self.message(index)
        if message is None or role not in (_SECOND_ROLE, Qt.ItemDataRole.AccessibleTextRole):
            return super().data(index, role)
        line = self._second_line(message)
        return line if role == _SECOND_ROLE else f"{info_of(message).name}, {line}"

    def _second_line(self, message: Message) -> str:
        info = info_of(message)
        transfer = self._files.transfer(info.id)
        if transfer is not None:
            return progress_text(transfer)
        person = isolated(self._participants.name(message.sender))
        return " · ".join((size_text(info.size), person, moment_text(message.time)))


class _FileDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = current_theme(), QRect(option.rect)
        name = str(index.data())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_background(painter, QRectF(rect).adjusted(4, 2, -4, -2), option.state, theme)
        tile = QRectF(rect.left() + _SIDE, rect.top() + (rect.height() - _TILE) / 2, _TILE, _TILE)
        paint_file_tile(painter, tile, name, theme)
        words = rect.adjusted(_SIDE + _TILE + _SIDE, _AROUND, -_SIDE, -_AROUND)
        lines = (
            (isolated(name), semibold(option.font), theme.text, Qt.TextElideMode.ElideMiddle),
            (str(index.data(_SECOND_ROLE)), small(option.font), theme.secondary, Qt.TextElideMode.ElideRight),
        )
        height = words.height() // len(lines)
        for number, (text, font, colour, mode) in enumerate(lines):
            painter.setFont(font)
            painter.setPen(colour)
            line = QRect(words.left(), words.top() + number * height, words.width(), height)
            paint_line(painter, line, QFontMetrics(font).elidedText(text, mode, line.width()))
        painter.restore()


class FileList(MessageView):
    """Shows the files whose name, or the name of its sender, contains the text of a search."""

    def __init__(self, files: Files, participants: Participants, parent: QWidget | None = None) -> None:
        super().__init__(FileListModel(files, participants), files, "", parent)
        self._participants = participants
        self._all: Sequence[Message] = ()
        self._needle = ""
        self.setAccessibleName(self.tr("Files"))
        self.setItemDelegate(_FileDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)

    def show_files(self, messages: Sequence[Message]) -> None:
        """Show messages with files, newest first."""
        self._all = messages
        self._filter()

    @Slot(str)
    def search(self, text: str) -> None:
        self._needle = fold(text.strip())
        self._filter()

    def _filter(self) -> None:
        self.set_rows([message for message in self._all if self._needle in fold(self._searched(message))])

    def _searched(self, message: Message) -> str:
        return f"{info_of(message).name}\n{self._participants.name(message.sender)}"
