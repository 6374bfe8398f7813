"""The table of all keys, to look something up in."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qqdesk.gui.settings.settings_search import parse_query
from qqdesk.gui.settings.shortcut_table import ShortcutGroup, ShortcutLine, as_text, shortcut_groups
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.scrolling import VerticalScrollArea
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.shared.widgets import EmptyState, line, put_search_look, semibold

WIDTH, HEIGHT = 520, 600
_MOST_KEYS = 3


class _Row(QWidget):
    """Words at the left, keys at the right."""

    def __init__(self, shown: ShortcutLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        written = shown.written()
        # Ctrl+1 to Ctrl+9 are a row of keys.
        caps = written if len(written) <= _MOST_KEYS else [written[0], "…", written[-1]]
        words = QLabel(shown.words)
        words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(6)
        row.addWidget(words, 1)
        for text in caps:
            cap = QLabel(text)
            if text != "…":
                cap.setProperty("role", "key")
            row.addWidget(cap, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(f"{shown.words}: {', '.join(written)}")


class _Card(QWidget):
    """The keys of one window."""

    def __init__(self, group: ShortcutGroup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = group
        title = QLabel(group.title)
        title.setFont(semibold(self.font()))
        title.setContentsMargins(4, 0, 4, 0)
        card = QFrame()
        card.setProperty("role", "card")
        rows = QVBoxLayout(card)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.rows = [_Row(shown) for shown in group.lines]
        self._lines = [line() for _ in self.rows]
        for above, row in zip(self._lines, self.rows, strict=True):
            rows.addWidget(above)
            rows.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(title)
        column.addWidget(card)
        self.show_found(())

    def show_found(self, words: tuple[str, ...]) -> int:
        """The rows with all of these words in them, or in the title."""
        count = 0
        for above, row, shown in zip(self._lines, self.rows, self._group.lines, strict=True):
            text = " ".join([self._group.title, shown.words, *shown.written(), *shown.keys]).casefold()
            found = all(word in text for word in words)
            row.setVisible(found)
            above.setVisible(found and count > 0)
            count += found
        self.setVisible(count > 0)
        return count


class ShortcutWindow(QWidget):
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Keyboard shortcuts - qqdesk"))
        self.setMinimumHeight(200)
        self._groups = shortcut_groups()
        self.cards = [_Card(group) for group in self._groups]
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the keys"))
        self.search.setAccessibleName(self.tr("Search the keys"))
        put_search_look(self.search)
        self.search.textChanged.connect(self._search)
        self.copy = QPushButton(self.tr("Copy as text"))
        put_icon(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        self.nothing = EmptyState("search", self.tr("No such keys"), self.tr("Try another word."))
        self.area = VerticalScrollArea()
        self._stack = QStackedWidget()
        self._lay_out()
        self.resize(self.sizeHint())
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.search.setFocus)
        QShortcut(QKeySequence("Ctrl+W"), self).activated.connect(self.close)
        self.search.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    def _lay_out(self) -> None:
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(16, 12, 16, 16)
        inner.setSpacing(16)
        for card in self.cards:
            inner.addWidget(card)
        inner.addStretch(1)
        self.area.setWidget(body)
        self.area.setAccessibleName(self.tr("Keys"))
        self.area.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self._stack.addWidget(self.area)
        self._stack.addWidget(self.nothing)
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 12)
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line())
        column.addWidget(self._stack, 1)

    @Slot(str)
    def _search(self, text: str) -> None:
        marks = parse_query(text)
        words = marks.words if marks is not None else ()
        count = sum([card.show_found(words) for card in self.cards])
        self._stack.setCurrentWidget(self.area if count else self.nothing)
        self.area.verticalScrollBar().setValue(0)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self._groups))

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
