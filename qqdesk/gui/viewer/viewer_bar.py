"""The bar above the picture of the viewer."""

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.kit.action import Action
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.file_texts import size_text
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import icon
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.texts import clock_text, day_text
from qqdesk.gui.shared.theme_colors import DARK
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.file_info import FileInfo

_FACE = 32
_LEAST_NAME = 120
_COPIED_MS = 2000


class ViewerBar(QWidget):
    """Who sent the picture, when, its file, and what the user can do. The window connects the buttons."""

    def __init__(self, participants: Participants, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._participants = participants
        self._face = FaceLabel(faces, _FACE)
        self._name = ElidedLabel(theme=DARK)
        self._name.setFont(semibold(self.font()))
        self._name.setMinimumWidth(scaled(_LEAST_NAME))
        self._second = ElidedLabel(role="secondary", theme=DARK)
        self._second.setFont(small(self.font()))
        self.zoom_out = self._button(Action.ZOOM_OUT)
        self.zoom_in = self._button(Action.ZOOM_IN)
        self.fit = self._button(Action.FIT)
        self.turn = self._button(Action.TURN)
        self.copy = self._button(Action.COPY_PICTURE)
        self.copy.setEnabled(False)
        self.show_in_chat = self._button(Action.SHOW_IN_CHAT)
        self.save = QPushButton(self.tr("Save as…"))
        self.save.setProperty("role", "primary")
        self.save.setIcon(icon("import", DARK.on_accent))
        self.save.setAutoDefault(False)
        self._percent = QLabel()
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._percent.setMinimumWidth(self.fontMetrics().horizontalAdvance("0000 %"))
        self._copied = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._copied.timeout.connect(self._show_copy_icon)
        separator = QFrame()
        separator.setFixedSize(1, 20)
        separator.setStyleSheet(f"background: {DARK.line.name()}")
        words = column(None, self._name, self._second, None, spacing=2)
        zoom = row(self.zoom_out, self._percent, self.zoom_in, self.fit, spacing=4)
        rest = row(self.turn, self.copy, self.show_in_chat, spacing=4)
        self.setLayout(row(self._face, (words, 1), zoom, separator, rest, self.save, margins=(12, 0, 8, 0), spacing=12))
        self.setFixedHeight(scaled(52))

    def _button(self, action: Action) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(action.icon, DARK.text))
        button.setToolTip(action.tip)
        button.setAccessibleName(action.tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFixedSize(32, 32)
        return button

    def show_message(self, message: Message, info: FileInfo) -> None:
        self._face.show_face(self._participants.face(message.sender), owner=message.sender)
        self._name.setText(self._participants.name(message.sender))
        sentence = self.tr("{day}, {time} · {name}, {width} × {height}, {size}")
        self._second.setText(
            sentence.format(
                day=day_text(message.time),
                time=clock_text(message.time),
                name=isolated(info.name),
                width=info.width,
                height=info.height,
                size=size_text(info.size),
            )
        )

    def show_zoom(self, zoom: float) -> None:
        self._percent.setText(self.tr("{percent} %").format(percent=QLocale().toString(round(zoom * 100))))

    def show_copied(self) -> None:
        self.copy.setIcon(icon("check", DARK.online))
        self._copied.start()
        announce(self.copy, self.tr("Copied"))

    def _show_copy_icon(self) -> None:
        self.copy.setIcon(icon("copy", DARK.text))
