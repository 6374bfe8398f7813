"""One entry of an inbox or a room's log, as GetMsgEx and GetLog return it."""

from dataclasses import dataclass

from qqdesk.protocol.file_info import FILE_INFO, FileInfo
from qqdesk.protocol.message_ref import MESSAGE_REF, MessageRef
from qqdesk.protocol.wire import CLIENT_ID, MESSAGE_ID, NUMBER, OPEN_CODE, TEXT, USERS_BY_BLANK, number_kind, wire


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """One entry of a mailbox, or a notice that is not stored. `kind` is a MessageKind or an unknown number.

    In a session with EXT, `id` is the sequence number, 0 for a notice that is not stored; `time` is in milliseconds
    since 1970, UTC.
    """

    kind: int = wire("MT", OPEN_CODE)
    sender: int = wire("UN", number_kind(otherwise=0))
    text: str = wire("MG", TEXT, secret=True)
    id: int | None = wire("MID", MESSAGE_ID, None)
    time: int | None = wire("TIME", MESSAGE_ID, None)
    client_id: str | None = wire("CID", CLIENT_ID, None)
    """The client id of a message, "" for other entries; None without CAN_DEVICES."""
    room: int | None = wire("ROOM", NUMBER, None)
    """The room whose log has the entry: `id` belongs to that log. 0 for my inbox; None if no entry is of a room."""
    mentions: tuple[int, ...] | None = wire("MENT", USERS_BY_BLANK, None)
    """The members whom a message mentions; None if no entry mentions anybody."""
    file: FileInfo | None = wire("FILE", FILE_INFO, None)
    """The file of a message. The first line of `text` describes it for other clients, further lines are its caption."""
    ref: MessageRef | None = wire("REF", MESSAGE_REF, None)
    """The message that this one answers or changes."""
