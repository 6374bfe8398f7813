"""A strip in a window: one fact, a second line, and one button."""

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QStackedLayout, QWidget

from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel, put_icon
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.type_size import scaled

HEIGHT = 56
_FACE, _ICON = 32, 20


class StripKind(Enum):
    """The value is the role in the style sheet."""

    NEWS = "notice"
    CARE = "warn"
    SUCCESS = "good"
    FAILURE = "error"


_COLOURS = {
    StripKind.NEWS: "accent",
    StripKind.CARE: "away",
    StripKind.SUCCESS: "online",
    StripKind.FAILURE: "danger",
}


class Strip(QFrame):
    """It has the same height in all its states, so nothing moves when the state changes."""

    acted = Signal()

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("info", "accent", _ICON)
        self._face = FaceLabel(faces, _FACE)
        picture = self._picture = QWidget()
        self._pictures = QStackedLayout(picture)
        icon_box = QWidget()
        icon_box.setLayout(row(self._icon))
        self._pictures.addWidget(icon_box)
        self._pictures.addWidget(self._face)
        self._title, self._second = ElidedLabel(), ElidedLabel(role="secondary")
        self._title.setFont(semibold(self.font()))
        self._second.setFont(small(self.font()))
        self.button = QPushButton()
        self.button.clicked.connect(self.acted)
        words = column(None, self._title, self._second, None, spacing=2)
        self.setLayout(row(picture, (words, 1), self.button, margins=(12, 4, 8, 4)))
        self.setFixedHeight(scaled(HEIGHT))
        self._kind: StripKind | None = None

    def title(self) -> str:
        return self._title.text()

    def second(self) -> str:
        return self._second.text()

    @property
    def kind(self) -> StripKind | None:
        return self._kind

    def show_state(
        self, kind: StripKind, icon: str | int, title: str, second: str, action: str = "", action_icon: str = ""
    ) -> None:
        """`icon` is the name of an icon, or a face id. The fact is announced if it is new."""
        is_new = title != self._title.text()
        if kind is not self._kind:
            self._kind = kind
            self.setProperty("role", kind.value)
            self.style().unpolish(self)
            self.style().polish(self)
        if isinstance(icon, str):
            self._icon.set_icon(icon, _COLOURS[kind])
        else:
            self._face.show_face(icon)
        self._pictures.setCurrentIndex(0 if isinstance(icon, str) else 1)
        self._picture.setFixedSize(_ICON if isinstance(icon, str) else _FACE, _FACE)
        self._title.setText(title)
        self._second.setText(second)
        self.setAccessibleName(f"{title} {second}")
        if action_icon:
            put_icon(self.button, action_icon)
        self.button.setText(action)
        self.button.setAccessibleName(action)
        self.button.setVisible(bool(action))
        if is_new and self.isVisible():
            announce(self, f"{title} {second}")
