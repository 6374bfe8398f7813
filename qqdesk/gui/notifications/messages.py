"""Notifications of messages: one a person, and a single one for what many have written meanwhile."""

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, QTimer, Signal, Slot

from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.notifications.attention import Attention
from qqdesk.gui.notifications.native import NativeNotifications, picture_of
from qqdesk.gui.notifications.sounds import Sounds
from qqdesk.gui.notifications.words import NOTHING, many_words, message_words
from qqdesk.gui.settings_store import SettingsStore
from qqdesk.system.notifications import CLICKED, INLINE_REPLY, REPLY, Chosen, Notification
from qqdesk.worker.api import ConnectionPhase, ConnectionState, UnreadChange
from qqdesk.worker.messenger import Messenger

PACE_MS = 500
"""Between two times that notifications are brought up to date."""
ARRIVING_MS, LONGEST_ARRIVING_MS = 800, 6_000
"""After a sign-in all is gathered until nothing came for so long, and no longer than that."""
MANY_PEOPLE = 4
"""So many at once are one notification."""
MANY = "many"
READ = "read"
FACE = 64
_KEPT = 3


@dataclass(slots=True)
class _New:
    """Of one person: how many came since they were last read, and the latest."""

    count: int = 0
    texts: list[str] = field(default_factory=list)


class MessageNotifications(QObject):
    """Nothing is told of a chat that is looked at, and what was read is taken off the screen."""

    chat_wanted = Signal(object)  # int: numbers do not fit into 32 bits
    unread_wanted = Signal()

    def __init__(
        self,
        messenger: Messenger,
        faces: FaceSource,
        store: SettingsStore,
        attention: Attention,
        native: NativeNotifications,
        sounds: Sounds,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messenger, self._faces, self._store = messenger, faces, store
        self._attention, self._native, self._sounds = attention, native, sounds
        self._attended = 0
        self._new: dict[int, _New] = {}
        self._untold: set[int] = set()
        self._since = QElapsedTimer()
        self._pace = QTimer(self, singleShot=True, interval=PACE_MS)
        self._pace.timeout.connect(self._tell)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell)
        self._arriving = QTimer(self, singleShot=True, interval=ARRIVING_MS)
        self._arriving.timeout.connect(self._tell)
        messenger.signed_in.connect(self._begin_arriving)
        messenger.connection_changed.connect(self._connection_changed)
        messenger.message_added.connect(self._message_added)
        messenger.message_changed.connect(self._message_changed)
        messenger.unread_changed.connect(self._unread_changed)
        messenger.signed_out.connect(self.clear)
        native.chosen.connect(self._chosen)

    @Slot(object)
    def set_attended(self, number: int) -> None:
        """Whose chat is looked at; 0 where none is."""
        self._attended = number
        if number:
            self._forget(number)

    @Slot()
    def clear(self) -> None:
        """Nothing of one account is left for the next."""
        for number in list(self._new):
            self._native.close(_key(number))
        self._native.close(MANY)
        self._new.clear()
        self._untold.clear()
        for timer in (self._pace, self._soon, self._arriving):
            timer.stop()

    # What came

    @Slot()
    def _begin_arriving(self) -> None:
        self._since.start()
        self._arriving.start()

    @Slot(object)
    def _connection_changed(self, state: ConnectionState) -> None:
        """Also after a time without a connection much may come at once."""
        if state.phase is ConnectionPhase.CONNECTED:
            self._begin_arriving()

    @Slot(object)
    def _message_added(self, message: Message) -> None:
        number = message.conversation.number
        if message.is_mine or number == self._attended:
            return
        new = self._new.setdefault(number, _New())
        new.count += 1
        new.texts = [*new.texts[1 - _KEPT :], message.text]
        if not self._attention.may_call(number):
            return
        self._untold.add(number)
        if self._arriving.isActive():
            if self._since.elapsed() < LONGEST_ARRIVING_MS:
                self._arriving.start()
        elif not self._pace.isActive():
            # Of a stranger the name is being asked for.
            (self._soon if self._messenger.roster.get(number).nickname else self._pace).start()

    @Slot(object)
    def _message_changed(self, message: Message) -> None:
        if message.delivery is Delivery.SENT and self._attention.is_wanted:
            self._sounds.play(SoundEvent.SENT)

    @Slot(object)
    def _unread_changed(self, change: UnreadChange) -> None:
        if not change.count:
            self._forget(change.conversation.number)

    def _forget(self, number: int) -> None:
        """It was read, here or elsewhere."""
        if self._new.pop(number, None) is not None:
            self._untold.discard(number)
            self._native.close(_key(number))
            if not self._new:
                self._native.close(MANY)

    # What is told

    @Slot()
    def _tell(self) -> None:
        untold, self._untold = self._untold, set()
        untold.discard(self._attended)
        if not untold:
            return
        self._pace.start()
        self._sounds.play(SoundEvent.MESSAGE)
        if not self._store.settings.notices:
            return
        if len(untold) >= MANY_PEOPLE:
            self._show_many(untold)
        else:
            for number in sorted(untold):
                self._show(number)

    def _show(self, number: int) -> None:
        new, contact = self._new[number], self._messenger.roster.get(number)
        content = self._store.settings.notice_content
        title, body = message_words(contact.name, new.texts, new.count, content)
        translate = QCoreApplication.translate
        actions = [(CLICKED, translate("Notification", "Open"))]
        if not contact.is_server:
            actions += [(INLINE_REPLY, translate("Notification", "Reply")), (REPLY, translate("Notification", "Reply"))]
        actions.append((READ, translate("Notification", "Mark as read")))
        face = None if content == NOTHING else picture_of(self._faces.pixmap(contact.face, FACE))
        self._native.show(Notification(_key(number), title, body, tuple(actions), face, "im.received"))

    def _show_many(self, numbers: set[int]) -> None:
        """One for all of them; what was shown of each is in it."""
        for number in numbers:
            self._native.close(_key(number))
        count = sum(self._new[number].count for number in numbers)
        title, body = many_words(count, len(numbers), self._store.settings.notice_content)
        actions = ((CLICKED, QCoreApplication.translate("Notification", "Open")),)
        self._native.show(Notification(MANY, title, body, actions, category="im.received"))

    # What was clicked

    @Slot(object)
    def _chosen(self, chosen: Chosen) -> None:
        if chosen.key == MANY:
            self._native.close(MANY)
            self.unread_wanted.emit()
        number = _number(chosen.key)
        if number is None or not self._messenger.me.number:
            return
        self._native.close(chosen.key)
        if chosen.action == READ:
            self._messenger.mark_read(ConversationId.person(number))
        elif chosen.action == INLINE_REPLY and chosen.text.strip():
            self._messenger.send_message(ConversationId.person(number), Text(chosen.text))
            self._messenger.mark_read(ConversationId.person(number))
        else:
            self.chat_wanted.emit(number)


def _key(number: int) -> str:
    return f"message {number}"


def _number(key: str) -> int | None:
    word, _, number = key.partition(" ")
    return int(number) if word == "message" and number.isdecimal() else None
