"""The table of what an account keeps about conversations and people: one row a key.

A value is stored, and sent to the account's other devices, as a pair of texts: `name` or `name:item`, and JSON. An
empty text means that the value is the default. Of two values of a key, the later one wins. A change is at once in the
history file, with or without a connection. With a classic server all values stay on this computer.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from qqdesk.domain.chat_layout import ChatWindowLayout, layout_rows, read_layout
from qqdesk.domain.contact import Watch
from qqdesk.domain.contact_notes import ContactNote, NameFault, clean_name, group_fault, remark_fault
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.protocol.limits import MAX_GROUP_CHARS, MAX_NUMBER, MAX_REMARK_CHARS

MAX_TIME_MS = 253_402_300_799_999
"""The end of the year 9999, in milliseconds since 1970."""

I = TypeVar("I")  # noqa: E741 - the item
T = TypeVar("T")

KEYS: "dict[str, AccountKey[Any, Any]]" = {}
"""All rows by name."""


@dataclass(frozen=True, eq=False)
class AccountKey(Generic[I, T]):
    """One row. `item` reads what the value is about from its text; `read` reads the value from JSON.

    Both raise ValueError or TypeError for what is invalid. Keys without items have the item None. A value that is not
    synced stays on this device.
    """

    name: str
    item: Callable[[str], I]
    default: T
    read: Callable[[Any], T]
    write: Callable[[T], object] = lambda value: value
    is_synced: bool = True
    what: str = ""
    """For the description of the protocol: what it is about, and the value."""

    def __post_init__(self) -> None:
        KEYS[self.name] = self

    def text(self, item: I | None) -> str:
        return self.name if item is None else f"{self.name}:{item}"

    def value_text(self, value: T) -> str:
        """Return the value as JSON; "" for the default."""
        return "" if value == self.default else json.dumps(self.write(value), ensure_ascii=False)


def _none(text: str) -> None:
    if text:
        raise ValueError("no item is wanted")


def _person(text: str) -> int:
    number = int(text)
    if not 0 < number <= MAX_NUMBER or str(number) != text:
        raise ValueError("no number of an account")
    return number


def _group(text: str) -> str:
    if clean_name(text) != text or group_fault(text):
        raise ValueError("no name of a group")
    return text


def _conversation(text: str) -> ConversationId:
    conversation = ConversationId.parse(text)
    _person(text[1:])
    return conversation


def _of_type(kind: type[T]) -> Callable[[Any], T]:
    def read(value: Any) -> T:
        if type(value) is not kind:
            raise TypeError(f"not {kind.__name__}")
        return value

    return read


def _name(most: int, fault: Callable[[str], NameFault | None]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        name = clean_name(clean_name(_text(value))[:most])
        if fault(name):
            raise ValueError("no valid name")
        return name

    return read


def _time(value: Any) -> int:
    if _number(value) > MAX_TIME_MS:
        raise ValueError("no time")
    return _number(value)


_flag, _number, _text = _of_type(bool), _of_type(int), _of_type(str)

GROUP = AccountKey("group", _group, -1, _number, what="a group, by its name: its position; equal ones sort by name")
GROUP_OF = AccountKey(
    "group_of",
    _person,
    "",
    _name(MAX_GROUP_CHARS, group_fault),
    what=f"a contact: the group, of at most {MAX_GROUP_CHARS} characters",
)
REMARK = AccountKey(
    "remark",
    _person,
    "",
    _name(MAX_REMARK_CHARS, remark_fault),
    what=f"a person: my own name for them, of at most {MAX_REMARK_CHARS} characters",
)
HIDES_NUDGES = AccountKey("hides_nudges", _person, False, _flag, what="a person: true if nudges are not shown")
PINNED = AccountKey("pinned", _conversation, False, _flag, what="a conversation: true if it stands on top")
MUTED_UNTIL = AccountKey(
    "muted_until", _conversation, 0, _time, what="a conversation: milliseconds since 1970, or -1 for ever"
)
HIDDEN_AT = AccountKey(
    "hidden_at",
    _conversation,
    None,
    _text,
    what="a conversation that is not listed: the CID of its last message; a later message shows it again",
)
HIDDEN_STRANGER = AccountKey(
    "hidden_stranger", _person, False, _flag, what="a person who is no contact: true if they are not listed"
)
WATCHED = AccountKey(
    "watched",
    _person,
    None,
    Watch,
    lambda watch: watch and watch.value,
    what='a contact: "once" or "always" if the account wants to know when they come online',
)
READ_MARKS_ASKED = AccountKey(
    "read_marks_asked", _none, False, _flag, what="true if the account was asked whether others see what it has read"
)

OPEN_CHATS = AccountKey[None, list[ChatWindowLayout]](
    "open_chats", _none, [], read_layout, layout_rows, is_synced=False
)
OWN_FACE = AccountKey("own_face", _person, "", _text, is_synced=False)
"""The file of an account's own picture."""
MOST_FILE_BYTES = AccountKey("most_file_bytes", _none, 0, _number, is_synced=False)
"""What the server accepts; 0: no files."""
PLACE_NAME = AccountKey("place_name", _none, "", _text, is_synced=False)
SHARED_ROSTER = AccountKey("shared_roster", _none, 0, _number, is_synced=False)
"""As in PlaceInfo."""


class AccountValues:
    """Values by key and item. What is not here is the default."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        """`texts`: stored keys and values. Invalid ones, and those of later versions, are left out."""
        self._values: dict[str, dict[Any, Any]] = {}
        for key, value in (texts or {}).items():
            self.read(key, value)

    def get(self, key: AccountKey[I, T], item: I | None = None) -> T:
        values: dict[I | None, T] = self._values.get(key.name, {})
        return values.get(item, key.default)

    def items(self, key: AccountKey[I, T]) -> dict[I, T]:
        """Return the values that are not the default. Do not change them."""
        return self._values.get(key.name, {})

    def put(self, key: AccountKey[I, T], item: I | None, value: T) -> None:
        values = self._values.setdefault(key.name, {})
        if value == key.default:
            values.pop(item, None)
        else:
            values[item] = value

    def read(self, key: str, value: str) -> tuple[AccountKey[Any, Any], Any] | None:
        """Put a stored value. Return its key and item; None for a key that is invalid, or of a later version.

        An invalid value, or one of a later version, counts as the default: so it does after a restart.
        """
        name, _, item_text = key.partition(":")
        row = KEYS.get(name)
        if row is None:
            return None
        try:
            item = row.item(item_text)
        except (ValueError, TypeError):
            return None
        try:
            self.put(row, item, row.read(json.loads(value)) if value else row.default)
        except (ValueError, TypeError, RecursionError):
            self.put(row, item, row.default)
        return row, item

    def notes(self, blocked: Iterable[int]) -> dict[int, ContactNote]:
        """Return my notes on people, without empty ones. `blocked` are the people whom I blocked."""
        groups, remarks, without = self.items(GROUP_OF), self.items(REMARK), set(blocked)
        return {
            number: ContactNote(groups.get(number, ""), remarks.get(number, ""), number in without)
            for number in {**groups, **remarks, **dict.fromkeys(without)}
        }
