"""The notice of a room: one line in the head, and the whole text with its author."""

import re

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from qqdesk.domain.room import Room
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import SIZE, icon_pixmap
from qqdesk.gui.shared.labels import small_label, wrapped_label
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.popup_frame import PopupFrame
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.screens import in_view
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.room_commands import RoomInfoReply
from qqdesk.worker.messenger import Messenger

_FIRST_SENTENCE = re.compile(r"(.*?(?:[.!?](?=\s)|[。！？]))\s*(.+)")
_WIDTH = 360


class RoomNotice(QAbstractButton):
    """The notice in one line, its first sentence in semibold; without a notice the names of those who are here.

    `on_head`: it is on the coloured head of the window.
    """

    def __init__(self, *, on_head: bool = True) -> None:
        super().__init__()
        self._roles = ("on_head", "secondary_on_head") if on_head else ("text", "secondary")
        self.first = self.rest = ""
        self._has_notice = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_notice(self, notice: str) -> None:
        text = " ".join(notice.split())
        split = _FIRST_SENTENCE.fullmatch(text)
        first, rest = (split[1], split[2]) if split is not None else (text, "")
        self._show(first, rest, has_notice=True)
        self.setAccessibleName(self.tr("Notice: {text}").format(text=text))

    def show_present(self, sentence: str) -> None:
        self._show("", sentence, has_notice=False)
        self.setAccessibleName(sentence)

    def _show(self, first: str, rest: str, *, has_notice: bool) -> None:
        self.first, self.rest, self._has_notice = first, rest, has_notice
        self.setEnabled(has_notice)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if has_notice else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if has_notice else Qt.CursorShape.ArrowCursor)
        self.setToolTip(self.tr("Show the whole notice") if has_notice else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, rect = current_theme(), self.rect().adjusted(4, 0, -4, 0)
        strong, weak = (getattr(theme, role) for role in self._roles)
        painter = QPainter(self)
        if self._has_notice:
            colour = theme.accent if theme.on_head != theme.surface or strong == theme.text else theme.on_head
            pixmap = icon_pixmap("megaphone", SIZE, self.devicePixelRatioF(), colour)
            painter.drawPixmap(rect.left(), rect.center().y() + 1 - SIZE // 2, pixmap)
            rect.setLeft(rect.left() + SIZE + 8)
        for text, font, colour in ((self.first, semibold(self.font()), strong), (self.rest, self.font(), weak)):
            if not text or rect.width() <= 0:
                continue
            metrics = QFontMetrics(font)
            elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            painter.setFont(font)
            painter.setPen(colour)
            paint_line(painter, rect, elided)
            rect.setLeft(rect.left() + metrics.horizontalAdvance(elided) + metrics.horizontalAdvance(" "))
        if self.hasFocus():
            painter.setPen(strong)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.end()


class NoticePopup(PopupFrame):
    """The whole notice. Who wrote it is fetched."""

    def __init__(self, messenger: Messenger, room: Room, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._participants = Participants(messenger)
        self.text: QLabel = wrapped_label(room.notice.strip())
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.author = small_label(" ")
        self._column = column(self.text, self.author, margins=12, spacing=8)
        self.setLayout(self._column)
        self.setFixedWidth(scaled(_WIDTH))
        self.setAccessibleName(self.tr("Notice of the room"))
        messenger.rooms.fetch_members(room.number).then(self, self._show_author)

    def open_below(self, widget: QWidget) -> None:
        self._column.activate()
        height = self._column.totalHeightForWidth(self.width())
        self.resize(self.width(), height)
        corner = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        self.move(in_view(QRect(corner, self.size())))
        self.show()
        announce(self, self.text.text())

    def _show_author(self, reply: RoomInfoReply) -> None:
        if reply.notice_author:
            name = isolated(self._participants.name(reply.notice_author))
            words = self.tr("{name}, {time}").format(name=name, time=moment_text(reply.notice_time))
            self.author.setText(words)
            announce(self, words)
