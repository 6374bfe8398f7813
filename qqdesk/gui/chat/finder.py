"""Find in a chat: the bar, and the search of the whole conversation."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.gui.chat.history_loader import HistoryLoader
from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.kit.older_messages_bar import OlderMessagesBar
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.focus import focus_is_in
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import put_search_look
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.history.folding import find_matches
from qqdesk.history.message_search import SearchQuery
from qqdesk.worker.history_requests import ConversationChanged, HitPage
from qqdesk.worker.messenger import Messenger

MAX_CHARS = 200
MAX_HITS = 1000
_PAGE = 200
_TYPING_PAUSE_MS = 60
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindBar(QFrame):
    """The search line, the number of hits, and the buttons. `Finder` handles the keys."""

    def __init__(self, messenger: Messenger) -> None:
        super().__init__()
        self.older = OlderMessagesBar(messenger)
        self.edit = QLineEdit()
        self.edit.setMaxLength(MAX_CHARS)
        self.edit.setPlaceholderText(self.tr("Find in this chat"))
        self.edit.setAccessibleName(self.tr("Find in this chat"))
        put_search_look(self.edit)
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.earlier = icon_button("chevron-up", self.tr("Older match (Enter)"))
        self.later = icon_button("chevron-down", self.tr("Newer match (Shift+Enter)"))
        self.close_button = icon_button("close", self.tr("Close (Esc)"))
        buttons = (self.earlier, self.later, self.close_button)
        for button in buttons:
            button.setFixedSize(28, 28)
        search = row((self.edit, 1), self.count, row(*buttons, spacing=4), margins=(8, 6, 8, 6))
        self.setLayout(column(search, self.older, line()))
        self.show_count("", can_step=False)
        self.hide()

    def show_count(self, text: str, *, can_step: bool, is_news: bool = False) -> None:
        """Show the number of hits. `is_news`: a screen reader reads it out."""
        self.count.setText(text)
        self.earlier.setEnabled(can_step)
        self.later.setEnabled(can_step)
        if is_news:
            announce(self.count, text)


class Finder(QObject):
    """Hits are messages, the newest first."""

    closed = Signal()

    def __init__(
        self,
        messenger: Messenger,
        log: MessageListView,
        history_loader: HistoryLoader,
        conversation: ConversationId,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._history_service = messenger.history_service
        self._log = log
        self._history_loader = history_loader
        self._conversation = conversation
        self._scope = f"chat {conversation}"
        self._needle = ""
        self._hits: list[str] = []
        self._current = 0
        self._is_complete = True
        self._has_results = False
        """The first page of hits was received. Until then the hits of the last needle are hidden."""
        self._kept = ""
        """The hit that stays current when the search is repeated."""
        self.bar = FindBar(messenger)
        self._search_timer = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._search_timer.timeout.connect(self._search)
        self.bar.edit.textChanged.connect(self._text_changed)
        self.bar.earlier.clicked.connect(partial(self.step, 1))
        self.bar.later.clicked.connect(partial(self.step, -1))
        self.bar.close_button.clicked.connect(self.close)
        # A shortcut of the window while the page is shown: the focus may be in the tabs.
        add_keys(page, {Action.FIND: self.open})
        self._history_service.conversation_changed.connect(self._conversation_changed)
        messenger.changes.text_stored.connect(self._search_again)
        messenger.message_added.connect(self._message_added)

    # The bar

    @Slot()
    def open(self) -> None:
        """Show the bar. If it was hidden, search for a short selection in the log."""
        selected = self._log.selection_actions.selected_text()
        was_open = not self.bar.isHidden()
        self.bar.show()
        self.bar.older.follow(self._conversation)
        if selected.strip() and "\n" not in selected and len(selected) <= MAX_CHARS and not was_open:
            self.bar.edit.setText(selected)
        self.bar.edit.selectAll()
        self.bar.edit.setFocus()
        self._text_changed()

    @Slot()
    def close(self) -> None:
        self._search_timer.stop()
        # The page moves the focus to the input first: Qt moves it from a hidden bar to the log.
        self.closed.emit()
        self.bar.hide()
        self._needle = ""
        self._hits = []
        self._log.painter.show_found("")

    def handle_key(self, event: QKeyEvent) -> bool:
        """Handle the keys of the open bar anywhere in the page, before the window's shortcuts."""
        if self.bar.isHidden():
            return False
        in_bar = focus_is_in(self.bar.edit)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        ours = event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F3) or (in_bar and event.key() in _ENTER)
        if event.type() == QEvent.Type.ShortcutOverride and ours:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress or not ours:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            self.step(-1 if shift else 1)
        return True

    # Search

    @Slot()
    def _text_changed(self) -> None:
        if self.bar.isHidden():
            return
        needle = self.bar.edit.text().strip()
        if needle == self._needle:
            return
        self._needle = needle
        self._kept = ""
        if self._needle:
            self._search_timer.start()
        else:
            self._search_timer.stop()
            self._hits = []
            self._show()

    @Slot()
    def _search(self) -> None:
        self._has_results = False
        self._request_page(None)

    def _request_page(self, before: int | None) -> None:
        query = SearchQuery(self._needle, conversation=self._conversation)
        pending = self._history_service.search(self._scope, query, before, _PAGE)
        pending.then(self, partial(self._show_page, self._needle), partial(self._show_failure, self._needle))

    def _show_page(self, needle: str, page: HitPage) -> None:
        if needle != self._needle:
            return
        is_first = not self._has_results
        if is_first:
            self._has_results, self._hits, self._current = True, [], 0
        self._hits += [hit.message.id for hit in page.hits]
        self._is_complete = page.complete
        if not page.complete and len(self._hits) < MAX_HITS:
            self._request_page(page.hits[-1].row)
        if is_first and self._kept in self._hits:
            self._current = self._hits.index(self._kept)
        self._show(is_news=is_first)
        if is_first and not self._kept:
            self._go_to_current()

    def _show_failure(self, needle: str, problem: Problem) -> None:
        if needle == self._needle:
            self._hits = []
            self._log.painter.show_found(self._needle)
            self.bar.show_count(self.tr("Search is not possible now"), can_step=False, is_news=True)

    # Hits

    def step(self, direction: int) -> None:
        """Go to the next earlier hit (1) or the next later one (-1), cyclically."""
        if self._search_timer.isActive():
            self._search_timer.stop()
            self._search()
        elif self._hits:
            self._current = (self._current + direction) % len(self._hits)
            self._show(is_news=True)
            self._go_to_current()

    def _go_to_current(self) -> None:
        """Scroll to the current hit, and load it if necessary."""
        if not self._hits:
            return
        key = self._hits[self._current]
        row = self._log.rows.find(key)
        if row is None:
            self._history_loader.show_around(key, self._go_to_current)
            return
        matches = self._log.painter.matches(self._log.rows[row].text)
        self._log.scroller.to_text(row, matches[0][0] if matches else 0)

    def _show(self, *, is_news: bool = False) -> None:
        count = len(self._hits)
        if not self._needle:
            text = ""
        elif not count:
            text = self.tr("Nothing found")
        elif self._is_complete:
            text = self.tr("{at} of {count}").format(at=self._current + 1, count=count)
        else:
            text = self.tr("{at} of {count}+").format(at=self._current + 1, count=count)
        self._log.painter.show_found(self._needle, self._hits[self._current] if self._hits else "")
        self.bar.show_count(text, can_step=count > 0, is_news=is_news)

    # Changes of the conversation

    @Slot(object)
    def _message_added(self, message: Message) -> None:
        if not self._needle or not self._has_results or message.conversation != self._conversation:
            return
        if message.id not in self._hits[:_PAGE] and find_matches(message.text, self._needle):
            self._hits.insert(0, message.id)
            self._current += len(self._hits) > 1
            self._show()

    @Slot(object)
    def _conversation_changed(self, change: ConversationChanged) -> None:
        self._search_again(change.conversation)

    @Slot(object)
    def _search_again(self, conversation: ConversationId) -> None:
        if self._needle and conversation == self._conversation:
            self._kept = self._hits[self._current] if self._hits else ""
            self._search()
