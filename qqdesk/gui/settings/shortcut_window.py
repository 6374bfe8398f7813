"""The window with the table of keyboard shortcuts."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QStackedWidget, QWidget

from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import put_search_look
from qqdesk.gui.shared.scrolling import VerticalScrollArea
from qqdesk.gui.shared.type_size import scaled

WIDTH, HEIGHT = 520, 600
_MAX_KEYS = 3
"""If an action has more keys, such as Ctrl+1 to Ctrl+9, only the first and the last are shown."""


def groups() -> list[tuple[str, list[Action]]]:
    """Return the titles of the parts, each with its actions."""
    translate = QCoreApplication.translate
    titles = {
        "every": translate("Keys", "Every window"),
        "main": translate("Keys", "Main window"),
        "chat": translate("Keys", "Chats"),
        "writing": translate("Keys", "Writing"),
        "history": translate("Keys", "Message history"),
        "viewer": translate("Keys", "Viewer of pictures"),
        "files": translate("Keys", "Pictures and files"),
        "settings": translate("Keys", "Settings"),
        "admin": translate("Keys", "The place"),
        "screenshot": translate("Keys", "Screenshot"),
        "jump": translate("Keys", "Jump to a contact"),
        "start": translate("Keys", "Sign in"),
    }
    return [(title, [action for action in Action if part in action.parts]) for part, title in titles.items()]


def as_text() -> str:
    parts = []
    for title, actions in groups():
        written = [" / ".join(action.native_keys) for action in actions]
        width = max(map(len, written))
        lines = [f"  {keys:{width}}  {action.effect}" for keys, action in zip(written, actions, strict=True)]
        parts.append("\n".join([title, *lines]))
    return "\n\n".join(parts) + "\n"


class _Row(QWidget):
    """The effect at the left, the keys at the right."""

    def __init__(self, action: Action, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        written = action.native_keys
        effect = QLabel(action.effect)
        effect.setWordWrap(True)
        layout = row((effect, 1), margins=(12, 6, 12, 6), spacing=6)
        self.setLayout(layout)
        for text in written if len(written) <= _MAX_KEYS else [written[0], "…", written[-1]]:
            key = QLabel(text)
            if text != "…":
                key.setProperty("role", "key")
            layout.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(f"{action.effect}: {', '.join(written)}")


class _Card(QWidget):
    """The keys of one window."""

    def __init__(self, group: tuple[str, list[Action]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._actions = group
        title = QLabel(self._title)
        title.setFont(semibold(self.font()))
        title.setContentsMargins(4, 0, 4, 0)
        self.rows = [_Row(action) for action in self._actions]
        self._lines = [line() for _ in self.rows]
        card = QFrame()
        card.setProperty("role", "card")
        card.setLayout(column(*(part for pair in zip(self._lines, self.rows, strict=True) for part in pair)))
        self.setLayout(column(title, card, spacing=6))
        self.show_found(())

    def show_found(self, words: tuple[str, ...]) -> int:
        """Show the rows that contain all words, in the title of the card or in the row. Return their number."""
        count = 0
        for above, row_widget, action in zip(self._lines, self.rows, self._actions, strict=True):
            text = " ".join([self._title, action.effect, *action.native_keys, *action.keys]).casefold()
            is_found = all(word in text for word in words)
            row_widget.setVisible(is_found)
            above.setVisible(is_found and count > 0)
            count += is_found
        self.setVisible(count > 0)
        return count


class ShortcutWindow(QWidget):
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Keyboard shortcuts – qqdesk"))
        self.setMinimumHeight(200)
        self.cards = [_Card(group) for group in groups()]
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the keys"))
        self.search.setAccessibleName(self.tr("Search the keys"))
        put_search_look(self.search)
        self.search.textChanged.connect(self._search)
        self.copy = QPushButton(self.tr("Copy as text"))
        put_icon(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        self.nothing = EmptyState("search", self.tr("No shortcut found"), self.tr("Try another word."))
        self.area = VerticalScrollArea()
        self._stack = QStackedWidget()
        self._lay_out()
        self.resize(self.sizeHint())
        add_keys(self, {Action.SEARCH_FIELD: self.search.setFocus, Action.CLOSE: (self.close,)})
        self.search.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    def _lay_out(self) -> None:
        body = QWidget()
        body.setLayout(column(*self.cards, None, margins=(16, 12, 16, 16), spacing=16))
        self.area.setWidget(body)
        self.area.setAccessibleName(self.tr("Keys"))
        self.area.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self._stack.addWidget(self.area)
        self._stack.addWidget(self.nothing)
        self.setLayout(column(row((self.search, 1), self.copy, margins=12), line(), (self._stack, 1)))

    @Slot(str)
    def _search(self, text: str) -> None:
        words = tuple(text.casefold().split())
        count = sum([card.show_found(words) for card in self.cards])
        self._stack.setCurrentWidget(self.area if count else self.nothing)
        self.area.verticalScrollBar().setValue(0)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.area.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }
        if event.key() == Qt.Key.Key_Escape:
            if self.search.text():
                self.search.clear()
            else:
                self.close()
        elif event.key() in steps:
            bar.setValue(bar.value() + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closed.emit()
