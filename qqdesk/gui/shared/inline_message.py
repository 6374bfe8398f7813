"""A message inside a window."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screen_reader import announce

_LONG_WORD = re.compile(r"([!-\u024f]{16})(?=[!-\u024f])")
"""A label wraps at blanks only: the name of a room may be a word that would make the window wider."""


class InlineMessage(QFrame):
    """An error, a notice or a success inside a window, with up to two buttons."""

    acted = Signal()
    acted_otherwise = Signal()

    def __init__(self, *, buttons_below: bool = False) -> None:
        """`buttons_below`: for a narrow window, where buttons beside the sentence would leave it no room."""
        super().__init__()
        self._icon = IconLabel("warning", "danger", 20)
        self._text = ""
        self._is_new = False
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button, self.other_button = QPushButton(), QPushButton()
        self.button.clicked.connect(self.acted)
        self.other_button.clicked.connect(self.acted_otherwise)
        buttons = (self.other_button, self.button)
        for button in buttons:
            button.setProperty("role", "link")
            button.hide()
        # The icon is at the first line. Both are centred if the button is higher than the sentence.
        sentence, words = QWidget(), row(self._icon, (self._label, 1))
        words.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        sentence.setLayout(words)
        if buttons_below:
            self.setLayout(column(sentence, row(None, *buttons), margins=8, spacing=4))
        else:
            beside = row((sentence, 1), *buttons, margins=8)
            beside.setAlignment(sentence, Qt.AlignmentFlag.AlignVCenter)
            self.setLayout(beside)
        self.hide()

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        """Change the text without an announcement, for a countdown."""
        self._text = text
        self._label.setText(_LONG_WORD.sub("\\1\u200b", text))
        self.setAccessibleName(text)

    def show_error(self, text: str, action: str = "", otherwise: str = "") -> None:
        self._show("error", "warning", "danger", text, action, otherwise)

    def show_notice(self, text: str, action: str = "", otherwise: str = "") -> None:
        self._show("notice", "info", "accent", text, action, otherwise)

    def show_success(self, text: str) -> None:
        self._show("good", "check", "online", text, "", "")

    def clear(self) -> None:
        self._text = ""
        self._label.clear()
        self.hide()

    def _show(self, role: str, icon: str, colour: str, text: str, action: str, otherwise: str) -> None:
        before = self.property("role")
        self.setProperty("role", role)
        # The widget may have been polished before it had a role.
        if before != role and (before or self.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)):
            self.style().unpolish(self)
            self.style().polish(self)
        self._icon.set_icon(icon, colour)
        self.set_text(text)
        self.setToolTip("")
        for button, words in ((self.button, action), (self.other_button, otherwise)):
            button.setText(words)
            button.setAccessibleName(words)
            button.setVisible(bool(words))
        self._is_new = True
        self.show()
        self._announce()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._announce()

    def _announce(self) -> None:
        """Announce a new message when it is visible: the widget around it may be shown later."""
        if self._is_new and self.isVisible():
            self._is_new = False
            announce(self, self._text)
