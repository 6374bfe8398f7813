"""Extensions for sessions with CAN=DEV: the conversations that the server keeps, and how far I have read them.

The ids (MID) are sequence numbers of my own inbox, the same for all my devices. For a room they are those of its log.
"""

from dataclasses import dataclass
from typing import ClassVar

from qqdesk.protocol.codes import EXTENDED
from qqdesk.protocol.file_info import FILE_INFO, FileInfo
from qqdesk.protocol.record import Done, Reply, Request
from qqdesk.protocol.waiting_message import WaitingMessage
from qqdesk.protocol.wire import CLIENT_ID, FLAG, FLAGS, MESSAGE_ID, NUMBER, PAGE, TEXT, USER, columns, wire

MOST_UNREAD = 999
"""The server counts no more unread messages of a conversation."""


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """One conversation with its last message. `seen` is the id up to which I have read it, 0 if never.

    `author` is who wrote the last message. `time` is in milliseconds since 1970, UTC. `is_delivered`: the message is
    mine, and has reached a device of the other person.
    """

    peer: int = wire("UN", USER)
    last: int = wire("LAST", MESSAGE_ID)
    time: int = wire("TIME", MESSAGE_ID)
    seen: int = wire("SEEN", MESSAGE_ID)
    unread: int = wire("UNREAD", NUMBER)
    author: int = wire("WHO", NUMBER)
    is_delivered: bool = wire("GOT", FLAG)
    client_id: str = wire("CID", CLIENT_ID)
    text: str = wire("MG", TEXT, secret=True)
    file: FileInfo | None = wire("FILE", FILE_INFO, None)
    """The file of the last message."""


@dataclass(frozen=True, slots=True)
class ListConversationsReply(Reply):
    """One page of my conversations, the latest message first."""

    ORDER: ClassVar[tuple[str, ...]] = (
        "FN", "SN", "UN", "LAST", "TIME", "SEEN", "UNREAD", "WHO", "GOT", "CID", "FILE", "MG",
    )  # fmt: skip
    last_page: bool = wire("FN", FLAG)
    conversations: tuple[ConversationSummary, ...] = columns(ConversationSummary, count="SN")


@dataclass(frozen=True, slots=True)
class ListConversations(Request):
    """`before` is LAST of the last conversation of the previous page."""

    NAME: ClassVar[str] = "Talks"
    HAS_MESSAGES: ClassVar[bool] = True
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[ListConversationsReply]] = ListConversationsReply
    page_size: int = wire("TN", PAGE, 100, blank=100)
    before: int | None = wire("BEF", MESSAGE_ID, None, blank=None)


@dataclass(frozen=True, slots=True)
class GetLogReply(Reply):
    """Messages of one conversation, ascending: kinds TEXT, OWN_TEXT, REMOVED and ROOM_CHANGED.

    `delivered`: for each, whether a message of mine has reached a device of the other person; else False. `last_page`:
    there are no more on this side.
    """

    ORDER: ClassVar[tuple[str, ...]] = (
        "FN",
        "MID",
        "TIME",
        "CID",
        "DLV",
        "ROOM",
        "MENT",
        "REF",
        "FILE",
        "MN",
        "MT",
        "UN",
        "MG",
    )
    last_page: bool = wire("FN", FLAG)
    delivered: tuple[bool, ...] = wire("DLV", FLAGS, ())
    messages: tuple[WaitingMessage, ...] = columns(WaitingMessage, count="MN")


@dataclass(frozen=True, slots=True)
class GetLog(Request):
    """Get a page of a conversation: the messages before the id `before`, or after `after`; else the latest.

    It moves no cursor.
    """

    NAME: ClassVar[str] = "GetLog"
    HAS_MESSAGES: ClassVar[bool] = True
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[GetLogReply]] = GetLogReply
    peer: int = wire("UN", USER)
    before: int | None = wire("BEF", MESSAGE_ID, None, blank=None)
    after: int | None = wire("AFT", MESSAGE_ID, None, blank=None)
    page_size: int = wire("TN", PAGE, 50, blank=50)


@dataclass(frozen=True, slots=True)
class ClearLog(Request):
    """Delete my copies of a conversation up to the id `up_to`, on the server and on all my devices."""

    NAME: ClassVar[str] = "ClearLog"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    peer: int = wire("UN", USER)
    up_to: int = wire("MID", MESSAGE_ID)


@dataclass(frozen=True, slots=True)
class MarkSeen(Request):
    """I have read a conversation up to the id `up_to`. The mark moves forward only."""

    NAME: ClassVar[str] = "Seen"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    peer: int = wire("UN", USER)
    up_to: int = wire("MID", MESSAGE_ID)
