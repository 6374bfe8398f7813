"""The viewer of pictures: one picture of a conversation, and the way to the others."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QSizePolicy, QWidget

from qqdesk.domain.body import File
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, Acts, add_keys
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.pictures.cache import picture_cache
from qqdesk.gui.pictures.conversation_files import ConversationFiles
from qqdesk.gui.pictures.picture_tile import paint_tile
from qqdesk.gui.shared.file_dialog import ask_where_to_save
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import SIZE, icon_pixmap
from qqdesk.gui.shared.labels import ElidedLabel, wrapped_label
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.stylesheet import stylesheet
from qqdesk.gui.shared.theme import RADIUS, palette_for
from qqdesk.gui.shared.theme_colors import DARK
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.viewer.picture_canvas import PictureCanvas
from qqdesk.gui.viewer.viewed_picture import ViewedPicture
from qqdesk.gui.viewer.viewer_bar import ViewerBar
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.files import Files

TILE = QSize(64, 44)
_GAP, _FRAME, _RADIUS = 8, 2, 4


class ThumbnailStrip(QWidget):
    """The strip of thumbnails below the picture. The current one is in the middle if there are others at both sides."""

    chosen = Signal(int)

    def __init__(self, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self._pictures: Sequence[FileInfo] = ()
        self._current = 0
        self._wheel = 0
        self.setFixedHeight(TILE.height() + 2 * (_FRAME + 2))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Pictures"))
        files.changed.connect(self.update)
        picture_cache().decoded.connect(self.update)

    def show_pictures(self, pictures: Sequence[FileInfo], current: int) -> None:
        self._pictures, self._current = pictures, current
        self.update()

    def tile_rect(self, index: int) -> QRectF:
        step = TILE.width() + _GAP
        whole = step * len(self._pictures) - _GAP
        if whole <= self.width():
            left = (self.width() - whole) / 2
        else:
            left = self.width() / 2 - self._current * step - TILE.width() / 2
            left = min(max(left, self.width() - whole - _FRAME - 2), _FRAME + 2)
        return QRectF(round(left) + index * step, _FRAME + 2, TILE.width(), TILE.height())

    def _visible(self) -> range:
        """Return the indexes of the tiles in view."""
        first = self.tile_rect(0).left()
        step = TILE.width() + _GAP
        start = max(int(-first // step), 0)
        return range(start, min(len(self._pictures), start + self.width() // step + 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index in self._visible():
            if self.tile_rect(index).contains(event.position()):
                self.chosen.emit(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel += event.angleDelta().y() or event.angleDelta().x()
        if steps := int(self._wheel / 120):
            self._wheel -= steps * 120
            self.chosen.emit(min(max(self._current - steps, 0), len(self._pictures) - 1))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ratio = self.devicePixelRatioF()
        for index in self._visible():
            rect = self.tile_rect(index)
            paint_tile(painter, rect, _RADIUS, self._pictures[index], self._files, ratio, DARK.button)
            if index == self._current:
                painter.setPen(QPen(DARK.accent, _FRAME))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), _RADIUS + 1, _RADIUS + 1)
        painter.end()


WIDTH, HEIGHT = 40, 64


class StepButton(QAbstractButton):
    """The button for the previous or the next picture. It is seen while the pointer is over the picture, its parent,
    or while it has the focus.
    """

    def __init__(self, icon: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self._picture = icon, parent
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    @property
    def is_seen(self) -> bool:
        return self.hasFocus() or self._picture.underMouse()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_seen:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(DARK.accent, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(DARK.edge if self.underMouse() else DARK.button)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        picture = icon_pixmap(self._icon, SIZE, self.devicePixelRatioF(), DARK.text)
        painter.drawPixmap((WIDTH - SIZE) // 2, (HEIGHT - SIZE) // 2, picture)
        painter.end()


_ICON = 40
_WIDTH = 360


class FailedPicture(QWidget):
    """What stands in place of a picture that cannot be shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(icon_pixmap("warning", _ICON, self.devicePixelRatioF(), DARK.secondary))
        self._title = QLabel(self.tr("This picture cannot be shown"))
        picture.setAccessibleName(self._title.text())
        self._title.setFont(semibold(self.font()))
        self._reason = wrapped_label(role="secondary")
        for label in (picture, self._title, self._reason):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.save, self.retry = QPushButton(self.tr("Save as…")), QPushButton(self.tr("Try again"))
        self.setLayout(column(picture, self._title, self._reason, row(None, self.save, self.retry, None), spacing=12))
        self.setFixedWidth(_WIDTH)
        self.hide()

    def show_reason(self, reason: str) -> None:
        """Show it with this sentence; "" hides it."""
        if reason != self._reason.text():
            self._reason.setText(reason)
            self.adjustSize()
            self.setVisible(bool(reason))
            if reason:
                announce(self, f"{self._title.text()}. {reason}")


_SIZE = QSize(900, 640)
_STEP_MARGIN = 12


class ViewerWindow(QWidget):
    """Dark in every theme. It follows new and deleted pictures of the conversation."""

    def __init__(
        self, context: AppContext, conversation: ConversationId, message_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        messenger = context.messenger
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._navigator, self._files = context.navigator, messenger.files
        self._message_id = message_id
        self._pictures: list[tuple[Message, FileInfo]] = []
        self._index = 0
        self.picture: ViewedPicture | None = None
        self.setPalette(palette_for(DARK))
        # Labels without a role have their colour from the palette of the application.
        self.setStyleSheet(f"QLabel {{ color: {DARK.text.name()}; }}" + stylesheet(DARK))
        self.bar = ViewerBar(Participants(messenger), context.faces)
        self.canvas = PictureCanvas()
        self.previous = StepButton("chevron-left", self.tr("Previous picture (Left)"), self.canvas)
        self.next = StepButton("chevron-right", self.tr("Next picture (Right)"), self.canvas)
        self.failed = FailedPicture(self.canvas)
        self.caption = ElidedLabel(theme=DARK)
        self.position = QLabel()
        self.position.setProperty("role", "secondary")
        self.position.setFont(small(self.font()))
        self.strip = ThumbnailStrip(messenger.files)
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self._conversation_files = ConversationFiles(messenger, conversation, self)
        self._conversation_files.changed.connect(self._on_list_changed)
        self.canvas.setFocus()

    def _lay_out(self) -> None:
        foot = column(row((self.caption, 1), self.position), self.strip, margins=(12, 8, 12, 8), spacing=8)
        self.setLayout(column(self.bar, line(), (self.canvas, 1), line(), foot))
        self.resize(scaled(_SIZE.width()), scaled(_SIZE.height()))
        self.setMinimumHeight(320)

    def _connect(self) -> None:
        bar, canvas = self.bar, self.canvas
        bar.zoom_in.clicked.connect(partial(canvas.zoom_by, 1))
        bar.zoom_out.clicked.connect(partial(canvas.zoom_by, -1))
        bar.fit.clicked.connect(canvas.fit)
        bar.turn.clicked.connect(canvas.turn)
        bar.copy.clicked.connect(self.copy)
        bar.save.clicked.connect(self.save)
        bar.show_in_chat.clicked.connect(self.show_in_chat)
        canvas.zoom_changed.connect(lambda: bar.show_zoom(canvas.zoom))
        canvas.resized.connect(self._place_overlays)
        self.previous.clicked.connect(partial(self.step, -1))
        self.next.clicked.connect(partial(self.step, 1))
        self.strip.chosen.connect(self.go_to)
        self.failed.save.clicked.connect(self.save)
        self.failed.retry.clicked.connect(self.retry)

    def _add_shortcuts(self) -> None:
        canvas = self.canvas
        acts: Acts = {
            Action.STEP_PICTURE: (partial(self.step, -1), partial(self.step, 1)),
            Action.END_PICTURE: (partial(self.go_to, 0), lambda: self.go_to(len(self._pictures) - 1)),
            Action.ZOOM_IN: partial(canvas.zoom_by, 1),
            Action.ZOOM_OUT: partial(canvas.zoom_by, -1),
            Action.FIT: canvas.fit,
            Action.ACTUAL_SIZE: partial(canvas.zoom_to, 1.0),
            Action.TURN: canvas.turn,
            Action.COPY_PICTURE: self.copy,
            Action.SAVE: self.save,
            Action.SHOW_IN_CHAT: self.show_in_chat,
            Action.CLOSE: self.close,
        }
        add_keys(self, acts)

    @Slot()
    def _place_overlays(self) -> None:
        """Place the widgets over the picture."""
        room = self.canvas.rect()
        top = (room.height() - self.next.height()) // 2
        self.previous.move(_STEP_MARGIN, top)
        self.next.move(room.width() - _STEP_MARGIN - self.next.width(), top)
        self.failed.move(room.center() - self.failed.rect().center())

    # The list

    @Slot()
    def _on_list_changed(self) -> None:
        self._pictures = [
            (message, message.body.info)
            for message in self._conversation_files.messages
            if isinstance(message.body, File) and message.body.info.is_picture
        ]
        if not self._pictures:
            self.close()
            return
        ids = [message.id for message, _ in self._pictures]
        # In place of a deleted picture stands the next one.
        self._index = ids.index(self._message_id) if self._message_id in ids else min(self._index, len(ids) - 1)
        self._show_current()

    def step(self, count: int) -> None:
        self.go_to(self._index + count)

    @Slot(int)
    def go_to(self, index: int) -> None:
        if 0 <= index < len(self._pictures) and index != self._index:
            self._index = index
            self._show_current()

    def _show_current(self) -> None:
        message, info = self._pictures[self._index]
        here, count = self._index + 1, len(self._pictures)
        self.strip.show_pictures([info for _, info in self._pictures], self._index)
        self.previous.setVisible(self._index > 0)
        self.next.setVisible(here < count)
        self.position.setText(self.tr("{here} of {count}").format(here=here, count=count))
        self.bar.show_message(message, info)
        self.setWindowTitle(info.name)
        self.canvas.setAccessibleName(info.name)
        if message.id == self._message_id and self.picture is not None:
            return
        self._message_id = message.id
        assert isinstance(message.body, File)
        self.caption.setText(" ".join(message.body.caption.text.split()))
        if self.picture is not None:
            self.picture.deleteLater()
        self.picture = ViewedPicture(self._files, message.conversation, info, self)
        self.picture.changed.connect(self._show_picture)
        self.canvas.painted.connect(self.picture.on_painted)
        self.canvas.start()
        self._show_picture()

    @Slot()
    def _show_picture(self) -> None:
        picture = self.picture
        assert picture is not None
        self.failed.show_reason(picture.failure)
        self._place_overlays()
        progress = None if picture.is_whole or picture.failure else picture.progress
        self.canvas.show_picture(() if picture.failure else picture.images, picture.size, progress)
        self.bar.copy.setEnabled(picture.is_whole)

    # Actions

    @Slot()
    def copy(self) -> None:
        if self.picture is not None and self.picture.is_whole:
            QGuiApplication.clipboard().setImage(self.picture.images[0])
            self.bar.show_copied()

    @Slot()
    def save(self) -> None:
        if self._pictures:
            info = self._pictures[self._index][1]
            ask_where_to_save(self, info.name, partial(self._files.save_as, info))

    @Slot()
    def show_in_chat(self) -> None:
        if self._pictures:
            self._navigator.open(routes.Message(self._pictures[self._index][0]))

    @Slot()
    def retry(self) -> None:
        if self.picture is not None:
            self.picture.retry()
