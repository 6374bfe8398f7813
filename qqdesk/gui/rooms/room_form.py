"""The fields of the form of a room, and the changes for the server."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.room import Room
from qqdesk.gui.kit.form import Field
from qqdesk.gui.rooms.rule_texts import join_choices, past_choices, writer_choices
from qqdesk.protocol.room_commands import MAX_NOTICE_CHARS, MAX_ROOM_NAME_CHARS, RoomChange, RoomSetting

_CHANGES = {
    "name": RoomChange.NAME,
    "notice": RoomChange.NOTICE,
    "join_rule": RoomChange.JOIN,
    "keepers_write": RoomChange.WRITERS,
    "shows_past": RoomChange.PAST,
    "face": RoomChange.FACE,
}
"""By the fields of `Room`."""


def room_fields() -> tuple[Field, ...]:
    """Return the fields: name, notice and rules."""
    translate = QCoreApplication.translate
    needed = translate("Room", "A room needs a name.")
    return (
        Field(
            *("name", translate("Room", "&Name")),
            longest=MAX_ROOM_NAME_CHARS,
            placeholder=translate("Room", "Family, class, club…"),
            fault=lambda name: "" if name else needed,
        ),
        Field(
            *("notice", translate("Room", "N&otice")),
            lines=3,
            placeholder=translate("Room", "Shown above the messages"),
        ),
        Field("join_rule", translate("Room", "Who may &join"), join_choices()),
        Field("keepers_write", translate("Room", "Who may &write"), writer_choices()),
        Field("shows_past", translate("Room", "New members s&ee"), past_choices()),
    )


def room_values(room: Room) -> dict[str, Any]:
    return {key: getattr(room, key) for key in _CHANGES}


def room_settings(changes: Mapping[str, Any]) -> list[RoomSetting]:
    """Return the changes of a form for the server, which stores rules and faces as numbers."""
    texts = {
        key: value[:MAX_NOTICE_CHARS] if isinstance(value, str) else str(int(value)) for key, value in changes.items()
    }
    return [RoomSetting(_CHANGES[key], 0, text) for key, text in texts.items()]
