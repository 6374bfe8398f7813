"""Paint the visible rows of a log."""

from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QAbstractScrollArea

from qqdesk.gui.message_log.block_painter import Pens, RowLook, paint_block
from qqdesk.gui.message_log.log_contents import LogContents
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.message_text.text_units import units
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.theme import current_theme
from qqdesk.history.folding import find_matches

_TARGET_MS = 1000


class LogPainter:
    def __init__(
        self, area: QAbstractScrollArea, contents: LogContents, faces: FaceSource, participants: Participants
    ) -> None:
        self._area, self._contents = area, contents
        self._faces, self._participants = faces, participants
        self.needle = self.current_hit = ""
        """The text whose hits are highlighted, and the id of the message with the current hit."""
        self.marked = ""
        """The id of the message with a frame: the one that the log was opened at."""
        self.target = ""
        """The id of the message that a jump has just ended at. It has a frame for a second."""
        self._target_timer = QTimer(area, singleShot=True, interval=_TARGET_MS)
        self._target_timer.timeout.connect(self._end_target)

    def show_found(self, needle: str, current: str = "") -> None:
        """Highlight all hits of `needle`, stronger in the message with the id `current`; "" highlights nothing."""
        self.needle, self.current_hit = needle, current
        self._area.viewport().update()

    def show_target(self, id: str) -> None:
        self.target = id
        self._target_timer.start()
        self._area.viewport().update()

    def _end_target(self) -> None:
        self.target = ""
        self._area.viewport().update()

    def paint(self, rect: QRect, *, is_framed: bool) -> None:
        """`is_framed`: draw the focus around the whole log."""
        theme, viewport = current_theme(), self._area.viewport()
        pens = Pens(theme, *self._contents.blocks.fonts(), self._picture, self._area.devicePixelRatioF())
        painter = QPainter(viewport)
        painter.fillRect(rect, theme.surface)
        if not len(self._contents.rows):
            painter.setFont(pens.font)
            painter.setPen(theme.secondary)
            words = QCoreApplication.translate("LogTexts", "No messages yet.")
            painter.drawText(viewport.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
        area = QRectF(rect)
        for visible in self._contents.layout.visible:
            if visible.bottom <= rect.top() or visible.top > rect.bottom():
                continue
            painter.save()
            painter.setWorldTransform(QTransform.fromTranslate(0, visible.top), True)
            clip = area.translated(0, -visible.top)
            paint_block(painter, self._contents.block(visible.row), pens, self.row_look(visible.row), clip)
            painter.restore()
        if is_framed:
            painter.setPen(theme.accent)
            painter.drawRect(viewport.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def row_look(self, row: int) -> RowLook:
        message = self._contents.rows.message(row)
        selected = self._contents.selection.within(row)
        if message is None:
            return RowLook(selected)
        return RowLook(
            selected,
            found=self.matches(message.text),
            is_found_now=message.id == self.current_hit,
            is_current=row == self._contents.current_row() or message.id == self.target,
            is_marked=message.id == self.marked,
        )

    def matches(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the hits in a text as start and end, in UTF-16 units."""
        return _matches(text, self.needle) if self.needle else ()

    def _picture(self, number: int, size: int) -> QPixmap:
        return self._faces.pixmap(self._participants.face(number), size, self._area.devicePixelRatioF(), owner=number)


@lru_cache(maxsize=512)
def _matches(text: str, needle: str) -> tuple[tuple[int, int], ...]:
    return tuple((units(text[:start]), units(text[:end])) for start, end in find_matches(text, needle))
