"""The data of an export: order, texts, people and messages; and the formatting that all formats share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qqdesk.domain.body import File, Recalled
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.history.message_row import MESSAGE_COLUMNS, message_from_row
from qqdesk.history.snapshot import Snapshot
from qqdesk.protocol.file_info import size_text
from qqdesk.protocol.message_ref import MessageRef

MAX_TIME = 253_402_300_799_999
"""The end of the year 9999, in milliseconds since 1970. Times outside 1970 to 9999 are clamped, to be valid dates."""
_QUOTED_CHARS = 80
"""The length of the line of an answered message."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ExportTexts:
    """The translated texts of an export, for str.format()."""

    language: str
    all_title: str
    """{who} of the account"""
    one_title: str
    """{who} of the contact"""
    exported: str
    """{time} {offset}"""
    nothing: str
    waiting: str
    failed: str
    edited: str
    recalled: str
    """Stands for a message that was taken back."""


@dataclass(frozen=True, slots=True)
class ExportPerson:
    number: int
    nickname: str = ""
    face: int = 0

    @property
    def name(self) -> str:
        """The nickname on one line, or the number."""
        return " ".join(_CONTROL.sub(" ", self.nickname).split()) or str(self.number)

    def __str__(self) -> str:
        return f"{self.name} ({self.number})" if self.name != str(self.number) else self.name


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """`contact` None exports all conversations. `now` is in milliseconds since 1970."""

    me: ExportPerson
    conversation: ConversationId | None
    now: int
    texts: ExportTexts = field(repr=False)


class ExportSource:
    """The exported messages and people, in one state of the history. Changes of rooms are not exported."""

    def __init__(self, snapshot: Snapshot, order: ExportOrder) -> None:
        self._snapshot = snapshot
        self.order = order
        self.me = order.me
        self._where = " WHERE kind != 'room'" + ("" if order.conversation is None else " AND conversation = ?")
        self._values = () if order.conversation is None else (str(order.conversation),)
        self._people = {
            number: ExportPerson(number, nickname, face)
            for step in snapshot.rows("SELECT number, nickname, face FROM contacts")
            for number, nickname, face in step
        }
        self._rooms = {
            number: ExportPerson(number, name, face)
            for step in snapshot.rows("SELECT number, name, face FROM rooms")
            for number, name, face in step
        }
        rows = snapshot.rows("SELECT id, path FROM local_files")
        self._paths = {id: Path(path) for step in rows for id, path in step}
        select = f"SELECT conversation FROM messages{self._where} GROUP BY conversation ORDER BY max(row) DESC"
        self.conversations = [
            ConversationId.parse(text) for step in snapshot.rows(select, self._values) for (text,) in step
        ]
        self.contacts = [self.label(conversation) for conversation in self.conversations]
        """The people and rooms with messages, the latest conversation first."""
        select = f"SELECT DISTINCT sender FROM messages{self._where} AND conversation GLOB 'r*' ORDER BY sender"
        self.writers = [
            self._person(number)
            for step in snapshot.rows(select, self._values)
            for (number,) in step
            if number != self.me.number
        ]
        """The others who wrote in rooms."""
        self.count = snapshot.scalar(f"SELECT count(*) FROM messages{self._where}", self._values)

    def _person(self, number: int) -> ExportPerson:
        return self._people.get(number, ExportPerson(number))

    def label(self, conversation: ConversationId) -> ExportPerson:
        """Return the name and the face of a conversation."""
        number = conversation.number
        return self._rooms.get(number, ExportPerson(number)) if conversation.is_room else self._person(number)

    @property
    def title(self) -> str:
        if self.order.conversation is None:
            return self.order.texts.all_title.format(who=self.me)
        return self.heading(self.label(self.order.conversation))

    def heading(self, contact: ExportPerson) -> str:
        return self.order.texts.one_title.format(who=contact)

    @property
    def exported(self) -> str:
        now = local_time(self.order.now)
        return self.order.texts.exported.format(time=f"{now:%Y-%m-%d %H:%M}", offset=offset_text(now))

    def all(self) -> Iterator[list[Message]]:
        """Yield all messages in order, in batches."""
        return self._messages(f"SELECT {MESSAGE_COLUMNS} FROM messages{self._where} ORDER BY row", self._values)

    def conversation(self, conversation: ConversationId) -> Iterator[list[Message]]:
        select = f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE kind != 'room' AND conversation = ? ORDER BY row"
        return self._messages(select, (str(conversation),))

    def _messages(self, select: str, values: tuple[str, ...]) -> Iterator[list[Message]]:
        for step in self._snapshot.rows(select, values):
            yield [message_from_row(row) for row in step]

    def text(self, message: Message) -> str:
        """Return the text of a message, with a line of the one that it answers, and with the reactions.

        That of a file has its size, and where it is on this computer.
        """
        lines = [] if message.reply_to is None else [self._quote(message.conversation, message.reply_to)]
        match message.body:
            case File(info, caption):
                path = self.path(message)
                lines += [f"{info.name} ({size_text(info.size)})", "" if path is None else str(path), caption.text]
            case Recalled():
                lines.append(self.order.texts.recalled)
            case _:
                lines.append(message.text)
        if message.reactions:
            lines.append(f"[{', '.join(f'{one.emoji} {self._name(one.person)}' for one in message.reactions)}]")
        return "\n".join(filter(None, lines))

    def _quote(self, conversation: ConversationId, ref: MessageRef) -> str:
        select = f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE id = ? AND sender = ? AND conversation = ?"
        for (row,) in self._snapshot.rows(select, (ref.client_id, ref.author, str(conversation))):
            words = " ".join(printable(message_from_row(row).text).split())
            return f"> {self._name(ref.author)}: {words[:_QUOTED_CHARS]}"
        return ""

    def _name(self, number: int) -> str:
        return (self.me if number == self.me.number else self._person(number)).name

    def path(self, message: Message) -> Path | None:
        """Return where the file of a message is on this computer, if it is."""
        path = self._paths.get(message.body.info.id) if isinstance(message.body, File) else None
        return path if path is not None and path.is_file() else None

    def person(self, message: Message) -> ExportPerson:
        """Return the sender of a message."""
        return self.me if message.is_mine else self._person(message.sender)

    def remark(self, message: Message) -> str:
        """Return the text for a message that was not sent, or was edited; "" for all others."""
        if message.delivery is Delivery.FAILED:
            return self.order.texts.failed
        if message.is_unsent:
            return self.order.texts.waiting
        return self.order.texts.edited if message.is_edited else ""


def clamp_time(time: int) -> int:
    return min(max(time, 0), MAX_TIME)


def utc_time(time: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=clamp_time(time))


def local_time(time: int) -> datetime:
    """Return the time in the zone of this computer."""
    moment = utc_time(time)
    try:
        return moment.astimezone()
    except (OverflowError, OSError, ValueError):
        # Some systems do not convert all times.
        return moment


def offset_text(moment: datetime) -> str:
    return f"UTC{moment:%z}"[:6] + ":" + f"{moment:%z}"[3:5]


def day_text(moment: datetime, usual: str) -> str:
    """Return the day, with its UTC offset if it differs from `usual`, as in summer time."""
    offset = offset_text(moment)
    return f"{moment:%Y-%m-%d}" if offset == usual else f"{moment:%Y-%m-%d} ({offset})"


def printable(text: str) -> str:
    """Replace control characters except line breaks and tabs."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
