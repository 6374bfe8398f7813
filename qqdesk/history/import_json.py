"""Read a file of `export_json` as a stream, in any JSON layout.

The caller reads a file to its end before the import, so that an error, with its line, comes before any change.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from json import JSONDecodeError
from typing import IO, Any

from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.history.errors import DamagedExportError, ExportOfAnotherError, ExportTooNewError, NotAnExportError
from qqdesk.history.export_json import FORMAT, VERSION
from qqdesk.history.export_source import MAX_TIME, ExportPerson
from qqdesk.protocol.codes import MAX_NUMBER

_CHUNK = 1 << 18
_MAX_VALUE_CHARS = 1 << 20
"""Of one contact or message in the file."""
_MAX_TEXT_CHARS = 1 << 17
"""More than any server accepts. JSON may escape each character as six."""
_MAX_NAME_CHARS = 200
_KEY = re.compile("[0-9a-f]{32}")
_BLANK = re.compile(r"[ \t\n\r]*")
_STATES: dict[str, Delivery | None] = {"received": None} | {delivery.value: delivery for delivery in Delivery}


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """A contact or message, and how many bytes of the file were read so far."""

    value: ExportPerson | Message
    read: int


class ExportReader:
    """Reads a file once. Raises ExportError and OSError."""

    def __init__(self, file: IO[bytes], number: int) -> None:
        """`number` is the account that the export must belong to."""
        self._text = _TextBuffer(file)
        self._number = number

    def items(self) -> Iterator[ImportedItem]:
        """Yield contacts and messages. Fields may have any order, so an error may come at the end only."""
        text = self._text
        seen: dict[str, Any] = {}
        try:
            text.expect("{", first=True)
            while True:
                name = text.read_value()
                if not isinstance(name, str) or name in seen:
                    raise ValueError("no name of a field, or one for the second time")
                text.expect(":")
                if name in _LISTS:
                    seen[name] = True
                    yield from self._list(_LISTS[name])
                else:
                    seen[name] = text.read_value()
                    self._examine(seen)
                if not text.next_item("}"):
                    break
            for name in ("format", "version", "account", "messages"):
                if seen.get(name) is None:
                    raise ValueError(f"no {name}")
            text.expect_end()
        except (ValueError, RecursionError) as error:
            # Without our format field it is a file of another program.
            if "format" not in seen:
                raise NotAnExportError(str(error)) from error
            raise DamagedExportError(text.line, str(error)) from error

    def _examine(self, seen: dict[str, Any]) -> None:
        """Raise the error of the fields read so far, if any."""
        if "format" not in seen:
            return  # it may still be another program's file
        if seen["format"] != FORMAT:
            raise NotAnExportError("no export of a history")
        version, account = seen.get("version", VERSION), seen.get("account")
        if type(version) is not int or version < 1:
            raise ValueError("no version")
        if version > VERSION:
            raise ExportTooNewError(version)
        if account is not None:
            if not isinstance(account, dict):
                raise ValueError("no account")
            owner = _integer(account, "number", 1, MAX_NUMBER)
            if owner != self._number:
                raise ExportOfAnotherError(owner)

    def _list(self, parse: Callable[[dict[str, Any], int], ExportPerson | Message]) -> Iterator[ImportedItem]:
        text = self._text
        text.expect("[")
        if text.skip_if("]"):
            return
        while True:
            value = text.read_value()
            if not isinstance(value, dict):
                raise ValueError("no object")
            yield ImportedItem(parse(value, self._number), text.read)
            if not text.next_item("]"):
                return


class _TextBuffer:
    """A window over the characters of the file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decode = json.JSONDecoder().raw_decode
        self._bytes = b""
        self._buffer = ""
        self._at = 0
        self._ended = False
        self._first = True
        self._lines = 1
        self.read = 0

    @property
    def line(self) -> int:
        """The line of the current position."""
        return self._lines + self._buffer.count("\n", 0, self._at)

    def _read_chunk(self) -> bool:
        """Read the next chunk and drop the parsed characters; return False at the end of the file."""
        if self._ended:
            return False
        chunk = self._file.read(_CHUNK)
        self.read += len(chunk)
        self._ended = not chunk
        data = self._bytes + chunk
        if self._first:
            data, self._first = data.removeprefix(b"\xef\xbb\xbf"), False
        # Keep the bytes of a split character for the next chunk.
        end = len(data) if self._ended else _complete_length(data)
        self._lines += self._buffer.count("\n", 0, self._at)
        self._buffer = self._buffer[self._at :] + data[:end].decode()
        self._at, self._bytes = 0, data[end:]
        return True

    def _skip_blanks(self) -> str:
        """Return the next character after blanks; "" at the end."""
        while True:
            found = _BLANK.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._read_chunk():
                return ""

    def expect(self, character: str, *, first: bool = False) -> None:
        if self._skip_blanks() != character:
            raise ValueError(f"{character} is missing" if not first else "no object")
        self._at += 1

    def skip_if(self, character: str) -> bool:
        if self._skip_blanks() != character:
            return False
        self._at += 1
        return True

    def next_item(self, closing: str) -> bool:
        """Skip a comma; return False after skipping the closing bracket instead."""
        if self.skip_if(closing):
            return False
        self.expect(",")
        self._skip_blanks()
        return True

    def read_value(self) -> Any:
        """Return the next JSON value."""
        self._skip_blanks()
        while True:
            try:
                value, end = self._decode(self._buffer, self._at)
            except JSONDecodeError:
                # It may be incomplete at the end of the buffer.
                if len(self._buffer) - self._at > _MAX_VALUE_CHARS or not self._read_chunk():
                    raise
                continue
            if end - self._at > _MAX_VALUE_CHARS:
                raise ValueError("too long")
            if end < len(self._buffer) or not self._read_chunk():
                self._at = end
                return value

    def expect_end(self) -> None:
        if self._skip_blanks():
            raise ValueError("something follows the end")


def _complete_length(data: bytes) -> int:
    """Return the length without a split character at the end."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) - back if back < length else len(data)
    return len(data)


def _contact(value: dict[str, Any], _me: int) -> ExportPerson:
    number, face = _integer(value, "number", 1, MAX_NUMBER), value.get("face")
    nickname = _string(value, "nickname", _MAX_VALUE_CHARS)[:_MAX_NAME_CHARS]
    return ExportPerson(number, nickname, face if type(face) is int and 0 <= face < 1 << 31 else 0)


def _message(value: dict[str, Any], me: int) -> Message:
    key = _string(value, "key", 32)
    if not _KEY.fullmatch(key):
        raise ValueError("no key")
    direction, state = value.get("direction"), value.get("state")
    if not isinstance(state, str) or state not in _STATES:
        raise ValueError("no state")
    contact, delivery = _integer(value, "contact", 1, MAX_NUMBER), _STATES[state]
    message = Message(
        key,
        ConversationId.person(contact),
        contact if delivery is None else me,
        _integer(value, "time_ms", 0, MAX_TIME),
        Text(_string(value, "text", _MAX_TEXT_CHARS)),
        delivery,
        _string(value, "failure", 100) if "failure" in value else "",
    )
    if direction != ("out" if message.is_mine else "in"):
        raise ValueError("no direction")
    return message


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


_LISTS: dict[str, Callable[[dict[str, Any], int], ExportPerson | Message]] = {
    "contacts": _contact,
    "messages": _message,
}
