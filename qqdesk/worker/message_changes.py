"""Take back, edit and react to messages. Runs in the main thread."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.body import File, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import ChangeReceived
from qqdesk.domain.message import ChangeKind, Delivery, Message, MessageChange, new_message_id
from qqdesk.domain.problem import Problem
from qqdesk.engine.events import ChangeFinished
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.files import Files
from qqdesk.worker.history_service import HistoryService
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.rooms import Rooms


class MessageChanges(QObject):
    """The history's writer stores each change of mine. Then the message shows it, and the sender sends it.

    `MessengerState.message_changed` is emitted for each change, of mine and of others. If mine cannot be stored, or
    the server refuses it, `problem_occurred` and `failed` say why, the message is as before, and the text of an edit
    goes to the draft.
    """

    failed = Signal(object, object)  # ConversationId, Problem: for the chat, which may hide the main window
    text_stored = Signal(object)  # ConversationId: a search finds a message of it as it is now

    def __init__(
        self,
        state: MessengerState,
        chats: ConversationStore,
        rooms: Rooms,
        files: Files,
        history_service: HistoryService,
    ) -> None:
        super().__init__(state)
        self._state = state
        self._chats = chats
        self._rooms = rooms
        self._files = files
        self._history_service = history_service

    # Mine

    def react(self, message: Message, emoji: str) -> None:
        """Set my reaction: one emoji, "" to take it back."""
        self._add(message, ChangeKind.REACTION, emoji)

    def recall(self, message: Message) -> None:
        """Take back a message for everybody."""
        self._add(message, ChangeKind.RECALL)

    def edit(self, message: Message, text: Text) -> None:
        """Replace the text of a message, or the caption of its file. The mentions stay."""
        self._add(message, ChangeKind.EDIT, text.text)

    def can_react(self, message: Message) -> bool:
        return self._can_change(message) and (
            not message.conversation.is_room or self._rooms.get(message.conversation.number).is_mine
        )

    def can_edit(self, message: Message) -> bool:
        return message.is_mine and self.can_react(message) and self._is_in_time(message)

    def can_recall(self, message: Message) -> bool:
        """Return whether I may: my own message in time, and any message of a room that I keep."""
        if not self._can_change(message):
            return False
        conversation = message.conversation
        if conversation.is_room and self._rooms.get(conversation.number).is_admin:
            return True
        return message.is_mine and self._is_in_time(message)

    def minutes_over(self, message: Message) -> int:
        """Return for how many minutes I could change a message of mine, 0 if I can or never could."""
        is_over = message.is_mine and self._can_change(message) and not self._is_in_time(message)
        return self._minutes if is_over else 0

    def _can_change(self, message: Message) -> bool:
        session = self._state.session
        is_sent = message.delivery in (None, Delivery.SENT, Delivery.DELIVERED)
        return session is not None and session.client.has_changes and is_sent and isinstance(message.body, Text | File)

    def _is_in_time(self, message: Message) -> bool:
        return self._state.clock.now() < message.time + self._minutes * 60_000

    @property
    def _minutes(self) -> int:
        session = self._state.session
        login = session.client.login_reply if session is not None else None
        return (login.recall_minutes if login is not None else 0) or 0

    def _add(self, message: Message, kind: ChangeKind, value: str = "") -> None:
        history, session = self._chats.history, self._state.session
        if history is None or session is None:
            return
        id = new_message_id(self._state.clock.now())
        change = MessageChange(id, kind, message.ref, self._state.me.number, value)
        sender = session.engine.sender

        def store_and_send() -> Message | None:
            history.unsent_changes.add(message.conversation, change)
            sender.sync_changes()
            return history.find(message.conversation, message.id)

        failed = partial(self._on_not_stored, message.conversation, change)
        session.writer.write(store_and_send).then(self, self._show, failed)

    def _on_not_stored(self, conversation: ConversationId, change: MessageChange, problem: Problem) -> None:
        self._give_back(conversation, change)
        self._state.report_problem(problem)
        self.failed.emit(conversation, problem)

    def _give_back(self, conversation: ConversationId, change: MessageChange) -> None:
        if change.kind is ChangeKind.EDIT:
            self._state.drafts.give_back(conversation, change.value)

    # In the history

    def receive(self, item: ChangeReceived) -> None:
        self._apply(item.conversation, item.change, item.before)

    def finish(self, event: ChangeFinished) -> None:
        """Show a message after the server has stored or refused my change."""
        self._apply(event.conversation, event.change, event.before)
        if event.problem is not None:
            self._give_back(event.conversation, event.change)
            self._state.problem_occurred.emit(event.problem)
            self.failed.emit(event.conversation, event.problem)

    def _apply(self, conversation: ConversationId, change: MessageChange, before: Message | None) -> None:
        """`before` is the message before the change, None if it did not change."""
        if change.kind is ChangeKind.RECALL and before is not None:
            if isinstance(before.body, File):
                self._files.cancel(before.body.info.id)
            self._history_service.clean_up(before)
        history, session = self._chats.history, self._state.session
        if history is not None and session is not None:
            # The threads may emit their changes in another order: show the message as it is stored now.
            find = partial(history.find, conversation, change.target.client_id)
            show = self._show_recalled if change.kind is ChangeKind.RECALL and before is not None else self._show
            session.writer.write(find).then(self, show, self._state.report_problem)
        if before is not None and change.kind is not ChangeKind.REACTION:
            self.text_stored.emit(conversation)

    def _show_recalled(self, message: Message | None) -> None:
        self._show(message)
        if message is not None:
            # Listeners count the unread messages among those that they show.
            self._history_service.reload_unread(message.conversation)

    def _show(self, message: Message | None) -> None:
        shown = self._chats.change_content(message) if message is not None else None
        if shown is not None:
            self._state.message_changed.emit(shown)
