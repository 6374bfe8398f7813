"""The list of search hits; scrolling loads more."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, QLocale, QModelIndex, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QStackedWidget, QWidget

from qqdesk.domain.body import Recalled, Removed, RoomEvent
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.kit.older_messages_bar import OlderMessagesBar
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList
from qqdesk.gui.kit.row_model import RowLook, RowModel
from qqdesk.gui.message_log.log_texts import recalled_text, removed_text
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.message_text.emoticons import with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.message_text.snippet import snippet
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.file_texts import named_text
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.layouts import column, line
from qqdesk.gui.shared.room_texts import room_event_text
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.history.message_search import SearchHit, SearchQuery
from qqdesk.worker.history_requests import HitPage
from qqdesk.worker.messenger import Messenger

_READ_ALOUD = 300


class HitLook:
    """How a search hit looks in the list: face, name and conversation, time, and the line with the hit. Describes hits
    of a search. `needle` is the text that is marked.
    """

    def __init__(self, label: Callable[[ConversationId], Contact], people: Participants) -> None:
        """`label` returns how a conversation is shown."""
        self._label, self._people = label, people
        self.needle = ""

    def __call__(self, hit: SearchHit) -> RowLook:
        message, text = hit.message, self._text(hit.message)
        if isinstance(message.body, RoomEvent):
            face, owner = self._label(message.conversation).face, message.conversation.number
        else:
            face, owner = self._people.face(message.sender), message.sender
        return RowLook(
            self._heading(message),
            second=text[:_READ_ALOUD],
            excerpt=partial(_excerpt, text, self.needle),
            aside=moment_text(message.time),
            picture=face,
            owner=owner,
        )

    def _heading(self, message: Message) -> str:
        """Return the name of the sender, and where the message was sent."""
        where = self._label(message.conversation).name
        if isinstance(message.body, RoomEvent):
            return where
        name = isolated(self._people.name(message.sender))
        if message.conversation.is_room:
            sentence = QCoreApplication.translate("History", "{name} in {room}")
            return sentence.format(name=name, room=isolated(where))
        if message.is_mine:
            sentence = QCoreApplication.translate("History", "{name} to {recipient}")
            return sentence.format(name=name, recipient=isolated(where))
        return where

    def _text(self, message: Message) -> str:
        if isinstance(message.body, RoomEvent):
            return room_event_text(message.body, message.sender, self._people.me, self._people.name)
        if isinstance(message.body, Recalled):
            return recalled_text(message.body, message.sender, self._people)
        if isinstance(message.body, Removed):
            return removed_text(message.body)
        return named_text(message.body)


def _excerpt(text: str, needle: str, room: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    found = snippet(text, needle, room)
    return with_emoji(found.text, is_drawable), found.marks


PAGE = 50
SCOPE = "history"
_ROWS_AHEAD = 8
_QUOTED = 40
_SETTLED_MS = 120
_EMPTY_HEIGHT = 204
"""Title and sentence with two lines each. Qt's own minimum counts one line of a text that wraps."""


class HitView(RowList[SearchHit]):
    """Keys: Up in the first row moves to the search line, Ctrl+C copies, a letter goes to the search line."""

    left_upwards = Signal()
    copy_pressed = Signal()
    typed = Signal(object)  # QKeyEvent with a letter for the search line

    def __init__(self, model: RowModel[SearchHit], faces: FaceSource) -> None:
        super().__init__(model, faces)
        self.setAccessibleName(self.tr("Messages that were found"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Up and plain and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_pressed.emit()
        elif event.text().isprintable() and event.text().strip() and plain | _is_shifted(event):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)


def _is_shifted(event: QKeyEvent) -> bool:
    return event.modifiers() == Qt.KeyboardModifier.ShiftModifier


class HistoryResults(QWidget):
    """Searches with the history service, which answers only the newest search. Until then the old hits stay."""

    current_changed = Signal()

    def __init__(self, messenger: Messenger, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history_service = messenger.history_service
        self._query = SearchQuery("")
        self._is_waiting = False
        self._is_complete = True
        self._selected_ids: list[str] = []
        self._hits: list[SearchHit] = []
        self._look = HitLook(messenger.label, Participants(messenger))
        self.model = RowModel[SearchHit](lambda hit: hit.message.id, self._look, self)
        self.view = HitView(self.model, faces)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.count.setFont(small(self.font()))
        self.count.setContentsMargins(12, 6, 12, 6)
        self.empty = EmptyState("search", self.tr("No messages yet"), "", self.tr("Search everything"))
        self.empty.button.setProperty("role", "link")
        self.empty.setMinimumHeight(scaled(_EMPTY_HEIGHT))
        self.message = Bar()
        self._message_box = QWidget()
        self._message_box.setLayout(column(self.message, margins=(12, 8, 12, 8)))
        self._message_box.hide()
        self.older = OlderMessagesBar(messenger)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.empty)
        self.setLayout(column(line(), self.count, self._message_box, (self.stack, 1), self.older))
        # A held key passes many rows, and typing makes many searches: emit one change for all.
        self._change_timer = QTimer(self, singleShot=True, interval=0)
        self._change_timer.timeout.connect(self.current_changed)
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self.view.verticalScrollBar().valueChanged.connect(self._load_more)
        self.view.verticalScrollBar().rangeChanged.connect(self._load_more)
        self.message.acted.connect(self.refresh)

    @property
    def query(self) -> SearchQuery:
        return self._query

    @property
    def is_searching(self) -> bool:
        """Whether a reply or a change of the selection is pending."""
        return self._is_waiting or self._change_timer.isActive()

    def current(self) -> Message | None:
        hit = self.view.current_item()
        return None if hit is None else hit.message

    def selected(self) -> list[Message]:
        """Return the selected messages, oldest first."""
        rows = sorted((index.row() for index in self.view.selectedIndexes()), reverse=True)
        return [self._hits[row].message for row in rows]

    def search(self, query: SearchQuery) -> None:
        self._query, self._selected_ids = query, []
        self.older.follow(query.conversation)
        self._request(PAGE, self._show_hits)

    @Slot()
    def refresh(self) -> None:
        """Repeat the search and restore the selection."""
        current = self.current()
        chosen = [message.id for message in self.selected()]
        self._selected_ids = [current.id, *chosen] if current is not None else []
        self._request(max(PAGE, len(self._hits)), self._show_hits)

    def _request(self, count: int, show: Callable[[HitPage], None], before: int | None = None) -> None:
        self._is_waiting = True
        pending = self._history_service.search(SCOPE, self._query, before, count)
        pending.then(self, partial(self._show_page, show), self._failed)

    @Slot()
    def _load_more(self) -> None:
        bar = self.view.verticalScrollBar()
        ahead = _ROWS_AHEAD * RowSize.LARGE.height(self.view.font())
        if self._is_waiting or self._is_complete or bar.value() < bar.maximum() - ahead or not self._hits:
            return
        self._request(PAGE, self._append_hits, self._hits[-1].row)

    def _show_page(self, show: Callable[[HitPage], None], page: HitPage) -> None:
        self._is_waiting = False
        self._is_complete = page.complete
        self.message.clear()
        self._message_box.hide()
        show(page)
        self._show_count()

    def _append_hits(self, page: HitPage) -> None:
        self._set_hits([*self._hits, *page.hits])

    def _set_hits(self, hits: Sequence[SearchHit]) -> None:
        self._hits = list(hits)
        self.model.set_items(hits)

    def _show_hits(self, page: HitPage) -> None:
        """Replace the hits. Select the earlier rows at the earlier scroll position, or the first row."""
        place = self.view.verticalScrollBar().value()
        self._look.needle = self._query.text
        self._set_hits(page.hits)
        self.model.refresh()
        rows = [row for key in self._selected_ids if (row := self.model.row_of(key)) >= 0]
        if self._hits:
            self.view.setCurrentIndex(self.model.index(rows[0] if rows else 0))
            flag = QItemSelectionModel.SelectionFlag.Select
            for row in rows[1:]:
                self.view.selectionModel().select(self.model.index(row), flag)
            self.view.verticalScrollBar().setValue(place if rows else 0)
        # Load the conversation after the list is painted and typing pauses.
        self._change_timer.start(_SETTLED_MS)

    def _failed(self, problem: Problem) -> None:
        self._is_waiting = False
        self._is_complete = True
        sentence = self.tr("The messages could not be searched. They are still there: try again in a moment.")
        self.message.show_error(sentence, self.tr("Try again"))
        self._message_box.show()

    def remove(self, keys: tuple[str, ...]) -> None:
        row = self.view.currentIndex().row()
        self._set_hits([hit for hit in self._hits if hit.message.id not in keys])
        if self._hits:
            index = self.model.index(min(max(row, 0), len(self._hits) - 1))
            if self.view.currentIndex().row() < 0 or not self.view.selectedIndexes():
                flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
                self.view.selectionModel().setCurrentIndex(index, flag)
        self._change_timer.start(0)
        self._show_count()
        self._load_more()

    # Texts

    def _show_count(self) -> None:
        count = len(self._hits)
        self.count.setVisible(count > 0)
        if self._is_complete:
            self.count.setText(self.tr("%Ln message(s)", "", count))
        else:
            self.count.setText(self.tr("{count}+ messages").format(count=QLocale().toString(count)))
        if not count:
            self._describe_empty_list()
        self.stack.setCurrentWidget(self.view if count else self.empty)

    def _describe_empty_list(self) -> None:
        text = self._query.text.strip()
        if text:
            quoted = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
            title = self.tr("No message has “{text}”").format(text=isolated(quoted))
            sentence = self.tr("Try fewer characters: every part of a word is found.") if len(text) > 1 else ""
        else:
            title = self.tr("No messages yet")
            sentence = self.tr("The messages that you send and receive are kept on this computer.")
        is_narrowed = self._query != SearchQuery(self._query.text)
        if is_narrowed:
            title = title if text else self.tr("No messages here")
            sentence = self.tr("Only a part of your messages was searched: see the filters above.")
        self.empty.set_texts(title, sentence)
        self.empty.button.setVisible(is_narrowed)

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._change_timer.start(0)
