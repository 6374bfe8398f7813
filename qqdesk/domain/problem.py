"""The problems that the user sees."""

from enum import Enum
from typing import NamedTuple

from qqdesk.domain.connection import UntrustedServer


class ProblemKind(Enum):
    """The GUI has a translated sentence with advice for each."""

    NO_CONNECTION = "no_connection"
    """The server cannot be reached: no such host, refused, cut, no network."""
    TIMED_OUT = "timed_out"
    PROXY = "proxy"
    """The proxy is unreachable or refuses the request; `detail` names it."""
    CERTIFICATE = "certificate"
    UNKNOWN_CERTIFICATE = "unknown_certificate"
    """The user has to compare the fingerprint in `certificate` and decide."""
    CERTIFICATE_CHANGED = "certificate_changed"
    """`certificate` has both fingerprints."""
    UNENCRYPTED = "unencrypted"
    """The user has to decide whether to connect without encryption; `certificate` names the server."""
    NO_ENCRYPTION = "no_encryption"
    """The address asks for encryption, but the server has none."""
    ENCRYPTION_LOST = "encryption_lost"
    """The server had encryption before, but has none now."""
    OTHER_PLACE = "other_place"
    """Another server has the address now."""
    PLACES_FILE = "places_file"
    """The file of known servers is unusable; `detail` names it."""
    HOST_NAME_REFUSED = "host_name_refused"
    """The server answers to other host names only."""
    NOT_A_SERVER = "not_a_server"
    """Something answers there that does not speak the protocol."""
    BAD_ADDRESS = "bad_address"
    WRONG_PASSWORD = "wrong_password"
    """The server refused the sign-in; `detail` is its own sentence."""
    PASSWORD_CHANGED = "password_changed"
    """The server refused the password that it accepted last on this computer."""
    OTHER_PASSWORD = "other_password"
    """The server cannot be reached, and the last sign-in on this computer had another password."""
    OFFLINE_EXPIRED = "offline_expired"
    """The server cannot be reached, and the last contact is too long ago to sign in without it."""
    SIGNED_IN_ELSEWHERE = "signed_in_elsewhere"
    SIGNED_OUT_ELSEWHERE = "signed_out_elsewhere"
    """Another device of mine signed this one out."""
    SIGNED_OUT_AND_ERASED = "signed_out_and_erased"
    """The same, and the stored messages are deleted."""
    BANNED = "banned"
    SESSION_ENDED = "session_ended"
    NO_SUCH_USER = "no_such_user"
    NOT_ALLOWED = "not_allowed"
    REQUEST_DECLINED = "request_declined"
    """The person, or a keeper of the room, declined my last request within a day."""
    NO_SUCH_ROOM = "no_such_room"
    MAY_NOT_WRITE = "may_not_write"
    """I am no member of the room, silent there, or only its keepers may write."""
    MESSAGE_GONE = "message_gone"
    """The message to change was taken back, or the server does not have it any more."""
    MAY_NOT_CHANGE = "may_not_change"
    """It is too late to change the message, it is another person's, or I may not write there."""
    REFUSED_BY_SERVER = "refused_by_server"
    INVITATION_REFUSED = "invitation_refused"
    """Only the operator creates accounts."""
    TOO_MANY_REQUESTS = "too_many_requests"
    MESSAGE_TOO_LONG = "message_too_long"
    MAILBOX_FULL = "mailbox_full"
    FILE_TOO_LARGE = "file_too_large"
    FILES_FULL = "files_full"
    """The server has no room for more files, of me or of all."""
    FILE_GONE = "file_gone"
    """The server does not have the file any more, or not for me."""
    FILE_CHANGED = "file_changed"
    """My file is gone, or was changed after it was chosen."""
    FILE_DAMAGED = "file_damaged"
    """The server sent other bytes than those that were uploaded."""
    SERVER_FAILED = "server_failed"
    NOT_SUPPORTED = "not_supported"
    """A classic server does not know the command."""
    UNKNOWN_OUTCOME = "unknown_outcome"
    """The reply of a classic server was lost; the request may have succeeded."""
    LOCAL_SERVER_FAILED = "local_server_failed"
    """The server on this computer did not start; `detail` is its last line."""
    LOCAL_SERVER_VERSION = "local_server_version"
    """Another version of the program wrote the place on this computer; `detail` is its folder."""
    DISK = "disk"
    """The local files could not be written."""
    FOLDER = "folder"
    """A folder cannot be written, although its disk has room; `detail` is its path."""
    DISK_FULL = "disk_full"
    """A download needs more space than the disk has; `space` says how much."""
    HISTORY_FORMAT = "history_format"
    """The history is of another version or program; `detail` is its path."""
    HISTORY_MIGRATION = "history_migration"
    """The history of an earlier version could not be brought to this one; `detail` is its path."""
    HISTORY_DAMAGED = "history_damaged"
    """The file was renamed and a new one created; `detail` is the new path of the old file."""
    NOT_AN_EXPORT = "not_an_export"
    """The file to import is not an export."""
    EXPORT_TOO_NEW = "export_too_new"
    EXPORT_OF_ANOTHER = "export_of_another"
    """`detail` is the number of the exported account."""
    EXPORT_DAMAGED = "export_damaged"
    """`detail` is the invalid line."""
    BUG = "bug"


class DiskSpace(NamedTuple):
    """`folder` is that of the user's downloads, "" for the program's own. `needed` and `free` are in bytes."""

    folder: str
    needed: int
    free: int


class Problem(NamedTuple):  # a dataclass takes half a millisecond of the start to make
    """`detail` is for the log and a "details" line, never the only text. `wait` is in seconds."""

    kind: ProblemKind
    detail: str = ""
    wait: int | None = None
    certificate: UntrustedServer | None = None
    space: DiskSpace | None = None
