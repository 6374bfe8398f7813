"""Hypothesis strategies for every request and reply, made from their own field declarations."""

from dataclasses import Field, fields
from typing import Any

from hypothesis import strategies as st

from qqdesk.protocol import (
    account_commands,
    admin_commands,
    change_commands,
    commands,
    device_commands,
    file_commands,
    file_info,
    message_ref,
    place_commands,
    profile,
    room_commands,
    wire,
)
from qqdesk.protocol.codes import AddAnswer, AddOutcome, RegistrationMode, Status
from qqdesk.protocol.record import Record, Reply, Request

text = st.text(max_size=60)
# Fields that are read with the blanks around them taken off are no place for blanks.
trimmed = st.text(st.characters(exclude_categories=("Cs", "Z", "Cc")), min_size=1, max_size=20)
number = st.integers(1, 9_999_999_999)
hex32 = st.text("0123456789abcdef", min_size=32, max_size=32)
hex8 = st.text("0123456789abcdef", min_size=8, max_size=8)
message_id = st.integers(0, 2**63 - 1)
face = st.integers(0, 65535)
status = st.sampled_from([*Status])
outcome = st.sampled_from([*AddOutcome])


file_kind = st.sampled_from([*file_info.FileKind])
dimensions = st.tuples(st.integers(0, 100_000), st.integers(0, 100_000))
hint = st.sampled_from(["", "AB+/" * 16])
file_infos = st.builds(
    file_info.FileInfo,
    hex32,
    message_id,
    file_kind,
    st.integers(0, 100_000),
    st.integers(0, 100_000),
    hint,
    text,
)


targets = st.builds(message_ref.MessageRef, number, hex32)
message_refs = st.builds(message_ref.MessageRef, number, hex32, st.just(0) | number)


def lists_of(item: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Lists that are not empty: some fields mean the same if they are empty and if they are missing."""
    return st.lists(item, min_size=1, max_size=20).map(tuple)


BY_KIND: dict[wire.Kind, st.SearchStrategy[Any]] = {
    wire.TEXT: text, wire.PROFILE_TEXT: text, wire.TRIMMED: trimmed, wire.NAME: trimmed, wire.FLAG: st.booleans(),
    wire.NOT_ZERO: st.booleans(), wire.USER: number, wire.NUMBER: number, wire.MESSAGE_ID: message_id,
    wire.OPEN_CODE: st.integers(0, 2**31 - 1), wire.CLIENT_ID: hex32, wire.PAGE: st.integers(1, 1000),
    wire.PLACE_ID: st.text("0123456789abcdef", min_size=16, max_size=16), wire.USERS: lists_of(number),
    wire.USERS_BY_BLANK: st.lists(number, max_size=4).map(tuple), wire.IDS: lists_of(message_id),
    wire.FLAGS: lists_of(st.booleans()), wire.TEXTS: lists_of(trimmed), account_commands.PASSWORD_HASH: hex32,
    account_commands.ALLOW: outcome, device_commands.SHORT_DEVICE: hex8, place_commands.INVITATION_ID: hex8,
    profile.FACE: face, profile.STRICT_FACE: face, room_commands.JOIN: st.sampled_from([*room_commands.JoinRule]),
    message_ref.TARGET: targets, message_ref.MESSAGE_REF: st.none() | message_refs,
    change_commands.REACTION: st.sampled_from(["", "👍", "❤️"]),
    file_commands.FILE_ID: hex32, file_info.FILE_INFO: st.none() | file_infos,
    admin_commands.REGISTRATION: st.sampled_from([*RegistrationMode]),
    admin_commands.INVITES: st.sampled_from([*admin_commands.Invites]),
}  # fmt: skip
# Kinds with bounds of their own.
BY_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "DEV": hex32, "CID": hex32, "FC": face, "AG": st.integers(0, 255), "SX": st.integers(0, 2),
    "STA": status, "ST": status, "LV": st.integers(1, 3), "WAIT": st.integers(0, 86400), "NOW": st.integers(0, 10**15),
    "TLS": st.integers(0, 65535), "USES": st.integers(1, 500), "DAYS": st.integers(1, 90),
    "UN": number, "MT": st.integers(0, 2**31 - 1), "PORT": st.integers(1, 65535),
    "FID": hex32, "SHA": st.text("0123456789abcdef", min_size=64, max_size=64), "NAME": trimmed, "TYPE": file_kind,
    "DIM": dimensions, "HINT": hint,
    "KIND": st.sampled_from([*room_commands.RoomChange]), "ACT": st.sampled_from([*admin_commands.PersonAction]),
}  # fmt: skip


def strategy_for(cls: type[Any], field: Any) -> st.SearchStrategy[Any]:
    if field.metadata["wire"] == "CD":
        by_class = {
            place_commands.AnswerJoinRequest: [AddAnswer.GRANT, AddAnswer.REFUSE],
            commands.AnswerAdd: [*AddAnswer],
        }
        return st.sampled_from(by_class.get(cls, [*AddOutcome]))
    found = column(field)
    return st.none() | found if field.default is None else found


def column(field: Field[Any]) -> st.SearchStrategy[Any]:
    kind = field.metadata["kind"]
    return BY_KIND[kind] if kind in BY_KIND else BY_FIELD[field.metadata["wire"]]


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
    own_face = st.none() | st.just("") | hex32
    if cls is commands.GetInfoReply:
        allow = st.none() | outcome
        return st.integers(1, 3).flatmap(
            lambda level: st.builds(cls, st.just(level), profiles(level), allow, st.none() | st.booleans(), own_face)
        )
    if cls is commands.ModifyInfo:
        allow = st.none() | outcome
        return st.builds(cls, changes(), allow, st.none() | st.booleans(), own_face)
    values = {}
    for field in fields(cls):
        values[field.name] = rows(field.metadata["row"]) if "row" in field.metadata else strategy_for(cls, field)
    return st.builds(cls, **values)


def requests() -> st.SearchStrategy[Request]:
    return st.sampled_from(commands.REQUESTS).flatmap(records)


def exchanges() -> st.SearchStrategy[tuple[Request, Reply]]:
    return st.sampled_from(commands.REQUESTS).flatmap(lambda kind: st.tuples(records(kind), records(kind.REPLY)))
