"""The commands of the protocol: requests and their replies, each field with its wire name, in wire order.

A field or command that is marked as an extension is sent only in a session with EXT. The commands of `account_commands`
and `info_commands` can be imported from here; the other modules are in _MODULES.
"""

from dataclasses import dataclass
from typing import ClassVar

from qqdesk.protocol import (
    account_data,
    admin_commands,
    change_commands,
    device_commands,
    file_commands,
    log_commands,
    place_commands,
    room_commands,
)
from qqdesk.protocol.account_commands import ALLOW, OWN_CHANGES, PASSWORD_HASH
from qqdesk.protocol.account_commands import Hello as Hello
from qqdesk.protocol.account_commands import HelloReply as HelloReply
from qqdesk.protocol.account_commands import ModifyInfo as ModifyInfo
from qqdesk.protocol.account_commands import ModifyPassword as ModifyPassword
from qqdesk.protocol.account_commands import Register as Register
from qqdesk.protocol.account_commands import RegisterReply as RegisterReply
from qqdesk.protocol.codes import EXTENDED, LATER_STATUS, LC, AddAnswer, Status
from qqdesk.protocol.info_commands import GetInfo as GetInfo
from qqdesk.protocol.info_commands import GetInfoReply as GetInfoReply
from qqdesk.protocol.message_ref import TARGET, MessageRef
from qqdesk.protocol.profile import AGE, FACE, SEX
from qqdesk.protocol.record import Channel, Done, Limit, Repeat, Reply, Request, ServerRate
from qqdesk.protocol.waiting_message import WaitingMessage as WaitingMessage
from qqdesk.protocol.wire import (
    CLIENT_ID,
    FLAG,
    FLAGS,
    IDS,
    MESSAGE_ID,
    NAME,
    NOT_ZERO,
    NUMBER,
    OPEN_CODE,
    PAGE,
    PLACE_ID,
    PROFILE_TEXT,
    TEXT,
    TEXTS,
    TRIMMED,
    USER,
    USERS,
    Kind,
    Pairs,
    code_kind,
    columns,
    hex_kind,
    number_kind,
    wire,
)

STATUS = code_kind(*Status)


def _read_status(pairs: Pairs, raw: str) -> int:
    later = LATER_STATUS.get(number_kind(otherwise=0).read(pairs, raw))
    return int(STATUS.read(pairs, raw)) if later is None else later


def _read_first_status(pairs: Pairs, raw: str) -> int | None:
    try:
        return _read_status(pairs, raw)
    except ValueError:
        return None


SET_STATUS = Kind(_read_status, STATUS.write)
FIRST_STATUS = Kind(_read_first_status, STATUS.write)
"""An unknown status is ignored."""


@dataclass(frozen=True, slots=True)
class LoginReply(Reply):
    """The intervals `heartbeat` and `list_refresh` are in seconds.

    A refusal has a sentence (`reason`) and may have an EndReason (`why`, extension).
    """

    refused: bool = wire("RS", NOT_ZERO)
    heartbeat: int | None = wire("HI", NUMBER, None, blank=None)
    list_refresh: int | None = wire("LI", NUMBER, None, blank=None)
    reason: str | None = wire("RA", TEXT, None)
    extended: bool | None = wire("EXT", FLAG, None)
    token: str | None = wire("SID", TRIMMED, None, secret=True)
    why: int | None = wire("WHY", OPEN_CODE, None, blank=None)
    status: int | None = wire("STA", OPEN_CODE, None, blank=None)
    """The requested status, from a server that supports it."""
    place_id: str | None = wire("PID", PLACE_ID, None, blank=None)
    """This field and all below come in sessions with EXT only."""
    place_name: str | None = wire("NAM", TEXT, None)
    addresses: tuple[str, ...] | None = wire("ADDR", TEXTS, None)
    """As in HelloReply."""
    is_admin: bool | None = wire("ADMIN", FLAG, None)
    may_invite: bool | None = wire("INVITES", FLAG, None)
    shared_roster: int | None = wire("KNOW", OPEN_CODE, None, blank=None)
    """A SharedRoster or an unknown number."""
    abilities: tuple[str, ...] | None = wire("CAN", TEXTS, None)
    """Of those that Login asked for, what the server can. The fields below come with CAN_DEVICES."""
    epoch: int | None = wire("EPOCH", MESSAGE_ID, None, blank=None)
    """A random number that changes when a backup is restored: ids (MID) may then stand for other messages."""
    cursor: int | None = wire("CUR", MESSAGE_ID, None, blank=None)
    """The id up to which this device has received the inbox."""
    recall_minutes: int | None = wire("RECALL", NUMBER, None, blank=None)
    """How long messages can be taken back and edited, with CAN_CHANGES. 0: never."""


@dataclass(frozen=True, slots=True)
class Login(Request):
    """`password_hash` is the MD5 of the UTF-8 password. `device` has 32 hex digits.

    The first status of the session is `status` with `extended`, and `classic_status` without.
    """

    NAME: ClassVar[str] = "Login"
    REPLY: ClassVar[type[LoginReply]] = LoginReply
    HAS_SESSION: ClassVar[bool] = False
    password_hash: str = wire("PS", PASSWORD_HASH, secret=True)
    hashed: str = wire("M5", TRIMMED, "1")
    constant: str = wire("LC", TRIMMED, LC)
    classic_status: int | None = wire("ST", FIRST_STATUS, None)
    extended: bool | None = wire("EXT", FLAG, None)
    device: str | None = wire("DEV", hex_kind(32), None)
    status: int | None = wire("STA", code_kind(*Status), None)
    abilities: tuple[str, ...] | None = wire("CAN", TEXTS, None)
    """What the client can, see CAN_DEVICES. Unknown words are ignored."""
    device_name: str | None = wire("DEVNAME", TRIMMED, None, secret=True)
    device_system: str | None = wire("DEVSYS", TRIMMED, None)
    """The operating system and the program, for the list of devices."""
    has_messages: bool | None = wire("KEPT", FLAG, None)
    """The device has stored messages of an earlier session: refuse it if its owner has signed it out since."""


@dataclass(frozen=True, slots=True)
class ListReply(Reply):
    """One page of the contact list, ascending.

    `members` (extension): for each number, whether it is listed only because the people of the place know each other.
    """

    last_page: bool = wire("FN", FLAG, blank=False)
    numbers: tuple[int, ...] = wire("UN", USERS, (), count="SN")
    members: tuple[bool, ...] | None = wire("MEM", FLAGS, None)


@dataclass(frozen=True, slots=True)
class ListContacts(Request):
    """`after` is the last number of the previous page."""

    NAME: ClassVar[str] = "List"
    IDEMPOTENT: ClassVar[bool] = True
    REPLY_NAME: ClassVar[str] = "LIST"
    REPLY: ClassVar[type[ListReply]] = ListReply
    page_size: int = wire("TN", PAGE, 160, blank=160)
    after: int = wire("UN", NUMBER, 0, blank=0)


@dataclass(frozen=True, slots=True)
class PresentContact:
    """A contact who is not offline. `face` is the face id (FC).

    `own_face` is the id of the file with the contact's own face, "" for none; None without CAN_FILES.
    """

    face: int = wire("FC", FACE)
    status: int = wire("ST", OPEN_CODE)
    number: int = wire("UN", USER)
    nickname: str = wire("NK", NAME, secret=True)
    own_face: str | None = wire("FACE", CLIENT_ID, None)
    signature: str | None = wire("SIG", PROFILE_TEXT, None, secret=True)
    """This field and all below: None without CAN_CHANGES."""
    status_text: str | None = wire("STX", PROFILE_TEXT, None, secret=True)
    last_seen: int | None = wire("SEEN", MESSAGE_ID, None)
    """When the contact last looked present, in milliseconds since 1970, UTC: now for one who does. 0 unless both sides
    show it."""


@dataclass(frozen=True, slots=True)
class QueryStatusReply(Reply):
    """One page of the contacts who are not offline."""

    ORDER: ClassVar[tuple[str, ...]] = ("FC", "FN", "SN", "ST", "UN", "FACE", "SIG", "STX", "SEEN", "NK")
    last_page: bool = wire("FN", FLAG, blank=False)
    contacts: tuple[PresentContact, ...] = columns(PresentContact, count="SN")


@dataclass(frozen=True, slots=True)
class QueryStatus(Request):
    """`after` is the last number of the previous page. `everyone` (extension) includes the offline contacts."""

    NAME: ClassVar[str] = "Query_Stat"
    IDEMPOTENT: ClassVar[bool] = True
    REPLY_NAME: ClassVar[str] = "QUERY_STAT"
    REPLY: ClassVar[type[QueryStatusReply]] = QueryStatusReply
    page_size: int = wire("TN", PAGE, 50, blank=50)
    after: int = wire("UN", NUMBER, 0, blank=0)
    everyone: bool | None = wire("ALL", FLAG, None)


@dataclass(frozen=True, slots=True)
class AddToListReply(Reply):
    """`outcome` is an AddOutcome."""

    outcome: int = wire("CD", ALLOW)
    number: int = wire("UN", USER)


@dataclass(frozen=True, slots=True)
class AddToList(Request):
    """`number` is a user or a room. `invitation` (extension): a code that admits to the room."""

    NAME: ClassVar[str] = "AddToList"
    REPEAT: ClassVar[Repeat] = Repeat.ALWAYS
    REPLY: ClassVar[type[AddToListReply]] = AddToListReply
    number: int = wire("UN", USER)
    invitation: str | None = wire("INVITE", TRIMMED, None, secret=True)


@dataclass(frozen=True, slots=True)
class AnswerAdd(Request):
    """`answer` is an AddAnswer: grant or refuse a request to be added, or make one."""

    NAME: ClassVar[str] = "Ack_AddToList"
    REPEAT: ClassVar[Repeat] = Repeat.ALWAYS
    TAIL: ClassVar[str] = "RS"
    REPLY: ClassVar[type[Done]] = Done
    CLOSING: ClassVar[str] = "&"
    number: int = wire("UN", USER)
    answer: int = wire("CD", code_kind(*AddAnswer))
    reason: str = wire("RS", TEXT, "", secret=True)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """An unanswered request to add me. `time` is in milliseconds since 1970, UTC."""

    number: int = wire("UN", USER)
    time: int = wire("TIME", MESSAGE_ID)
    reason: str = wire("MG", TEXT, secret=True)


@dataclass(frozen=True, slots=True)
class ListRequestsReply(Reply):
    """The latest open requests to me, oldest first."""

    ORDER: ClassVar[tuple[str, ...]] = ("SN", "UN", "TIME", "MG")
    requests: tuple[OpenRequest, ...] = columns(OpenRequest, count="SN")


@dataclass(frozen=True, slots=True)
class ListRequests(Request):
    """Extension: list the open requests to me, which a new device does not receive in its inbox."""

    NAME: ClassVar[str] = "ListReqs"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[ListRequestsReply]] = ListRequestsReply


@dataclass(frozen=True, slots=True)
class DeleteFromList(Request):
    NAME: ClassVar[str] = "DelFromList"
    REPEAT: ClassVar[Repeat] = Repeat.ALWAYS
    REPLY: ClassVar[type[Done]] = Done
    CLOSING: ClassVar[str] = "&"
    number: int = wire("UN", USER)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """`face` is the face id (FC)."""

    age: int = wire("AG", AGE)
    face: int = wire("FC", FACE)
    province: str = wire("PV", PROFILE_TEXT, secret=True)
    status: int = wire("ST", OPEN_CODE)
    sex: int = wire("SX", SEX)
    number: int = wire("UN", USER)
    nickname: str = wire("NK", NAME, secret=True)


@dataclass(frozen=True, slots=True)
class FingerReply(Reply):
    """One page of people."""

    ORDER: ClassVar[tuple[str, ...]] = ("AG", "FC", "FN", "PV", "SN", "ST", "SX", "UN", "NK")
    last_page: bool = wire("FN", FLAG, blank=False)
    people: tuple[FoundPerson, ...] = columns(FoundPerson, count="SN")


@dataclass(frozen=True, slots=True)
class Finger(Request):
    """Search for people; None means any. `nickname` (a substring) and `wanted` (a number) are extensions."""

    NAME: ClassVar[str] = "Finger"
    LIMIT: ClassVar[Limit | None] = Limit("searches", ServerRate.SEARCHES)
    IDEMPOTENT: ClassVar[bool] = True
    REPLY_NAME: ClassVar[str] = "FINGER"
    REPLY: ClassVar[type[FingerReply]] = FingerReply
    age: int | None = wire("AG", number_kind(highest=255), None, blank=None, keep=True)
    sex: int | None = wire("SX", number_kind(highest=2), None, blank=None, keep=True)
    province: str = wire("PV", TRIMMED, "")
    page_size: int | None = wire("TN", PAGE, None, blank=None)
    after: int | None = wire("UN", NUMBER, None, blank=None)
    nickname: str | None = wire("NICK", TRIMMED, None, blank=None, secret=True)
    wanted: int | None = wire("NUM", USER, None, blank=None)


@dataclass(frozen=True, slots=True)
class ChangeStatus(Request):
    NAME: ClassVar[str] = "Change_Stat"
    LIMIT: ClassVar[Limit | None] = OWN_CHANGES
    REPLY: ClassVar[type[Done]] = Done
    CLOSING: ClassVar[str] = "&"
    status: int = wire("ST", SET_STATUS)
    is_idle: bool | None = wire("IDLE", FLAG, None)
    """Extension: whether this device is unused. The account is AWAY while all its devices are. Then `status` does not
    count."""


@dataclass(frozen=True, slots=True)
class GetMessagesReply(Reply):
    ORDER: ClassVar[tuple[str, ...]] = ("MID", "TIME", "CID", "ROOM", "MENT", "REF", "FILE", "MN", "MT", "UN", "MG")
    messages: tuple[WaitingMessage, ...] = columns(WaitingMessage, count="MN")

    def write(self) -> str:
        return Reply.write(self) if self.messages else "&MN=0"


@dataclass(frozen=True, slots=True)
class GetMessages(Request):
    """`wait` (seconds, 0 to 50) and `acknowledge` (the highest id on the client's disk) are extensions.

    `rooms` and `room_acknowledge` are parallel lists: the highest id of each room's log on the client's disk.
    """

    NAME: ClassVar[str] = "GetMsgEx"
    CHANNEL: ClassVar[Channel] = Channel.POLLS
    HAS_MESSAGES: ClassVar[bool] = True
    REPEAT: ClassVar[Repeat] = Repeat.CLASSIC
    REPLY_NAME: ClassVar[str] = "GETMSGEX"
    REPLY: ClassVar[type[GetMessagesReply]] = GetMessagesReply
    wait: int | None = wire("WAIT", number_kind(highest=86400), None, blank=None)
    acknowledge: int | None = wire("ACK", MESSAGE_ID, None, blank=None)
    rooms: tuple[int, ...] | None = wire("ROOM", USERS, None, blank=None)
    room_acknowledge: tuple[int, ...] | None = wire("RACK", IDS, None, blank=None)


@dataclass(frozen=True, slots=True)
class SendMessageReply(Reply):
    """`id` and `time` (milliseconds since 1970, UTC) are extensions."""

    id: int | None = wire("MID", MESSAGE_ID, None)
    time: int | None = wire("TIME", MESSAGE_ID, None)


@dataclass(frozen=True, slots=True)
class SendMessage(Request):
    """`number` is a user or a room. `client_id` (extension, 32 hex digits): messages of one user with the same id are
    stored once. `mentions` (extension): members of the room whom the message mentions. `reply_to` (extension): the
    message that it answers. `file` (extension): the id of a complete file that I may read; the first line of `text`
    describes it for other clients, as in `[picture] cat.jpg 1.2 MB`, and further lines are its caption."""

    NAME: ClassVar[str] = "CLTMSG"
    REPEAT: ClassVar[Repeat] = Repeat.CLASSIC
    TAIL: ClassVar[str] = "MG"
    REPLY: ClassVar[type[SendMessageReply]] = SendMessageReply
    ORDER: ClassVar[tuple[str, ...]] = ("CID", "MENT", "REF", "FID", "UN", "MG")
    number: int = wire("UN", USER)
    text: str = wire("MG", TEXT, secret=True)
    client_id: str | None = wire("CID", hex_kind(32), None)
    mentions: tuple[int, ...] | None = wire("MENT", USERS, None, blank=None)
    reply_to: MessageRef | None = wire("REF", TARGET, None, blank=None)
    file: str | None = wire("FID", hex_kind(32), None, blank=None)


@dataclass(frozen=True, slots=True)
class Typing(Request):
    """Extension: I am typing to this user or room. It is not stored."""

    NAME: ClassVar[str] = "Typing"
    CHANNEL: ClassVar[Channel] = Channel.TYPING
    LIMIT: ClassVar[Limit | None] = Limit("typing notices", ServerRate.MESSAGES)
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    number: int = wire("UN", USER)


@dataclass(frozen=True, slots=True)
class Logout(Request):
    NAME: ClassVar[str] = "Logout"
    REPLY_NAME: ClassVar[str] = "LOGOUT"
    REPLY: ClassVar[type[Done]] = Done


_MODULES = (
    account_data,
    change_commands,
    device_commands,
    file_commands,
    admin_commands,
    log_commands,
    place_commands,
    room_commands,
)
REQUESTS: tuple[type[Request], ...] = tuple(
    kind
    for module in (globals(), *map(vars, _MODULES))
    for kind in module.values()
    if isinstance(kind, type) and issubclass(kind, Request) and kind is not Request
)
"""All requests."""
