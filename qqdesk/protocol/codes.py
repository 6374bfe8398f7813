"""The codes and limits of the protocol."""

from enum import IntEnum, StrEnum

VERSION = "1.1"
"""The version of our own requests."""

VERSIONS = frozenset({"1.0", "1.1", "1.2", "1.4"})
"""The versions that clients were seen to send."""

DEFAULT_PORT = 8000
DEFAULT_TLS_PORT = 8443
SERVICE_TYPE = "_qqdesk._tcp.local."
"""The DNS-SD service type of servers on the local network."""
HEARTBEAT_S = 60
LIST_REFRESH_S = 300
LC = "9326B87B234E7235"
"""A constant of Login with unknown meaning. Every known client sends it."""

MAX_BODY_BYTES = 64 * 1024
MAX_SEQUENCE_BYTES = 32
MAX_MESSAGE_CHARS = 4096
MAX_WAIT_S = 50
MAX_GROUP_CHARS = 32
MAX_REMARK_CHARS = 64
MAX_GROUPS = 300
MAX_CHANGED_AT_ONCE = 100
"""Entries in one ChangeBook. Even with the longest ones it is well below MAX_BODY_BYTES."""
MAX_NUMBER = 9_999_999_999
"""The highest number of a user: ten digits, like the highest that QQ ever assigned."""

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


CAN_ROOMS = "ROOM"
"""CAN of Login, beside CAN_DEVICES: the client knows rooms, and message kinds 77, 78 and 80 to 82."""
CAN_FILES = "FILE"
"""CAN of Login, beside CAN_DEVICES: the client knows messages with files."""
CAN_DEVICES = "DEV"
"""CAN of Login: the client knows several devices of one account, and message kinds 79, 83 to 85, 88, 92 and 93."""


CAN_CHANGES = "MARK"
"""CAN of Login, beside CAN_DEVICES: the client knows replies, message kinds 89 and 94 to 97, AWAY, and signatures."""


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


class MessageKind(IntEnum):
    """MT. Clients show unknown kinds as notices and never drop them."""

    ADDED_ME = 1
    ADD_REQUEST = 2
    REQUEST_GRANTED = 3
    REQUEST_REFUSED = 4
    TEXT = 9
    ROOM_INVITED = 77
    """The room UN invites me; MG: who invites me, and the room's name, separated by a blank. Ack_AddToList answers. Old
    clients get ADD_REQUEST from the room."""
    ROOM_ASKED = 78
    """To keepers: somebody asks to join the room UN; MG: who it is, and the reason, separated by a blank."""
    DEVICE_ADDED = 79
    """A device of mine signed in for the first time. UN is myself; MG: its id (8 digits), address and name, separated
    by blanks."""
    ROOM_CHANGED = 80
    """An entry of a room's log. UN made the change; MG: REV, KIND, KEY and VAL, separated by blanks. After the new role
    of a member follows the role before."""
    ROOM_JOINED = 81
    """I am a member of the room UN; MG: who admitted me, and the room's name, separated by a blank."""
    ROOM_LEFT = 82
    """I am no member of the room UN any more; MG as in ROOM_JOINED."""
    NOTES_CHANGED = 83
    """Not stored: get the contact notes and the blocked people again."""
    ANSWERED = 84
    """I answered the request of UN on another device; MG is the AddAnswer."""
    CLEARED = 85
    """I deleted the conversation with UN up to the id in MG, on another device. If UN is a room, " room" follows."""
    LIST_CHANGED = 86
    """Not stored: get the contact list again."""
    ASKED_IN = 87
    """Not stored, to administrators: get the requests to join again."""
    REMOVED = 88
    """The server's retention removed messages of a conversation: MID is the last one, MG their count."""
    NUDGED = 89
    """Not stored: UN shakes my window."""
    TYPING = 90
    DELIVERED = 91
    OWN_TEXT = 92
    """A message of mine to UN."""
    SEEN = 93
    """I have read the conversation with UN up to the id in MG. If UN is a room, " room" follows."""
    READ = 94
    """UN has read the conversation with me, or UN the room, up to the message in REF."""
    RECALLED = 95
    """The maker in REF took back the message there. Without REF: a message that was taken back, in its place."""
    REACTED = 96
    """The maker in REF reacts to the message there with the emoji in MG; "" takes the reaction back."""
    EDITED = 97
    """The maker in REF replaced the text of the message there with MG."""
    PROFILE_CHANGED = 98
    STATUS_CHANGED = 99


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


class NoteKind(IntEnum):
    """KIND of a contact note, which determines the meaning of KEY and VAL. An empty VAL deletes the entry."""

    GROUP_OF = 1
    """The group of the contact with the number KEY."""
    REMARK = 2
    """My own name for the contact with the number KEY."""
    GROUP = 3
    """The position of the group KEY, a number. Groups with the same one are sorted by name."""
    NO_NUDGES = 4
    """VAL "1": nudges of the person with the number KEY are not shown."""
    PINNED = 5
    """VAL "1": the conversation KEY ("p" or "r" and a number) stands on top of the recent ones."""


class RegistrationMode(StrEnum):
    """REG in the reply of Hello: who may register."""

    OPEN = "open"
    INVITE = "invite"
    """Holders of an invitation (INVITE of Register)."""
    CLOSED = "closed"
    """Nobody; the operator creates the accounts."""


class Introduction(IntEnum):
    """KNOW in the reply of Login: whether the people of the place have each other on their lists."""

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
