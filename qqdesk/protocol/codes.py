"""The numbers of the protocol, and what they mean."""

from enum import IntEnum, StrEnum

VERSION = "1.1"
"""The version our own requests carry."""

VERSIONS = frozenset({"1.0", "1.1", "1.2", "1.4"})
"""The versions that clients were seen to send."""

DEFAULT_PORT = 8000
DEFAULT_TLS_PORT = 8443
SERVICE_TYPE = "_qqdesk._tcp.local."
"""What servers are announced as on the local network (DNS-SD)."""
HEARTBEAT_S = 60
LIST_REFRESH_S = 300
LC = "9326B87B234E7235"
"""A constant of Login whose meaning is lost; every known client sends it."""

MAX_BODY_BYTES = 64 * 1024
MAX_SEQUENCE_BYTES = 32
MAX_MESSAGE_CHARS = 4096
MAX_WAIT_S = 50
MAX_GROUP_CHARS = 32
MAX_REMARK_CHARS = 64
MAX_GROUPS = 300
MAX_CHANGED_AT_ONCE = 100
"""Entries in one ChangeBook: of the longest it is well below MAX_BODY_BYTES."""
MAX_NUMBER = 9_999_999_999
"""The highest user number: ten digits, as the highest ones that were ever given out."""

SYSTEM_NUMBER = 10000
"""Who the server's own notices come from. It is no user's: the first of those is the next."""


class Result(IntEnum):
    """RES of a reply. 0 and 20 are classic, the others are this server's."""

    OK = 0
    MALFORMED = 10
    UNKNOWN_COMMAND = 11
    UNKNOWN_VERSION = 12
    NOT_SIGNED_IN = 20
    NO_SUCH_USER = 30
    NOT_ALLOWED = 31
    REFUSED_BY_SERVER = 32
    TOO_MANY_REQUESTS = 40
    MESSAGE_TOO_LONG = 41
    MAILBOX_FULL = 42
    SERVER_FAILED = 50


class EndReason(IntEnum):
    """WHY of a reply with RES=20: what became of the session."""

    UNKNOWN_OR_TIMED_OUT = 1
    SIGNED_IN_ELSEWHERE = 2
    SHUT_OUT = 3


class Status(IntEnum):
    """ST. Who sets OFFLINE or INVISIBLE stays signed in and looks offline to everyone."""

    ONLINE = 10
    OFFLINE = 20
    BUSY = 30
    INVISIBLE = 40

    @property
    def as_seen_by_others(self) -> "Status":
        return self if self in (Status.ONLINE, Status.BUSY) else Status.OFFLINE


LATER_STATUS = {50: Status.BUSY, 60: Status.ONLINE, 70: Status.BUSY}
"""What later clients set, and what it means here."""


def wire_status(status: int) -> int:
    """What is sent for a status: invisible is 20, which every server takes; 40 was seen, and is not known to all."""
    return Status.OFFLINE if status == Status.INVISIBLE else status


class MessageKind(IntEnum):
    """MT. Others may come; they are shown as notices, never dropped."""

    ADDED_ME = 1
    ADD_REQUEST = 2
    REQUEST_GRANTED = 3
    REQUEST_REFUSED = 4
    TEXT = 9
    TYPING = 90
    DELIVERED = 91
    PROFILE_CHANGED = 98
    STATUS_CHANGED = 99


class AddOutcome(IntEnum):
    """CD of AddToList's reply; also ALLOW of ModifyInfo, the setting that decides it."""

    ADDED = 0
    CONSENT_NEEDED = 1
    NOBODY = 3


class AddAnswer(IntEnum):
    """CD of Ack_AddToList."""

    GRANT = 0
    REFUSE = 1
    ASK = 2


class BookKind(IntEnum):
    """KIND of an entry of the book: what KEY is, and VAL. An empty VAL takes the entry away."""

    GROUP_OF = 1
    """The group that a contact is in; KEY is the number."""
    REMARK = 2
    """The name that I gave a contact; KEY is the number."""
    GROUP = 3
    """A group, KEY, and its place among the others: a number; of two with the same one, by name."""


class RegistrationMode(StrEnum):
    """REG of Hello's reply: who may make an account."""

    OPEN = "open"
    INVITE = "invite"
    """Whoever has an invitation (INVITE of Register)."""
    CLOSED = "closed"
    """Nobody: whoever runs the server gives the numbers out."""


class Sex(IntEnum):
    """SX."""

    MALE = 0
    FEMALE = 1
    NOT_GIVEN = 2


def face_number(face_id: int) -> int:
    """The N of the picture `N.bmp` for a face id (the FC field): FC=270 is 91.bmp.

    Below 1 for an id that is no face.
    """
    return face_id // 3 + 1


def face_id(number: int) -> int:
    """The lowest face id (FC) that shows the picture `N.bmp`."""
    return (number - 1) * 3
