"""Notifications of messages: one for each conversation, or one summary if many have written."""

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, QTimer, Slot

from qqdesk.domain.body import Recalled, RoomEvent, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.notifications.native_notifications import NativeNotifications
from qqdesk.gui.notifications.notification_texts import message_texts, room_message_texts, summary_texts
from qqdesk.gui.notifications.notifier import NotificationPolicy, Notifier, Sounds
from qqdesk.gui.shared.file_texts import short_text
from qqdesk.system.notification import INLINE_REPLY, REPLY, Chosen
from qqdesk.worker.api import ConnectionPhase, ConnectionState, UnreadChange

PACE_MS = 500
"""Minimum time between two updates."""
GATHERING_MS, LONGEST_GATHERING_MS = 800, 6_000
"""After a sign-in, messages are gathered until none came for this time, at most the longer time."""
SUMMARY_FROM = 4
"""From this number of conversations, one summary is shown."""
MANY = "many"
READ = "read"
_KEPT = 3


@dataclass(slots=True)
class _NewMessages:
    """The count of one conversation's messages since they were last read, and the latest ones."""

    count: int = 0
    latest: list[Message] = field(default_factory=list)


class MessageNotifications(Notifier):
    """Skips the chat that the user looks at, and closes notifications of read messages."""

    def __init__(
        self,
        context: AppContext,
        policy: NotificationPolicy,
        native: NativeNotifications,
        sounds: Sounds,
        parent: QObject,
    ) -> None:
        super().__init__(context, policy, native, sounds, parent)
        messenger = context.messenger
        self._people = Participants(messenger)
        self._attended: ConversationId | None = None
        self._new: dict[ConversationId, _NewMessages] = {}
        self._unsent: set[str] = set()
        """My messages that are on their way."""
        self._unannounced: set[ConversationId] = set()
        self._since = QElapsedTimer()
        self._pace = QTimer(self, singleShot=True, interval=PACE_MS)
        self._pace.timeout.connect(self._announce)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._announce)
        self._gathering = QTimer(self, singleShot=True, interval=GATHERING_MS)
        self._gathering.timeout.connect(self._announce)
        messenger.signed_in.connect(self._start_gathering)
        messenger.connection_changed.connect(self._connection_changed)
        messenger.message_added.connect(self._message_added)
        messenger.message_changed.connect(self._message_changed)
        messenger.unread_changed.connect(self._unread_changed)
        messenger.signed_out.connect(self.clear)

    @Slot(object)
    def set_attended(self, conversation: ConversationId | None) -> None:
        """Set the chat that the user looks at."""
        self._attended = conversation
        if conversation is not None:
            self._forget(conversation)

    @Slot()
    def clear(self) -> None:
        """Close all, and clear the data of this account."""
        for conversation in list(self._new):
            self._native.close(_key(conversation))
        self._native.close(MANY)
        self._new.clear()
        self._unsent.clear()
        self._unannounced.clear()
        for timer in (self._pace, self._soon, self._gathering):
            timer.stop()

    # New messages

    @Slot()
    def _start_gathering(self) -> None:
        self._since.start()
        self._gathering.start()

    @Slot(object)
    def _connection_changed(self, state: ConnectionState) -> None:
        """Gather after a reconnection too."""
        if state.phase is ConnectionPhase.CONNECTED:
            self._start_gathering()

    @Slot(object)
    def _message_added(self, message: Message) -> None:
        conversation = message.conversation
        if message.is_unsent:
            self._unsent.add(message.id)
        if message.is_mine or conversation == self._attended or isinstance(message.body, RoomEvent | Recalled):
            return
        if self._messenger.roster.get(message.sender).blocked:
            return
        new = self._new.setdefault(conversation, _NewMessages())
        new.count += 1
        new.latest = [*new.latest[1 - _KEPT :], message]
        if not self._policy.allows(conversation, mentions_me=message.mentions(self._messenger.me.number)):
            return
        self._unannounced.add(conversation)
        if self._gathering.isActive():
            if self._since.elapsed() < LONGEST_GATHERING_MS:
                self._gathering.start()
        elif not self._pace.isActive():
            # The name of a stranger is being fetched.
            (self._soon if self._messenger.label(conversation).nickname else self._pace).start()

    @Slot(object)
    def _message_changed(self, message: Message) -> None:
        if message.is_unsent:
            self._unsent.add(message.id)
        elif message.id in self._unsent:
            self._unsent.discard(message.id)
            if message.delivery is Delivery.SENT and self._policy.is_allowed:
                self._sounds.play(SoundEvent.SENT)
        new = self._new.get(message.conversation)
        if new is not None and any(one.id == message.id for one in new.latest):
            # An edited text is announced with the next message; one that was taken back never.
            new.latest = [message if one.id == message.id else one for one in new.latest]
            if isinstance(message.body, Recalled):
                new.latest = [one for one in new.latest if one.id != message.id]
                new.count -= 1
                self._native.close(_key(message.conversation))
                if not new.count:
                    self._forget(message.conversation)

    @Slot(object)
    def _unread_changed(self, change: UnreadChange) -> None:
        if not change.count:
            self._forget(change.conversation)

    def _forget(self, conversation: ConversationId) -> None:
        """Close the notification of a conversation that was read, here or on another device."""
        if self._new.pop(conversation, None) is not None:
            self._unannounced.discard(conversation)
            self._native.close(_key(conversation))
            if not self._new:
                self._native.close(MANY)

    # Showing

    @Slot()
    def _announce(self) -> None:
        unannounced, self._unannounced = self._unannounced, set()
        unannounced -= {self._attended}
        if not unannounced:
            return
        self._pace.start()
        if not self._play(SoundEvent.MESSAGE):
            return
        if len(unannounced) >= SUMMARY_FROM:
            self._show_many(unannounced)
        else:
            for conversation in sorted(unannounced, key=str):
                self._show_messages(conversation)

    def _show_messages(self, conversation: ConversationId) -> None:
        new, contact = self._new[conversation], self._messenger.label(conversation)
        lines = [(self._people.name(message.sender), short_text(message.body)) for message in new.latest]
        if conversation.is_room:
            title, body = room_message_texts(contact.name, lines, new.count, self._content)
        else:
            title, body = message_texts(contact.name, [text for _, text in lines], new.count, self._content)
        reply = QCoreApplication.translate("Notification", "Reply")
        read = (READ, QCoreApplication.translate("Notification", "Mark as read"))
        actions = (read,) if contact.is_server else ((INLINE_REPLY, reply), (REPLY, reply), read)
        self._show(_key(conversation), title, body, contact.face, "im.received", owner=contact.number, actions=actions)

    def _show_many(self, conversations: set[ConversationId]) -> None:
        """Show one summary in place of the conversations' notifications."""
        for conversation in conversations:
            self._native.close(_key(conversation))
        count = sum(self._new[conversation].count for conversation in conversations)
        with_rooms = any(conversation.is_room for conversation in conversations)
        title, body = summary_texts(count, len(conversations), self._content, with_rooms=with_rooms)
        self._show(MANY, title, body, category="im.received")

    # Clicks

    @Slot(object)
    def _on_action_chosen(self, chosen: Chosen) -> None:
        if chosen.key == MANY:
            self._native.close(MANY)
            self._navigator.open(routes.NextUnread())
        conversation = _conversation(chosen.key)
        if conversation is None or not self._messenger.me.number:
            return
        self._native.close(chosen.key)
        if chosen.action == READ:
            self._messenger.mark_read(conversation)
        elif chosen.action == INLINE_REPLY and chosen.text.strip():
            self._messenger.own_messages.send(conversation, Text(chosen.text))
            self._messenger.mark_read(conversation)
        else:
            self._navigator.open(routes.Chat(conversation))


def _key(conversation: ConversationId) -> str:
    return f"message {conversation}"


def _conversation(key: str) -> ConversationId | None:
    word, _, text = key.partition(" ")
    return ConversationId.parse(text) if word == "message" else None
