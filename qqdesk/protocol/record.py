"""Requests and replies as frozen dataclasses: one engine reads and writes them all from their fields."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from qqdesk.protocol.wire import NUMBER, Pairs, Spec, join_list, read_named, split_list

_SPECS: dict[type[Any], tuple[Spec, ...]] = {}
_TABLES: dict[type[Any], tuple[str, type[Any], str] | None] = {}


def _specs(cls: type[Any]) -> tuple[Spec, ...]:
    if cls not in _SPECS:
        _SPECS[cls] = tuple(Spec(field) for field in fields(cls) if "wire" in field.metadata)
    return _SPECS[cls]


def _table(cls: type[Any]) -> tuple[str, type[Any], str] | None:
    """The one field of rows, if there is one: its name, the class of a row, the wire name of the count."""
    if cls not in _TABLES:
        found = [field for field in fields(cls) if "row" in field.metadata]
        _TABLES[cls] = (found[0].name, found[0].metadata["row"], found[0].metadata["count"]) if found else None
    return _TABLES[cls]


def _read_rows(row: type[Any], pairs: Pairs, count_name: str) -> tuple[Any, ...]:
    specs = _specs(row)
    present = [spec for spec in specs if spec.name in pairs or spec.field.default is not None]
    raw_columns = {spec.name: split_list(pairs.raw.get(spec.name, b"")) for spec in present}
    wanted = NUMBER.read(pairs, pairs.raw[count_name]) if pairs.raw.get(count_name, b"").strip() else None
    # A row is one that has its numbers; a text that is missing at the end of its column is an empty one.
    length = min(len(raw_columns[name]) for name in ("MT", "ST", "UN", "KIND") if name in raw_columns)
    if wanted is not None:
        length = min(length, wanted)
    last = present[-1].name
    if 0 < length < len(raw_columns[last]):
        # A raw comma in the last column, which is text: nothing of it is dropped.
        items = raw_columns[last]
        raw_columns[last] = [*items[: length - 1], b",".join(items[length - 1 :])]
    rows = []
    for index in range(length):
        values = {}
        for spec in present:
            column = raw_columns[spec.name]
            raw = column[index] if index < len(column) else b""
            values[spec.field.name] = read_named(spec.name, spec.kind, pairs, raw)
        rows.append(row(**values))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Record:
    """What requests and replies have in common.

    `NAME` is the command as it is written; `ORDER` the wire order of the fields, where it is not the order in which
    they are declared; `CLOSING` is written behind the last field.
    """

    NAME: ClassVar[str]
    ORDER: ClassVar[tuple[str, ...]] = ()
    CLOSING: ClassVar[str] = ""

    @classmethod
    def read(cls, pairs: Pairs) -> Self:
        """The record that these fields make; ValueError, with a short sentence, where they make none."""
        values = {spec.field.name: spec.read(pairs) for spec in _specs(cls)}
        table = _table(cls)
        if table is not None:
            name, row, count = table
            values[name] = _read_rows(row, pairs, count)
        return cls(**values)

    def write(self) -> list[tuple[str, str]]:
        """Wire names and escaped values, in wire order."""
        written = {}
        for spec in _specs(type(self)):
            value = getattr(self, spec.field.name)
            if value is not None:
                written[spec.name] = spec.kind.write(value)
        table = _table(type(self))
        if table is not None:
            name, row, count = table
            rows = getattr(self, name)
            written[count] = str(len(rows))
            for spec in _specs(row):
                column = [getattr(item, spec.field.name) for item in rows]
                if None not in column:
                    written[spec.name] = join_list([spec.kind.write(value) for value in column])
        order = self.ORDER or tuple(written)
        return [(name, written[name]) for name in order if name in written]


@dataclass(frozen=True, slots=True)
class Reply(Record):
    """What the server answers to a request that it carried out (RES=0)."""


@dataclass(frozen=True, slots=True)
class Done(Reply):
    """The reply of a command that has nothing to tell but that it was carried out."""


@dataclass(frozen=True, slots=True)
class Request(Record):
    """What a client asks. `TAIL` names the field that runs to the end of the body, `&` and `=` included."""

    TAIL: ClassVar[str] = ""
    REPLY: ClassVar[type[Reply]]
    HAS_SESSION: ClassVar[bool] = True
    """It is asked within a session."""
    HAS_NUMBER: ClassVar[bool] = True
    """It is asked by a user who has a number already."""
