"""The scrolling part of a chat's log: lays out and draws only the rows that are on the screen."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.block import FACE, Block
from qqdesk.gui.message_log.block_builder import BlockBuilder
from qqdesk.gui.message_log.block_painter import PLAIN, Pens, RowLook, paint_block
from qqdesk.gui.message_log.bubble_builder import BubbleBuilder
from qqdesk.gui.message_log.line_builder import LineBuilder
from qqdesk.gui.message_log.log_layout import LogLayout
from qqdesk.gui.message_log.log_rows import LogRows, NoticeLine
from qqdesk.gui.message_log.log_texts import log_texts
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.shared.widgets import small

BUBBLES, LINES = "bubbles", "lines"
"""The values of the setting `log_style`."""

_BUILDERS: dict[str, type[BlockBuilder]] = {BUBBLES: BubbleBuilder, LINES: LineBuilder}
_RESTYLING = (
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
    QEvent.Type.LanguageChange,
    QEvent.Type.LocaleChange,
    QEvent.Type.LayoutDirectionChange,
)
_BELOW_LAST = 6
_KEPT_BLOCKS = 256
_STEP = 20
_ABOVE_NEW = 24
"""So much of what was read before is seen above the line where the log stays at that; less in a low view."""


class LogView(QAbstractScrollArea):
    """Rows are changed through this class, so that what is on the screen stays where it is."""

    moved = Signal()
    """Other rows may be on the screen now, or the end came into view or left it."""

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = LogRows()
        self._faces = faces
        self._participants: Participants | None = None
        self._names: dict[int, str] = {}
        """The names of senders, as the rows were laid out."""
        self._style = BUBBLES
        self._zoom = 100
        self._blocks: dict[int, Block] = {}
        self._builder: BlockBuilder | None = None
        self._layout = LogLayout(self._measure)
        self._syncing = False
        self._changing = False
        self._stays_at_new = False
        self._today = date.today()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(_STEP)
        self.viewport().setAutoFillBackground(False)
        # Beside the viewport, under the scroll bar.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        theme_source().changed.connect(self._restyle)

    # Rows

    def show_messages(self, messages: Sequence[Message]) -> None:
        """Begin anew with these, at the end."""
        self.rows = LogRows(messages)
        self._blocks.clear()
        self._layout.reset(len(self.rows))
        self._place()

    def append(self, entry: Message | NoticeLine) -> None:
        if date.today() != self._today:
            # "Today" is yesterday now.
            self._today = date.today()
            self._restyle()
        row = self.rows.append(entry)
        if row:
            self._layout.changed(row - 1)  # it has no room below the last row any more
        self._layout.appended()
        self._place()

    def replace(self, row: int, message: Message) -> None:
        """Show a message in another delivery state. The rows below look the same."""
        self.rows.replace(row, message)
        self._forget(row)
        self._place()

    def remove(self, key: str) -> bool:
        """Take a message out; False where it is not here."""
        row = self.rows.find(key)
        if row is None:
            return False
        self._remove_row(row)
        return True

    def _remove_row(self, row: int) -> None:
        self.rows.remove(row)
        self._blocks.clear()
        self._layout.removed(row)
        if 0 < row == len(self.rows):
            self._layout.changed(row - 1)
        self._place()

    def mark_new(self, count: int) -> None:
        """Draw the "new" line above the last `count` messages of the other side; 0 takes it away."""
        old = self.rows.find(self.rows.first_new) if self.rows.first_new else None
        new = self.rows.mark_new(count)
        if new == old:
            return
        for row in (old, new):
            if row is not None:
                self._forget_with_next(row)
        self._place()

    def stay_at_new(self) -> None:
        """Show the "new" line, and keep it in sight whatever comes and however large the view is, until somebody moves
        the log or `move_on` is called. Where everything that is new fits, that is the end."""
        self._stays_at_new = True
        self._place()

    def move_on(self) -> None:
        """What is new was seen: from the end, the log follows what comes."""
        self._stays_at_new = False

    # Looks

    def set_participants(self, participants: Participants) -> None:
        """Use these names and faces. Call it again when they change."""
        self._participants = participants
        if any(participants.name(number) != name for number, name in self._names.items()):
            self._names = {}
            self._restyle()
        self.viewport().update()

    def sender_name(self, number: int) -> str:
        if number not in self._names:
            self._names[number] = self._participants.name(number) if self._participants is not None else str(number)
        return self._names[number]

    def public_name(self, number: int) -> str:
        return self._participants.public_name(number) if self._participants is not None else str(number)

    def set_look(self, style: str, zoom: int) -> None:
        """One of BUBBLES and LINES, and the size of the type in percent. What is in view stays there."""
        if (style, zoom) != (self._style, self._zoom):
            self._style, self._zoom = style, zoom
            self._restyle()

    @property
    def zoom(self) -> int:
        return self._zoom

    def fonts(self) -> tuple[QFont, QFont]:
        """Of the messages, and of times and notices."""
        fonts = QFont(self.font()), small(self.font())
        if self._zoom != 100:
            for font in fonts:
                font.setPointSizeF(max(font.pointSizeF() * self._zoom / 100, 1))
        return fonts

    # Place

    @property
    def at_end(self) -> bool:
        return self._layout.at_end

    def scroll_to_end(self) -> None:
        self.move_on()
        self._layout.scroll_to_end()
        self._place()

    def scroll_to_start(self) -> None:
        self.move_on()
        if len(self.rows):
            self._layout.scroll_to_row(0)
            self._place()

    def scroll_by(self, distance: int) -> None:
        self.move_on()
        self._layout.scroll_by(distance)
        self._place()

    def bring_into_view(self, row: int) -> None:
        self.move_on()
        self._layout.bring_into_view(row)
        self._place()

    def centre(self, row: int) -> None:
        """Put a row into the middle of the view."""
        self.move_on()
        self._layout.centre(row, self.viewport().height())
        self._place()

    def show_place(self, row: int, position: int) -> None:
        """Have the line of a row's text that this place is in, in UTF-16 units, in view: in the middle, where it was
        not."""
        text = self.block(row).text
        if text is None:
            return
        line = text.lineForTextPosition(position)
        if not line.isValid():
            return
        top = round(self.block(row).text_origin.y() + line.y())
        height = self.viewport().height()
        for placed in self._layout.placed:
            if placed.row == row and 0 <= placed.top + top <= height - 2 * line.height():
                return
        self.move_on()
        self._layout.scroll_to_row(row, into=top - height // 2)
        self._place()

    def visible_rows(self) -> range:
        placed = self._layout.placed
        return range(placed[0].row, placed[-1].row + 1) if placed else range(0)

    def row_at(self, y: int) -> tuple[int, int] | None:
        """The row at a height of the viewport, and that row's top; the nearest one outside of the rows."""
        placed = self._layout.placed
        if not placed:
            return None
        for one in placed:
            if y < one.bottom:
                return one.row, one.top
        return placed[-1].row, placed[-1].top

    @property
    def left_edge(self) -> int:
        """Where the rows begin in the viewport: the room for a scroll bar that is not there is on its side."""
        return self.viewport().width() - self._make_builder().width if self.isRightToLeft() else 0

    def block(self, row: int) -> Block:
        """A row's layout, made if need be."""
        found = self._blocks.get(row)
        if found is None:
            if len(self._blocks) > _KEPT_BLOCKS:
                seen = self.visible_rows()
                self._blocks = {key: block for key, block in self._blocks.items() if key in seen}
            loading = row == 0 and self.is_loading
            found = self._make_builder().build(self.rows[row], self.rows.marks(row), loading=loading)
            self._blocks[row] = found
        return found

    @property
    def is_loading(self) -> bool:
        """Whether there are earlier messages than the first row."""
        return False

    def row_look(self, row: int) -> RowLook:
        """What is drawn over a row's text."""
        return PLAIN

    def _measure(self, row: int) -> int:
        return self.block(row).height + (_BELOW_LAST if row == len(self.rows) - 1 else 0)

    def _forget(self, row: int) -> None:
        self._blocks.pop(row, None)
        self._layout.changed(row)

    def _forget_with_next(self, row: int) -> None:
        self._forget(row)
        if row + 1 < len(self.rows):
            self._forget(row + 1)

    def _make_builder(self) -> BlockBuilder:
        if self._builder is None:
            # Room for the scroll bar is kept when there is none, so that nothing wraps anew when it comes.
            width = self.width() - self.verticalScrollBar().sizeHint().width()
            make = _BUILDERS.get(self._style, BubbleBuilder)
            self._builder = make(
                *self.fonts(), current_theme(), log_texts(), width, self.sender_name, mirrored=self.isRightToLeft()
            )
        return self._builder

    def begin_changes(self) -> None:
        """Several rows come or change: they are laid out once, by `end_changes`."""
        self._changing = True

    def end_changes(self) -> None:
        self._changing = False
        self._place()

    def _place(self) -> None:
        if self._changing:
            return
        new = self.rows.find(self.rows.first_new) if self._stays_at_new and self.rows.first_new else None
        if new is not None:
            self._layout.scroll_to_row(new, into=-min(_ABOVE_NEW, self.viewport().height() // 8))
        self._layout.place(self.viewport().height())
        bar = self.verticalScrollBar()
        self._syncing = True
        try:
            bar.setPageStep(max(self.viewport().height() - 2 * _STEP, 1))
            bar.setRange(0, self._layout.range)
            bar.setValue(self._layout.offset)
        finally:
            self._syncing = False
        self.viewport().update()
        self.moved.emit()

    @Slot()
    def _restyle(self) -> None:
        self._builder = None
        self._blocks.clear()
        self._layout.remeasure()
        self._place()

    # Qt

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._syncing:
            self.move_on()
            self._layout.scroll_to(self.verticalScrollBar().value())
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._builder is None or self._syncing:
            self._place()
        else:
            self._restyle() if event.oldSize().width() != event.size().width() else self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RESTYLING and hasattr(self, "_layout"):
            self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        pens = Pens(theme, *self.fonts(), self._picture)
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.surface)
        if not len(self.rows):
            painter.setFont(pens.font)
            painter.setPen(theme.secondary)
            words = self.tr("No messages yet. Say hello.")
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
        area, left = QRectF(event.rect()), self.left_edge
        for placed in self._layout.placed:
            if placed.bottom <= event.rect().top() or placed.top > event.rect().bottom():
                continue
            painter.save()
            painter.setWorldTransform(QTransform.fromTranslate(left, placed.top), True)
            clip = area.translated(-left, -placed.top)
            paint_block(painter, self.block(placed.row), pens, self.row_look(placed.row), clip)
            painter.restore()
        painter.end()

    def _picture(self, number: int) -> QPixmap:
        face = self._participants.face(number) if self._participants is not None else self._faces.default
        return self._faces.pixmap(face, FACE, self.devicePixelRatioF(), grey=False)
