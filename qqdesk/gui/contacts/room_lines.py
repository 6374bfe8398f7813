"""The second line of a room in the contact list: its last message."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.body import RoomEvent
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.shared.file_texts import short_text
from qqdesk.gui.shared.room_texts import room_event_text
from qqdesk.protocol.room_commands import RoomRole
from qqdesk.worker.api import RosterChange
from qqdesk.worker.messenger import Messenger

_MOST_CHARS = 120


@dataclass(frozen=True, slots=True)
class RoomLine:
    """`author` is "" if no member wrote the text. `time` is that of the last message, 0 without one."""

    text: str = ""
    author: str = ""
    time: int = 0
    is_mentioned: bool = False
    is_invitation: bool = False


def room_text(room: Contact, unread: int, line: RoomLine | None = None) -> str:
    """Return a room as a screen reader says it, with the line below its name."""
    texts = _RoomTexts()
    parts = [texts.name(room.name), texts.unread(unread) if unread else ""]
    if line is not None:
        parts.append(texts.mention() if line.is_mentioned else "")
        parts.append(f"{line.author}: {line.text}" if line.author else line.text)
    return ", ".join(filter(None, parts))


class _RoomTexts(QObject):
    """A class because plural forms are collected only from `QObject.tr`."""

    def name(self, name: str) -> str:
        return self.tr("{name}, room").format(name=name)

    def unread(self, count: int) -> str:
        return self.tr("%n unread messages", "", count)

    def mention(self) -> str:
        return self.tr("mentions you")


class RoomLines(QObject):
    """Reads the last message of a room when its row is shown first."""

    changed = Signal(object)  # int: a room; 0 for all

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._last: dict[int, Message | None] = {}
        messenger.message_added.connect(self._on_message)
        messenger.message_changed.connect(self._on_message_changed)
        messenger.roster_changed.connect(self._on_people_changed)
        messenger.history_service.conversation_changed.connect(self._forget_all)
        for signal in (messenger.older_added, messenger.signed_in, messenger.signed_out):
            signal.connect(self._forget_all)

    def line(self, number: int) -> RoomLine:
        messenger = self._messenger
        room = messenger.rooms.get(number)
        if room.role is RoomRole.INVITED:
            return RoomLine(self.tr("You are invited to join"), is_invitation=True)
        if number not in self._last:
            self._last[number] = messenger.last_message(ConversationId.room(number))
        message, is_mentioned = self._last[number], messenger.rooms.mentioned(number)
        if message is None:
            return RoomLine(" ".join(room.notice.split())[:_MOST_CHARS], is_mentioned=is_mentioned)
        if isinstance(message.body, RoomEvent):
            text = room_event_text(message.body, message.sender, messenger.me.number, self._name)
            return RoomLine(text, "", message.time, is_mentioned)
        text = " ".join(short_text(message.body)[:_MOST_CHARS].split())
        author = self.tr("You") if message.sender == messenger.me.number else self._name(message.sender)
        return RoomLine(text, author, message.time, is_mentioned)

    def _name(self, number: int) -> str:
        return self._messenger.rooms.person(number).name

    @Slot(object)
    def _on_message(self, message: Message) -> None:
        if message.conversation.is_room:
            self._last[message.conversation.number] = message
            self.changed.emit(message.conversation.number)

    @Slot(object)
    def _on_message_changed(self, message: Message) -> None:
        last = self._last.get(message.conversation.number)
        if last is not None and last.id == message.id and message.conversation.is_room:
            self._on_message(message)

    @Slot(object)
    def _on_people_changed(self, change: RosterChange) -> None:
        """Show the new names of people."""
        for number, last in self._last.items():
            if last is not None and not change.numbers.isdisjoint(_people(last)):
                self.changed.emit(number)

    @Slot()
    def _forget_all(self) -> None:
        self._last.clear()
        self.changed.emit(0)


def _people(message: Message) -> tuple[int, ...]:
    """Return the numbers of those whom a message in the list may name."""
    return (message.sender, message.body.key) if isinstance(message.body, RoomEvent) else (message.sender,)
