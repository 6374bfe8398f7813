"""The conversation around a search hit; scrolling loads more in both directions."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.message_log.file_actions import FileActions
from qqdesk.gui.message_log.link_question import LinkOpener
from qqdesk.gui.message_log.log_style import FORMATTING, STYLE, ZOOM, style_of, zoom_by, zoom_of
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceLabel
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.theme import theme_source
from qqdesk.worker.history_requests import ConversationChanged

AROUND = 40
_FACE = 32


class HistoryContext(QWidget):
    """At most one request is pending. After its reply the latest message is requested, not those in between."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        messenger, faces, store = context.messenger, context.faces, context.store
        self._messenger, self._store = messenger, store
        self._history_service = messenger.history_service
        self._message: Message | None = None
        self._shown_id = ""
        self._is_loading = False
        self._needle = ""
        self._face = FaceLabel(faces, _FACE)
        self._name = ElidedLabel()
        self._name.setFont(semibold(self.font()))
        self._second = ElidedLabel(role="secondary")
        self._second.setFont(small(self.font()))
        self.open_button = QPushButton(self.tr("&Open chat"))
        self.open_button.setAutoDefault(False)
        self.log = MessageListView(faces, Participants(messenger), messenger.files)
        self.nothing = EmptyState(
            "history", self.tr("Message history"), self.tr("Choose a message to see what was said around it.")
        )
        self._stack = QStackedWidget()
        self._lay_out()
        self.links = LinkOpener(self)
        self.file_actions = FileActions(messenger.files, context.navigator, self)
        self.log.message_actions.file_action_chosen.connect(self.file_actions.run)
        self.file_actions.discard_requested.connect(messenger.own_messages.discard)
        self.log.set_read_only(True)
        self.log.message_actions.can_delete = True
        self.log.quotes.service = messenger.history_service
        self.log.message_actions.original_requested.connect(self.log.go_to)
        self.log.message_actions.link_activated.connect(self.links.open)
        self.log.mouse.zoom_requested.connect(self._zoom_by)
        self.log.pager.earlier_requested.connect(self._load_earlier)
        self.log.pager.later_requested.connect(self._load_later)
        messenger.message_changed.connect(self._update_message)
        store.subscribe(self._apply_log_style, STYLE, ZOOM, FORMATTING)
        theme_source().changed.connect(self._apply_log_style)
        self._apply_log_style()

    def _lay_out(self) -> None:
        texts = column(self._name, self._second)
        header = row(self._face, (texts, 1), self.open_button, margins=(12, 8, 12, 8))
        conversation = QWidget()
        conversation.setLayout(column(header, line(), (self.log, 1)))
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(conversation)
        self.setLayout(column(self._stack))

    @property
    def message(self) -> Message | None:
        """The message to show; the log may still be loading it."""
        return self._message

    @property
    def shown_id(self) -> str:
        """The id of the message that the log shows; "" if it shows none."""
        return self._shown_id

    def show_message(self, message: Message | None, needle: str) -> None:
        """Show the conversation around a message; None shows the empty state."""
        self._needle = needle
        same = message is not None and self._message is not None and message.id == self._message.id
        self._message = message
        if message is None:
            self._shown_id = ""
            self._stack.setCurrentIndex(0)
        elif same and self._shown_id == message.id:
            self.log.painter.show_found(needle.strip(), message.id)
        else:
            self._load()

    def apply_history_change(self, change: ConversationChanged) -> None:
        """Follow deleted and new messages. If the shown message is deleted, the list selects another one."""
        if (
            self._message is None
            or change.conversation != self._message.conversation
            or self._message.id in change.removed
        ):
            return
        if change.removed and self._shown_id:
            for key in change.removed:
                self.log.remove(key)
        else:
            self._shown_id = ""
            self._load()

    @Slot(object)
    def _update_message(self, message: Message) -> None:
        self.log.quotes.follow(message)
        row = self.log.rows.find(message.id)
        if row is not None:
            self.log.replace(row, message)

    def refresh_header(self) -> None:
        if self._message is not None:
            self._show_header(self._message)

    def _load(self) -> None:
        if self._message is not None and not self._is_loading:
            self._is_loading = True
            pending = self._history_service.load_context(self._message.id, AROUND)
            pending.then(self, partial(self._show_loaded, self._message.id), self._failed)

    def _show_loaded(self, key: str, messages: tuple[Message, ...]) -> None:
        self._is_loading = False
        if self._message is None:
            return
        if key != self._message.id:
            self._load()
        elif not messages:
            self._shown_id = ""
            self._stack.setCurrentIndex(0)
        else:
            self._shown_id = key
            self._show(messages, self._message)
            self._stack.setCurrentIndex(1)

    def _show(self, messages: tuple[Message, ...], message: Message) -> None:
        self._show_header(message)
        at = next((row for row, one in enumerate(messages) if one.id == message.id), 0)
        has_start, has_end = at < AROUND, len(messages) - 1 - at < AROUND
        self.log.show_context(messages, message.id, has_start=has_start, has_end=has_end)
        self.log.painter.show_found(self._needle.strip(), message.id)

    @Slot(str)
    def _load_earlier(self, before: str) -> None:
        if self._message is not None:
            pending = self._history_service.load_earlier(self._message.conversation, before)
            pending.then(self, partial(self.log.pager.prepend, before))

    @Slot(str)
    def _load_later(self, after: str) -> None:
        if self._message is not None:
            pending = self._history_service.load_later(self._message.conversation, after)
            pending.then(self, partial(self.log.pager.append, after))

    def _failed(self, problem: Problem) -> None:
        self._is_loading = False
        self._stack.setCurrentIndex(0)

    # Log style

    @Slot()
    def _apply_log_style(self) -> None:
        settings = self._store.settings
        self.log.set_style(style_of(self._store), zoom_of(self._store), shows_formatting=settings.shows_formatting)

    @Slot(object)
    def _zoom_by(self, steps: int) -> None:
        zoom_by(self._store, steps)

    def _show_header(self, message: Message) -> None:
        contact = self._messenger.label(message.conversation)
        self._face.show_face(contact.face, owner=contact.number)
        self._name.setText(contact.name)
        self._second.setText(moment_text(message.time))
        self.log.show_people(contact.name)
        self.open_button.setEnabled(True)
        self.open_button.setAccessibleName(self.tr("Open the chat with {name}").format(name=contact.name))
