"""Finding in a chat: the bar, the marks in the log, and the history service, which searches the whole conversation."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.gui.chat.find_bar import FindBar
from qqdesk.gui.chat.history_loader import HistoryLoader
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.focus import focus_is_in
from qqdesk.history.matching import find_matches
from qqdesk.history.message_search import SearchQuery
from qqdesk.worker.history_requests import ConversationChanged, HitPage
from qqdesk.worker.messenger import Messenger

MOST = 1000
"""So many hits are counted."""
_PAGE = 200
_AFTER_TYPING_MS = 60
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


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
        self._view = log
        self._history_loader = history_loader
        self._conversation = conversation
        self._scope = f"chat {conversation}"
        self._needle = ""
        self._hits: list[str] = []
        self._at = 0
        self._complete = True
        self._has_found = False
        """The first page is here: until then the hits of the last needle are not shown."""
        self._kept = ""
        """The hit that is gone back to, where the same is searched once more."""
        self.bar = FindBar()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AFTER_TYPING_MS)
        self._soon.timeout.connect(self._search)
        self.bar.text_changed.connect(self._text_changed)
        self.bar.step_wanted.connect(self.step)
        self.bar.close_wanted.connect(self.close)
        # Of the window, while the page is shown: the focus may be in the tabs.
        QShortcut(QKeySequence.StandardKey.Find, page).activated.connect(self.open)
        self._history_service.conversation_changed.connect(self._conversation_changed)
        messenger.message_added.connect(self._message_added)

    # The bar

    @Slot()
    def open(self) -> None:
        """Show the bar, for what is selected in the log if that is a word or two."""
        chosen = self._view.selection_actions.selected_text()
        was_open = not self.bar.isHidden()
        self.bar.show()
        if chosen.strip() and "\n" not in chosen and len(chosen) <= self.bar.edit.maxLength() and not was_open:
            self.bar.edit.setText(chosen)
        self.bar.edit.selectAll()
        self.bar.edit.setFocus()
        self._text_changed()

    @Slot()
    def close(self) -> None:
        self._soon.stop()
        # The focus goes to the input first: from a bar that is hidden Qt takes it to the next one, which is the log.
        self.closed.emit()
        self.bar.hide()
        self._needle = ""
        self._hits = []
        self._view.show_found("")

    def takes(self, event: QKeyEvent) -> bool:
        """The bar's keys, wherever in the page the keyboard is; before a shortcut of the window has them."""
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

    # Searching

    @Slot()
    def _text_changed(self) -> None:
        if self.bar.isHidden():
            return
        needle = self.bar.edit.text()
        if needle.strip() == self._needle:
            return
        self._needle = needle.strip()
        self._kept = ""
        if self._needle:
            self._soon.start()
        else:
            self._soon.stop()
            self._hits = []
            self._show()

    @Slot()
    def _search(self) -> None:
        self._has_found = False
        self._ask(None)

    def _ask(self, before: int | None) -> None:
        query = SearchQuery(self._needle, conversation=self._conversation)
        pending = self._history_service.search(self._scope, query, before, _PAGE)
        pending.then(self, partial(self._show_page, self._needle), partial(self._show_failure, self._needle))

    def _show_page(self, needle: str, page: HitPage) -> None:
        if needle != self._needle:
            return
        first = not self._has_found
        if first:
            self._has_found, self._hits, self._at = True, [], 0
        self._hits += [hit.message.id for hit in page.hits]
        self._complete = page.complete
        if not page.complete and len(self._hits) < MOST:
            self._ask(page.hits[-1].row)
        if first and self._kept in self._hits:
            self._at = self._hits.index(self._kept)
        self._show(is_told=first)
        if first and not self._kept:
            self._go()

    def _show_failure(self, needle: str, problem: Problem) -> None:
        if needle == self._needle:
            self._hits = []
            self._view.show_found(self._needle)
            self.bar.show_count(self.tr("It cannot be searched now"), can_step=False, is_told=True)

    # Going from one to the next

    @Slot(object)
    def step(self, way: int) -> None:
        """1 is to the next earlier one; round at the ends."""
        if self._soon.isActive():
            self._soon.stop()
            self._search()
        elif self._hits:
            self._at = (self._at + way) % len(self._hits)
            self._show(is_told=True)
            self._go()

    def _go(self) -> None:
        """Bring the hit into view; what is not loaded is loaded first."""
        if not self._hits:
            return
        key = self._hits[self._at]
        row = self._view.rows.find(key)
        if row is None:
            self._history_loader.show_around(key, self._go_to_loaded)
            return
        matches = self._view.painter.highlights.matches(self._view.rows[row].text)
        self._view.show_place(row, matches[0][0] if matches else 0)

    def _go_to_loaded(self) -> None:
        if self._hits and self._view.rows.find(self._hits[self._at]) is not None:
            self._go()

    def _show(self, *, is_told: bool = False) -> None:
        count = len(self._hits)
        if not self._needle:
            words = ""
        elif not count:
            words = self.tr("Nothing found")
        elif self._complete:
            words = self.tr("{at} of {count}").format(at=self._at + 1, count=count)
        else:
            words = self.tr("{at} of {count}+").format(at=self._at + 1, count=count)
        self._view.show_found(self._needle, self._hits[self._at] if self._hits else "")
        self.bar.show_count(words, can_step=count > 0, is_told=is_told)

    # What changes meanwhile

    @Slot(object)
    def _message_added(self, message: Message) -> None:
        if not self._needle or not self._has_found or message.conversation != self._conversation:
            return
        if message.id not in self._hits[:_PAGE] and find_matches(message.text, self._needle):
            self._hits.insert(0, message.id)
            self._at += len(self._hits) > 1
            self._show()

    @Slot(object)
    def _conversation_changed(self, change: ConversationChanged) -> None:
        if self._needle and change.conversation == self._conversation:
            self._kept = self._hits[self._at] if self._hits else ""
            self._search()
