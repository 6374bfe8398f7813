"""A message inside a window."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QWidget

from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.screen_reader import announce


class InlineMessage(QFrame):
    """An error or a notice inside a window, with up to two buttons."""

    acted = Signal()
    acted_otherwise = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("warning", "danger", 20)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = QPushButton()
        self.button.setProperty("role", "link")
        self.button.clicked.connect(self.acted)
        self.other_button = QPushButton()
        self.other_button.setProperty("role", "link")
        self.other_button.clicked.connect(self.acted_otherwise)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        # The icon is at the first line. Both are centred if the button is higher than the sentence.
        said = self._said = QWidget()
        words = QHBoxLayout(said)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(8)
        words.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self._label, 1)
        row.addWidget(said, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.other_button, self.button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def text(self) -> str:
        return self._label.text()

    def take_sentence(self) -> QWidget:
        """Return the sentence for another arrangement; continue with `put_layout`."""
        self._row.removeWidget(self._said)
        self._row.removeWidget(self.button)
        return self._said

    def put_layout(self, layout: QLayout) -> None:
        self._row.addLayout(layout, 1)

    def say_quietly(self, text: str) -> None:
        """Change the text without an announcement, for a countdown."""
        self._label.setText(text)
        self.setAccessibleName(text)

    def show_error(self, text: str, action: str = "") -> None:
        self._show("error", "warning", "danger", text, action)

    def show_notice(self, text: str, action: str = "", otherwise: str = "") -> None:
        self._show("notice", "info", "accent", text, action, otherwise)

    def clear(self) -> None:
        self._label.clear()
        self.hide()

    def _show(self, role: str, icon: str, colour: str, text: str, action: str, otherwise: str = "") -> None:
        before = self.property("role")
        self.setProperty("role", role)
        # The widget may have been polished before it had a role.
        if before != role and (before or self.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)):
            self.style().unpolish(self)
            self.style().polish(self)
        self._icon.set_icon(icon, colour)
        self._label.setText(text)
        self.setAccessibleName(text)
        for button, words in ((self.button, action), (self.other_button, otherwise)):
            button.setText(words)
            button.setAccessibleName(words)
            button.setVisible(bool(words))
        self.show()
        if self.isVisible():
            announce(self, text)
