"""The codes of the protocol."""

from enum import IntEnum, StrEnum

VERSION = "1.1"
"""The version of our own requests."""

VERSIONS = frozenset({"1.0", "1.1", "1.2", "1.4"})
"""The versions that clients were seen to send."""

DEFAULT_PORT = 8000
DEFAULT_TLS_PORT = 8443
SERVICE_TYPE = "_qqdesk._tcp.local."
"""The DNS-SD service type of servers on the local network."""
LC = "9326B87B234E7235"
"""A constant of Login with unknown meaning. Every known client sends it."""

SYSTEM_NUMBER = 10000
"""The sender of the server's notices. No user has it; the first user's number is the next one."""


class Result(IntEnum):
    """RES of a reply. 0 and 20 are classic, the others belong to this server."""

    OK = 0
    MALFORMED = 10
    UNKNOWN_COMMAND = 11
    UNKNOWN_VERSION = 12
    NOT_SIGNED_IN = 20
    NO_SUCH_USER = 30
    NOT_ALLOWED = 31
    REFUSED_BY_SERVER = 32
    WRONG_POSITION = 33
    """A piece of a file does not continue what the server has."""
    WRONG_DIGEST = 34
    """The uploaded bytes are not those that were announced."""
    BAD_INVITATION = 35
    """The invitation is wrong, used up, withdrawn or too old."""
    TOO_MANY_REQUESTS = 40
    MESSAGE_TOO_LONG = 41
    MAILBOX_FULL = 42
    NO_SPACE = 43
    """The files of one person, or of all, would exceed the server's limit."""
    FILE_GONE = 44
    """The message with the file was removed, or the file is damaged."""
    SERVER_FAILED = 50


class EndReason(IntEnum):
    """WHY of a reply with RES=20: why the session ended."""

    UNKNOWN_OR_TIMED_OUT = 1
    SIGNED_OUT_BY_OWNER = 2
    """The owner signed this device out. It deletes the messages that it has stored."""
    ENDED_BY_OPERATOR = 3
    TOO_MANY_DEVICES = 4
    """The account has more devices than the server allows, and this one was unused for longest."""


ANY_SESSION = "any"
"""What a request needs (`Request.NEEDS`): a server with the extensions. Its session may be classic."""
EXTENDED = "EXT"
"""What a request needs: a session with EXT."""

CAN_ROOMS = "ROOM"
"""CAN of Login, beside CAN_DEVICES: the client knows rooms."""
CAN_FILES = "FILE"
"""CAN of Login, beside CAN_DEVICES: the client knows messages with files."""
CAN_DEVICES = "DEV"
"""CAN of Login: the client knows several devices of one account."""
CAN_CHANGES = "MARK"
"""CAN of Login, beside CAN_DEVICES: the client knows replies, changes of messages, nudges, AWAY, and signatures.

`entry_kinds` says which entries need which of them."""


class Status(IntEnum):
    """ST. A user who sets OFFLINE or INVISIBLE stays signed in and looks offline to others."""

    ONLINE = 10
    OFFLINE = 20
    BUSY = 30
    AWAY = 31
    """Extension, in sessions with CAN_CHANGES. Others send and see BUSY."""
    INVISIBLE = 40

    @property
    def is_present(self) -> bool:
        return self in (Status.ONLINE, Status.BUSY, Status.AWAY)

    @property
    def as_seen_by_others(self) -> "Status":
        return self if self.is_present else Status.OFFLINE

    @property
    def without_away(self) -> "Status":
        """The status for a session without CAN_CHANGES."""
        return Status.BUSY if self is Status.AWAY else self


LATER_STATUS = {50: Status.BUSY, 60: Status.ONLINE, 70: Status.BUSY}
"""Codes of later clients, and their meaning here."""


def wire_status(status: int) -> int:
    """Return the code to send for a status. Invisible is 20, because not every server knows 40."""
    return Status.OFFLINE if status == Status.INVISIBLE else status


CAME_IN = "INVITED"
"""MG of an ADDED_ME entry (extension): the person joined with an invitation of mine."""


class AddOutcome(IntEnum):
    """CD in the reply of AddToList; also ALLOW of ModifyInfo, the setting that determines it."""

    ADDED = 0
    CONSENT_NEEDED = 1
    NOBODY = 3


class AddAnswer(IntEnum):
    """CD of Ack_AddToList."""

    GRANT = 0
    REFUSE = 1
    ASK = 2


class RegistrationMode(StrEnum):
    """REG in the reply of Hello: who may register."""

    OPEN = "open"
    INVITE = "invite"
    """Holders of an invitation (INVITE of Register)."""
    CLOSED = "closed"
    """Nobody; the operator creates the accounts."""


class SharedRoster(IntEnum):
    """KNOW of Login and INTRO of Place: whether the people of the place have each other on their lists."""

    OFF = 0
    ON = 1
    FULL = 2
    """The place has too many people; newcomers are not introduced."""


class Sex(IntEnum):
    """SX."""

    MALE = 0
    FEMALE = 1
    NOT_GIVEN = 2


def face_number(face_id: int) -> int:
    """Return the N of the picture `N.bmp` for a face id (FC): FC=270 is 91.bmp. Invalid ids give less than 1."""
    return face_id // 3 + 1


def face_id(number: int) -> int:
    """Return the lowest face id (FC) of the picture `N.bmp`."""
    return (number - 1) * 3
