"""The picture and text of an empty list."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import column


class EmptyState(QWidget):
    """A picture, a title, a sentence and up to two actions, shown in place of an empty list.

    `picture` is the name of an icon, or a widget.
    """

    acted = Signal()
    acted_otherwise = Signal()

    def __init__(
        self,
        picture: str | QWidget,
        title: str,
        sentence: str = "",
        action: str = "",
        otherwise: str = "",
    ) -> None:
        super().__init__()
        self._title, self._sentence = wrapped_label(title), wrapped_label(sentence, "secondary")
        self._title.setFont(semibold(self.font()))
        self.button, self.other_button = QPushButton(action), QPushButton(otherwise)
        self.button.clicked.connect(self.acted)
        self.other_button.clicked.connect(self.acted_otherwise)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if isinstance(picture, str):
            picture = IconLabel(picture, "secondary", 40)
        margins = (12, 24, 12, 24)
        parts = column(picture, self._title, self._sentence, self.button, self.other_button, margins=margins, spacing=8)
        for part in (picture, self.button, self.other_button):
            parts.setAlignment(part, Qt.AlignmentFlag.AlignHCenter)
        parts.insertStretch(0, 2)
        parts.addStretch(3)
        self.setLayout(parts)
        for shown in (self._title, self._sentence, self.button, self.other_button):
            shown.setVisible(bool(shown.text()))

    def title(self) -> str:
        return self._title.text()

    def set_texts(self, title: str, sentence: str = "") -> None:
        for label, text in ((self._title, title), (self._sentence, sentence)):
            label.setText(text)
            label.setVisible(bool(text))
