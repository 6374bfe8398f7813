"""Hypothesis strategies for every request and reply, made from their own field declarations."""

from dataclasses import Field, fields
from typing import Any

from hypothesis import strategies as st

from qqdesk.protocol import commands, device_commands, place_commands, profile, wire
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status
from qqdesk.protocol.record import Record, Reply, Request

text = st.text(max_size=60)
# Fields that are read with the blanks around them taken off are no place for blanks.
trimmed = st.text(st.characters(exclude_categories=("Cs", "Z", "Cc")), min_size=1, max_size=20)
number = st.integers(1, 9_999_999_999)
hex32 = st.text("0123456789abcdef", min_size=32, max_size=32)
hex8 = st.text("0123456789abcdef", min_size=8, max_size=8)
message_id = st.integers(0, 2**63 - 1)
face = st.integers(0, 65535)

BY_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "PS": hex32, "NEWPS": hex32, "DEV": hex32, "CID": hex32, "M5": st.just("1"), "LC": trimmed, "SID": trimmed,
    "EXT": st.booleans(), "RS": st.booleans(), "HI": st.integers(0, 10**6), "LI": st.integers(0, 10**6), "RA": text,
    "FN": st.booleans(), "TN": st.integers(1, 1000), "FC": face, "AG": st.integers(0, 255), "SX": st.integers(0, 2),
    "WHY": st.integers(0, 2**31 - 1), "STA": st.sampled_from([int(code) for code in Status]),
    "LV": st.integers(1, 3), "CD": st.sampled_from([int(code) for code in AddAnswer]), "MT": st.integers(0, 2**31 - 1),
    "ST": st.sampled_from([int(code) for code in Status]), "MID": message_id, "TIME": message_id, "MG": text,
    "ALL": st.booleans(), "WAIT": st.integers(0, 86400), "ACK": message_id, "NUM": number, "INVITE": trimmed,
    "KIND": st.integers(0, 2**31 - 1), "KEY": text, "VAL": text, "REV": message_id, "WAS": message_id,
    "NOW": st.integers(0, 10**15),
    "NK": text, "PV": text, "TLS": st.integers(0, 65535), "FPR": trimmed, "REG": trimmed, "NAM": text,
    "PID": st.text("0123456789abcdef", min_size=16, max_size=16), "ADDR": st.lists(trimmed, max_size=5).map(tuple),
    "ID": st.text("0123456789abcdef", min_size=8, max_size=8), "PEOPLE": number, "ADMIN": st.booleans(),
    "INVITES": st.booleans(), "KNOW": st.integers(0, 2), "MEM": st.lists(st.booleans(), max_size=20).map(tuple),
    "LISTED": st.booleans(), "USES": st.integers(1, 100_000), "DAYS": st.integers(1, 3650), "LEFT": number,
    "USED": number, "EXPIRES": message_id, "WAITING": st.booleans(), "REACHED": message_id, "OK": st.booleans(),
    "PORT": st.integers(1, 65535), "NICK": text, "CAN": st.lists(trimmed, max_size=3).map(tuple),
    "DEVNAME": trimmed, "DEVSYS": trimmed, "EPOCH": message_id, "CUR": message_id, "IDLE": st.booleans(),
    "ENDALL": st.booleans(), "NAME": trimmed, "SYS": text, "SEEN": message_id, "LIVE": st.booleans(),
    "HERE": st.booleans(), "LAST": message_id, "BEF": message_id, "AFT": message_id, "UNREAD": st.integers(0, 999),
    "WHO": number, "GOT": st.booleans(), "DLV": st.lists(st.booleans(), max_size=6).map(tuple),
}  # fmt: skip


def strategy_for(cls: type[Any], field: Any) -> st.SearchStrategy[Any]:
    name = field.metadata["wire"]
    if field.metadata["kind"] is device_commands.SHORT_DEVICE:
        return hex8 if field.default is not None else st.none() | hex8
    if name == "UN":
        if field.metadata["kind"] is wire.USERS:
            return st.lists(number, max_size=20).map(tuple)
        return number
    if name == "RS" and cls is commands.AnswerAdd:
        return text
    if name == "CD" and cls is place_commands.AnswerAsk:
        return st.sampled_from([int(AddAnswer.GRANT), int(AddAnswer.REFUSE)])
    if name == "CD" and cls is commands.AddToListReply:
        return st.sampled_from([int(code) for code in AddOutcome])
    if name in ("NICK", "PV") and cls is commands.Finger:
        return trimmed
    found = BY_FIELD[name]
    return st.none() | found if field.default is None else found


def column(field: Field[Any]) -> st.SearchStrategy[Any]:
    by_kind = {device_commands.SHORT_DEVICE: hex8, wire.TEXT: text}
    kind = field.metadata["kind"]
    return by_kind[kind] if kind in by_kind else BY_FIELD.get(field.metadata["wire"], number)


def rows(row: type[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    def build(extended: bool) -> st.SearchStrategy[tuple[Any, ...]]:
        values = {
            field.name: column(field) if field.default is not None or extended else st.none() for field in fields(row)
        }
        return st.lists(st.builds(row, **values), max_size=6).map(tuple)

    return st.booleans().flatmap(build)


def profiles(level: int) -> st.SearchStrategy[profile.Profile]:
    words = {wire_name: word for word, wire_name in profile.WIRE_NAMES.items()}
    values = {
        words[name]: number if name == "UN" else BY_FIELD.get(name, text)
        for name in profile.LEVELS[level]
        if name != "LV"
    }
    return st.builds(profile.Profile, **values)


def changes() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {}, optional={word: BY_FIELD.get(profile.WIRE_NAMES[word], text) for word in profile.EDITABLE}
    )


def records(cls: type[Record]) -> st.SearchStrategy[Any]:
    if cls is commands.GetInfoReply:
        allow = st.none() | st.sampled_from([int(code) for code in AddOutcome])
        return st.integers(1, 3).flatmap(
            lambda level: st.builds(cls, st.just(level), profiles(level), allow, st.none() | st.booleans())
        )
    if cls is commands.ModifyInfo:
        allow = st.none() | st.sampled_from([int(code) for code in AddOutcome])
        return st.builds(cls, changes(), allow, st.none() | st.booleans())
    values = {}
    for field in fields(cls):
        values[field.name] = rows(field.metadata["row"]) if "row" in field.metadata else strategy_for(cls, field)
    return st.builds(cls, **values)


def requests() -> st.SearchStrategy[Request]:
    return st.sampled_from(commands.REQUESTS).flatmap(records)


def exchanges() -> st.SearchStrategy[tuple[Request, Reply]]:
    return st.sampled_from(commands.REQUESTS).flatmap(lambda kind: st.tuples(records(kind), records(kind.REPLY)))
