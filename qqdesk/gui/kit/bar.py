"""A bar inside a window: a fact, and up to two buttons."""

import re
from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.type_size import scaled

_SPACING, _LEAST_SENTENCE = 8, 140
_LONG_WORD = re.compile(r"([!-\u024f]{16})(?=[!-\u024f])")
"""A label wraps at blanks only: the name of a room may be a word that would make the window wider."""


class BarKind(Enum):
    """The role of the frame in the style sheet, the icon, and the icon's colour."""

    NOTICE = "notice", "info", "accent"
    SUCCESS = "good", "check", "online"
    ERROR = "error", "warning", "danger"


class Bar(QFrame):
    """Show one fact in a window: a notice, a success or an error. It is hidden until there is one.

    Example::

        self.message = Bar()
        self.message.acted.connect(self._save)
        self.message.acted_otherwise.connect(self.message.clear)
        ...
        self.message.show_error(problem_text(problem), self.tr("Try again"), self.tr("Cancel"))
        self.message.clear()

    The text takes as many lines as it needs. The buttons are at its right, or below if it would have too little room.
    Screen readers say a new text when it becomes visible, and the text is the name of the bar.
    """

    acted = Signal()
    acted_otherwise = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel("info", "accent", 20)
        self._text = ""
        self._is_new = False
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.other_button, self.button = buttons = QPushButton(), QPushButton()
        self.button.clicked.connect(self.acted)
        self.other_button.clicked.connect(self.acted_otherwise)
        for button in buttons:
            button.setProperty("role", "link")
            button.hide()
        # The icon is at the first line. Both are centred if the button is higher than the sentence.
        self._sentence, words = QWidget(), row(self._icon, (self._label, 1))
        words.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        self._sentence.setLayout(words)
        self._controls = row(None, *buttons)
        self._parts: QBoxLayout = row((self._sentence, 1), self._controls, margins=8)
        self._parts.setAlignment(self._sentence, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(self._parts)
        self.hide()

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        """Change the text without an announcement, for a countdown."""
        self._text = text
        self._label.setText(_LONG_WORD.sub("\\1\u200b", text))
        self.setAccessibleName(text)

    def show_error(self, text: str, action: str = "", otherwise: str = "") -> None:
        self.show_fact(BarKind.ERROR, text, action, otherwise)

    def show_notice(self, text: str, action: str = "", otherwise: str = "") -> None:
        self.show_fact(BarKind.NOTICE, text, action, otherwise)

    def show_success(self, text: str) -> None:
        self.show_fact(BarKind.SUCCESS, text)

    def clear(self) -> None:
        self._text = ""
        self._label.clear()
        self.hide()

    def show_fact(self, kind: BarKind, text: str, action: str = "", otherwise: str = "") -> None:
        """Show and announce a fact. `action` and `otherwise` are the texts of the buttons; "" hides one."""
        role, icon, colour = kind.value
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
        self._arrange()
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

    def _widths(self) -> tuple[int, int]:
        """Return the least widths of the sentence and of the controls."""
        sentence = max(self._sentence.minimumSizeHint().width(), scaled(_LEAST_SENTENCE))
        return sentence, self._controls.minimumSize().width()

    def minimumSizeHint(self) -> QSize:
        """Return the size with the controls below."""
        margins = self._parts.contentsMargins()
        width = max(self._widths()) + margins.left() + margins.right() + 2 * self.frameWidth()
        return QSize(width, super().minimumSizeHint().height())

    def _arrange(self) -> None:
        is_narrow = self._parts.contentsRect().width() < sum(self._widths()) + _SPACING
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._parts.setDirection(direction)
        self._parts.setSpacing(4 if is_narrow else _SPACING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
