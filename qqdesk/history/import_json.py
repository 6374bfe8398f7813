"""Read a file of `export_json` line by line.

The caller reads a file to its end before the import, so that an error, with its line, comes before any change.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from qqdesk.domain.body import File, Recalled, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.file_name import safe_name
from qqdesk.domain.message import Delivery, Message, Reaction
from qqdesk.domain.room import Room
from qqdesk.history.errors import DamagedExportError, ExportOfAnotherError, ExportTooNewError, NotAnExportError
from qqdesk.history.export_json import FORMAT, VERSION
from qqdesk.history.export_source import MAX_TIME, ExportPerson
from qqdesk.protocol.change_commands import MAX_EMOJI_CHARS, is_emoji
from qqdesk.protocol.file_info import MAX_DIMENSION, FileInfo, FileKind
from qqdesk.protocol.limits import MAX_NUMBER
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.room_commands import MAX_MENTIONS, RoomRole

_MAX_LINE_BYTES = 1 << 20
_MAX_HEADER_LINES = 20
_MAX_TEXT_CHARS = 1 << 17
"""More than any server accepts. JSON may escape each character as six."""
_MAX_NAME_CHARS = 200
_MAX_FILE_BYTES = 1 << 60
_KEY = re.compile("[0-9a-f]{32}")
_STATES: dict[str, Delivery | None] = {"received": None} | {delivery.value: delivery for delivery in Delivery}


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """A contact, room or message, and how many bytes of the file were read so far."""

    value: ExportPerson | Room | Message
    read: int


class ExportReader:
    """Reads a file once. Raises ExportError and OSError."""

    def __init__(self, file: IO[bytes], number: int) -> None:
        """`number` is the account that the export must belong to."""
        self._file = file
        self._number = number
        self._line = 0
        self._read = 0

    def items(self) -> Iterator[ImportedItem]:
        """Yield contacts, rooms and messages."""
        try:
            self._check_header()
            yield from self._list(_contact, "],")
            line = self._next()
            if line == '"rooms": [':
                yield from self._list(_room, "],")
                line = self._next()
            if line != '"messages": [':
                raise ValueError("no messages")
            yield from self._list(_message, "]")
            if self._next() != "}" or self._next():
                raise ValueError("no end")
        except (ValueError, RecursionError) as error:
            raise DamagedExportError(self._line, str(error)) from error

    def _next(self) -> str:
        """Return the next line that is not blank; "" at the end of the file."""
        while data := self._file.readline(_MAX_LINE_BYTES):
            self._line += 1
            self._read += len(data)
            if text := data.decode().strip():
                return text
        return ""

    def _check_header(self) -> None:
        """Check the fields before the contacts."""
        lines: list[str] = []
        try:
            while (line := self._next()) != '"contacts": [':
                if not line or len(lines) == _MAX_HEADER_LINES:
                    raise ValueError("no contacts")
                lines.append(line)
            header = json.loads("".join(lines).removesuffix(",") + "}")
            if header["format"] != FORMAT:
                raise ValueError("no export of a history")
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise NotAnExportError(str(error)) from error
        version = _integer(header, "version", 1, 1 << 31)
        if version > VERSION:
            raise ExportTooNewError(version)
        account = header.get("account")
        if not isinstance(account, dict):
            raise ValueError("no account")
        owner = _integer(account, "number", 1, MAX_NUMBER)
        if owner != self._number:
            raise ExportOfAnotherError(owner)

    def _list(
        self, parse: Callable[[dict[str, Any], int], ExportPerson | Room | Message], end: str
    ) -> Iterator[ImportedItem]:
        while (line := self._next()) != end:
            value = json.loads(line.removesuffix(","))
            if not isinstance(value, dict):
                raise ValueError("no object")
            yield ImportedItem(parse(value, self._number), self._read)


def _contact(value: dict[str, Any], _me: int) -> ExportPerson:
    nickname = _string(value, "nickname", _MAX_TEXT_CHARS)[:_MAX_NAME_CHARS]
    return ExportPerson(_integer(value, "number", 1, MAX_NUMBER), nickname, _face(value))


def _room(value: dict[str, Any], _me: int) -> Room:
    name = _string(value, "name", _MAX_TEXT_CHARS)[:_MAX_NAME_CHARS]
    return Room(_integer(value, "number", 1, MAX_NUMBER), name, _face(value), RoomRole.NONE)


def _face(value: dict[str, Any]) -> int:
    face = value.get("face")
    return face if type(face) is int and 0 <= face < 1 << 31 else 0


def _message(value: dict[str, Any], me: int) -> Message:
    key = _string(value, "key", 32)
    if not _KEY.fullmatch(key):
        raise ValueError("no key")
    direction, state = value.get("direction"), value.get("state")
    if not isinstance(state, str) or state not in _STATES:
        raise ValueError("no state")
    delivery = _STATES[state]
    if "room" in value:
        conversation = ConversationId.room(_integer(value, "room", 1, MAX_NUMBER))
        other = _integer(value, "sender", 1, MAX_NUMBER)
    else:
        other = _integer(value, "contact", 1, MAX_NUMBER)
        conversation = ConversationId.person(other)
    message = Message(
        key,
        conversation,
        other if delivery is None else me,
        _integer(value, "time_ms", 0, MAX_TIME),
        _body(value),
        delivery,
        _string(value, "failure", 100) if "failure" in value else "",
        _reply_to(value["reply_to"]) if "reply_to" in value else None,
        _reactions(value.get("reactions", [])),
        value.get("edited") is True,
    )
    if direction != ("out" if message.is_mine else "in"):
        raise ValueError("no direction")
    return message


def _body(value: dict[str, Any]) -> Text | File | Recalled:
    if "recalled" in value:
        return Recalled(_integer(value, "recalled", 1, MAX_NUMBER))
    text, mentions = _string(value, "text", _MAX_TEXT_CHARS), _mentions(value)
    if "file" not in value:
        return Text(text, mentions)
    return File(_file(value["file"]), Text(text.partition("\n")[2], mentions))


def _reply_to(value: object) -> MessageRef:
    if not isinstance(value, dict) or not _KEY.fullmatch(_string(value, "key", 32)):
        raise ValueError("no answered message")
    return MessageRef(_integer(value, "sender", 1, MAX_NUMBER), value["key"])


def _reactions(values: object) -> tuple[Reaction, ...]:
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise ValueError("no reactions")
    found = {_integer(value, "number", 1, MAX_NUMBER): _string(value, "emoji", MAX_EMOJI_CHARS) for value in values}
    if not all(map(is_emoji, found.values())):
        raise ValueError("no emoji")
    return tuple(Reaction(person, emoji) for person, emoji in found.items())


def _file(value: object) -> FileInfo:
    if not isinstance(value, dict):
        raise ValueError("no file")
    id, kind = _string(value, "id", 32), _string(value, "type", 10)
    if not _KEY.fullmatch(id):
        raise ValueError("no id of a file")
    return FileInfo(
        id,
        _integer(value, "size", 0, _MAX_FILE_BYTES),
        FileKind(kind) if kind in set(FileKind) else FileKind.OTHER,
        _integer(value, "width", 0, MAX_DIMENSION),
        _integer(value, "height", 0, MAX_DIMENSION),
        _string(value, "hint", 64),
        safe_name(_string(value, "name", _MAX_NAME_CHARS)),
    )


def _mentions(value: dict[str, Any]) -> tuple[int, ...]:
    numbers = value.get("mentions", [])
    if not isinstance(numbers, list) or len(numbers) > MAX_MENTIONS or any(type(one) is not int for one in numbers):
        raise ValueError("no mentions")
    return tuple(numbers)


def _integer(value: dict[str, Any], name: str, lowest: int, highest: int) -> int:
    number = value.get(name)
    if type(number) is not int or not lowest <= number <= highest:
        raise ValueError(f"no {name}")
    return number


def _string(value: dict[str, Any], name: str, max_chars: int) -> str:
    text = value.get(name)
    if not isinstance(text, str) or len(text) > max_chars:
        raise ValueError(f"no {name}, or a long one")
    text.encode()  # raises ValueError for a lone surrogate
    return text
