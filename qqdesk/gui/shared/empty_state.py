"""The picture and text of an empty list."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import IconLabel


class EmptyState(QWidget):
    """An icon, a title, a sentence and an action, shown in place of an empty list."""

    acted = Signal()

    def __init__(
        self, icon: str, title: str, sentence: str = "", action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title, self._sentence = QLabel(title), QLabel(sentence)
        self._title.setFont(semibold(self.font()))
        self._sentence.setProperty("role", "secondary")
        self.button = QPushButton(action)
        self.button.setAccessibleName(action)
        self.button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(IconLabel(icon, "secondary", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._sentence):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setVisible(bool(label.text()))
            column.addWidget(label)
        column.addSpacing(4)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button.setVisible(bool(action))
        column.addStretch(3)

    def title(self) -> str:
        return self._title.text()

    def set_texts(self, title: str, sentence: str = "") -> None:
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
