"""Requests and replies as frozen dataclasses. Their readers and writers are compiled once from the declared fields."""

from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields
from enum import Enum, auto
from operator import attrgetter
from typing import Any, ClassVar, Protocol, Self, TypeVar

from qqdesk.protocol.wire import NUMBER, Pairs, read_named, split_list

_Reader = Callable[[Pairs], Any]
_Writer = Callable[[Any], str]
"""Takes a record. Returns one field with its name and a leading `&`, or an empty string."""
_COUNTED = ("MT", "ST", "UN", "KIND", "KEY", "ID", "DEV")
"""Columns of numbers and ids, which say how many rows there are. A text missing at the end of its column is empty."""


_READERS: dict[type[Any], tuple[_Reader, ...]] = {}
_WRITERS: dict[type[Any], tuple[_Writer, ...]] = {}


def _compile_readers(cls: type[Any]) -> tuple[_Reader, ...]:
    """Make the readers of a record, in the order of its fields."""
    _READERS[cls] = tuple(
        _rows_reader(field) if "row" in field.metadata else _field_reader(field) for field in fields(cls)
    )
    return _READERS[cls]


def _compile_writers(cls: "type[Record]") -> tuple[_Writer, ...]:
    """Make the writers of a record, in wire order."""
    found: dict[str, _Writer] = {}
    for field in fields(cls):
        if field.metadata["count"]:
            found[field.metadata["count"]] = _count_writer(field)
        if "row" in field.metadata:
            found |= {name: _column_writer(field, name, column) for name, column in _columns(field)}
        else:
            found[field.metadata["wire"]] = _field_writer(field)
    _WRITERS[cls] = tuple(found[name] for name in cls.ORDER or found)
    return _WRITERS[cls]


def _columns(field: Field[Any]) -> list[tuple[str, Field[Any]]]:
    return [(column.metadata["wire"], column) for column in fields(field.metadata["row"])]


def _field_reader(field: Field[Any]) -> _Reader:
    name, read_value, blank = field.metadata["wire"], field.metadata["kind"].read, field.metadata["blank"]
    absent = field.default if blank is MISSING else blank

    def read(pairs: Pairs) -> Any:
        raw = pairs.raw.get(name)
        if raw is None:
            if absent is MISSING:
                raise ValueError(f"{name} is missing")
            return absent
        if blank is not MISSING and not raw.strip():
            return blank
        try:
            return read_value(pairs, raw)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None

    return read


def _rows_reader(field: Field[Any]) -> _Reader:
    row, count, columns = field.metadata["row"], field.metadata["count"], _columns(field)

    def read(pairs: Pairs) -> tuple[Any, ...]:
        raw = {
            name: split_list(pairs.raw.get(name, ""))
            for name, column in columns
            if column.default is not None or name in pairs
        }
        length = min(len(raw[name]) for name in _COUNTED if name in raw)
        if pairs.raw.get(count, "").strip():
            length = min(length, NUMBER.read(pairs, pairs.raw[count]))
        last = raw[next(reversed(raw))]
        if 0 < length < len(last):
            # Raw commas in the last column belong to its last text.
            last[length - 1 :] = [",".join(last[length - 1 :])]
        values = []
        for name, column in columns:
            items = raw.get(name)
            if items is None:
                values.append([None] * length)
                continue
            items = [*items[:length], *[""] * (length - len(items))]
            values.append([read_named(name, column.metadata["kind"], pairs, item) for item in items])
        return tuple([row(*cells) for cells in zip(*values, strict=True)])

    return read


def _field_writer(field: Field[Any]) -> _Writer:
    prefix, write, get = f"&{field.metadata['wire']}=", field.metadata["kind"].write, attrgetter(field.name)
    absent = prefix if field.metadata["keep"] else ""

    def write_field(record: Any) -> str:
        value = get(record)
        return absent if value is None else prefix + write(value)

    return write_field


def _count_writer(field: Field[Any]) -> _Writer:
    prefix, get = f"&{field.metadata['count']}=", attrgetter(field.name)
    return lambda record: f"{prefix}{len(get(record))}"


def _column_writer(field: Field[Any], name: str, column: Field[Any]) -> _Writer:
    prefix, write = f"&{name}=", column.metadata["kind"].write
    get_rows, get = attrgetter(field.name), attrgetter(column.name)
    is_optional = column.default is None

    def write_column(record: Any) -> str:
        values = [get(row) for row in get_rows(record)]
        if is_optional and values.count(None) == len(values):
            return ""
        return prefix + "".join([write(value) + "," for value in values])

    return write_column


@dataclass(frozen=True, slots=True)
class Record:
    """What requests and replies have in common.

    `ORDER` is the wire order of the fields, if it differs from their order of declaration.
    """

    ORDER: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def read(cls, pairs: Pairs) -> Self:
        """Return the record that these fields make. Raises ValueError with a short sentence if they are invalid."""
        readers = _READERS.get(cls)
        if readers is None:
            readers = _compile_readers(cls)
        return cls(*[read(pairs) for read in readers])

    def write(self) -> str:
        """Return the fields in wire order, each with a leading `&`."""
        writers = _WRITERS.get(type(self))
        if writers is None:
            writers = _compile_writers(type(self))
        return "".join([write(self) for write in writers])


@dataclass(frozen=True, slots=True)
class Reply(Record):
    """The server's answer to a request that it carried out (RES=0)."""


@dataclass(frozen=True, slots=True)
class Done(Reply):
    """A reply without fields of its own."""


@dataclass(frozen=True, slots=True, repr=False)
class WrittenReply(Reply):
    """A reply whose fields are written already."""

    text: str

    def write(self) -> str:
        return self.text


class Repeat(Enum):
    """In which sessions the client repeats a request whose reply is lost."""

    NEVER = auto()
    CLASSIC = auto()
    """With EXT its caller repeats it, without a time limit: see CID and ACK."""
    ALWAYS = auto()


class Channel(Enum):
    """The connections of a client. Each carries one request at a time."""

    COMMANDS = auto()
    POLLS = auto()
    TYPING = auto()
    """Requests that must not delay any other."""
    UPLOADS = auto()
    DOWNLOADS = auto()
    BACKUPS = auto()


class ServerRate(Enum):
    """The rates of a person that a server's operator sets."""

    MESSAGES = auto()
    SEARCHES = auto()


@dataclass(frozen=True, slots=True)
class Limit:
    """How often a person may send a command: one `part` of a rate. Commands with an equal limit are counted together,
    apart from all others. A refusal says "too many" and `what`."""

    what: str
    rate: ServerRate
    part: int = 1


@dataclass(frozen=True, slots=True)
class Request(Record):
    """A client's request. `NAME` is the command as it is written."""

    NAME: ClassVar[str]
    TAIL: ClassVar[str] = ""
    """The field that runs to the end of the body, `&` and `=` included."""
    REPLY: ClassVar[type[Reply]]
    REPLY_NAME: ClassVar[str] = ""
    """The command in the reply, if it is written in another way."""
    CLOSING: ClassVar[str] = ""
    """Written after the last field of the reply."""
    HAS_SESSION: ClassVar[bool] = True
    """It is sent within a session."""
    HAS_NUMBER: ClassVar[bool] = True
    """Its sender has a number already."""
    NEEDS: ClassVar[str] = ""
    """What its session needs: ANY_SESSION, EXTENDED, or an ability (CAN_…). Empty: it is a command of 2005."""
    ADMIN: ClassVar[bool] = False
    """Only administrators of the place may send it, over TLS or on the server's computer."""
    IDEMPOTENT: ClassVar[bool] = False
    """It changes nothing, so it may run twice. Its reply may be long."""
    REPEAT: ClassVar[Repeat] = Repeat.NEVER
    """Whether the client sends it again, with the same bytes, if the reply is lost."""
    CHANNEL: ClassVar[Channel] = Channel.COMMANDS
    """The connection on which the client sends it."""
    LIMIT: ClassVar[Limit | None] = None
    """How often it may be sent. Limits that depend on more than the sender are in the server's `rate_limits`."""
    HAS_MESSAGES: ClassVar[bool] = False
    """Its reply has texts of messages, so it may be very long."""


R_co = TypeVar("R_co", bound=Reply, covariant=True)


class RequestFor(Protocol[R_co]):
    """A request with replies of class `R_co`: every Request is one. For the type checker, which cannot read this from
    a class variable."""

    NAME: ClassVar[str]
    HAS_SESSION: ClassVar[bool]
    HAS_NUMBER: ClassVar[bool]
    NEEDS: ClassVar[str]
    REPEAT: ClassVar[Repeat]
    CHANNEL: ClassVar[Channel]
    HAS_MESSAGES: ClassVar[bool]

    @property
    def REPLY(self) -> type[R_co]: ...  # noqa: N802 (a constant of Request)

    def write(self) -> str: ...
