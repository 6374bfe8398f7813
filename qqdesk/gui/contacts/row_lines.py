"""The second line of a row in the contact list: typing, a draft, the last message, or a person's own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.domain.body import File, Recalled, Removed, RoomEvent
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.contacts.list_source import ListSource
from qqdesk.gui.message_text.emoticons import plain_with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_texts import short_text
from qqdesk.gui.shared.room_texts import room_event_text
from qqdesk.gui.shared.texts import contact_text, last_seen_text
from qqdesk.protocol.room_commands import RoomRole
from qqdesk.worker.api import DraftChange, RosterChange, TypingChange
from qqdesk.worker.messenger import Messenger

_MOST_CHARS = 120
_HOUR_MS = 3600 * 1000
"""A message may become too old, and the words for days change, with each hour."""
_DAY_MS = 24 * _HOUR_MS


class LineKind(Enum):
    ABOUT = auto()
    """The status text, the signature or the last seen time of a person; the notice of a room; or nothing."""
    MESSAGE = auto()
    DRAFT = auto()
    TYPING = auto()
    INVITATION = auto()


@dataclass(frozen=True, slots=True)
class RowLine:
    """`author` is the word before the text, and `icon` the icon between them; "" for none. `time` is that of the
    last message, 0 if it is not shown."""

    text: str = ""
    kind: LineKind = LineKind.ABOUT
    author: str = ""
    icon: str = ""
    time: int = 0
    is_mentioned: bool = False
    """An unread message mentions me."""

    @property
    def is_draft(self) -> bool:
        return self.kind is LineKind.DRAFT


NO_LINE = RowLine()


def row_text(contact: Contact, unread: int, line: RowLine = NO_LINE, *, is_room: bool) -> str:
    """Return a row as a screen reader says it."""
    texts = _RowTexts()
    parts = [texts.room(contact.name, unread) if is_room else contact_text(contact, unread)]
    if line.is_mentioned:
        parts.append(texts.mention())
    if line.is_draft:
        parts.append(texts.draft(line.text))
    elif line.text:
        parts.append(f"{line.author}: {line.text}" if line.author else line.text)
    return ", ".join(parts)


class _RowTexts(QObject):
    """A class because plural forms are collected only from `QObject.tr`."""

    def room(self, name: str, unread: int) -> str:
        words = self.tr("{name}, room").format(name=name)
        return ", ".join((words, self.tr("%n unread messages", "", unread))) if unread else words

    def mention(self) -> str:
        return self.tr("mentions you")

    def draft(self, text: str) -> str:
        return self.tr("draft: {text}").format(text=text)


class RowLines(QObject):
    """Knows who types, the drafts and the last messages. Reads nothing from the disk."""

    changed = Signal(object)  # list[int]: rows; empty for all

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._listed = ListSource(messenger.roster, messenger.rooms)
        self._attended = 0
        messenger.message_added.connect(self._on_message)
        messenger.message_changed.connect(self._on_message)
        messenger.message_moved.connect(self._on_message)
        messenger.typing_changed.connect(self._on_typing)
        messenger.drafts.changed.connect(self._on_draft)
        messenger.roster_changed.connect(self._on_people_changed)
        messenger.history_service.conversation_changed.connect(self._on_all_changed)
        for signal in (messenger.older_added, messenger.signed_in, messenger.signed_out):
            signal.connect(self._on_all_changed)
        self._hours = QTimer(self, singleShot=True)
        self._hours.timeout.connect(self._on_all_changed)
        self._hours.start(_HOUR_MS - self._messenger.clock.now() % _HOUR_MS)

    def line(self, contact: Contact, unread: int = 0, *, is_recent: bool = False) -> RowLine:
        """Return the line of a person or room. In the list of recent conversations a message is never too old."""
        number, messenger = contact.number, self._messenger
        is_room = self._listed.is_room(number)
        conversation = self._listed.conversation(number)
        is_mentioned = is_room and messenger.rooms.mentioned(number)
        if is_room and messenger.rooms.get(number).role is RoomRole.INVITED:
            return RowLine(self.tr("You are invited to join"), LineKind.INVITATION)
        message = messenger.last_message(conversation)
        if message is not None and not (is_recent or is_room or unread):
            message = message if messenger.clock.now() - message.time < _DAY_MS else None
        time = message.time if message is not None else 0
        if typists := messenger.typing.typists(conversation):
            text = self._typing_text(typists[-1], is_room=is_room)
            return RowLine(text, LineKind.TYPING, time=time, is_mentioned=is_mentioned)
        draft = messenger.drafts.get(conversation).text if number != self._attended else ""
        if draft:
            return RowLine(_first_line(draft), LineKind.DRAFT, time=time, is_mentioned=is_mentioned)
        if message is not None and not isinstance(message.body, Removed):
            return self.message_line(message, is_mentioned=is_mentioned)
        if is_room:
            return RowLine(_first_line(messenger.rooms.get(number).notice), is_mentioned=is_mentioned)
        words = contact.status_text or contact.signature or last_seen_text(contact)
        return RowLine(_first_line(words))

    def _typing_text(self, typist: int, *, is_room: bool) -> str:
        if not is_room:
            return self.tr("typing…")
        return self.tr("{name} is typing…").format(name=isolated(self._name(typist)))

    def message_line(self, message: Message, *, is_mentioned: bool = False) -> RowLine:
        """Return the line of a message."""
        body, is_mine, author, icon = message.body, message.is_mine, "", ""
        match body:
            case RoomEvent():
                text = room_event_text(body, message.sender, self._messenger.me.number, self._name)
            case Recalled(maker) if maker == self._messenger.me.number:
                text = self.tr("You took back a message")
            case Recalled(maker):
                text = self.tr("{name} took back a message").format(name=isolated(self._name(maker)))
            case _:
                text = plain_with_emoji(_first_line(short_text(body)), is_drawable)
                if is_mine or message.sender == self._messenger.me.number:
                    author = self.tr("You")
                elif message.conversation.is_room:
                    author = self._name(message.sender)
                if isinstance(body, File):
                    icon = "picture" if body.info.is_picture else "file"
        return RowLine(_first_line(text), LineKind.MESSAGE, author, icon, message.time, is_mentioned)

    def _name(self, number: int) -> str:
        return self._messenger.rooms.person(number).name

    # Following the messenger

    @Slot(object)
    def set_attended(self, conversation: ConversationId | None) -> None:
        """Hide the draft of the chat that the user looks at."""
        before, self._attended = self._attended, conversation.number if conversation is not None else 0
        self._emit(before, self._attended)

    @Slot(object)
    def _on_message(self, message: Message) -> None:
        self._emit(message.conversation.number)

    @Slot(object)
    def _on_draft(self, change: DraftChange) -> None:
        if change.conversation.number != self._attended:
            self._emit(change.conversation.number)

    @Slot(object)
    def _on_typing(self, change: TypingChange) -> None:
        self._emit(change.conversation.number)

    @Slot(object)
    def _on_people_changed(self, change: RosterChange) -> None:
        """Show the new names of people in rooms."""
        messenger = self._messenger
        last = ((room.number, messenger.last_message(room.conversation)) for room in messenger.rooms.listed())
        self._emit(*(number for number, message in last if message and not change.numbers.isdisjoint(_people(message))))

    @Slot()
    def _on_all_changed(self) -> None:
        self._hours.start(_HOUR_MS - self._messenger.clock.now() % _HOUR_MS)
        self.changed.emit([])

    def _emit(self, *numbers: int) -> None:
        if rows := [number for number in numbers if number]:
            self.changed.emit(rows)


def _first_line(text: str) -> str:
    """Return the part of a text that a row can show."""
    return " ".join(text[:_MOST_CHARS].split())


def _people(message: Message) -> Iterable[int]:
    """Return the numbers of the people whom a message in the list may name."""
    match message.body:
        case RoomEvent(key=key):
            return message.sender, key
        case Recalled(maker):
            return message.sender, maker
    return (message.sender,)
