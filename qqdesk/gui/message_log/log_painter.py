"""Paint the visible rows of a log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QAbstractScrollArea

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.block import FACE, META_PAD, STATE_WIDTH, Block
from qqdesk.gui.message_log.log_contents import LogContents
from qqdesk.gui.message_log.log_rows import is_notice
from qqdesk.gui.message_log.part import Highlight
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.message_log.picture_part import ON_SHADE, SHADE
from qqdesk.gui.message_log.reaction_chips import paint_chips
from qqdesk.gui.message_text.text_units import units
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.history.folding import find_matches

_MENTION_BAR = 3


@dataclass(frozen=True, slots=True)
class Pens:
    """The theme and fonts of a view. `face` returns the picture of a person in a size, in logical pixels."""

    theme: Theme
    font: QFont
    small: QFont
    face: Callable[[int, int], QPixmap]
    ratio: float
    """Device pixels in a logical pixel."""


@dataclass(frozen=True, slots=True)
class RowLook:
    """The highlights of a row. Ranges are in UTF-16 units.

    `found` are the hits of a search; `is_found_now`: the current hit is here. `is_current`: the keyboard is here, or a
    jump has just ended here.
    `is_marked`: the window was opened at this message.
    """

    selected: tuple[int, int] | None = None
    found: Sequence[tuple[int, int]] = ()
    is_found_now: bool = False
    is_current: bool = False
    is_marked: bool = False


def paint_block(painter: QPainter, block: Block, pens: Pens, look: RowLook, clip: QRectF) -> None:
    """Paint a row at the painter's origin. Text outside of `clip` may be left out."""
    theme = pens.theme
    painter.setFont(pens.small)
    painter.setPen(theme.secondary)
    if block.above is not None:
        block.above.draw(painter, block.above_rect.topLeft())
    if block.day:
        _paint_divider(painter, block.day_rect, block.day, pens.small, (theme.secondary, theme.line))
    if block.new:
        _paint_divider(painter, block.new_rect, block.new, semibold(pens.small), (theme.accent, theme.accent))
    if isinstance(block.entry, Message) and not block.face_rect.isEmpty():
        painter.drawPixmap(block.face_rect.topLeft(), pens.face(block.entry.sender, FACE))
    if not is_notice(block.entry) or look.is_current:
        _paint_frame(painter, block, theme, look)
    if block.quote is not None:
        block.quote.paint(painter)
    if block.icon:
        size = round(block.icon_rect.width())
        painter.drawPixmap(block.icon_rect.topLeft(), icon_pixmap(block.icon, size, pens.ratio, theme.secondary))
    if block.heading is not None:
        block.heading.draw(painter, block.heading_origin)
    block.content.paint(painter, block.content_origin, _highlights(look, theme), clip)
    if isinstance(block.entry, Message) and not is_notice(block.entry):
        _paint_meta(painter, block, block.entry, pens)
        if block.failure is not None:
            painter.setPen(theme.danger)
            block.failure.draw(painter, block.failure_origin)
        if block.chips:
            paint_chips(painter, block.chips, theme, pens.small)
        if block.read is not None:
            painter.setFont(pens.small)
            painter.setPen(theme.secondary)
            block.read.paint(painter, pens.face)


def _highlights(look: RowLook, theme: Theme) -> list[Highlight]:
    background = theme.found_now if look.is_found_now else theme.found
    highlights = [Highlight(start, end, background, theme.on_found) for start, end in look.found]
    if look.selected is not None and look.selected[0] < look.selected[1]:
        highlights.append(Highlight(*look.selected, theme.accent, theme.on_accent))
    return highlights


def _paint_divider(painter: QPainter, rect: QRectF, text: str, font: QFont, colours: tuple[QColor, QColor]) -> None:
    """Draw a text between two lines. The colours are those of the text and of the lines."""
    width = QFontMetricsF(font).horizontalAdvance(text) + 16
    painter.setFont(font)
    middle = round(rect.center().y()) + 0.5
    painter.setPen(colours[0])
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.setPen(colours[1])
    painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.center().x() - width / 2, middle))
    painter.drawLine(QPointF(rect.center().x() + width / 2, middle), QPointF(rect.right(), middle))


def _paint_frame(painter: QPainter, block: Block, theme: Theme, look: RowLook) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if block.is_bubble or look.is_marked or block.mentions_me:
        ground = theme.own_bubble if block.mine else theme.other_bubble
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.mention if block.mentions_me else ground if block.is_bubble else theme.hover)
        painter.drawRoundedRect(block.frame, theme.radius, theme.radius)
    if block.mentions_me:
        painter.save()
        painter.setClipRect(QRectF(block.frame.topLeft(), QSizeF(_MENTION_BAR, block.frame.height())))
        painter.setBrush(theme.mention_bar)
        painter.drawRoundedRect(block.frame, theme.radius, theme.radius)
        painter.restore()
    if look.is_current or look.is_marked:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = 2.0 if look.is_current else 1.0
        painter.setPen(QPen(theme.accent, width))
        half = width / 2
        painter.drawRoundedRect(
            block.frame.adjusted(half, half, -half, -half), theme.radius - half, theme.radius - half
        )


def _paint_meta(painter: QPainter, block: Block, message: Message, pens: Pens) -> None:
    theme = pens.theme
    colour = theme.secondary_on_own if block.mine and block.is_bubble else theme.secondary
    if block.meta_is_on_picture:
        colour = ON_SHADE
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(SHADE)
        label = block.meta_rect.adjusted(-META_PAD, -2, META_PAD, 2)
        painter.drawRoundedRect(label, label.height() / 2, label.height() / 2)
    elif block.mentions_me:
        colour = theme.secondary_on_mention
    if block.meta:
        painter.setFont(pens.small)
        painter.setPen(colour)
        painter.drawText(QPointF(block.meta_rect.left(), block.meta_baseline), block.meta)
    if not block.mine:
        return
    if block.meta_is_on_picture:
        pass
    elif message.delivery is Delivery.FAILED:
        colour = theme.danger
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.save()
    left = block.meta_rect.right() - STATE_WIDTH * block.scale
    painter.translate(QPointF(left, round(block.meta_baseline + 2 - 12 * block.scale)))
    painter.scale(block.scale, block.scale)
    painter.drawPath(_mark(message.delivery))
    painter.restore()


def _mark(delivery: Delivery | None) -> QPainterPath:
    """Return the delivery state in 16 x 12: a clock, a check, two checks, an exclamation in a ring."""
    path = QPainterPath()
    if delivery in (Delivery.WAITING, Delivery.SENDING):
        path.addEllipse(QPointF(10, 6), 4.75, 4.75)
        path.moveTo(10, 3.5)
        path.lineTo(10, 6.25)
        path.lineTo(12, 7.25)
    elif delivery is Delivery.FAILED:
        path.addEllipse(QPointF(10, 6), 4.75, 4.75)
        path.moveTo(10, 3.5)
        path.lineTo(10, 6.25)
        path.moveTo(10, 8.4)
        path.lineTo(10, 8.5)
    elif delivery in (Delivery.SENT, Delivery.DELIVERED):
        shift = 0.0 if delivery is Delivery.SENT else 2.5
        path.moveTo(5.5 - shift, 6.5)
        path.lineTo(8.5 - shift, 9.5)
        path.lineTo(14 - shift, 3)
        if delivery is Delivery.DELIVERED:
            path.moveTo(8.8, 9.2)
            path.lineTo(9, 9.5)
            path.lineTo(14.75, 3)
    return path


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
