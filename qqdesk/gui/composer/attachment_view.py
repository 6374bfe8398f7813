"""The attachments of an unsent message in a row: pictures, and cards of files."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPainterPath, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from qqdesk.gui.composer.attachment_list import ITEM, SECOND_LINE, AttachmentList, Item, PictureForm
from qqdesk.gui.shared import file_tile
from qqdesk.gui.shared.file_texts import size_text
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.forwarded_composition import is_text
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.person_list import Index
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.theme import RADIUS, current_theme
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import line_room, scaled

HEIGHT = 56
_PICTURE_WIDTH, _CARD_WIDTH = 72, 176
_CROSS = 16
_OVER = 5
"""The cross stands out over the corner by this."""
_GAP = 12
_BAR = 3
_CTRL = Qt.KeyboardModifier.ControlModifier


def _height() -> int:
    return scaled(HEIGHT)


def _body(cell: QRect) -> QRect:
    """Return the place of a picture or card in its cell."""
    return cell.adjusted(2, _OVER, -_GAP, -2)


def cross_rect(cell: QRect) -> QRect:
    """Return the place of the cross that removes an attachment."""
    body = _body(cell)
    return QRect(body.right() + 1 + _OVER - _CROSS, body.top() - _OVER, _CROSS, _CROSS)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = scaled(_CARD_WIDTH) if index.data(ITEM).thumbnail.isNull() else _PICTURE_WIDTH
        return QSize(width + 2 + _GAP, _height() + _OVER + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, item, body = current_theme(), index.data(ITEM), _body(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if item.thumbnail.isNull():
            self._paint_card(painter, body, index, theme)
        else:
            _paint_picture(painter, body, item)
        is_current = option.state & QStyle.StateFlag.State_HasFocus
        if is_current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(QRectF(body), RADIUS, RADIUS)
        _paint_cross(painter, QRectF(cross_rect(option.rect)), theme)
        painter.restore()

    def _paint_card(self, painter: QPainter, body: QRect, index: Index, theme: Theme) -> None:
        item = index.data(ITEM)
        painter.setBrush(theme.surface)
        painter.setPen(QPen(theme.line, 1))
        painter.drawRoundedRect(QRectF(body).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        tile = QRectF(body.left() + 8, body.center().y() + 0.5 - file_tile.SIDE / 2, file_tile.SIDE, file_tile.SIDE)
        file_tile.paint_file_tile(painter, tile, item.name, theme)
        left, right = round(tile.right()) + 8, body.right() - 8
        room, height = right - left, line_room(painter.font())
        second_font = small(painter.font())
        top = body.center().y() - height + 1
        name = painter.fontMetrics().elidedText(item.name, Qt.TextElideMode.ElideMiddle, room)
        painter.setPen(theme.text)
        paint_line(painter, QRect(left, top, room, height), name)
        words = index.data(SECOND_LINE)
        second = QFontMetrics(second_font).elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.setFont(second_font)
        painter.setPen(theme.secondary)
        paint_line(painter, QRect(left, top + height, room, height - 2), second)
        if item.attachment is None and item.total:
            bar = QRectF(left, body.bottom() - 4 - _BAR / 2, room, _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.line)
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
            bar.setWidth(room * item.packed / item.total)
            painter.setBrush(theme.accent)
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)


def _paint_picture(painter: QPainter, body: QRect, item: Item) -> None:
    """Fill the place with the middle of the picture."""
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(body), RADIUS, RADIUS)
    size = QSize(body.size()).scaled(item.thumbnail.size(), Qt.AspectRatioMode.KeepAspectRatio)
    middle = QRect(QPoint(), size)
    middle.moveCenter(item.thumbnail.rect().center())
    painter.save()
    painter.setClipPath(shape)
    painter.drawImage(body, item.thumbnail, middle)
    painter.restore()


def _paint_cross(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.setBrush(theme.text)
    painter.setPen(QPen(theme.window, 1))
    painter.drawEllipse(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    cross = icon_pixmap("close", 10, painter.device().devicePixelRatioF(), theme.surface)
    painter.drawPixmap(rect.topLeft().toPoint() + QPoint(3, 3), cross)


class AttachmentView(QListView):
    """The pointer drags attachments to another place; Ctrl+Left and Ctrl+Right move the current one; Del removes it."""

    send_pressed = Signal()
    typed = Signal(object)  # QKeyEvent: text, or the key to paste; meant for the input
    emptied = Signal()
    """The last attachment was removed here."""

    def __init__(self, attachments: AttachmentList) -> None:
        super().__init__()
        self._list = attachments
        self._dragged: int | None = None
        self.setModel(attachments)
        self.setItemDelegate(_Delegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setSpacing(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "strip")
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Attachments"))

    def minimumSizeHint(self) -> QSize:
        return QSize(_PICTURE_WIDTH + 2 + _GAP, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(4 * _PICTURE_WIDTH, _height() + _OVER + 2)

    def _remove(self, row: int) -> None:
        self._list.remove(row)
        if self._list.items:
            self.setCurrentIndex(self._list.index(min(row, len(self._list.items) - 1)))
        else:
            self.emptied.emit()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentIndex().row(), event.key()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        if row >= 0 and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove(row)
        elif row >= 0 and step and event.modifiers() & _CTRL:
            self._list.move(row, row + step)
            self.scrollTo(self.currentIndex())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send_pressed.emit()
        elif event.matches(QKeySequence.StandardKey.Paste) or is_text(event):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and cross_rect(self.visualRect(index)).contains(event.position().toPoint()):
            self._remove(index.row())
            return
        super().mousePressEvent(event)
        self._dragged = index.row() if index.isValid() and event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        if self._dragged is None or not event.buttons() & Qt.MouseButton.LeftButton:
            is_cross = index.isValid() and cross_rect(self.visualRect(index)).contains(place)
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_cross else Qt.CursorShape.ArrowCursor)
            super().mouseMoveEvent(event)
        elif index.isValid() and index.row() != self._dragged:
            # Past the middle, or a wide card would jump back at the next move.
            middle, to = self.visualRect(index).center().x(), index.row()
            if (to > self._dragged) == (place.x() > middle):
                self._list.move(self._dragged, to)
                self._dragged = to

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._dragged = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways with an ordinary wheel."""
        delta = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (delta.x() or delta.y()))
        event.accept()


_SIDE = 176


class AttachmentStrip(QWidget):
    """The strip above the input: what is attached to the message that is being written. Visible while something is
    attached: the attachments, their number and size, and how pictures are sent.
    """

    def __init__(self, attachments: AttachmentList) -> None:
        super().__init__()
        self._list = attachments
        self.view = AttachmentView(attachments)
        self.summary = ElidedLabel(role="secondary", alignment=Qt.AlignmentFlag.AlignRight)
        self.summary.setFont(small(self.font()))
        self.form_choice = QComboBox()
        self.form_choice.setFont(small(self.font()))
        self.form_choice.setAccessibleName(self.tr("How pictures are sent"))
        for form, text in (
            (PictureForm.SMALLER, self.tr("Pictures, compressed")),
            (PictureForm.ORIGINAL, self.tr("Pictures, original size")),
            (PictureForm.FILE, self.tr("Pictures as files")),
        ):
            self.form_choice.addItem(text, form)
        self.form_choice.setToolTip(self.tr("Pictures are sent without place, time and camera, but files as they are."))
        side = QWidget()
        side.setFixedWidth(scaled(_SIDE))
        side.setLayout(column(None, self.summary, self.form_choice, None, spacing=4))
        self.setLayout(column(row((self.view, 1), side, margins=(10, 5, 12, 4)), line()))
        attachments.changed.connect(self._update)
        self.form_choice.activated.connect(self._choose_form)
        self._update()

    @Slot(int)
    def _choose_form(self, place: int) -> None:
        self._list.set_form(self.form_choice.itemData(place))

    @Slot()
    def _update(self) -> None:
        items = self._list.items
        self.setVisible(bool(items))
        self.form_choice.setVisible(self._list.has_pictures)
        self.form_choice.setCurrentIndex(self.form_choice.findData(self._list.form))
        pictures = sum(item.is_picture for item in items)
        text = self.tr("%n picture(s)", "", pictures) if pictures else self.tr("%n file(s)", "", len(items))
        if 0 < pictures < len(items):
            text = self.tr("{pictures}, %n file(s)", "", len(items) - pictures).format(pictures=text)
        size = sum(item.attachment.size for item in items if item.attachment is not None)
        self.summary.setText(f"{text} · {size_text(size)}" if size else text)
