"""A user's profile: its fields, their wire names, and the fields of each level."""

import re
from dataclasses import dataclass, fields
from typing import Any

from qqdesk.protocol.codes import Sex
from qqdesk.protocol.wire import PROFILE_TEXT, USER, Kind, number_kind, wire

MAX_FACE = 65535
MAX_SIGNATURE_CHARS = 70
STRICT_FACE = number_kind(highest=MAX_FACE)
FACE = number_kind(highest=MAX_FACE, otherwise=-1)
"""A face id; -1 for an invalid field."""

AGE = number_kind(highest=255, otherwise=0)
SEX = number_kind(highest=2, otherwise=Sex.NOT_GIVEN)


def _text(name: str) -> Any:
    return wire(name, PROFILE_TEXT, "", secret=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profile. Texts may be empty; `face` is the face id (FC), `age` is 0 if not given."""

    number: int = wire("UN", USER)
    nickname: str = _text("NK")
    face: int = wire("FC", FACE, 0)
    age: int = wire("AG", AGE, 0)
    sex: int = wire("SX", SEX, Sex.NOT_GIVEN)
    province: str = _text("PV")
    address: str = _text("AD")
    email: str = _text("EM")
    home_page: str = _text("HP")
    occupation: str = _text("JB")
    postcode: str = _text("PC")
    telephone: str = _text("PH")
    about: str = _text("PR")
    real_name: str = _text("RN")
    school: str = _text("SC")
    blood_type: str = _text("BT")
    constellation: str = _text("CO")
    city: str = _text("CT")
    country: str = _text("CY")
    mobile: str = _text("MO")
    zodiac: str = _text("SH")
    signature: str = _text("SIG")
    """Extension, as `status_text`: a line of at most MAX_SIGNATURE_CHARS."""
    status_text: str = _text("STX")


WIRE_NAMES: dict[str, str] = {field.name: field.metadata["wire"] for field in fields(Profile)}
KINDS: dict[str, Kind] = {field.name: field.metadata["kind"] for field in fields(Profile)}

STRICT_KINDS: dict[str, Kind] = KINDS | {
    "face": STRICT_FACE,
    "age": number_kind(highest=255),
    "sex": number_kind(highest=2),
}
"""Kinds for values that a user sets, where an invalid one is an error."""

_PROFILE_CHANGE = re.compile(r"([0-9]{1,5}) (.*)", re.DOTALL)


def write_profile_change(face: int, nickname: str) -> str:
    """Return the text of a message of kind PROFILE_CHANGED."""
    return f"{face} {nickname}"


def read_profile_change(text: str) -> tuple[int, str] | None:
    """Return the face id and the nickname of a PROFILE_CHANGED text, or None if it is malformed."""
    match = _PROFILE_CHANGE.fullmatch(text)
    if match is None or int(match[1]) > MAX_FACE:
        return None
    return int(match[1]), match[2]


LINES = ("signature", "status_text")
"""The extensions among the fields, in sessions with CAN_CHANGES: one line of at most MAX_SIGNATURE_CHARS each."""
EDITABLE: tuple[str, ...] = tuple(name for name in WIRE_NAMES if name != "number")

_BRIEF = ("AG", "FC", "LV", "PV", "SX")
_NORMAL = ("AD", "AG", "EM", "FC", "HP", "JB", "LV", "PC", "PH", "PR", "PV", "RN", "SC", "SX")
_DETAILED = tuple(sorted((*_NORMAL, "BT", "CO", "CT", "CY", "MO", "SH")))

LEVELS: dict[int, tuple[str, ...]] = {
    level: (*names, "UN", "NK") for level, names in ((1, _BRIEF), (2, _NORMAL), (3, _DETAILED))
}
"""LV of GetInfo: the fields of the reply, in the order that old clients expect."""
