"""A bar inside a window: a fact, and its buttons."""

import re
from enum import Enum

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel, icon_button
from qqdesk.gui.shared.labels import ElidedLabel, small_label, wrapped_label
from qqdesk.gui.shared.layouts import Margins, column, row
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.type_size import scaled

_SPACING, _LEAST_SENTENCE, _FACE = 8, 140, 28
_LONG_WORD = re.compile(r"([!-\u024f]{16})(?=[!-\u024f])")
"""A label wraps at blanks only: the name of a room may be a word that would make the window wider."""


class BarKind(Enum):
    """The role of the frame in the style sheet, the icon, and the icon's colour."""

    NOTICE = "notice", "info", "accent"
    WARNING = "warning", "warning", "away"
    SUCCESS = "good", "check", "online"
    ERROR = "error", "warning", "danger"


class Bar(QFrame):
    """Show one fact in a window: a notice, a warning, a success or an error. It is hidden until there is one.

    Example::

        self.message = Bar()
        self.message.acted.connect(self._save)
        self.message.acted_otherwise.connect(self.message.clear)
        ...
        self.message.show_progress(self.tr("Saving"), done, total)
        self.message.show_error(problem_text(problem), self.tr("Try again"), self.tr("Cancel"))
        self.message.clear()

    The texts take as many lines as they need. The buttons are at their right, or below if they had too little room.
    Enter presses the button with the focus. Esc closes a bar that can be closed, if the focus is in it.
    Screen readers say a new text when it becomes visible, and the texts are the name of the bar.
    """

    acted = Signal()
    acted_otherwise = Signal()
    closed = Signal()
    """The user has closed the bar, so it is hidden."""

    def __init__(
        self,
        faces: FaceSource | None = None,
        *,
        button_role: str = "link",
        can_close: bool = False,
        is_low: bool = False,
    ) -> None:
        """`faces`: for a bar that shows a person. `button_role`: of the first button in the style sheet.

        `is_low`: each text has one line and is cut, so nothing moves when it changes.
        """
        super().__init__()
        self.kind: BarKind | None = None
        self._icon = IconLabel("info", "accent", 20)
        self._face = FaceLabel(faces, _FACE) if faces is not None else None
        self._text = self._second_text = ""
        self._is_new = False
        self._label: QLabel | ElidedLabel
        self._second: QLabel | ElidedLabel
        if is_low:
            self._label, self._second = ElidedLabel(), ElidedLabel(role="secondary")
            self._second.setFont(small(self.font()))
        else:
            self._label, self._second = label, _ = wrapped_label(), small_label()
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.other_button, self.button = buttons = QPushButton(), QPushButton()
        self.button.clicked.connect(self.acted)
        self.other_button.clicked.connect(self.acted_otherwise)
        for button, role in zip(buttons, ("link", button_role), strict=True):
            button.setProperty("role", role)
            button.setAutoDefault(True)  # Enter presses it
        self.close_button = icon_button("close", self.tr("Close"))
        self.close_button.clicked.connect(self._close)
        self._can_close = can_close
        # The picture is at the first line. Both are centred if the button is higher than the sentence.
        pictures = [self._icon] if self._face is None else [self._icon, self._face]
        words = row(*pictures, (column(self._label, self._second, self.progress, spacing=2), 1))
        for picture in pictures:
            words.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        self._sentence = QWidget()
        self._sentence.setLayout(words)
        self._controls = row(None, *buttons, self.close_button)
        self._parts: QBoxLayout = row((self._sentence, 1), self._controls, margins=8)
        self._parts.setAlignment(self._sentence, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(self._parts)
        self.hide()

    def text(self) -> str:
        return self._text

    def second(self) -> str:
        return self._second_text

    def set_text(self, text: str, second: str = "") -> None:
        """Change the texts without an announcement, for a countdown."""
        self._text, self._second_text = text, second
        for label, words in ((self._label, text), (self._second, second)):
            label.setText(_LONG_WORD.sub("\\1\u200b", words))
        self._second.setVisible(bool(second))
        self._label.setFont(semibold(self.font()) if second else self.font())
        self.setAccessibleName(f"{text} {second}".strip())
        self.progress.setAccessibleName(text)

    def show_error(self, text: str, action: str = "", otherwise: str = "") -> None:
        self.show_fact(BarKind.ERROR, text, action, otherwise)

    def show_notice(self, text: str, action: str = "", otherwise: str = "") -> None:
        self.show_fact(BarKind.NOTICE, text, action, otherwise)

    def show_success(self, text: str) -> None:
        self.show_fact(BarKind.SUCCESS, text)

    def show_progress(self, text: str, done: int, total: int, action: str = "") -> None:
        """Show work that goes on. `total` is 0 while it is unknown. Only the first text is announced."""
        if self.progress.isHidden():
            self.show_notice(text, action)
            self.close_button.hide()
            self.progress.show()
        self.set_text(text)
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def clear(self) -> None:
        self.set_text("")
        self.progress.hide()
        self.hide()

    def show_fact(
        self,
        kind: BarKind,
        text: str,
        action: str = "",
        otherwise: str = "",
        *,
        second: str = "",
        icon: str = "",
        face: int | None = None,
    ) -> None:
        """Show a fact, and announce it if it is another one.

        `action` and `otherwise` are the texts of the buttons; "" hides one. `second` is a line in small letters.
        `icon` or `face` replaces the icon of the kind.
        """
        role, kind_icon, colour = kind.value
        before, self.kind = self.kind, kind
        self.setProperty("role", role)
        # The widget may have been polished before it had a role.
        if before is not kind and (before or self.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)):
            self.style().unpolish(self)
            self.style().polish(self)
        self._icon.set_icon(icon or kind_icon, colour)
        self._icon.setVisible(face is None)
        if self._face is not None:
            self._face.show_face(face or 0)
            self._face.setVisible(face is not None)
        self._is_new |= kind is BarKind.ERROR or text != self._text
        self.set_text(text, second)
        self.setToolTip("")
        self.progress.hide()
        for button, words in ((self.button, action), (self.other_button, otherwise)):
            button.setText(words)
            button.setAccessibleName(words)
            button.setVisible(bool(words))
        self.close_button.setVisible(self._can_close)
        self._arrange()
        self.show()
        self._announce()

    def event(self, event: QEvent) -> bool:
        """Let Esc close the bar before a shortcut of the window takes the key."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.close_button.isVisible():
            if event.type() is QEvent.Type.KeyPress:
                self._close()
            event.accept()
            return True
        return super().event(event)

    @Slot()
    def _close(self) -> None:
        self.clear()
        self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._announce()

    def _announce(self) -> None:
        """Announce a new message when it is visible: the widget around it may be shown later."""
        if self._is_new and self.isVisible():
            self._is_new = False
            announce(self, self.accessibleName())

    def _widths(self) -> tuple[int, int]:
        """Return the least widths of the sentence and of the controls."""
        sentence = max(self._sentence.minimumSizeHint().width(), scaled(_LEAST_SENTENCE))
        return sentence, self._controls.minimumSize().width()

    def _edges(self) -> int:
        """Return the width that the margins and the frame take."""
        margins = self._parts.contentsMargins()
        return margins.left() + margins.right() + 2 * self.frameWidth()

    def minimumSizeHint(self) -> QSize:
        """Return the size with the controls below."""
        return QSize(max(self._widths()) + self._edges(), super().minimumSizeHint().height())

    def _arrange(self) -> None:
        is_narrow = self.width() - self._edges() < sum(self._widths()) + _SPACING
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._parts.setDirection(direction)
        self._parts.setSpacing(4 if is_narrow else _SPACING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


class BarArea(QWidget):
    """A bar with margins, which are hidden with it."""

    def __init__(self, bar: Bar, margins: Margins) -> None:
        super().__init__()
        self.setLayout(column(bar, margins=margins))
        self.setHidden(bar.isHidden())
        bar.installEventFilter(self)

    def eventFilter(self, bar: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setVisible(event.type() == QEvent.Type.ShowToParent)
        return False
